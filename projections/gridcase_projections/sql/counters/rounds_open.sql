-- The rounds begun before the period's end that are open at `$as_of`, also the suspended ones. Grain: matter × round.
-- What is suspended leaves the rates while it stands. Here it stays, until it goes on or ends otherwise (销号).
-- What began before the period counts at its first moment.
with
counted as (
    select
        matter_id,
        round,
        host as department,
        null::varchar as member,
        unit,
        class_code,
        greatest(diverted_at, $from) as counts_at,
        due,
        null::timestamp as done_at,
        if(suspended, 'suspended', 'open') as why,
        true as still_open,
        suspended
    from rounds
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and excluded is null
        and ended is null
        and diverted_at < $to
        and $from < $to
        and $from <= $as_of
)
select * from counted

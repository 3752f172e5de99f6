-- Matters first diverted in the period. Grain: matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
diverted_then as (
    select matter_id, member, department as first_host, received_at
    from events
    anti join turned using (matter_id)
    where
        tag = 'matter-diverted'
        and round = 1
        and received_at >= $from
        and received_at < $to
        and received_at <= $as_of
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        member,
        received_at as counts_at,
        null::timestamp as due,
        received_at as done_at,
        if(first_host = host, 'the first host is the final one', 'it went on to ' || host) as why,
        true as diverted,
        first_host = host as accurate
    from diverted_then
    inner join closings using (matter_id)
    where valid_from <= $as_of and $as_of < least(valid_to, reopened_at)
)
select * from counted

-- Co-handlers' parts that fell due in the period. Grain: matter × round × co-handler.
-- A round that charges nobody charges no co-handler, nor does one that ended without a part that was not mandatory.
with
rounds_then as (
    select matter_id, round, unit, class_code, ended
    from rounds
    where valid_from <= $as_of and $as_of < valid_to and excluded is null
),
parts_then as (
    select
        * replace (
            if(reported_at <= $as_of, reported_at, null) as reported_at,
            reported_at <= $as_of and in_time as in_time
        )
    from co_handlings
    where valid_from <= $as_of and $as_of < valid_to
),
counted as (
    select
        matter_id,
        round,
        department,
        null::varchar as member,
        unit,
        class_code,
        due as counts_at,
        due,
        reported_at as done_at,
        case
            when reported_at is null then 'not handled'
            when in_time then 'handled in time'
            else 'handled late'
        end as why,
        true as co_due,
        reported_at is not null as co_disposed,
        coalesce(in_time, false) as co_disposed_in_time
    from parts_then
    inner join rounds_then using (matter_id, round)
    where
        due >= $from
        and due < $to
        and due <= $as_of
        and (reported_at is not null or (ended is null and not suspended_before_due))
)
select * from counted

-- Matters from residents or inspection, filed in the period, that a patrol should have reported.
-- Grain: member × matter. Charged to who had the grid on that day, and in the grid tree of that time.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
noted_then as (
    select matter_id, member, unit, min(noted_at) as noted_at
    from misses
    where noted_at <= $as_of
    group by matter_id, member, unit
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        noted_then.member,
        noted_then.unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        filed_at as counts_at,
        null::timestamp as due,
        noted_at as done_at,
        'should have been reported' as why,
        true as missed
    from noted_then
    inner join filings using (matter_id)
    anti join turned using (matter_id)
    where
        channel in ('app', 'phone', 'web', 'mail', 'counter', 'inspection')
        and filed_at >= $from
        and filed_at < $to
        and filed_at <= $as_of
)
select * from counted

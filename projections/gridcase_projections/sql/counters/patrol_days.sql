-- Days on patrol that were told of by `$as_of`. Grain: patrol.
-- Charged to who walked it, in the grid of that day.
with
counted as (
    select
        '' as matter_id,
        null::integer as round,
        null::varchar as department,
        member,
        unit,
        null::varchar as class_code,
        null::varchar as channel,
        occurred_at as counts_at,
        null::timestamp as due,
        received_at as done_at,
        'on patrol' as why,
        true as patrolled
    from patrol_events
    where
        tag = 'patrol-started'
        and received_at <= $as_of
        and occurred_at >= $from
        and occurred_at < $to
)
select * from counted

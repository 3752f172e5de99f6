-- What grid members did on each day. Grain: one row per patrol.
with
per_patrol as (
    select
        patrol,
        any_value(member) as member,
        any_value(patrolled_on) as patrolled_on,
        any_value(unit) filter (tag = 'patrol-started') as unit,
        min(occurred_at) filter (tag = 'patrol-started') as started_at,
        max(occurred_at) filter (tag = 'patrol-ended') as ended_at,
        sum(points)::bigint as points,
        sum(outside)::bigint as outside,
        count(*) filter (tag = 'place-inspected') as inspections,
        list_sort(list(distinct place) filter (place is not null)) as places,
        sum(findings)::bigint as findings,
        len(list_distinct(flatten(list(became)))) as findings_reported,
        count(distinct missed) as missed,
        max(version) as version
    from patrol_events
    group by patrol
)
select * from per_patrol

-- How many matters came in and were closed in each period, by what had happened by its time. Grain: period.
with
periods as (
    select
        unnest($periods) as period,
        unnest($starts)::timestamp as starts,
        unnest($ends)::timestamp as ends,
        unnest($as_of)::timestamp as as_of
),
happened as (
    select tag, received_at from events where tag in ('matter-reported', 'matter-closed')
),
counted as (
    select
        periods.period,
        count(*) filter (happened.tag = 'matter-reported') as reported,
        count(*) filter (happened.tag = 'matter-closed') as closed
    from periods
    left join happened
        on happened.received_at >= periods.starts
        and happened.received_at < periods.ends
        and happened.received_at <= periods.as_of
    group by periods.period
)
select * from counted order by period

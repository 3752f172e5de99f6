-- The matters that a member reported in a time, in the order of the reports.
with
reported as (
    select matter_id, received_at as reported_at
    from events
    where tag = 'matter-reported' and member = $member and received_at >= $starts and received_at < $ends
),
listed as (
    select
        reported.matter_id,
        reported.reported_at,
        coalesce(matters.class_code, '') as class_code,
        matters.unit,
        matters.stage,
        coalesce(matters.host, '') as host,
        matters.on_the_spot,
        matters.solved,
        matters.score,
        matters.closed_at
    from reported
    inner join matters on reported.matter_id = matters.matter_id
    order by reported.reported_at, reported.matter_id
)
select * from listed

-- What each matter is now. Grain: one row per matter.
with
reports as (
    select matter_id, received_at as reported_at, channel, source, reference, unit, class_code
    from events
    where tag = 'matter-reported'
),
latest as (
    select
        matter_id,
        max(version) as version,
        max(received_at) as changed_at,
        arg_max(stage, version) filter (
            tag not in ('feedback-asked', 'feedback-recorded', 'matter-evaluated')
        ) as settled,
        arg_max(stage, version) as moved,
        arg_max_null(due, version) filter (stage is not null) as due,
        arg_max(unit, version) as unit,
        arg_max(class_code, version) as class_code,
        arg_max(list_code, version) as list_code,
        arg_max(severity, version) as severity,
        arg_max(level, version) as level,
        arg_max(department, version) filter (tag = 'matter-diverted') as host,
        coalesce(max(round) filter (tag = 'matter-diverted'), 0) as rounds,
        arg_max_null(due_close, version) filter (tag in (
            'matter-classified', 'extension-granted', 'matter-resumed', 'matter-reopened', 'matter-unmerged'
        )) as due_close,
        coalesce(arg_max(tag, version) filter (tag in (
            'matter-resolved-on-the-spot', 'on-the-spot-reviewed'
        )) = 'matter-resolved-on-the-spot', false) as awaits_review,
        arg_max(resolved_by, version) filter (accepted) as resolved_by,
        arg_max_null(until, version) filter (tag = 'suspension-granted') as suspended_until,
        max(received_at) filter (tag = 'matter-closed') as closed_at,
        arg_max(solved, version) as solved,
        arg_max(satisfaction, version) as satisfaction,
        arg_max(score, version) as score,
        arg_max(if(tag = 'matter-merged', master, ''), version) filter (
            tag in ('matter-merged', 'matter-unmerged', 'matter-reopened')
        ) as master,
        coalesce(arg_max(unmeetable, version), false) as unmeetable,
        count(*) filter (tag = 'rework-ordered') as reworks,
        count(*) filter (tag = 'matter-reopened') as reopenings,
        coalesce(arg_max(supervision, version), 0) as supervision
    from events
    group by matter_id
),
running as (
    select matter_id, due from rounds where valid_to = timestamp 'infinity' and ended is null
),
described as (
    select
        reports.matter_id,
        reports.source,
        reports.reference,
        reports.channel,
        coalesce(latest.unit, reports.unit) as unit,
        coalesce(latest.class_code, reports.class_code) as class_code,
        latest.list_code,
        latest.severity,
        latest.level,
        if(latest.settled = 'awaiting feedback', latest.moved, latest.settled) as stage,
        latest.host,
        latest.rounds,
        reports.reported_at,
        latest.changed_at,
        if(running.matter_id is null, latest.due, running.due) as due,
        latest.due_close,
        if(latest.settled = 'suspended', latest.suspended_until, null) as suspended_until,
        if(latest.settled = 'closed', latest.closed_at, null) as closed_at,
        latest.awaits_review or latest.resolved_by is not null as on_the_spot,
        latest.resolved_by,
        latest.solved,
        latest.satisfaction,
        latest.score,
        nullif(latest.master, '') as master,
        latest.unmeetable,
        latest.reworks,
        latest.reopenings,
        latest.supervision,
        latest.version
    from reports
    inner join latest on reports.matter_id = latest.matter_id
    left join running on reports.matter_id = running.matter_id
)
select * from described

-- What each matter is now. Grain: one row per matter.
with
reports as (
    select matter_id, received_at as reported_at, channel, source, reference, unit, class_code
    from events
    where tag = 'matter-reported'
),
told as (
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
        max(received_at) filter (tag = 'matter-closed') as closed_at,
        arg_max(solved, version) as solved,
        arg_max(satisfaction, version) as satisfaction,
        arg_max(score, version) as score,
        arg_max(if(tag = 'matter-merged', master, ''), version) filter (
            tag in ('matter-merged', 'matter-unmerged', 'matter-reopened')
        ) as master,
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
        coalesce(told.unit, reports.unit) as unit,
        coalesce(told.class_code, reports.class_code) as class_code,
        told.list_code,
        told.severity,
        told.level,
        if(told.settled = 'awaiting feedback', told.moved, told.settled) as stage,
        told.host,
        told.rounds,
        reports.reported_at,
        told.changed_at,
        if(running.matter_id is null, told.due, running.due) as due,
        told.due_close,
        if(told.settled = 'closed', told.closed_at, null) as closed_at,
        told.awaits_review or told.resolved_by is not null as on_the_spot,
        told.resolved_by,
        told.solved,
        told.satisfaction,
        told.score,
        nullif(told.master, '') as master,
        told.reworks,
        told.reopenings,
        told.supervision,
        told.version
    from reports
    inner join told on reports.matter_id = told.matter_id
    left join running on reports.matter_id = running.matter_id
)
select * from described

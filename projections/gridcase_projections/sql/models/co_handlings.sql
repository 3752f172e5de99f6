-- What was known of each co-handler's part of a round, and from when to when.
-- Grain: matter × round × co-handler × change.
with
co_handled_rounds as (
    select matter_id, round from events where tag = 'matter-diverted' and len(co_handlers) > 0
),
changes as (
    select matter_id, round, version, received_at, tag, co_handlers
    from events
    semi join co_handled_rounds using (matter_id, round)
    where tag in ('matter-diverted', 'suspension-granted', 'matter-resumed')
),
parts as (
    select matter_id, round, co.department as department
    from (select matter_id, round, unnest(co_handlers) as co from events where tag = 'matter-diverted')
),
changes_of_parts as (
    select
        changes.matter_id,
        changes.round,
        parts.department,
        changes.version,
        changes.tag,
        changes.received_at,
        list_filter(changes.co_handlers, lambda co: co.department = parts.department)[1].due as due
    from changes
    inner join parts using (matter_id, round)
),
folded as (
    select
        matter_id,
        round,
        department,
        received_at as valid_from,
        lead(received_at, 1, timestamp 'infinity') over (
            partition by matter_id, round, department order by version
        ) as valid_to,
        last_value(if(tag = 'suspension-granted', null, coalesce(due, timestamp 'infinity')) ignore nulls)
            over so_far as due_set,
        last_value(case tag
            when 'suspension-granted' then received_at
            when 'matter-resumed' then timestamp 'infinity'
        end ignore nulls) over so_far as suspended_at
    from changes_of_parts
    window so_far as (
        partition by matter_id, round, department order by version rows between unbounded preceding and current row
    )
),
reports as (
    select matter_id, round, department, received_at as reported_at, in_time
    from events
    where tag = 'co-handling-reported'
),
judged as (
    select
        folded.matter_id,
        folded.round,
        folded.department,
        valid_from,
        valid_to,
        nullif(due_set, timestamp 'infinity') as due,
        coalesce(suspended_at < due_set, false) as suspended_before_due,
        reported_at,
        reports.in_time
    from folded
    left join reports using (matter_id, round, department)
    where valid_from < valid_to
)
select * from judged

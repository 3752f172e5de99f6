-- What was known of each co-handler's part of a round, and from when to when.
-- Grain: matter × round × co-handler × change.
with
co_handled_rounds as (
    select matter_id, round from events where tag in ('matter-diverted', 'whistle-blown') and len(co_handlers) > 0
),
changes as (
    select matter_id, round, version, received_at, tag, department, co_handlers
    from events
    semi join co_handled_rounds using (matter_id, round)
    where
        tag in ('matter-diverted', 'whistle-blown', 'suspension-granted', 'matter-resumed')
        or (tag = 'whistle-ruled' and not stays)
),
parts as (
    select matter_id, round, version as since, co.department as department
    from (
        select matter_id, round, version, unnest(co_handlers) as co
        from events
        where tag in ('matter-diverted', 'whistle-blown')
    )
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
    inner join parts
    on
        changes.matter_id = parts.matter_id
        and changes.round = parts.round
        and (
            changes.version = parts.since
            or (changes.version > parts.since and tag in ('suspension-granted', 'matter-resumed'))
            or (changes.version > parts.since and tag = 'whistle-ruled' and changes.department = parts.department)
        )
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
        tag = 'whistle-ruled' as released,
        last_value(
            if(tag in ('suspension-granted', 'whistle-ruled'), null, coalesce(due, timestamp 'infinity')) ignore nulls
        ) over so_far as due_set,
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
    where valid_from < valid_to and not released
)
select * from judged

-- What was known of each body that a whistle called to a round, and from when to when.
-- Grain: matter × round × called body × change.
with
calls as (
    select matter_id, round, version as since, host, one.department as department
    from (
        select matter_id, round, version, department as host, unnest(called) as one
        from events
        where tag = 'whistle-blown'
    )
),
changes as (
    select * from events where tag in (
        'whistle-blown', 'whistle-signed-in', 'on-site-reported', 'whistle-contested', 'whistle-ruled', 'whistle-rated',
        'co-handling-reported', 'suspension-granted', 'matter-resumed', 'handling-reported', 'return-granted',
        'matter-passed', 'jurisdiction-ruled'
    )
),
changes_of_calls as (
    select
        calls.matter_id,
        calls.round,
        calls.department,
        host,
        changes.version,
        received_at,
        tag,
        in_time,
        stays,
        rating,
        list_filter(called, lambda one: one.department = calls.department)[1] as dues,
        tag in ('handling-reported', 'return-granted', 'matter-passed')
        or (tag = 'jurisdiction-ruled' and not host_stays) as ends
    from changes
    inner join calls
    on
        changes.matter_id = calls.matter_id
        and changes.round = calls.round
        and changes.version >= calls.since
        and (
            changes.version = calls.since
            or tag in (
                'suspension-granted', 'matter-resumed', 'handling-reported', 'return-granted', 'matter-passed',
                'jurisdiction-ruled'
            )
            or (tag <> 'whistle-blown' and changes.department = calls.department)
        )
),
folded as (
    select
        matter_id,
        round,
        department,
        host,
        received_at as valid_from,
        lead(received_at, 1, timestamp 'infinity') over (
            partition by matter_id, round, department order by version
        ) as valid_to,
        first_value(received_at) over so_far as called_at,
        last_value(
            if(tag in ('whistle-blown', 'matter-resumed'), coalesce(dues.due_sign_in, timestamp 'infinity'), null)
            ignore nulls
        ) over so_far as due_sign_in,
        last_value(
            if(tag in ('whistle-blown', 'matter-resumed'), coalesce(dues.due_on_site, timestamp 'infinity'), null)
            ignore nulls
        ) over so_far as due_on_site,
        last_value(case tag
            when 'suspension-granted' then received_at
            when 'matter-resumed' then timestamp 'infinity'
        end ignore nulls) over so_far as suspended_at,
        first_value(if(tag = 'whistle-signed-in', received_at, null) ignore nulls) over so_far as signed_in_at,
        first_value(if(tag = 'whistle-signed-in', in_time, null) ignore nulls) over so_far as signed_in_in_time,
        first_value(if(tag = 'on-site-reported', received_at, null) ignore nulls) over so_far as on_site_at,
        first_value(if(tag = 'on-site-reported', in_time, null) ignore nulls) over so_far as on_site_in_time,
        last_value(case
            when tag = 'whistle-contested' then 'contested'
            when tag = 'whistle-ruled' then if(stays, 'stays', 'released')
            when tag = 'co-handling-reported' then 'stays'
        end ignore nulls) over so_far as standing,
        first_value(rating ignore nulls) over so_far as rating,
        first_value(if(tag = 'whistle-rated', received_at, null) ignore nulls) over so_far as rated_at,
        first_value(if(ends, received_at, null) ignore nulls) over so_far as ended_at
    from changes_of_calls
    window so_far as (
        partition by matter_id, round, department order by version rows between unbounded preceding and current row
    )
),
judged as (
    select
        matter_id,
        round,
        department,
        host,
        valid_from,
        valid_to,
        called_at,
        nullif(due_sign_in, timestamp 'infinity') as due_sign_in,
        signed_in_at,
        signed_in_in_time,
        nullif(due_on_site, timestamp 'infinity') as due_on_site,
        on_site_at,
        on_site_in_time,
        if(ended_at is null, nullif(suspended_at, timestamp 'infinity'), null) as suspended_at,
        coalesce(standing, 'called') as standing,
        rating,
        rated_at,
        ended_at
    from folded
    where valid_from < valid_to
)
select * from judged

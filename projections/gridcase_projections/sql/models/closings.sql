-- What was known of the closing of each matter, and from when to when. Grain: matter × cycle × change.
-- A cycle ends with a closing; a reopened matter begins another, and the verdict of the one before stays what it was.
with
changes as (
    select *, tag = 'matter-classified' or (tag = 'on-the-spot-reviewed' and answer) as files
    from events
    where
        tag in (
            'matter-classified', 'matter-diverted', 'extension-granted', 'suspension-granted', 'matter-resumed',
            'matter-closed', 'matter-reopened', 'matter-unmerged'
        )
        or (tag = 'on-the-spot-reviewed' and answer)
),
cycled as (
    select
        matter_id,
        version,
        received_at,
        tag,
        due_close,
        in_time,
        1 + count(*) filter (tag = 'matter-closed') over earlier as cycle,
        lead(received_at, 1, timestamp 'infinity') over (partition by matter_id order by version) as following,
        last_value(if(tag = 'matter-diverted', department, null) ignore nulls) over so_far as host,
        last_value(if(tag = 'matter-diverted', round, null) ignore nulls) over so_far as round,
        last_value(unit ignore nulls) over so_far as unit,
        last_value(class_code ignore nulls) over so_far as class_code,
        first_value(if(files, received_at, null) ignore nulls) over so_far as filed_at,
        first_value(if(tag = 'matter-diverted', department, null) ignore nulls) over so_far as first_host,
        first_value(if(tag = 'matter-diverted', received_at, null) ignore nulls) over so_far as first_diverted_at,
        first_value(if(tag = 'matter-diverted', member, null) ignore nulls) over so_far as first_diverted_by,
        count(*) filter (tag = 'matter-reopened') over so_far as reopenings
    from changes
    window
        so_far as (partition by matter_id order by version rows between unbounded preceding and current row),
        earlier as (partition by matter_id order by version rows between unbounded preceding and 1 preceding)
),
folded as (
    select
        *,
        lead(received_at, 1, timestamp 'infinity') over (partition by matter_id, cycle order by version) as valid_to,
        last_value(
            if(
                tag in (
                    'matter-classified', 'extension-granted', 'matter-resumed', 'matter-reopened', 'matter-unmerged'
                ),
                coalesce(due_close, timestamp 'infinity'),
                null
            ) ignore nulls
        ) over so_far as due_set,
        last_value(case tag
            when 'suspension-granted' then received_at
            when 'matter-resumed' then timestamp 'infinity'
        end ignore nulls) over so_far as suspended_at
    from cycled
    window so_far as (
        partition by matter_id, cycle order by version rows between unbounded preceding and current row
    )
),
judged as (
    select
        matter_id,
        cycle::integer as cycle,
        received_at as valid_from,
        valid_to,
        if(tag = 'matter-closed', following, timestamp 'infinity') as reopened_at,
        host,
        round,
        unit,
        class_code,
        filed_at,
        first_host,
        first_diverted_at,
        first_diverted_by,
        reopenings,
        if(suspended_at < due_set, null, nullif(due_set, timestamp 'infinity')) as due,
        if(tag = 'matter-closed', received_at, null) as closed_at,
        if(tag = 'matter-closed', in_time, null) as in_time
    from folded
    where received_at < valid_to
)
select * from judged

-- What was known of the closing of each matter, and from when to when. Grain: matter × cycle × change.
-- A cycle ends with a closing, but not with that of a duplicate, which may be a matter of its own again; a reopened
-- matter begins another, and the verdict of the one before stays what it was.
with
changes as (
    select matter_id, version, received_at, tag, department, round, due_close, in_time
    from events
    where
        tag in (
            'matter-classified', 'matter-diverted', 'extension-granted', 'suspension-granted', 'matter-resumed',
            'matter-reopened', 'matter-merged', 'matter-unmerged'
        )
        or (tag = 'matter-closed' and master is null)
        or accepted
),
folded as (
    select
        matter_id,
        received_at,
        tag = 'matter-closed' as closes,
        in_time,
        1 + count(*) filter (tag = 'matter-closed') over so_far as cycles,
        count(*) filter (tag = 'matter-reopened') over so_far as reopenings,
        lead(received_at, 1, timestamp 'infinity') over (partition by matter_id order by version) as following,
        last_value(if(tag = 'matter-diverted', department, null) ignore nulls) over so_far as host,
        max(if(tag = 'matter-diverted', round, null)) over so_far as round,
        last_value(
            if(
                tag in (
                    'matter-classified', 'extension-granted', 'matter-resumed', 'matter-reopened', 'matter-unmerged'
                ),
                coalesce(due_close, timestamp 'infinity'),
                null
            ) ignore nulls
        ) over so_far as due_set,
        last_value(case
            when tag in ('suspension-granted', 'matter-merged') then received_at
            when tag in ('matter-resumed', 'matter-unmerged') then timestamp 'infinity'
        end ignore nulls) over so_far as stands_since
    from changes
    window so_far as (partition by matter_id order by version rows between unbounded preceding and current row)
),
judged as (
    select
        matter_id,
        (cycles - closes::integer)::integer as cycle,
        received_at as valid_from,
        if(closes, timestamp 'infinity', following) as valid_to,
        if(closes, following, timestamp 'infinity') as reopened_at,
        host,
        round,
        reopenings,
        if(stands_since < due_set, null, nullif(due_set, timestamp 'infinity')) as due,
        if(closes, received_at, null) as closed_at,
        if(closes, in_time, null) as in_time
    from folded
    where closes or received_at < following
)
select * from judged

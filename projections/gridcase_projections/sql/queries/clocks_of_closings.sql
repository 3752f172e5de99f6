-- The clock of the whole of each cycle known at `$as_of`: when it started, and what changed it since.
-- The first starts with the report, a later one with the reopening of a closed matter. A first one that was never
-- classified has no clock, and no start. A class set otherwise than by classifying is the next cycle's.
with
known_then as (
    select matter_id, cycle, due from closings where valid_from <= $as_of and $as_of < valid_to
),
cycled as (
    select
        *,
        (1 + count(*) filter (tag = 'matter-closed' and master is null) over (
            partition by matter_id order by version rows between unbounded preceding and 1 preceding
        ))::integer as cycle,
        last_value(if(tag = 'suspension-granted', coalesce(until, timestamp 'infinity'), null) ignore nulls) over (
            partition by matter_id order by version
        ) as ends
    from events
    where
        tag in (
            'matter-reported', 'matter-classified', 'extension-granted', 'suspension-granted', 'matter-resumed',
            'matter-merged', 'matter-unmerged', 'matter-closed', 'matter-reopened', 'matter-resolved-on-the-spot'
        )
        and received_at <= $as_of
),
timelines as (
    select
        matter_id,
        cycle,
        min(received_at) as start,
        list(
            struct_pack(
                what := case
                    when tag = 'extension-granted' then 'extended'
                    when tag in ('suspension-granted', 'matter-merged') then 'stopped'
                    else 'went on'
                end,
                "at" := if(tag = 'matter-resumed', least(received_at, ends), received_at),
                "limit" := "limit"
            )
            order by version
        ) filter (tag in (
            'extension-granted', 'suspension-granted', 'matter-resumed', 'matter-merged', 'matter-unmerged'
        )) as changes
    from cycled
    group by matter_id, cycle
),
classes as (
    select
        matter_id,
        version,
        coalesce(class_code, '') as class_code,
        cycle + (tag <> 'matter-classified')::integer as since
    from cycled
    where tag = 'matter-classified' or tag in ('matter-reported', 'matter-resolved-on-the-spot') and class_code <> ''
),
classified as (
    select known_then.matter_id, known_then.cycle, arg_max(class_code, version) as class_code
    from known_then
    inner join classes on known_then.matter_id = classes.matter_id and since <= known_then.cycle
    group by known_then.matter_id, known_then.cycle
),
clocks as (
    select
        known_then.matter_id,
        known_then.cycle as number,
        coalesce(classified.class_code, '') as class_code,
        '' as host,
        if(known_then.cycle = 1 and classified.class_code is null, null, timelines.start) as start,
        null::varchar as original_limit,
        known_then.due,
        timelines.changes
    from known_then
    inner join timelines using (matter_id, cycle)
    left join classified using (matter_id, cycle)
)
select * from clocks

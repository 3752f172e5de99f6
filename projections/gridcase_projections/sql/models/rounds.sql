-- What was known of each round, and from when to when. Grain: matter × round × change.
-- As of a time T: where valid_from <= T and T < valid_to.
with
diversions as (
    select * from events where tag = 'matter-diverted'
),
steps as (
    select
        matter_id,
        round,
        version,
        received_at,
        tag,
        department,
        unit,
        class_code,
        due,
        in_time,
        after_due,
        host_stays,
        suspended
    from events
    where tag in (
        'matter-diverted', 'extension-granted', 'suspension-granted', 'matter-resumed', 'handling-reported',
        'return-granted', 'matter-passed', 'jurisdiction-ruled'
    )
),
turns as (
    select diversions.matter_id, diversions.round, turn.version, turn.received_at, turn.tag
    from events as turn
    inner join diversions on turn.matter_id = diversions.matter_id and turn.version > diversions.version
    where turn.tag in ('matter-declined', 'matter-merged', 'matter-unmerged', 'matter-voided')
),
changes as (
    select * from steps
    union all by name
    select * from turns
),
folded as (
    select
        matter_id,
        round,
        received_at as valid_from,
        lead(received_at, 1, timestamp 'infinity') over (partition by matter_id, round order by version) as valid_to,
        first_value(department) over so_far as host,
        first_value(unit) over so_far as unit,
        first_value(class_code) over so_far as class_code,
        first_value(received_at) over so_far as diverted_at,
        last_value(
            if(tag in ('matter-diverted', 'extension-granted', 'matter-resumed'), due, null) ignore nulls
        ) over so_far as due_set,
        last_value(case tag
            when 'suspension-granted' then received_at
            when 'matter-resumed' then timestamp 'infinity'
        end ignore nulls) over so_far as suspended_at,
        count(*) filter (tag = 'extension-granted') over so_far as extensions,
        first_value(if(tag = 'handling-reported', received_at, null) ignore nulls) over so_far as handled_at,
        first_value(if(tag = 'handling-reported', in_time, null) ignore nulls) over so_far as in_time,
        coalesce(sum(suspended) over so_far, 0) as stood,
        first_value(case
            when tag = 'handling-reported' then 'handled'
            when tag = 'return-granted' then if(after_due, 'returned after due', 'returned')
            when tag = 'matter-passed' then if(after_due, 'passed on after due', 'passed on')
            when not host_stays then 'ruled away'
            when tag = 'matter-declined' then 'declined'
            when tag = 'matter-merged' then 'merged'
            when tag = 'matter-voided' then 'voided'
        end ignore nulls) over so_far as ended,
        last_value(case tag
            when 'matter-declined' then 'declined'
            when 'matter-merged' then 'merged'
            when 'matter-unmerged' then ''
            when 'matter-voided' then 'voided'
        end ignore nulls) over so_far as turned
    from changes
    window so_far as (partition by matter_id, round order by version rows between unbounded preceding and current row)
),
judged as (
    select
        matter_id,
        round,
        valid_from,
        valid_to,
        host,
        unit,
        class_code,
        diverted_at,
        if(suspended_at < due_set and coalesce(ended, 'voided') = 'voided', null, due_set) as due,
        ended is null and suspended_at is not null and suspended_at < timestamp 'infinity' as suspended,
        extensions,
        handled_at,
        in_time,
        (epoch_us(handled_at) - epoch_us(diverted_at)) // 1_000_000 - stood::bigint as took,
        ended,
        case
            when turned <> '' then turned
            when ended in ('returned', 'passed on', 'ruled away', 'merged') then ended
        end as excluded
    from folded
    where valid_from < valid_to
)
select * from judged

-- When a deadline had passed unanswered. Grain: matter × step × round × stretch of time.
-- At a time T: where since <= T and T < until.
with
of_stages as (
    select
        matter_id,
        step,
        round,
        if(step in ('accept', 'verify'), department, null) as department,
        due,
        valid_from,
        valid_to
    from stages
    where step is not null and due is not null
),
of_rounds as (
    select matter_id, 'handle' as step, round, host as department, due, valid_from, valid_to
    from rounds
    where ended is null and due is not null and not suspended
),
of_the_whole as (
    select
        matter_id,
        'close' as step,
        null::integer as round,
        null::varchar as department,
        if(tag = 'matter-closed', null, due_close) as due,
        received_at as valid_from,
        lead(received_at, 1, timestamp 'infinity') over (partition by matter_id order by version) as valid_to
    from events
    where tag in (
        'matter-classified', 'extension-granted', 'suspension-granted', 'matter-resumed', 'matter-closed',
        'matter-reopened', 'matter-declined', 'matter-merged', 'matter-unmerged', 'matter-voided'
    )
),
clocks as (
    select * from of_stages
    union all
    select * from of_rounds
    union all
    select * from of_the_whole
),
missed as (
    select matter_id, step, round, department, due, greatest(due, valid_from) as since, valid_to as until
    from clocks
    where due < valid_to and valid_from < valid_to
)
select * from missed

-- When a filed matter was to be diverted by, and whether it was. Grain: matter × event that set the deadline.
with
moves as (
    select matter_id, version, received_at, tag, stage, due, in_time, member
    from events
    where
        stage = 'filed'
        or tag in (
            'matter-diverted', 'matter-resolved-on-the-spot', 'matter-declined', 'matter-merged', 'matter-voided'
        )
),
followed as (
    select
        matter_id,
        version,
        stage,
        due,
        received_at as began_at,
        lead(received_at, 1, timestamp 'infinity') over what_follows as ended_at,
        lead(tag) over what_follows as ended,
        lead(in_time) over what_follows as in_time,
        lead(member) over what_follows as member
    from moves
    window what_follows as (partition by matter_id order by version)
),
waited as (
    select
        matter_id,
        version,
        due,
        began_at,
        ended_at,
        coalesce(ended = 'matter-diverted', false) as diverted,
        if(ended = 'matter-diverted', in_time, null) as in_time,
        if(ended = 'matter-diverted', member, null) as diverted_by
    from followed
    where stage = 'filed' and due is not null
)
select * from waited

-- Matters that were none of their own, or none at all, and from when to when. Grain: matter × turn.
with
turns as (
    select
        matter_id,
        version,
        tag,
        received_at as valid_from,
        lead(received_at, 1, timestamp 'infinity') over (partition by matter_id order by version) as valid_to
    from events
    where tag in ('matter-declined', 'matter-merged', 'matter-unmerged', 'matter-voided')
),
kept_aside as (
    select matter_id, replace(tag, 'matter-', '') as as_what, valid_from, valid_to
    from turns
    where tag <> 'matter-unmerged' and valid_from < valid_to
)
select * from kept_aside

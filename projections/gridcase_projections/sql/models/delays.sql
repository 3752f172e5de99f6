-- The rounds that came late only through a co-handler, and through which. Grain: matter × round.
-- It was late itself, and reported only after the round was due: so the host could not have been in time. Of several,
-- the one that was waited for longest.
with
hosted as (
    select matter_id, round, due, handled_at
    from rounds
    where valid_to = timestamp 'infinity' and handled_at is not null and not in_time
),
parts as (
    select matter_id, round, department, reported_at
    from co_handlings
    where valid_to = timestamp 'infinity' and reported_at is not null and not in_time
),
delayed as (
    select
        parts.matter_id,
        parts.round,
        arg_max(parts.department, (parts.reported_at, parts.department)) as department,
        max(handled_at) as handled_at
    from parts
    inner join hosted on parts.matter_id = hosted.matter_id and parts.round = hosted.round
    where parts.reported_at > hosted.due and parts.reported_at <= hosted.handled_at
    group by parts.matter_id, parts.round
)
select * from delayed

-- Rework ordered in the period because of bad work, and diverted to the same host again. Grain: matter × round.
-- What was ordered because the diversion was wrong is not the host's.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
ordered as (
    select matter_id, round, department, received_at
    from events
    where
        tag = 'rework-ordered'
        and cause = 'bad-work'
        and received_at >= $from
        and received_at < $to
        and received_at <= $as_of
),
following as (
    select matter_id, round - 1 as round, host as department, diverted_at
    from rounds
    where round > 1 and valid_from <= $as_of and $as_of < valid_to
),
counted as (
    select
        ordered.matter_id,
        ordered.round,
        ordered.department,
        null::varchar as member,
        received_at as counts_at,
        null::timestamp as due,
        diverted_at as done_at,
        'rework' as why,
        true as rework
    from ordered
    inner join following using (matter_id, round, department)
    anti join turned using (matter_id)
)
select * from counted

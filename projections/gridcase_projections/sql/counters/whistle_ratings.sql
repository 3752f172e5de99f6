-- Ratings that hosts gave in the period to bodies they had called. Grain: matter × round × called body.
with
rounds_then as (
    select matter_id, round, unit, class_code
    from rounds
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and coalesce(excluded, '') not in ('merged', 'voided', 'declined')
),
counted as (
    select
        matter_id,
        round,
        department,
        null::varchar as member,
        unit,
        class_code,
        rated_at as counts_at,
        null::timestamp as due,
        rated_at as done_at,
        'rated ' || rating as why,
        true as rated,
        rating
    from whistles
    inner join rounds_then using (matter_id, round)
    where valid_from <= $as_of and $as_of < valid_to and rated_at >= $from and rated_at < $to
)
select * from counted

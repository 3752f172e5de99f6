-- The rounds that began in the period, whatever became of them. Grain: matter × round.
with
counted as (
    select
        matter_id,
        round,
        host as department,
        null::varchar as member,
        unit,
        class_code,
        diverted_at as counts_at,
        due,
        handled_at as done_at,
        coalesce(ended, 'open') as why,
        true as begun,
        coalesce(starts_with(ended, 'returned'), false) as returned
    from rounds
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and coalesce(excluded, '') in ('', 'returned', 'passed on', 'ruled away')
        and diverted_at >= $from
        and diverted_at < $to
)
select * from counted

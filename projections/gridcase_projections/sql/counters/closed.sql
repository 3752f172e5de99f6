-- Matters closed in the period, with a limit or without. Grain: matter × cycle.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
counted as (
    select
        matter_id,
        round,
        host as department,
        null::varchar as member,
        closed_at as counts_at,
        due,
        closed_at as done_at,
        case
            when reopenings > 0 or reopened_at <= $as_of then 'reopened'
            when coalesce(round, 0) > 1 then 'more than one round'
            else 'right the first time'
        end as why,
        true as closed,
        reopenings = 0 and reopened_at > $as_of and coalesce(round, 0) <= 1 as first_time_right
    from closings
    anti join turned using (matter_id)
    where closed_at >= $from and closed_at < $to and closed_at <= $as_of
)
select * from counted

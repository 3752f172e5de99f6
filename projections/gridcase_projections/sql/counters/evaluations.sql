-- Scores given to matters: of each matter the last in the period, by what had happened. Grain: matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
given as (
    select
        matter_id,
        arg_max_null(department, version) as department,
        arg_max(received_at, version) as received_at,
        arg_max(score, version) as score
    from events
    where
        tag = 'matter-evaluated' and received_at >= $from and received_at < $to and received_at <= $as_of
    group by matter_id
),
counted as (
    select
        matter_id,
        null::integer as round,
        department,
        null::varchar as member,
        received_at as counts_at,
        null::timestamp as due,
        received_at as done_at,
        'scored ' || score as why,
        true as evaluated,
        score
    from given
    anti join turned using (matter_id)
)
select * from counted

-- Scores given to matters: of each matter the last in the period, by what had happened. Grain: matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
given as (
    select matter_id, arg_max(struct_pack(department, received_at, score := number), version) as last
    from events
    where
        tag = 'matter-evaluated' and received_at >= $from and received_at < $to and received_at <= $as_of
    group by matter_id
),
counted as (
    select
        matter_id,
        null::integer as round,
        last.department as department,
        null::varchar as member,
        last.received_at as counts_at,
        null::timestamp as due,
        last.received_at as done_at,
        'scored ' || last.score as why,
        true as evaluated,
        last.score as score
    from given
    anti join turned using (matter_id)
)
select * from counted

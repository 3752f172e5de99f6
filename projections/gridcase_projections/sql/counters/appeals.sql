-- What appeals upheld in the period leave out. Grain: matter × appeal × metric.
with
counted as (
    select
        matter_id,
        round,
        department,
        null::varchar as member,
        valid_from as counts_at,
        null::timestamp as due,
        valid_from as done_at,
        metric as why,
        true as left_out
    from exclusions
    where valid_from >= $from and valid_from < $to and valid_from <= $as_of
)
select * from counted

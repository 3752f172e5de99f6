-- Matters first diverted in the period. Grain: matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        first_diverted_by as member,
        unit,
        class_code,
        first_diverted_at as counts_at,
        null::timestamp as due,
        first_diverted_at as done_at,
        if(first_host = host, 'the first host is the final one', 'it went on to ' || host) as why,
        true as diverted,
        first_host = host as accurate
    from closings
    anti join turned using (matter_id)
    where
        first_diverted_at >= $from
        and first_diverted_at < $to
        and valid_from <= $as_of
        and $as_of < least(valid_to, reopened_at)
)
select * from counted

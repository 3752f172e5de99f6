-- Matters resolved on the spot whose review accepted that in the period. Grain: matter.
-- A review that refuses gives no credit: it is an ordinary matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        resolved_by as member,
        unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        credited_at as counts_at,
        null::timestamp as due,
        credited_at as done_at,
        'resolved on the spot' as why,
        true as on_the_spot
    from filings
    anti join turned using (matter_id)
    where credited_at >= $from and credited_at < $to and credited_at <= $as_of
)
select * from counted

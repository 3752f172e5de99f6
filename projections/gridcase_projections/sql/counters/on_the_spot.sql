-- Matters resolved on the spot whose review accepted that in the period. Grain: matter.
-- A review that refuses gives no credit: it is an ordinary matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
resolved as (
    select matter_id, arg_max_null(micro_grid, version) as micro_grid, arg_max(agreed, version) as agreed
    from events
    where tag = 'matter-resolved-on-the-spot' and received_at <= $as_of
    group by matter_id
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
        true as on_the_spot,
        coalesce(micro_grid, '') <> '' as in_micro_grid,
        coalesce(agreed, false) as by_agreement
    from filings
    left join resolved using (matter_id)
    anti join turned using (matter_id)
    where credited_at >= $from and credited_at < $to and credited_at <= $as_of
)
select * from counted

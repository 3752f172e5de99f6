-- Matters first filed in the period, unless they are merged. Grain: matter.
-- A voided one was filed: voiding it later changes only what is asked as of then.
with
turned as (
    select matter_id, as_what from set_aside where valid_from <= $as_of and $as_of < valid_to
),
filed_then as (
    select filings.*, coalesce(as_what, '') as as_what
    from filings
    left join turned using (matter_id)
    where filed_at >= $from and filed_at < $to and filed_at <= $as_of and coalesce(as_what, '') <> 'merged'
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        filed_by as member,
        unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        filed_at as counts_at,
        null::timestamp as due,
        filed_at as done_at,
        case when as_what = 'voided' then 'voided' when filed_in_time then 'filed in time' else 'filed late' end as why,
        true as filed,
        filed_in_time,
        as_what <> 'voided' as not_voided
    from filed_then
)
select * from counted

-- Matters first filed in the period, unless they are merged, by who is credited: for resolving it on the spot, else for
-- reporting it. Grain: matter.
with
turned as (
    select matter_id, as_what from set_aside where valid_from <= $as_of and $as_of < valid_to
),
filed_then as (
    select filings.*, coalesce(as_what, '') as as_what, coalesce(credited_at <= $as_of, false) as is_credited
    from filings
    left join turned using (matter_id)
    where filed_at >= $from and filed_at < $to and filed_at <= $as_of and coalesce(as_what, '') <> 'merged'
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        if(is_credited, resolved_by, reported_by) as member,
        unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        filed_at as counts_at,
        null::timestamp as due,
        filed_at as done_at,
        if(is_credited, 'resolved on the spot', 'filed') as why,
        true as filed,
        is_credited and as_what = '' as on_the_spot
    from filed_then
)
select * from counted

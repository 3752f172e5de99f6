-- Matters reported in the period. Grain: matter.
-- One that was merged counts as reported and nowhere else; one that was declined was accepted, and not filed.
with
turned as (
    select matter_id, as_what from set_aside where valid_from <= $as_of and $as_of < valid_to
),
reported_then as (
    select filings.*, coalesce(as_what, '') as as_what, coalesce(filed_at <= $as_of, false) as is_filed
    from filings
    left join turned using (matter_id)
    where reported_at >= $from and reported_at < $to and reported_at <= $as_of
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        reported_by as member,
        unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        reported_at as counts_at,
        null::timestamp as due,
        filed_at as done_at,
        case when as_what <> '' then as_what when is_filed then 'filed' else 'not filed' end as why,
        true as reported,
        as_what <> 'merged' as accepted,
        as_what <> 'merged' and is_filed as accepted_filed,
        as_what = 'merged' as merged,
        as_what = '' and is_filed as valid
    from reported_then
)
select * from counted

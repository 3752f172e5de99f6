-- Matters first declined in the period, unless they are merged. Grain: matter.
with
merged_then as (
    select matter_id
    from set_aside
    where as_what = 'merged' and valid_from <= $as_of and $as_of < valid_to
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        declined_by as member,
        unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        declined_at as counts_at,
        null::timestamp as due,
        declined_at as done_at,
        'declined' as why,
        true as declined
    from filings
    anti join merged_then using (matter_id)
    where declined_at >= $from and declined_at < $to and declined_at <= $as_of
)
select * from counted

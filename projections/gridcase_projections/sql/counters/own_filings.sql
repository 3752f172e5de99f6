-- Matters first filed in the period, unless they are merged, by who reported them. Grain: matter.
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
        reported_by as member,
        unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        filed_at as counts_at,
        null::timestamp as due,
        filed_at as done_at,
        'filed' as why,
        true as filed
    from filings
    anti join merged_then using (matter_id)
    where filed_at >= $from and filed_at < $to and filed_at <= $as_of
)
select * from counted

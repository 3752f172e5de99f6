-- Complaints of the period that came again: at least `$times` at one place about one class in `$days`. Grain: matter.
with
merged_then as (
    select matter_id
    from set_aside
    where as_what = 'merged' and valid_from <= $as_of and $as_of < valid_to
),
complaints as (
    select
        matter_id,
        reported_by,
        unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        reported_at
    from filings
    anti join merged_then using (matter_id)
    where
        reported_at >= $from - to_days($days)
        and reported_at < $to
        and reported_at <= $as_of
),
in_a_row as (
    select
        *,
        lag(reported_at, $times - 1) over (partition by unit, class_code order by reported_at, matter_id) as earlier
    from complaints
    where class_code is not null
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        reported_by as member,
        unit,
        class_code,
        channel,
        reported_at as counts_at,
        null::timestamp as due,
        earlier as done_at,
        if(earlier > reported_at - to_days($days), 'again', 'not often enough') as why,
        true as complained,
        coalesce(earlier > reported_at - to_days($days), false) as again
    from in_a_row
    where reported_at >= $from
)
select * from counted

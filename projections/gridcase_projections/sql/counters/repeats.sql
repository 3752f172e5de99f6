-- Complaints of the period that came again: at least `$times` about one class at one place in `$days`, by the same
-- person or about the same address. Grain: matter. Who shares neither is somebody else with a matter of their own.
with
voided_then as (
    select matter_id
    from set_aside
    where as_what = 'voided' and valid_from <= $as_of and $as_of < valid_to
),
masters as (
    select matter_id, arg_max(master, version) as master
    from events
    where tag = 'matter-merged' and received_at <= $as_of
    group by matter_id
),
classes_then as (
    select matter_id, if(classified_at <= $as_of, classified_as, reported_class) as class_code from filings
),
complaints as (
    select
        filings.matter_id,
        filings.reported_by,
        filings.unit,
        coalesce(own.class_code, of_master.class_code) as class_code,
        filings.channel,
        filings.reported_at,
        filings.reporter,
        filings.address_digest
    from filings
    anti join voided_then using (matter_id)
    inner join classes_then as own using (matter_id)
    left join masters using (matter_id)
    left join classes_then as of_master on masters.master = of_master.matter_id
    where
        filings.reported_at >= $from - to_days($days)
        and filings.reported_at < $to
        and filings.reported_at <= $as_of
        and (filings.reporter is not null or filings.address_digest is not null)
),
in_a_row as (
    select
        *,
        if(reporter is null, null, lag(reported_at, $times - 1) over by_person) as by_person_since,
        if(address_digest is null, null, lag(reported_at, $times - 1) over by_address) as by_address_since
    from complaints
    where class_code is not null
    window
        by_person as (partition by unit, class_code, reporter order by reported_at, matter_id),
        by_address as (partition by unit, class_code, address_digest order by reported_at, matter_id)
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
        greatest(by_person_since, by_address_since) as done_at,
        case
            when by_person_since > reported_at - to_days($days) then 'again by the same person'
            when by_address_since > reported_at - to_days($days) then 'again about the same address'
            else 'not often enough'
        end as why,
        true as complained,
        coalesce(done_at > reported_at - to_days($days), false) as again,
        reporter,
        address_digest,
        by_person_since,
        by_address_since
    from in_a_row
    where reported_at >= $from
)
select * from counted

-- Reports that somebody went to look at in the period, before they were filed. Grain: matter × look.
-- In time is what came before the deadline for filing.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
looked as (
    select matter_id, version, received_at, member, found
    from events
    where tag = 'report-confirmed' and received_at >= $from and received_at < $to and received_at <= $as_of
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        looked.member,
        looked.received_at as counts_at,
        filings.due,
        looked.received_at as done_at,
        if(looked.found, 'found', 'not found') as why,
        true as looked,
        coalesce(looked.received_at <= filings.due, true) as looked_in_time
    from looked
    inner join filings using (matter_id)
    anti join turned using (matter_id)
    where looked.received_at < coalesce(filings.filed_at, timestamp 'infinity')
)
select * from counted

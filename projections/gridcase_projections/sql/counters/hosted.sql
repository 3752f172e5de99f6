-- Matters first filed in the period, by the department that they were last diverted to. Grain: matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
filed_then as (
    select matter_id, filed_at
    from filings
    anti join turned using (matter_id)
    where filed_at >= $from and filed_at < $to and filed_at <= $as_of
),
counted as (
    select
        matter_id,
        round,
        host as department,
        null::varchar as member,
        filed_at as counts_at,
        due,
        closed_at as done_at,
        if(closed_at is null, 'open', 'closed') as why,
        true as filed
    from filed_then
    inner join closings using (matter_id)
    where valid_from <= $as_of and $as_of < least(valid_to, reopened_at) and host is not null
)
select * from counted

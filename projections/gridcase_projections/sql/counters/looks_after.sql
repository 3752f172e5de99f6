-- Results that were confirmed in the period. Grain: matter × round.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
counted as (
    select
        matter_id,
        round,
        null::varchar as department,
        member,
        received_at as counts_at,
        null::timestamp as due,
        received_at as done_at,
        if(in_time, 'verified in time', 'verified late') as why,
        true as verified,
        in_time as verified_in_time
    from events
    anti join turned using (matter_id)
    where tag = 'result-confirmed' and received_at >= $from and received_at < $to and received_at <= $as_of
)
select * from counted

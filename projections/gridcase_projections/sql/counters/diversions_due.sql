-- Filed matters that were to be diverted by a time in the period. Grain: matter × deadline.
-- A deadline that ended otherwise is none: filed anew, resolved on the spot, declined, merged or voided.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        if(ended_at <= $as_of, diverted_by, null) as member,
        due as counts_at,
        due,
        if(ended_at <= $as_of, ended_at, null) as done_at,
        case
            when ended_at > $as_of then 'not diverted'
            when in_time then 'diverted in time'
            else 'diverted late'
        end as why,
        true as due_divert,
        ended_at <= $as_of as diverted,
        ended_at <= $as_of and coalesce(in_time, false) as diverted_in_time
    from waits
    anti join turned using (matter_id)
    where
        due >= $from
        and due < $to
        and due <= $as_of
        and began_at <= $as_of
        and (diverted or $as_of < ended_at)
)
select * from counted

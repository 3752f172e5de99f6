-- Matters that were to be closed in the period: the deadline of the whole, or the closing if it came first, lies in it.
-- So each cycle counts once, one closed ahead of a later deadline when it is closed. Grain: matter × cycle.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
known_then as (
    select *, least(due, closed_at) as counts_at
    from closings
    where valid_from <= $as_of and $as_of < valid_to and due is not null
),
counted as (
    select
        matter_id,
        round,
        host as department,
        null::varchar as member,
        counts_at,
        due,
        closed_at as done_at,
        case
            when closed_at is null then 'not closed'
            when in_time then 'closed in time'
            else 'closed late'
        end as why,
        true as due_close,
        closed_at is not null as closed,
        closed_at is not null and in_time as closed_in_time
    from known_then
    anti join turned using (matter_id)
    where counts_at >= $from and counts_at < $to and counts_at <= $as_of
)
select * from counted

-- Matters that were to be closed in the period: the deadline of the whole, or the closing if it came first, lies in it.
-- So each cycle counts once, one closed ahead of a later deadline when it is closed. Grain: matter × cycle.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
cycles as (
    select *, coalesce(lag(round) over (partition by matter_id order by cycle), 0) as rounds_before
    from closings
    where valid_from <= $as_of and $as_of < valid_to
),
ordered as (
    select matter_id, round, department
    from events
    where tag = 'rework-ordered' and cause = 'bad-work' and received_at <= $as_of
),
contested as (
    select matter_id, round, department from exclusions where metric = 'rework' and valid_from <= $as_of
),
following as (
    select matter_id, round - 1 as round, host as department
    from rounds
    where round > 1 and valid_from <= $as_of and $as_of < valid_to
),
again as (
    select matter_id, round, department
    from ordered
    inner join following using (matter_id, round, department)
    anti join contested using (matter_id, round, department)
),
done_again as (
    select distinct matter_id, cycle
    from again
    inner join cycles using (matter_id)
    where department = host and again.round > rounds_before and again.round < cycles.round
),
known_then as (
    select cycles.*, least(due, closed_at) as counts_at, done_again.cycle is not null as reworked
    from cycles
    left join done_again on cycles.matter_id = done_again.matter_id and cycles.cycle = done_again.cycle
    where due is not null
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
        closed_at is not null and in_time as closed_in_time,
        reworked
    from known_then
    anti join turned using (matter_id)
    where counts_at >= $from and counts_at < $to and counts_at <= $as_of
)
select * from counted

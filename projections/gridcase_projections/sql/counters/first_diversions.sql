-- Matters first diverted in the period. Grain: matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
passed as (
    select matter_id, version + 1 as version from events where tag = 'matter-passed'
),
dispatched as (
    select matter_id, version, round, member, received_at, department
    from events
    anti join passed using (matter_id, version)
    where tag = 'matter-diverted' and received_at <= $as_of
),
last_dispatched as (
    select matter_id, arg_max(department, version) as last_host from dispatched group by matter_id
),
diverted_then as (
    select matter_id, member, department as first_host, received_at
    from dispatched
    anti join turned using (matter_id)
    where round = 1 and received_at >= $from and received_at < $to
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        member,
        received_at as counts_at,
        null::timestamp as due,
        received_at as done_at,
        if(first_host = last_host, 'never diverted to another', 'diverted again, to ' || last_host) as why,
        true as diverted,
        first_host = last_host as accurate
    from diverted_then
    inner join last_dispatched using (matter_id)
    inner join closings using (matter_id)
    where valid_from <= $as_of and $as_of < least(valid_to, reopened_at)
)
select * from counted

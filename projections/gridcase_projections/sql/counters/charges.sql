-- Members put in charge of a matter in the period (包案), and what became of it. Grain: matter × member put in charge.
-- A charge ends with the next, which hands it over, or with the closing of the matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
turns as (
    select
        matter_id,
        tag,
        received_at,
        in_charge,
        lead(tag) over by_time as ended_by,
        lead(received_at) over by_time as ended_at
    from events
    where tag in ('member-put-in-charge', 'matter-closed') and received_at <= $as_of
    window by_time as (partition by matter_id order by version)
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        in_charge as member,
        received_at as counts_at,
        null::timestamp as due,
        ended_at as done_at,
        case
            when ended_by = 'matter-closed' then 'closed'
            when ended_by is not null then 'handed over'
            else 'in charge'
        end as why,
        true as in_charge,
        coalesce(ended_by = 'matter-closed', false) as closed,
        coalesce(ended_by = 'matter-closed', true) as kept
    from turns
    anti join turned using (matter_id)
    where tag = 'member-put-in-charge' and received_at >= $from and received_at < $to
)
select * from counted

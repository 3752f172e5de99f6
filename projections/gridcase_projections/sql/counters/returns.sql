-- Returns granted or refused in the period. Grain: matter × answer.
-- A return is passing the buck (推诿) if it was refused, or if the host had one of the same matter granted before.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
answers as (
    select
        matter_id,
        round,
        department,
        received_at,
        tag = 'return-granted' as granted,
        count(*) filter (tag = 'return-granted') over (
            partition by matter_id, department order by version rows between unbounded preceding and 1 preceding
        ) as granted_before
    from events
    where tag in ('return-granted', 'return-refused')
),
counted as (
    select
        matter_id,
        round,
        department,
        null::varchar as member,
        received_at as counts_at,
        null::timestamp as due,
        received_at as done_at,
        case
            when not granted then 'refused'
            when granted_before > 0 then 'granted, and not the first time'
            else 'granted'
        end as why,
        granted as returned,
        not granted or granted_before > 0 as shuffled
    from answers
    anti join turned using (matter_id)
    where received_at >= $from and received_at < $to and received_at <= $as_of
)
select * from counted

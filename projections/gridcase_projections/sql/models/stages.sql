-- The stages that a matter has passed through. Grain: matter × move, valid from one move to the next.
-- Asking, answering and scoring move a verified matter only: once it is closed, a late answer leaves it closed.
with
moves as (
    select
        *,
        tag in ('feedback-asked', 'feedback-recorded', 'matter-evaluated') as is_afterwards,
        last_value(if(tag in ('feedback-asked', 'feedback-recorded', 'matter-evaluated'), null, stage) ignore nulls)
            over so_far as settled,
        lead(received_at, 1, timestamp 'infinity') over (partition by matter_id order by version) as valid_to
    from events
    where stage is not null
    window so_far as (partition by matter_id order by version rows between unbounded preceding and current row)
),
passages as (
    select
        matter_id,
        version,
        if(is_afterwards and settled <> 'awaiting feedback', settled, stage) as stage,
        round,
        department,
        case
            when tag = 'matter-reported' then 'classify'
            when tag = 'matter-diverted' then 'accept'
            when tag = 'handling-reported' then 'verify'
            when tag = 'feedback-asked' then 'feedback'
            when stage = 'filed' then 'divert'
        end as step,
        if(tag = 'matter-diverted', due_accept, due) as due,
        received_at as valid_from,
        valid_to
    from moves
)
select * from passages

-- The stages that a matter has passed through. Grain: matter × move, valid from one move to the next.
-- Asking, answering and scoring move a verified matter only: once it is closed, a late answer leaves it closed.
with
moves as (
    select
        matter_id,
        version,
        stage,
        tag in ('feedback-asked', 'feedback-recorded', 'matter-evaluated') as is_afterwards,
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
        received_at as valid_from
    from events
    where stage is not null
),
followed as (
    select
        *,
        last_value(if(is_afterwards, null, stage) ignore nulls) over so_far as settled,
        lead(valid_from, 1, timestamp 'infinity') over (partition by matter_id order by version) as valid_to
    from moves
    window so_far as (partition by matter_id order by version rows between unbounded preceding and current row)
),
passages as (
    select
        matter_id,
        version,
        if(is_afterwards and settled <> 'awaiting feedback', settled, stage) as stage,
        round,
        department,
        step,
        due,
        valid_from,
        valid_to
    from followed
)
select * from passages

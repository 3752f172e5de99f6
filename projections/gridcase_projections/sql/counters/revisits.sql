-- Feedback with an answer: of each matter the last in the period, by what had happened. Grain: matter.
-- `satisfied` is in hundredths: 100 for satisfied, `$basically` for basically satisfied.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
answered as (
    select
        matter_id,
        max(version) as version,
        arg_max(struct_pack(department, received_at, in_time, solved := answer, satisfaction := word), version) as last
    from events
    where
        tag = 'feedback-recorded'
        and answer is not null
        and received_at >= $from
        and received_at < $to
        and received_at <= $as_of
    group by matter_id
),
counted as (
    select
        matter_id,
        null::integer as round,
        last.department as department,
        null::varchar as member,
        last.received_at as counts_at,
        null::timestamp as due,
        last.received_at as done_at,
        if(last.solved, 'solved, ', 'not solved, ') || last.satisfaction as why,
        true as valid,
        last.in_time as in_time,
        last.solved as solved,
        case
            when last.satisfaction in ('very-satisfied', 'satisfied') then 100
            when last.satisfaction = 'basically-satisfied' then $basically
            else 0
        end as satisfied
    from answered
    anti join turned using (matter_id)
)
select * from counted

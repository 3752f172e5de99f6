-- Feedback with an answer: of each matter the last in the period, by what had happened. Grain: matter.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
answered as (
    select
        matter_id,
        arg_max_null(department, version) as department,
        arg_max(received_at, version) as received_at,
        arg_max(solved, version) as solved,
        arg_max(satisfaction, version) as satisfaction
    from events
    where
        tag = 'feedback-recorded'
        and solved is not null
        and received_at >= $from
        and received_at < $to
        and received_at <= $as_of
    group by matter_id
),
counted as (
    select
        matter_id,
        null::integer as round,
        department,
        null::varchar as member,
        received_at as counts_at,
        null::timestamp as due,
        received_at as done_at,
        if(solved, 'solved, ', 'not solved, ') || satisfaction as why,
        true as valid,
        solved
    from answered
    anti join turned using (matter_id)
)
select * from counted

-- The rounds that fell due in the period. Grain: matter × round.
-- Where `$through_co_handler` says so, one that came late only through a co-handler is charged to that one, wholly.
-- Left out are those without a limit, or returned before they were due, or ruled to another department.
with
counted as (
    select
        rounds.matter_id,
        rounds.round,
        if($through_co_handler and not in_time, coalesce(delays.department, host), host) as department,
        null::varchar as member,
        unit,
        class_code,
        due as counts_at,
        due,
        rounds.handled_at as done_at,
        case
            when rounds.handled_at is not null then if(in_time, 'handled in time', 'handled late')
            else coalesce(ended, 'not handled')
        end as why,
        true as due_dispose,
        rounds.handled_at is not null as disposed,
        rounds.handled_at is not null and in_time as disposed_in_time,
        ended is null as overdue_open,
        extensions > 0 as extended
    from rounds
    left join delays on rounds.matter_id = delays.matter_id and rounds.round = delays.round
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and excluded is null
        and due >= $from
        and due < $to
        and due <= $as_of
)
select * from counted

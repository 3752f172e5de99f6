-- The rounds that fell due in the period. Grain: matter × round.
-- Left out are those without a limit, or returned before they were due, or ruled to another department.
with
counted as (
    select
        matter_id,
        round,
        host as department,
        null::varchar as member,
        unit,
        class_code,
        due as counts_at,
        due,
        handled_at as done_at,
        case
            when handled_at is not null then if(in_time, 'handled in time', 'handled late')
            else coalesce(ended, 'not handled')
        end as why,
        true as due_dispose,
        handled_at is not null as disposed,
        handled_at is not null and in_time as disposed_in_time,
        ended is null as overdue_open,
        extensions > 0 as extended
    from rounds
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and excluded is null
        and due >= $from
        and due < $to
        and due <= $as_of
)
select * from counted

-- The rounds that were handled in the period. Grain: matter × round.
-- Late through a co-handler is a round handled late, a co-handler of which reported only after it was due.
with
counted as (
    select
        matter_id,
        round,
        host as department,
        null::varchar as member,
        unit,
        class_code,
        handled_at as counts_at,
        due,
        handled_at as done_at,
        if(in_time, 'handled in time', 'handled late') as why,
        took,
        true as handled,
        not in_time as late,
        not in_time and (matter_id, round) in (
            select (co_handlings.matter_id, co_handlings.round)
            from co_handlings
            inner join rounds as hosted using (matter_id, round)
            where
                co_handlings.valid_from <= $as_of
                and $as_of < co_handlings.valid_to
                and hosted.valid_from <= $as_of
                and $as_of < hosted.valid_to
                and reported_at > hosted.due
                and reported_at <= hosted.handled_at
        ) as late_through_co_handler
    from rounds
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and excluded is null
        and handled_at >= $from
        and handled_at < $to
)
select * from counted

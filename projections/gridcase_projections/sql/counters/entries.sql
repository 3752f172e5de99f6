-- Handlings, those of co-handlers too, that were entered in the period, and those entered late: longer after they
-- happened in the field than a command may be stated after it was given. Grain: matter × round × department.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
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
        'entered after ' || entry_delay || ' s' as why,
        true as entered,
        entry_delay > $late_entry as entered_late
    from events
    anti join turned using (matter_id)
    where
        tag in ('handling-reported', 'co-handling-reported')
        and received_at >= $from
        and received_at < $to
        and received_at <= $as_of
)
select * from counted

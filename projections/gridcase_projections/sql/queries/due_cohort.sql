-- The rounds that fell due in a period, as known at a time; each counter is a yes or no. Grain: matter × round.
with
known_then as (
    select * from rounds where valid_from <= $as_of and $as_of < valid_to
),
left_out as (
    select matter_id, round from exclusions where metric = $metric and valid_from <= $as_of
),
cohort as (
    select *
    from known_then
    where
        excluded is null
        and due >= $from
        and due < $to
        and due <= $as_of
        and (matter_id, round) not in (select (matter_id, round) from left_out)
),
counted as (
    select
        matter_id,
        round,
        host as department,
        unit,
        class_code,
        due,
        handled_at,
        in_time,
        ended,
        extensions,
        true as due_dispose,
        handled_at is not null as disposed,
        handled_at is not null and in_time as disposed_in_time,
        ended is null as overdue_open,
        extensions > 0 as extended
    from cohort
)
select * from counted

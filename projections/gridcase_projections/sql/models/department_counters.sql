-- What fell due for each department on each day of the city, as known now. Grain: department × day.
with
charged as (
    select
        host as department,
        (due at time zone 'UTC' at time zone time_zone)::date as due_on,
        handled_at,
        in_time,
        ended,
        extensions
    from rounds
    cross join feed
    where valid_to = timestamp 'infinity' and excluded is null and due is not null
),
counted as (
    select
        department,
        due_on,
        count(*) as due_dispose,
        count(*) filter (handled_at is not null) as disposed,
        count(*) filter (handled_at is not null and in_time) as disposed_in_time,
        count(*) filter (ended is null) as still_open,
        count(*) filter (ended in ('returned after due', 'passed on after due')) as returned_after_due,
        count(*) filter (extensions > 0) as extended
    from charged
    group by department, due_on
)
select * from counted

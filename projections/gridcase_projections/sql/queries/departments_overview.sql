-- What each department has on its desk at a time. Grain: department.
with
departments_then as (
    select code, name from departments where valid_from <= $at and $at < valid_to
),
bodies_then as (
    select code, name from bodies where valid_from <= $at and $at < valid_to
),
rounds_then as (
    select * from rounds where valid_from <= $at and $at < valid_to
),
desks as (
    select
        host,
        count(*) filter (ended is null and excluded is null) as open,
        count(*) filter (ended is null and excluded is null and suspended) as suspended,
        count(*) filter (ended is null and excluded is null and due <= $at) as overdue,
        count(*) filter (handled_at is not null and excluded is null) as handled,
        count(*) filter (handled_at is not null and excluded is null and in_time) as handled_in_time
    from rounds_then
    group by host
),
overview as (
    select
        coalesce(desks.host, departments_then.code) as department,
        coalesce(bodies_then.name, '') as name,
        coalesce(open, 0) as open,
        coalesce(suspended, 0) as suspended,
        coalesce(overdue, 0) as overdue,
        coalesce(handled, 0) as handled,
        coalesce(handled_in_time, 0) as handled_in_time
    from desks
    full join departments_then on desks.host = departments_then.code
    left join bodies_then on coalesce(desks.host, departments_then.code) = bodies_then.code
)
select * from overview order by open desc, department

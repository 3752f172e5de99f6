-- Work that was ordered to be done again in a period, latest first, charged to the host of the round that failed.
-- Grain: matter × order.
with
ordered as (
    select matter_id, round, department, cause, received_at as ordered_at
    from events
    where tag = 'rework-ordered' and received_at >= $from and received_at < $to and received_at <= $as_of
),
classes_then as (
    select code, name from classes where valid_from <= $as_of and $as_of < valid_to
),
bodies_then as (
    select code, name from bodies where valid_from <= $as_of and $as_of < valid_to
),
named as (
    select
        ordered.matter_id,
        ordered.round,
        ordered.department,
        coalesce(bodies_then.name, ordered.department) as department_name,
        coalesce(classes_then.name, matters.class_code, '') as class_name,
        ordered.cause,
        ordered.ordered_at
    from ordered
    inner join matters on ordered.matter_id = matters.matter_id
    left join classes_then on matters.class_code = classes_then.code
    left join bodies_then on ordered.department = bodies_then.code
)
select * from named order by ordered_at, matter_id, round

-- Matters that stood suspended at a time, those that stood longest first; `places` are those of `report_places`.
-- Grain: matter.
with
suspended as (
    select matter_id, valid_from as since
    from stages
    where stage = 'suspended' and valid_from <= $as_of and $as_of < valid_to
),
ends_then as (
    select matter_id, arg_max(until, version) filter (tag = 'suspension-granted') as until
    from events
    where received_at <= $as_of
    group by matter_id
),
hosts_then as (
    select matter_id, arg_max(department, version) as department
    from events
    where tag = 'matter-diverted' and received_at <= $as_of
    group by matter_id
),
classes_then as (
    select code, name from classes where valid_from <= $as_of and $as_of < valid_to
),
bodies_then as (
    select code, name from bodies where valid_from <= $as_of and $as_of < valid_to
),
named as (
    select
        suspended.matter_id,
        suspended.since,
        ends_then.until,
        coalesce(hosts_then.department, '') as department,
        coalesce(bodies_then.name, hosts_then.department, '') as department_name,
        coalesce(places.above, '') as unit_above,
        coalesce(places.name, matters.unit) as unit_name,
        coalesce(classes_then.name, matters.class_code, '') as class_name
    from suspended
    inner join matters on suspended.matter_id = matters.matter_id
    left join ends_then on suspended.matter_id = ends_then.matter_id
    left join hosts_then on suspended.matter_id = hosts_then.matter_id
    left join places on matters.unit = places.code
    left join classes_then on matters.class_code = classes_then.code
    left join bodies_then on hosts_then.department = bodies_then.code
)
select * from named order by since, matter_id

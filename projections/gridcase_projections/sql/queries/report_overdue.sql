-- Deadlines that had passed unanswered at a time, by their names, the longest first; `places` are
-- those of `report_places`. Grain: matter × step.
with
running as (
    select matter_id, step, department, due from overdue where since <= $as_of and $as_of < until
),
classes_then as (
    select code, name from classes where valid_from <= $as_of and $as_of < valid_to
),
bodies_then as (
    select code, name from bodies where valid_from <= $as_of and $as_of < valid_to
),
named as (
    select
        running.matter_id,
        running.step,
        coalesce(running.department, '') as department,
        coalesce(bodies_then.name, running.department, '') as department_name,
        coalesce(places.above, '') as unit_above,
        coalesce(places.name, matters.unit) as unit_name,
        coalesce(classes_then.name, matters.class_code, '') as class_name,
        running.due
    from running
    inner join matters on running.matter_id = matters.matter_id
    left join places on matters.unit = places.code
    left join classes_then on matters.class_code = classes_then.code
    left join bodies_then on running.department = bodies_then.code
)
select * from named order by due, matter_id, step

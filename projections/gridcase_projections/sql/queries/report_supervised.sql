-- Matters under supervision: put there in a period, or before and open at its end, the gravest first; `places` are
-- those of `report_places`. Grain: matter.
with
supervised as (
    select
        matter_id,
        arg_max(supervision, version) as degree,
        max(received_at) as since
    from events
    where tag = 'matter-supervised' and received_at <= $as_of
    group by matter_id
),
stages_then as (
    select
        matter_id,
        stage,
        stage not in ('closed', 'declined', 'merged', 'voided') as is_open
    from stages
    where valid_from <= $as_of and $as_of < valid_to
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
        supervised.matter_id,
        supervised.degree,
        supervised.since,
        stages_then.stage,
        stages_then.is_open,
        coalesce(hosts_then.department, '') as department,
        coalesce(bodies_then.name, hosts_then.department, '') as department_name,
        coalesce(places.above, '') as unit_above,
        coalesce(places.name, matters.unit) as unit_name,
        coalesce(classes_then.name, matters.class_code, '') as class_name
    from supervised
    inner join stages_then on supervised.matter_id = stages_then.matter_id
    inner join matters on supervised.matter_id = matters.matter_id
    left join hosts_then on supervised.matter_id = hosts_then.matter_id
    left join places on matters.unit = places.code
    left join classes_then on matters.class_code = classes_then.code
    left join bodies_then on hosts_then.department = bodies_then.code
    where stages_then.is_open or supervised.since >= $from
)
select * from named order by is_open desc, degree desc, since, matter_id

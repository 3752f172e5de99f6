-- Where and about what complaints came again in a period; `complaints` are the rows of the metric's cohort.
-- Grain: unit × class.
with
repeated as (
    select
        unit,
        class_code,
        count(*) as reports,
        count(*) filter (again) as again,
        least(min(counts_at), min(done_at) filter (again)) as first_at,
        max(counts_at) as last_at,
        list(matter_id order by counts_at, matter_id) as matters
    from complaints
    group by unit, class_code
    having bool_or(again)
),
units_then as (
    select code, name, parent from units where valid_from <= $as_of and $as_of < valid_to
),
places as (
    select units_then.code, coalesce(above.name, '') as above, units_then.name
    from units_then
    left join units_then as above on units_then.parent = above.code
),
classes_then as (
    select code, name from classes where valid_from <= $as_of and $as_of < valid_to
),
named as (
    select
        repeated.* exclude (unit, class_code),
        repeated.unit,
        coalesce(places.above, '') as unit_above,
        coalesce(places.name, repeated.unit) as unit_name,
        repeated.class_code,
        coalesce(classes_then.name, repeated.class_code) as class_name
    from repeated
    left join places on repeated.unit = places.code
    left join classes_then on repeated.class_code = classes_then.code
    order by again desc, reports desc, repeated.unit, repeated.class_code
)
select * from named

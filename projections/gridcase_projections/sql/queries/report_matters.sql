-- What some matters are about and where, by the names of a time. Grain: matter.
with
asked as (
    select matter_id, unit, class_code from matters where list_contains($matters, matter_id)
),
units_then as (
    select code, name, parent from units where valid_from <= $at and $at < valid_to
),
places as (
    select units_then.code, coalesce(above.name, '') as above, units_then.name
    from units_then
    left join units_then as above on units_then.parent = above.code
),
classes_then as (
    select code, name from classes where valid_from <= $at and $at < valid_to
),
named as (
    select
        asked.matter_id,
        coalesce(classes_then.name, asked.class_code, '') as class_name,
        coalesce(places.above, '') as unit_above,
        coalesce(places.name, asked.unit) as unit_name
    from asked
    left join places on asked.unit = places.code
    left join classes_then on asked.class_code = classes_then.code
)
select * from named

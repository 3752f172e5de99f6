-- What some matters are about and where, by the names of a time; `places` are those of `report_places`.
-- Grain: matter.
with
asked as (
    select matter_id, unit, class_code from matters where list_contains($matters, matter_id)
),
classes_then as (
    select code, name from classes where valid_from <= $as_of and $as_of < valid_to
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

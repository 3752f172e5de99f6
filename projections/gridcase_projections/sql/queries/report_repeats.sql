-- Where and about what complaints came again in a period; `complaints` are the rows of the metric's cohort.
-- Grain: unit × class × person or address; what is so by both is one.
with
by_whom as (
    select *, 'person ' || reporter as demand, by_person_since as since from complaints where reporter is not null
    union all by name
    select *, 'address ' || address_digest as demand, by_address_since as since
    from complaints
    where address_digest is not null
),
demands as (
    select
        unit,
        class_code,
        count(*) as reports,
        count(*) filter (since > counts_at - to_days($days)) as again,
        least(min(counts_at), min(since) filter (since > counts_at - to_days($days))) as first_at,
        max(counts_at) as last_at,
        list(matter_id order by counts_at, matter_id) as matters
    from by_whom
    group by unit, class_code, demand
),
repeated as (
    select distinct * from demands where again > 0
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
    order by again desc, reports desc, repeated.unit, repeated.class_code, first_at, matters
)
select * from named

-- Where and about what complaints came again in a period, and what became of them by its end; `complaints` are the
-- rows of the metric's cohort, `places` those of `report_places`.
-- Grain: unit × class × person or address; what is so by both is one.
with
stages_then as (
    select matter_id, stage from stages where valid_from <= $as_of and $as_of < valid_to
),
words_then as (
    select matter_id, arg_max(solved, version) as solved
    from events
    where solved is not null and received_at <= $as_of
    group by matter_id
),
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
        list(by_whom.matter_id order by counts_at, by_whom.matter_id) as matters,
        count(*) filter (stage = 'closed') as closed,
        count(*) filter (stage in ('declined', 'merged', 'voided')) as set_aside,
        count(*) filter (solved) as solved,
        count(*) filter (not solved) as unsolved
    from by_whom
    left join stages_then on by_whom.matter_id = stages_then.matter_id
    left join words_then on by_whom.matter_id = words_then.matter_id
    group by unit, class_code, demand
),
repeated as (
    select distinct * from demands where again > 0
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

-- Each unit by its name at a time, and by the names of all that lies above it, the root left out. Grain: unit.
with
units_then as (
    select code, name, path from units where valid_from <= $as_of and $as_of < valid_to
),
steps as (
    select code, unnest(path[2:-2]) as step, generate_subscripts(path[2:-2], 1) as place from units_then
),
ways as (
    select steps.code, string_agg(units_then.name, ' · ' order by steps.place) as above
    from steps
    inner join units_then on steps.step = units_then.code
    group by steps.code
),
placed as (
    select units_then.code, coalesce(ways.above, '') as above, units_then.name
    from units_then
    left join ways on units_then.code = ways.code
)
select * from placed

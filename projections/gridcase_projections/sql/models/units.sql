-- The grid tree: each unit with the way to it from the root. Grain: unit × change of it or of a unit above it.
-- A unit whose parent is not registered is a root; a parent is taken from its record nearest in time.
with recursive
units_held as (
    select code, name, level, parent, unit_kind as kind, unit_group, valid_from, valid_to
    from register
    where kind = 'unit'
),
reach as (
    select
        code,
        parent,
        unit_group,
        if(row_number() over by_time = 1, timestamp '-infinity', valid_from) as reaches_from,
        lead(valid_from, 1, timestamp 'infinity') over by_time as reaches_to
    from units_held
    window by_time as (partition by code order by valid_from)
),
climbed as (
    select code, name, level, parent, kind, [code] as path, unit_group, parent as above, valid_from, valid_to
    from units_held
    union all
    select
        climbed.code,
        climbed.name,
        climbed.level,
        climbed.parent,
        climbed.kind,
        list_prepend(climbed.above, climbed.path) as path,
        coalesce(climbed.unit_group, reach.unit_group) as unit_group,
        reach.parent as above,
        greatest(climbed.valid_from, reach.reaches_from) as valid_from,
        least(climbed.valid_to, reach.reaches_to) as valid_to
    from climbed
    inner join reach
        on climbed.above = reach.code
        and climbed.valid_from < reach.reaches_to
        and reach.reaches_from < climbed.valid_to
    where not list_contains(climbed.path, climbed.above)
),
rooted as (
    select code, name, level, parent, kind, path, unit_group, len(path) - 1 as depth, valid_from, valid_to
    from climbed
    where above is null or list_contains(path, above) or above not in (select code from reach)
)
select * from rooted

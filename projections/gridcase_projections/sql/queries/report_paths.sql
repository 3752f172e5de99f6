-- The way from the root to each unit that is an area, as the tree was at the last moment of a period. Grain: unit.
with
areas as (
    select code, path from units where kind = 'area' and valid_from < $ends and valid_to >= $ends
)
select * from areas order by code

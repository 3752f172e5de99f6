-- Who met the standard in a period, by the unit of a level that each lies in.
-- `$ends` is the end of the period: registered are the units that were so at its last moment. One in none of that level
-- stands under an empty code. Verdicts are those that counted at `$as_of`.
with
registered as (
    select code, path
    from units
    where list_contains($kinds, kind) and valid_from < $ends and valid_to >= $ends
),
places as (
    select code as place, name, concat_ws(' ', "level", unit_group) as peers
    from units
    where "level" = $level and valid_from < $ends and valid_to >= $ends
),
given as (
    select unit, meets
    from verdicts
    where period = $period and pack = $pack and valid_from <= $as_of and $as_of < valid_to
),
climbed as (
    select code, unnest(path) as place from registered
),
gathered as (
    select
        registered.code,
        coalesce(any_value(places.place), '') as place,
        coalesce(any_value(name), '') as name,
        coalesce(any_value(peers), '') as peers
    from registered
    left join climbed on registered.code = climbed.code
    left join places on climbed.place = places.place
    group by registered.code
),
counted as (
    select
        gathered.place,
        gathered.name,
        count(*) filter (meets) as met,
        count(meets) as assessed,
        count(*) as registered,
        count(*) - count(meets) as not_assessed,
        gathered.peers as "group"
    from gathered
    left join given on gathered.code = given.unit
    group by gathered.place, gathered.name, gathered.peers
    order by gathered.place
)
select * from counted

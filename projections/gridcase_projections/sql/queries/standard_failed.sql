-- The units that did not meet the standard in a period, and the marks that stood against each at `$as_of`.
with
below as (
    select code, name, path
    from units
    where
        list_contains($kinds, kind)
        and valid_from < $ends
        and valid_to >= $ends
        and ($under is null or list_contains(path, $under))
),
steps as (
    select code, unnest(path[2:-2]) as step, generate_subscripts(path[2:-2], 1) as place from below
),
ways as (
    select steps.code, string_agg(units.name, ' · ' order by steps.place) as above
    from steps
    inner join units on steps.step = units.code and units.valid_from < $ends and units.valid_to >= $ends
    group by steps.code
),
failed as (
    select assessment, unit, score, threshold, grade, vetoes
    from verdicts
    where period = $period and pack = $pack and not meets and valid_from <= $as_of and $as_of < valid_to
),
against as (
    select assessment, mark, sort, code, title, points, matter_id, cause, event_id
    from marks
    where sort in ('deduction', 'veto') and made_at <= $as_of and $as_of < struck_at
),
listed as (
    select
        failed.unit,
        coalesce(ways.above, '') as above,
        below.name,
        failed.score,
        failed.threshold,
        failed.grade,
        failed.vetoes,
        against.mark,
        against.sort,
        against.code,
        coalesce(against.title, against.code) as title,
        against.points,
        coalesce(against.matter_id, '') as matter_id,
        coalesce(against.cause, '') as cause,
        against.event_id
    from failed
    inner join below on failed.unit = below.code
    left join ways on failed.unit = ways.code
    inner join against on failed.assessment = against.assessment
    where against.sort = 'veto' or failed.score < failed.threshold
    order by failed.unit, against.sort = 'deduction', against.mark
)
select * from listed

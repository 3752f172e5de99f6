-- The units that did not meet the standard in a period, and the marks that stood against each at `$as_of`.
with
below as (
    select code, name
    from units
    where
        list_contains($kinds, kind)
        and valid_from < $ends
        and valid_to >= $ends
        and ($under is null or list_contains(path, $under))
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
    inner join against on failed.assessment = against.assessment
    where against.sort = 'veto' or failed.score < failed.threshold
    order by failed.unit, against.sort = 'deduction', against.mark
)
select * from listed

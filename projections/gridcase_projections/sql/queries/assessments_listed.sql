-- Assessments, by period, unit and pack; `$under` takes in all that is below a unit in today's grid tree.
with
units_now as (
    select code, name, path from units where valid_to = timestamp 'infinity'
),
vetoed as (
    select assessment, string_agg(distinct code, ', ' order by code) as vetoes
    from marks
    where sort = 'veto' and struck_at = timestamp 'infinity'
    group by assessment
),
listed as (
    select
        assessments.unit,
        coalesce(units_now.name, '') as name,
        assessments.period,
        assessments.kind,
        assessments.pack,
        assessments.closed_at,
        assessments.pending_charges,
        assessments.pending_appeals,
        assessments.score,
        assessments.threshold,
        assessments.meets,
        assessments.grade,
        coalesce(vetoed.vetoes, '') as vetoes
    from assessments
    left join units_now on assessments.unit = units_now.code
    left join vetoed on assessments.assessment = vetoed.assessment
    where
        ($period is null or assessments.period = $period)
        and ($under is null or list_contains(units_now.path, $under))
        and (not $pending or assessments.pending_charges > 0 or assessments.pending_appeals > 0)
    order by assessments.period desc, assessments.unit, assessments.pack
    limit $limit
)
select * from listed

-- Whether units meet the standard, and since when that is the verdict. Grain: assessment × verdict.
-- An upheld appeal adds a verdict that counts from then on; the one before stays what it was.
with
opened as (
    select assessment, pack from assessment_events where tag = 'assessment-opened'
),
given as (
    select
        assessment,
        version,
        unit,
        period,
        opened.pack,
        kind,
        meets,
        score,
        threshold,
        deducted,
        gained,
        coalesce(len(vetoed_by), 0) as vetoes,
        grade,
        received_at as valid_from,
        lead(received_at, 1, timestamp 'infinity') over (partition by assessment order by version) as valid_to
    from assessment_events
    inner join opened using (assessment)
    where tag in ('assessment-closed', 'verdict-reissued')
)
select * from given

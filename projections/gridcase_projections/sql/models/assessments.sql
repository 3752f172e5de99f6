-- Which units are assessed by what, and how far that is. Grain: one row per assessment.
with
per_assessment as (
    select
        assessment,
        any_value(unit) as unit,
        any_value(period) as period,
        arg_max(kind, version) as kind,
        any_value(pack) as pack,
        any_value(pack_title) as pack_title,
        any_value(digest) as digest,
        any_value(threshold) filter (tag = 'assessment-opened') as threshold,
        min(received_at) as opened_at,
        max(received_at) filter (tag = 'assessment-closed') as closed_at,
        count(*) filter (tag = 'charge-proposed')
            - count(*) filter (tag in ('charge-confirmed', 'charge-rejected')) as pending_charges,
        count(*) filter (tag = 'marks-appealed')
            - count(*) filter (tag = 'marks-appeal-decided') as pending_appeals,
        arg_max(score, version) filter (score is not null) as score,
        arg_max(meets, version) filter (meets is not null) as meets,
        arg_max(grade, version) filter (grade is not null) as grade,
        max(version) as version
    from assessment_events
    group by assessment
)
select * from per_assessment

-- What takes or gives points, or fails a unit, with the event that it follows from. Grain: assessment × mark.
with
made as (
    select assessment, version, unit, period, mark, sort, code, points, matter_id, cause, received_at as made_at
    from assessment_events
    where mark is not null
),
upheld as (
    select assessment, unnest(marks) as contested, received_at
    from assessment_events
    where tag = 'marks-appeal-decided' and upheld
),
struck as (
    select assessment, contested as mark, min(received_at) as struck_at
    from upheld
    group by assessment, contested
),
called as (
    select assessment, unnest(titles, recursive := true) from assessment_events where tag = 'assessment-opened'
),
standing as (
    select
        made.assessment,
        made.mark,
        made.unit,
        made.period,
        made.sort,
        made.code,
        called.title,
        coalesce(made.points, 0) as points,
        made.matter_id,
        made.cause,
        'assessment:' || made.assessment || '@' || made.version as event_id,
        made.made_at,
        coalesce(struck.struck_at, timestamp 'infinity') as struck_at
    from made
    left join struck on made.assessment = struck.assessment and made.mark = struck.mark
    left join called on made.assessment = called.assessment and made.code = called.code
)
select * from standing

-- Deadlines that had passed unanswered at a time, the longest first. Grain: matter × step.
with
running as (
    select * from overdue where since <= $at and $at < until
),
named as (
    select
        running.matter_id,
        coalesce(matters.reference, '') as reference,
        running.step,
        coalesce(running.round, 0) as round,
        coalesce(running.department, '') as department,
        matters.unit,
        coalesce(matters.class_code, '') as class_code,
        running.due
    from running
    inner join matters on running.matter_id = matters.matter_id
    where ($step is null or running.step = $step) and ($department is null or running.department = $department)
)
select * from named order by due, matter_id, step limit $limit

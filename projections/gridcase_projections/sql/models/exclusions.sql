-- What an upheld appeal leaves out. Grain: matter × appeal × metric.
with
upheld as (
    select matter_id, appeal, round, department, unnest(metrics) as metric, received_at as valid_from
    from events
    where tag = 'appeal-decided' and upheld
)
select * from upheld

-- What an upheld appeal leaves out. Grain: matter × appeal × metric.
with
upheld as (
    select matter_id, number as appeal, round, department, received_at as valid_from, word
    from events
    where tag = 'appeal-decided' and answer
),
excluded as (
    select matter_id, appeal, round, department, unnest(string_split(word, ' ')) as metric, valid_from
    from upheld
)
select * from excluded

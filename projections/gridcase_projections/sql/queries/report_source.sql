-- What a report follows from: when the last event was recorded that the read models know, and the first matter came.
with
recorded as (
    select max(recorded_at) as recorded_at, min(received_at) filter (tag = 'matter-reported') as first_at from events
    union all
    select max(recorded_at), null from records
),
source as (
    select max(recorded_at) as recorded_at, min(first_at) as first_at from recorded
)
select * from source

-- What patrols should have reported and others did. Grain: patrol × matter.
with
noted as (
    select patrol, missed as matter_id, member, unit, patrolled_on, min(received_at) as noted_at
    from patrol_events
    where missed is not null
    group by all
)
select * from noted

-- How each matter came in and was first filed or declined: what is so once and for all. Grain: matter.
-- A matter resolved on the spot is filed when its review accepts that: it needs no diversion.
with
first_steps as (
    select
        *,
        tag in ('matter-classified', 'matter-resolved-on-the-spot') and class_code is not null as classifies,
        tag = 'matter-classified' or accepted as files
    from events
    where tag in (
        'matter-reported', 'matter-classified', 'matter-resolved-on-the-spot', 'on-the-spot-reviewed', 'matter-declined'
    )
),
per_matter as (
    select
        matter_id,
        min(received_at) filter (tag = 'matter-reported') as reported_at,
        any_value(member) filter (tag = 'matter-reported') as reported_by,
        any_value(channel) as channel,
        any_value(unit) filter (tag = 'matter-reported') as unit,
        any_value(class_code) filter (tag = 'matter-reported') as reported_class,
        any_value(reporter) as reporter,
        any_value(address_digest) as address_digest,
        any_value(due) filter (tag = 'matter-reported') as due,
        min(received_at) filter (classifies) as classified_at,
        arg_min(class_code, version) filter (classifies) as classified_as,
        min(received_at) filter (files) as filed_at,
        arg_min(member, version) filter (files) as filed_by,
        arg_min(in_time, version) filter (files) as filed_in_time,
        min(received_at) filter (tag = 'matter-declined') as declined_at,
        arg_min(member, version) filter (tag = 'matter-declined') as declined_by,
        min(received_at) filter (accepted) as credited_at,
        arg_min(resolved_by, version) filter (accepted) as resolved_by
    from first_steps
    group by matter_id
),
reported as (
    select * from per_matter where reported_at is not null
)
select * from reported

-- Places of the grids that were patrolled in the period, and whether they were inspected in it. Grain: member × place.
-- The places of a grid are the units below it when it was first walked, or the grid itself where there is none.
with
walked as (
    select member, unit, min(occurred_at) as counts_at
    from patrol_events
    where tag = 'patrol-started' and received_at <= $as_of and occurred_at >= $from and occurred_at < $to
    group by member, unit
),
below as (
    select unnest(path[:-2]) as unit, code as place, valid_from, valid_to from units
),
places as (
    select walked.member, walked.unit, walked.counts_at, coalesce(below.place, walked.unit) as place
    from walked
    left join below
        on walked.unit = below.unit and below.valid_from <= walked.counts_at and walked.counts_at < below.valid_to
),
inspected as (
    select member, place, min(occurred_at) as inspected_at
    from patrol_events
    where tag = 'place-inspected' and received_at <= $as_of and occurred_at >= $from and occurred_at < $to
    group by member, place
),
counted as (
    select
        '' as matter_id,
        null::integer as round,
        null::varchar as department,
        places.member,
        places.unit,
        null::varchar as class_code,
        null::varchar as channel,
        places.counts_at,
        null::timestamp as due,
        inspected_at as done_at,
        if(inspected_at is null, 'not inspected: ', 'inspected: ') || places.place as why,
        true as of_grid,
        inspected_at is not null as covered
    from places
    left join inspected on places.member = inspected.member and places.place = inspected.place
)
select * from counted

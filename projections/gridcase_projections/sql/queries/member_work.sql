-- What grid members did in the days from `$from` up to, and without, `$to`; `$starts` and `$ends` are the same in time.
-- Valid is a report that was filed, or accepted on the spot, and not voided or merged. The places of a grid are the
-- units below it in today's tree, or the grid itself where there is none.
with
days as (
    select
        member,
        count(*) as days,
        sum(points)::bigint as points,
        sum(outside)::bigint as outside,
        sum(inspections)::bigint as inspections,
        sum(findings)::bigint as findings,
        sum(missed)::bigint as missed,
        list_distinct(flatten(list(places))) as inspected
    from patrols
    where patrolled_on >= $from and patrolled_on < $to
    group by member
),
grid_members as (
    select code as member, unit from members where "role" = 'grid-member' and valid_to = timestamp 'infinity'
),
below as (
    select unnest(path[:-2]) as unit, code as place from units where valid_to = timestamp 'infinity'
),
places as (
    select unit, list(place) as places from below group by unit
),
reports as (
    select
        events.member,
        count(*) as reports,
        count(*) filter (
            (matters.list_code is not null or matters.resolved_by is not null)
            and matters.stage not in ('declined', 'voided', 'merged')
        ) as valid
    from events
    inner join matters on events.matter_id = matters.matter_id
    where events.tag = 'matter-reported' and events.received_at >= $starts and events.received_at < $ends
    group by events.member
),
in_touch as (
    select contact as member, sum(households)::bigint as households
    from micro_grids
    where valid_to = timestamp 'infinity'
    group by contact
),
settled as (
    select member, count(*) as settled
    from events
    where coalesce(micro_grid, '') <> '' and received_at >= $starts and received_at < $ends
    group by member
),
worked as (
    select
        grid_members.member,
        coalesce(grid_members.unit, '') as unit,
        coalesce(days.days, 0) as days,
        coalesce(days.points, 0) as points,
        coalesce(days.outside, 0) as outside,
        coalesce(days.inspections, 0) as inspections,
        len(list_intersect(coalesce(days.inspected, []), coalesce(places.places, [grid_members.unit]))) as covered,
        len(coalesce(places.places, [grid_members.unit])) as places,
        coalesce(days.findings, 0) as findings,
        coalesce(reports.reports, 0) as reports,
        coalesce(reports.valid, 0) as valid,
        coalesce(days.missed, 0) as missed,
        coalesce(in_touch.households, 0) as households,
        coalesce(settled.settled, 0) as settled
    from grid_members
    left join days on grid_members.member = days.member
    left join places on grid_members.unit = places.unit
    left join reports on grid_members.member = reports.member
    left join in_touch on grid_members.member = in_touch.member
    left join settled on grid_members.member = settled.member
    where $member is null or grid_members.member = $member
    order by grid_members.member
)
select * from worked

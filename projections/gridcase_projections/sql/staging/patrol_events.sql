-- One row per event of a grid member's day, in typed columns. Grain: patrol × version.
-- The only place that knows how stored bytes look. Where a member was, and what was written, never enters.
with
arrivals as (
    select version, data.event as event, data.recorded_at as recorded_at
    from read_ndjson($arrivals, columns = {
        version: 'INTEGER',
        data: 'STRUCT(
            recorded_at TIMESTAMP,
            event STRUCT(
                "type" VARCHAR, member VARCHAR, "date" DATE, "at" TIMESTAMP, "by" STRUCT(member VARCHAR),
                occurred_at TIMESTAMP, unit VARCHAR, taken INTEGER, outside INTEGER, place VARCHAR,
                findings STRUCT(finding INTEGER, matter_id VARCHAR)[], finding INTEGER, matter_id VARCHAR
            )
        )'
    })
),
facts as (
    select
        event.member || ':' || event."date" as patrol,
        version,
        event.member as member,
        event."date" as patrolled_on,
        event."type" as tag,
        event."at" as received_at,
        recorded_at,
        event."by".member as told_by,
        event.occurred_at as occurred_at,
        event.unit as unit,
        coalesce(event.taken, 0) as points,
        coalesce(event.outside, 0) as outside,
        event.place as place,
        coalesce(len(event.findings), 0) as findings,
        list_concat(
            list_filter(list_transform(event.findings, lambda found: found.matter_id), lambda id: id is not null),
            if(event."type" = 'finding-reported', [event.matter_id], [])
        ) as became,
        if(event."type" = 'miss-noted', event.matter_id, null) as missed
    from arrivals
)
select * from facts

-- One row per change of the city's register. Grain: kind × code × version.
-- The only place that knows how stored bytes look. The name of a member is personal and stays outside.
with
arrivals as (
    select
        version,
        data.recorded_at as recorded_at,
        data.event as event,
        regexp_extract(data.event."type", '^(.+)-(registered|retired)$', ['kind', 'change']) as tag_parts
    from read_ndjson($arrivals, columns = {
        version: 'INTEGER',
        data: 'STRUCT(
            recorded_at TIMESTAMP,
            event STRUCT(
                "type" VARCHAR, "at" TIMESTAMP, code VARCHAR,
                record STRUCT(
                    code VARCHAR, name VARCHAR, "level" VARCHAR, parent VARCHAR, kind VARCHAR, "group" VARCHAR,
                    "role" VARCHAR, unit VARCHAR, department VARCHAR, list_code VARCHAR, default_host VARCHAR,
                    contact VARCHAR, households VARCHAR[]
                )
            )
        )'
    })
),
facts as (
    select
        tag_parts.kind as kind,
        coalesce(event.record.code, event.code) as code,
        version,
        event."at" as holds_from,
        recorded_at,
        tag_parts.change = 'retired' as retired,
        if(tag_parts.kind = 'member', null, event.record.name) as name,
        event.record."level" as level,
        event.record.parent as parent,
        if(tag_parts.kind = 'unit', coalesce(event.record.kind, 'area'), null) as unit_kind,
        if(tag_parts.kind = 'department', event.record."group", null) as department_group,
        if(tag_parts.kind = 'unit', event.record."group", null) as unit_group,
        event.record."role" as role,
        event.record.unit as unit,
        event.record.department as department,
        event.record.list_code as list_code,
        event.record.default_host as default_host,
        event.record.contact as contact,
        if(tag_parts.kind = 'micro-grid', coalesce(len(event.record.households), 0), null) as households
    from arrivals
)
select * from facts

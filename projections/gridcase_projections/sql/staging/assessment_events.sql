-- One row per event of an assessment, in typed columns. Grain: assessment × version.
-- The only place that knows how stored bytes look. What is personal is not named here, so it never enters.
with
arrivals as (
    select version, data.event as event, data.recorded_at as recorded_at
    from read_ndjson($arrivals, columns = {
        version: 'INTEGER',
        data: 'STRUCT(
            recorded_at TIMESTAMP,
            event STRUCT(
                "type" VARCHAR, unit VARCHAR, period VARCHAR, pack_name VARCHAR,
                "at" TIMESTAMP, "by" STRUCT(member VARCHAR),
                kind VARCHAR, digest VARCHAR, threshold INTEGER, pack STRUCT(
                    "name" VARCHAR,
                    title VARCHAR,
                    items STRUCT(code VARCHAR, title VARCHAR)[],
                    vetoes STRUCT(code VARCHAR, title VARCHAR)[],
                    bonuses STRUCT(code VARCHAR, title VARCHAR)[]
                ),
                mark INTEGER, charge INTEGER, appeal INTEGER, marks INTEGER[], code VARCHAR, sort VARCHAR,
                cost INTEGER, gain INTEGER, matter_id VARCHAR, cause VARCHAR, upheld BOOLEAN,
                score INTEGER, deducted INTEGER, gained INTEGER, vetoed_by INTEGER[], meets BOOLEAN, grade VARCHAR
            )
        )'
    })
),
facts as (
    select
        concat_ws(':', event.unit, event.period, event.pack_name) as assessment,
        version,
        event.unit as unit,
        event.period as period,
        event."type" as tag,
        event."at" as received_at,
        recorded_at,
        event."by".member as member,
        event.kind as kind,
        event.pack."name" as pack,
        event.pack.title as pack_title,
        list_concat(list_concat(event.pack.items, event.pack.vetoes), event.pack.bonuses) as titles,
        event.digest as digest,
        event.threshold as threshold,
        event.mark as mark,
        event.charge as charge,
        event.appeal as appeal,
        event.marks as marks,
        event.code as code,
        case event."type"
            when 'item-deducted' then 'deduction'
            when 'veto-recorded' then 'veto'
            when 'bonus-given' then 'bonus'
            else event.sort
        end as sort,
        coalesce(event.cost, event.gain) as points,
        event.matter_id as matter_id,
        event.cause as cause,
        event.upheld as upheld,
        event.score as score,
        event.deducted as deducted,
        event.gained as gained,
        event.vetoed_by as vetoed_by,
        event.meets as meets,
        event.grade as grade
    from arrivals
)
select * from facts

-- One row per event of a matter, in typed columns. Grain: matter × version.
-- The only place that knows how stored bytes look. What is personal is not named here, so it never enters.
with
arrivals as (
    select version, data.event as event, data.recorded_at as recorded_at
    from read_ndjson($arrivals, columns = {
        version: 'INTEGER',
        data: 'STRUCT(
            recorded_at TIMESTAMP,
            event STRUCT(
                "type" VARCHAR, matter_id VARCHAR, "at" TIMESTAMP, occurred_at TIMESTAMP, "by" STRUCT(member VARCHAR),
                channel VARCHAR, unit VARCHAR, source VARCHAR, reference VARCHAR,
                reporter VARCHAR, address_digest VARCHAR,
                class_code VARCHAR, list_code VARCHAR, severity VARCHAR, "level" VARCHAR, to_level VARCHAR,
                round INTEGER, host VARCHAR, ruled_host VARCHAR, department VARCHAR,
                due TIMESTAMP, due_accept TIMESTAMP, due_close TIMESTAMP, due_contact TIMESTAMP, due_verify TIMESTAMP,
                until TIMESTAMP,
                in_time BOOLEAN, found BOOLEAN, accepted BOOLEAN, after_due BOOLEAN, upheld BOOLEAN, unmeetable BOOLEAN,
                contacted BOOLEAN, solved BOOLEAN, satisfaction VARCHAR, resolved_by VARCHAR, master VARCHAR,
                cause VARCHAR, direction VARCHAR, micro_grid VARCHAR, agreement VARCHAR, metrics VARCHAR[],
                "limit" VARCHAR,
                co_handlers STRUCT(department VARCHAR, due TIMESTAMP)[],
                called STRUCT(department VARCHAR, due_sign_in TIMESTAMP, due_on_site TIMESTAMP, due TIMESTAMP)[],
                stays BOOLEAN, rating INTEGER, in_charge VARCHAR,
                score INTEGER, used BIGINT, suspended BIGINT, "number" INTEGER, supervision INTEGER, appeal INTEGER,
                kind VARCHAR
            )
        )'
    })
),
facts as (
    select
        event.matter_id as matter_id,
        version,
        event."type" as tag,
        event."at" as received_at,
        recorded_at,
        event."by".member as member,
        case event."type"
            when 'matter-reported' then 'reported'
            when 'matter-resolved-on-the-spot' then 'resolved on the spot'
            when 'on-the-spot-reviewed' then if(event.accepted, 'awaiting feedback', 'filed')
            when 'matter-classified' then 'filed'
            when 'matter-declined' then 'declined'
            when 'matter-diverted' then 'handling'
            when 'matter-accepted' then 'handling'
            when 'return-granted' then 'filed'
            when 'jurisdiction-ruled' then if(event.ruled_host = event.host, null, 'filed')
            when 'matter-passed' then 'filed'
            when 'suspension-granted' then 'suspended'
            when 'matter-resumed' then 'handling'
            when 'handling-reported' then 'awaiting verification'
            when 'rework-ordered' then 'filed'
            when 'result-confirmed' then 'awaiting feedback'
            when 'feedback-asked' then 'awaiting feedback'
            when 'feedback-recorded' then if(event.contacted, 'awaiting evaluation', null)
            when 'matter-evaluated' then 'awaiting closing'
            when 'matter-closed' then 'closed'
            when 'matter-reopened' then 'filed'
            when 'matter-merged' then 'merged'
            when 'matter-unmerged' then 'filed'
            when 'matter-voided' then 'voided'
        end as stage,
        event.round as round,
        coalesce(event.department, event.host) as department,
        if(event."type" = 'handling-reported', event.due_verify, event.due) as due,
        event.due_accept as due_accept,
        event.due_close as due_close,
        event.due_contact as due_contact,
        event.until as until,
        coalesce(event.in_time, true) as in_time,
        case event."type"
            when 'report-confirmed' then event.found
            when 'on-the-spot-reviewed' then event.accepted
            when 'matter-resolved-on-the-spot' then coalesce(event.agreement, '') <> ''
            when 'return-granted' then event.after_due
            when 'matter-passed' then event.after_due
            when 'jurisdiction-ruled' then event.ruled_host = event.host
            when 'feedback-recorded' then if(event.contacted, coalesce(event.solved, false), null)
            when 'demand-judged' then event.unmeetable
            when 'whistle-ruled' then event.stays
            else event.upheld
        end as answer,
        case event."type"
            when 'matter-reported' then event.channel
            when 'matter-classified' then coalesce(event.severity, 'ordinary')
            when 'on-the-spot-reviewed' then event.resolved_by
            when 'matter-resolved-on-the-spot' then event.micro_grid
            when 'matter-diverted' then event."limit"
            when 'extension-granted' then event."limit"
            when 'matter-escalated' then event.to_level
            when 'matter-passed' then event.direction
            when 'member-put-in-charge' then event.in_charge
            when 'handling-reported' then date_sub('second', event.occurred_at, event."at")::varchar
            when 'co-handling-reported' then date_sub('second', event.occurred_at, event."at")::varchar
            when 'petition-recorded' then event."level"
            when 'case-recorded' then event.kind
            when 'rework-ordered' then event.cause
            when 'feedback-recorded' then coalesce(event.satisfaction, 'not-asked')
            when 'matter-closed' then event.master
            when 'matter-merged' then event.master
            when 'matter-unmerged' then event.master
            when 'appeal-filed' then array_to_string(event.metrics, ' ')
            when 'appeal-decided' then array_to_string(event.metrics, ' ')
        end as word,
        coalesce(
            event.score, event.used, event.suspended, event."number", event.supervision, event.appeal,
            event.rating
        ) as number,
        event.unit as unit,
        event.class_code as class_code,
        event.list_code as list_code,
        if(event."type" = 'petition-recorded', null, event."level") as level,
        event.source as source,
        event.reference as reference,
        event.reporter as reporter,
        event.address_digest as address_digest,
        case event."type"
            when 'whistle-blown' then list_transform(
                event.called, lambda one: {'department': one.department, 'due': one.due}
            )
            else event.co_handlers
        end as co_handlers,
        event.called as called
    from arrivals
)
select * from facts

-- How satisfied reporters said they are, of demands that can be met: the last in the period. Grain: matter.
-- `satisfied` is in hundredths: 100 for satisfied, `$basically` for basically satisfied. Left out is who was not asked,
-- and what two people found that nobody can meet. Where `$through_co_handler` says so, the answer about a matter whose
-- last round came late only through a co-handler is charged to that one.
with
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
unmeetable as (
    select matter_id
    from events
    where tag = 'demand-judged' and received_at <= $as_of
    group by matter_id
    having arg_max(unmeetable, version)
),
answered as (
    select
        matter_id,
        arg_max_null(department, version) as host,
        arg_max(received_at, version) as received_at,
        arg_max(satisfaction, version) as satisfaction
    from events
    where
        tag = 'feedback-recorded'
        and solved is not null
        and received_at >= $from
        and received_at < $to
        and received_at <= $as_of
    group by matter_id
),
handled as (
    select answered.matter_id, max(round) as round
    from answered
    inner join events on answered.matter_id = events.matter_id
    where tag = 'handling-reported' and events.received_at <= answered.received_at
    group by answered.matter_id
),
counted as (
    select
        answered.matter_id,
        null::integer as round,
        if($through_co_handler and host is not null, coalesce(delays.department, host), host) as department,
        null::varchar as member,
        received_at as counts_at,
        null::timestamp as due,
        received_at as done_at,
        satisfaction as why,
        true as rated,
        case
            when satisfaction in ('very-satisfied', 'satisfied') then 100
            when satisfaction = 'basically-satisfied' then $basically
            else 0
        end as satisfied
    from answered
    anti join turned on answered.matter_id = turned.matter_id
    anti join unmeetable on answered.matter_id = unmeetable.matter_id
    left join handled on answered.matter_id = handled.matter_id
    left join delays on answered.matter_id = delays.matter_id and handled.round = delays.round
    where satisfaction <> 'not-asked'
)
select * from counted

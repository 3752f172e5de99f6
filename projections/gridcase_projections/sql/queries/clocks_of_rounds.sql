-- The clock of each round known at `$as_of`: when it started, by which limit, and what changed it since.
-- A suspension that had an end ended then, whenever somebody said that it goes on.
-- All of them, since what counts in a period may hang on a round that begins after it: rework does.
with
diverted as (
    select matter_id, round, received_at as start, "limit" as original_limit
    from events
    where tag = 'matter-diverted'
),
moved as (
    select
        *,
        last_value(if(tag = 'suspension-granted', coalesce(until, timestamp 'infinity'), null) ignore nulls) over (
            partition by matter_id, round order by version
        ) as ends
    from events
    where tag in ('extension-granted', 'suspension-granted', 'matter-resumed') and received_at <= $as_of
),
changes_of_rounds as (
    select
        matter_id,
        round,
        list(
            struct_pack(
                what := case tag
                    when 'extension-granted' then 'extended'
                    when 'suspension-granted' then 'stopped'
                    else 'went on'
                end,
                "at" := if(tag = 'matter-resumed', least(received_at, ends), received_at),
                "limit" := "limit"
            )
            order by version
        ) as changes
    from moved
    group by matter_id, round
),
clocks as (
    select
        rounds.matter_id,
        rounds.round as number,
        class_code,
        rounds.host,
        diverted.start,
        diverted.original_limit,
        rounds.due,
        changes
    from rounds
    inner join diverted using (matter_id, round)
    left join changes_of_rounds using (matter_id, round)
    where valid_from <= $as_of and $as_of < valid_to
)
select * from clocks

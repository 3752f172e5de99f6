-- The rounds known at `$as_of` as they would have been judged. What was returned late or in time may change with that.
with
would_be as (
    select matter_id, number as round, due as due_then from rounds_due
),
granted as (
    select matter_id, round, received_at as returned_at
    from events
    where tag in ('return-granted', 'matter-passed') and received_at <= $as_of
),
judged as (
    select
        rounds.*,
        due_then,
        case
            when returned_at is null then ended
            when due_then < returned_at then split_part(ended, ' after', 1) || ' after due'
            else split_part(ended, ' after', 1)
        end as ended_then
    from rounds
    inner join would_be using (matter_id, round)
    left join granted using (matter_id, round)
    where valid_from <= $as_of and $as_of < valid_to
),
proposed as (
    select
        * exclude (due_then, ended_then)
        replace (
            due_then as due,
            if(handled_at is null, null, coalesce(handled_at <= due_then, true)) as in_time,
            ended_then as ended,
            if(ended_then in ('returned', 'passed on'), ended_then, excluded)
                as excluded
        )
    from judged
),
charged as (
    select
        * replace (if(ended = excluded || ' after due', null, excluded) as excluded)
    from proposed
)
select * from charged

-- Matters filed in the period that a grid member reported, or should have: each is charged to that member.
-- Grain: member × matter. One that two members missed is missed by each of them.
with
merged_then as (
    select matter_id from set_aside where as_what = 'merged' and valid_from <= $as_of and $as_of < valid_to
),
turned as (
    select matter_id from set_aside where valid_from <= $as_of and $as_of < valid_to
),
filed_then as (
    select * from filings where filed_at >= $from and filed_at < $to and filed_at <= $as_of
),
missed_then as (
    select misses.matter_id, misses.member, misses.unit, min(noted_at) as noted_at
    from misses
    inner join filed_then using (matter_id)
    anti join turned using (matter_id)
    where noted_at <= $as_of and channel in ('app', 'phone', 'web', 'mail', 'counter', 'inspection')
    group by misses.matter_id, misses.member, misses.unit
),
grid_members as (
    select distinct code as member from members where role = 'grid-member'
),
reported_then as (
    select matter_id, reported_by as member, unit, null::timestamp as noted_at
    from filed_then
    semi join grid_members on reported_by = member
    anti join merged_then using (matter_id)
    anti join missed_then on filed_then.matter_id = missed_then.matter_id and reported_by = missed_then.member
),
either as (
    select * from reported_then
    union all
    select * from missed_then
),
counted as (
    select
        matter_id,
        null::integer as round,
        null::varchar as department,
        either.member,
        either.unit,
        if(classified_at <= $as_of, classified_as, reported_class) as class_code,
        channel,
        filed_at as counts_at,
        null::timestamp as due,
        noted_at as done_at,
        if(noted_at is null, 'reported', 'should have been reported') as why,
        true as to_report,
        noted_at is not null as missed
    from either
    inner join filed_then using (matter_id)
)
select * from counted

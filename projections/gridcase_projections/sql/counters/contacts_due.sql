-- The contacts with residents that hosts owed in the period. Grain: matter × round.
-- What is asked is whether the host spoke with the resident, and nobody else: a revisit says nothing of that.
with
owed as (
    select matter_id, round, department, unit, class_code, due_contact
    from events
    where tag = 'matter-diverted' and due_contact >= $from and due_contact < $to and due_contact <= $as_of
),
contacted as (
    select matter_id, round, min(received_at) as contacted_at, bool_or(in_time) as in_time
    from events
    where tag = 'resident-contacted' and received_at <= $as_of
    group by matter_id, round
),
excluded_then as (
    select matter_id, round
    from rounds
    where valid_from <= $as_of and $as_of < valid_to and excluded is not null
),
counted as (
    select
        owed.matter_id,
        owed.round,
        owed.department,
        null::varchar as member,
        owed.unit,
        owed.class_code,
        owed.due_contact as counts_at,
        owed.due_contact as due,
        contacted.contacted_at as done_at,
        case
            when contacted.contacted_at is null then 'not contacted'
            when contacted.in_time then 'contacted in time'
            else 'contacted late'
        end as why,
        true as contact_due,
        coalesce(contacted.in_time, false) as contacted_in_time
    from owed
    anti join excluded_then using (matter_id, round)
    left join contacted using (matter_id, round)
)
select * from counted

-- Called bodies that were due to sign in in the period.
-- Grain: matter × round × called body. What was due before the round ended is charged; what is contested is not.
with
rounds_then as (
    select matter_id, round, unit, class_code
    from rounds
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and coalesce(excluded, '') not in ('merged', 'voided', 'declined')
),
counted as (
    select
        matter_id,
        round,
        department,
        null::varchar as member,
        unit,
        class_code,
        due_sign_in as counts_at,
        due_sign_in as due,
        signed_in_at as done_at,
        case
            when signed_in_at is null then 'not signed in'
            when signed_in_in_time then 'signed in in time'
            else 'signed in late'
        end as why,
        true as sign_ins,
        coalesce(signed_in_in_time, false) as sign_ins_in_time
    from whistles
    inner join rounds_then using (matter_id, round)
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and standing in ('called', 'stays')
        and due_sign_in >= $from
        and due_sign_in < $to
        and due_sign_in <= $as_of
        and (
            signed_in_at is not null
            or (coalesce(due_sign_in < ended_at, true) and coalesce(due_sign_in <= suspended_at, true))
        )
)
select * from counted

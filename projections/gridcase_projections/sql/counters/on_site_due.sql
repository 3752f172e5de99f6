-- Called bodies that were due on site in the period.
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
        due_on_site as counts_at,
        due_on_site as due,
        on_site_at as done_at,
        case
            when on_site_at is null then 'not on site'
            when on_site_in_time then 'on site in time'
            else 'on site late'
        end as why,
        true as arrivals,
        coalesce(on_site_in_time, false) as arrivals_in_time
    from whistles
    inner join rounds_then using (matter_id, round)
    where
        valid_from <= $as_of
        and $as_of < valid_to
        and standing in ('called', 'stays')
        and due_on_site >= $from
        and due_on_site < $to
        and due_on_site <= $as_of
        and (
            on_site_at is not null
            or (coalesce(due_on_site < ended_at, true) and coalesce(due_on_site <= suspended_at, true))
        )
)
select * from counted

-- Every record of the register and when it held. Grain: kind × code × change.
-- A later record replaces all that was said of the time from which it holds.
with
changes as (
    select
        *,
        holds_from as valid_from,
        coalesce(
            min(holds_from) over (
                partition by kind, code order by version rows between 1 following and unbounded following
            ),
            timestamp 'infinity'
        ) as valid_to
    from records
),
held as (
    select * exclude (holds_from, recorded_at, retired)
    from changes
    where not retired and valid_from < valid_to
)
select * from held

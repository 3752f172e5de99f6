-- Every record of the register and when it held. Grain: kind × code × change.
-- What is said to hold from a time on holds until the next time that anything is said of; of two words of one time the
-- later one counts.
with
changes as (
    select
        *,
        holds_from as valid_from,
        lead(holds_from, 1, timestamp 'infinity') over (
            partition by kind, code order by holds_from, version
        ) as valid_to
    from records
),
held as (
    select * exclude (holds_from, recorded_at, retired)
    from changes
    where not retired and valid_from < valid_to
)
select * from held

-- The closings known at `$as_of` as they would have been judged.
with
would_be as (
    select matter_id, number as cycle, due as due_then from closings_due
),
proposed as (
    select
        closings.* replace (
            due_then as due,
            if(closed_at is null, null, coalesce(closed_at <= due_then, true)) as in_time
        )
    from closings
    inner join would_be using (matter_id, cycle)
    where valid_from <= $as_of and $as_of < valid_to
)
select * from proposed

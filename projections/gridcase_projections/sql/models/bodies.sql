-- Who can handle matters: departments by their codes, units of the grid tree as `unit:` and theirs.
-- Grain: body × change.
with
bodies_held as (
    select code, name, department_group as body_group, valid_from, valid_to from departments
    union all
    select 'unit:' || code as code, name, level as body_group, valid_from, valid_to from units
)
select * from bodies_held

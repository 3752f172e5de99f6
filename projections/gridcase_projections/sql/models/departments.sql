-- Who handles matters, and since when. Grain: department × change.
with
departments_held as (
    select code, name, department_group, valid_from, valid_to from register where kind = 'department'
)
select * from departments_held

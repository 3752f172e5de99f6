-- Who does what where, without names. Grain: member × change.
with
members_held as (
    select code, role, unit, department, valid_from, valid_to from register where kind = 'member'
)
select * from members_held

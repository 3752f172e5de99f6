-- The city's management lists. Grain: list × change.
with
lists_held as (
    select code, name, valid_from, valid_to from register where kind = 'list'
)
select * from lists_held

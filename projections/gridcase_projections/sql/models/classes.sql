-- The matter catalogue. Grain: class × change.
with
classes_held as (
    select code, name, list_code, default_host, valid_from, valid_to from register where kind = 'class'
)
select * from classes_held

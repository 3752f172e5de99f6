-- About 15 households each, and who keeps in touch with them. Grain: micro-grid × change.
with
micro_grids_held as (
    select code, unit, contact, households, valid_from, valid_to from register where kind = 'micro-grid'
)
select * from micro_grids_held

-- Matters with the names of what they belong to, newest first.
with
units_now as (
    select code, name, path from units where valid_to = timestamp 'infinity'
),
classes_now as (
    select code, name from classes where valid_to = timestamp 'infinity'
),
bodies_now as (
    select code, name from bodies where valid_to = timestamp 'infinity'
),
named as (
    select
        matters.* replace (
            coalesce(source, '') as source,
            coalesce(reference, '') as reference,
            coalesce(class_code, '') as class_code,
            coalesce(host, '') as host,
            coalesce(satisfaction, '') as satisfaction,
            coalesce(master, '') as master
        ),
        coalesce(units_now.name, '') as unit_name,
        units_now.path as unit_path,
        coalesce(classes_now.name, '') as class_name,
        coalesce(bodies_now.name, '') as host_name
    from matters
    left join units_now on matters.unit = units_now.code
    left join classes_now on matters.class_code = classes_now.code
    left join bodies_now on matters.host = bodies_now.code
),
chosen as (
    select *
    from named
    where
        ($stage is null or stage = $stage)
        and ($unit is null or unit = $unit or list_contains(unit_path, $unit))
        and ($host is null or host in ($host, 'unit:' || $host))
        and (
            $department is null
            or matter_id in (select matter_id from rounds where host in ($department, 'unit:' || $department))
        )
        and (
            $overdue_at::timestamp is null
            or matter_id in (select matter_id from overdue where since <= $overdue_at and $overdue_at < until)
        )
        and (not $unmeetable or unmeetable)
        and (
            $text is null
            or contains(
                lower(concat_ws(
                    ' ', matter_id, reference, class_code, class_name, unit, unit_name, host, host_name
                )),
                lower($text)
            )
        )
)
select * from chosen order by reported_at desc, matter_id limit $limit offset $offset

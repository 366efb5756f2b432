-- name: of_name
select source, type, value, changed_by, at from trait where customer = $1 and name = $2 order by source;

-- name: of_customer
select name, source, type, value, changed_by, at from trait where customer = $1 order by name, source;

-- name: of_all
select customer, source, type, value, changed_by, at from trait where name = $1 order by customer, source;

-- name: names_count
select count(distinct name) from trait where customer = $1;

-- name: upsert
insert into trait (customer, name, source, type, value, changed_by, at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (customer, name, source) do update
set type = excluded.type, value = excluded.value, changed_by = excluded.changed_by, at = excluded.at;

-- name: delete
delete from trait where customer = $1 and name = $2 and source = $3;

-- name: delete_all
delete from trait where customer = $1 and name = $2;

-- name: insert_change
insert into trait_change (id, customer, name, source, type, value, mark, changed_by, at, event)
values ((select coalesce(max(id), 0) + 1 from trait_change), $1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: history
select id, source, type, value, changed_by, at, event from trait_change
where customer = $1 and name = $2 and id < $3 order by id desc limit $4;

-- name: changes_count
select count(*), coalesce(max(id), 0) from trait_change where customer = $1;

-- name: last_change
select source, changed_by, at from trait_change where customer = $1 order by id desc limit 1;

-- name: holders
select customer, type, value, min(id) from trait_change
where name = $1 and mark = $2 and customer > $3 and value = $4 group by customer, type, value order by customer limit $5;

-- name: definition
select type, rule, sources from trait_definition where name = $1;

-- name: definitions
select name, type, rule, sources, changed_by, changed_at from trait_definition order by name;

-- name: define
insert into trait_definition (name, type, rule, sources, changed_by, changed_at) values ($1, $2, $3, $4, $5, $6)
on conflict (name) do update set type = excluded.type, rule = excluded.rule, sources = excluded.sources,
changed_by = excluded.changed_by, changed_at = excluded.changed_at;

-- name: values_of
select type, value from trait where name = $1;

-- name: unsay
delete from trait where customer = $1 and source = $2;

-- name: unsay_changes
delete from trait_change where customer = $1 and source = $2;

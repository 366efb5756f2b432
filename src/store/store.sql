-- name: migration_last
select coalesce(max(number), 0) from schema_migration;

-- name: migration_name
select name from schema_migration where number = $1;

-- name: migration_add
insert into schema_migration (number, name, applied_at) values ($1, $2, $3);

-- name: writer_turn
select turn from store_writer where id = $1;

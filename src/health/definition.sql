-- name: last
select version, definition, note, made_by, made_at from health_definition order by version desc limit 1;

-- name: one
select version, definition, note, made_by, made_at from health_definition where version = $1;

-- name: list
select version, definition, note, made_by, made_at from health_definition order by version desc limit $1;

-- name: insert
insert into health_definition (version, definition, note, made_by, made_at) values ($1, $2, $3, $4, $5);

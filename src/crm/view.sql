-- name: insert
insert into saved_view (id, name, resource, query, owner, shared, made_at, changed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $7, 1);

-- name: change
update saved_view set name = $2, query = $3, shared = $4, changed_at = $5, version = version + 1 where id = $1;

-- name: remove
delete from saved_view where id = $1;

-- name: one
select id, name, resource, query, owner, shared, made_at, changed_at, version from saved_view where id = $1;

-- Those of $3 and those that are shared, of resource $4 (-1: any).
-- name: page
select id, name, resource, query, owner, shared, made_at, changed_at, version from saved_view
where id < $1 and (shared = 1 or owner = $3) and (cast($4 as bigint) = -1 or resource = cast($4 as bigint))
order by id desc limit $2;

-- name: insert
insert into staff_key (id, name, scope, hint, digest, origins, addresses, per_second, created_at, created_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: usable
select id, name, scope, digest, old_digest, old_until, origins, addresses, per_second, used_at
from staff_key where revoked_at is null order by id

-- name: page
select id, name, scope, hint, origins, addresses, per_second, created_at, created_by, used_at, revoked_at, old_until
from staff_key where id > $1 order by id limit $2

-- name: by_id
select id, name, scope, hint, origins, addresses, per_second, created_at, created_by, used_at, revoked_at, old_until
from staff_key where id = $1

-- name: rotate
update staff_key set old_digest = digest, old_until = $4, digest = $2, hint = $3
where id = $1 and revoked_at is null

-- name: revoke
update staff_key set revoked_at = $2, old_digest = null where id = $1 and revoked_at is null

-- name: used
update staff_key set used_at = $2 where id = $1 and coalesce(used_at, 0) < $2

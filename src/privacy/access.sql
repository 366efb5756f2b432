-- name: staff
select email, name from staff_person;

-- name: keys
select id, name from staff_key;

-- name: connections
select id, kind, name, deleted_at from connection;

-- name: webhooks
select name, url from webhook order by id;

-- name: make
insert into access_export (id, customer, request, locale, job, token, made_by, made_at, expires_at)
values ((select coalesce(max(id), 0) + 1 from access_export), $1, $2, $3, 0, $4, $5, $6, $7)
returning id;

-- name: set_job
update access_export set job = $2 where id = $1;

-- name: get
select id, customer, request, locale, job, key, bytes, made_by, made_at, ready_at, expires_at, taken_at
from access_export where id = $1;

-- name: by_token
select id, customer, request, locale, job, key, bytes, made_by, made_at, ready_at, expires_at, taken_at
from access_export where token = $1;

-- name: ready
update access_export set key = $2, bytes = $3, ready_at = $4 where id = $1 and taken_at is null;

-- name: take
update access_export set taken_at = $2, key = null, token = null where id = $1;

-- name: list
select id, customer, request, locale, job, key, bytes, made_by, made_at, ready_at, expires_at, taken_at
from access_export where customer = $1 and id < $2 order by id desc limit $3;

-- name: over
select id from access_export where (key is not null or token is not null) and expires_at <= $1 limit 1000;

-- name: forget
update access_export set key = null, token = null where id = $1;

-- name: export
select made_at, ready_at, taken_at, expires_at from access_export where customer = $1 order by id;

-- name: erase
delete from access_export where customer = $1;

-- name: expire
delete from access_export where id in (select id from access_export where expires_at < $1 order by id limit $2);

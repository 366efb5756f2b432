-- name: insert
insert into promise (id, customer, kind, what, due_at, owner, status, kept_at, broken_at, seen_at, made_by, source,
made_at, version)
values ($1, $2, $3, $4, $5, $6, 0, null, null, null, $7, $8, $9, 1);

-- name: change
update promise set what = $2, due_at = $3, owner = $4, status = $5, kept_at = $6, broken_at = $7, seen_at = $8,
version = version + 1
where id = $1;

-- name: see
update promise set seen_at = $2 where id = $1 and seen_at is null;

-- name: remove
delete from promise where id = $1;

-- name: one
select id, customer, kind, what, due_at, owner, status, kept_at, broken_at, seen_at, made_by, made_at, version
from promise where id = $1;

-- name: of_customer
select id, customer, kind, what, due_at, owner, status, kept_at, broken_at, seen_at, made_by, made_at, version
from promise where customer = $1 and id < $2 order by id desc limit $3;

-- name: count
select count(*) from promise where customer = $1;

-- Of status $3 (-1: any) at $4, of owner $5 (0: any).
-- name: page
select id, customer, kind, what, due_at, owner, status, kept_at, broken_at, seen_at, made_by, made_at, version
from promise
where id < $1 and (cast($3 as bigint) = -1
                   or case when status = 0 and due_at + 1000 <= $4 then 2 else status end = cast($3 as bigint))
    and (cast($5 as bigint) = 0 or owner = cast($5 as bigint))
order by id desc limit $2;

-- name: overdue
select id, customer, kind, due_at from promise where status = 0 and due_at <= $1 order by due_at limit $2;

-- name: break
update promise set status = 2, broken_at = $2, version = version + 1 where id = $1 and status = 0;

-- name: export
select kind, what, due_at, status, kept_at, broken_at, made_at from promise where customer = $1 order by id;

-- name: erase
delete from promise where customer = $1;

-- name: expire
delete from promise where id in (select id from promise where made_at < $1 and status <> 0 order by made_at limit $2);

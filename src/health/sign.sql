-- name: insert
insert into health_sign (event, customer, kind, at, reference, due_at, flag) values ($1, $2, $3, $4, $5, $6, $7);

-- name: remove
delete from health_sign where event = $1;

-- name: due
select due_at from health_sign where reference = $1 and (kind = $2 or kind = $3) and due_at is not null
order by at, event;

-- name: again
update health_sign set flag = coalesce(flag, $4) where customer = $1 and kind = $2 and reference = $3;

-- name: export
select kind, at, reference, due_at, flag from health_sign where customer = $1 order by event;

-- name: erase
delete from health_sign where customer = $1;

-- name: expire
delete from health_sign where event in (select event from health_sign where at < $1 order by at limit $2);

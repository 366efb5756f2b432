-- name: put
insert into health_sign (event, customer, kind, at, reference, due_at, flag, delay)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (event) do update set customer = excluded.customer, kind = excluded.kind, at = excluded.at,
    reference = excluded.reference, due_at = excluded.due_at, flag = excluded.flag, delay = excluded.delay;

-- name: remove
delete from health_sign where event = $1;

-- name: of_order
select event, kind, at, due_at, flag, delay from health_sign where reference = $1 and kind in (2, 3, 4)
order by at, event limit $2;

-- name: settle
update health_sign set due_at = $2, flag = $3 where event = $1;

-- name: message
select event, flag from health_sign where customer = $1 and kind = 7 and reference = $2 order by event limit 1;

-- name: message_put
update health_sign set event = $2, at = $3, flag = $4 where event = $1;

-- name: message_flag
update health_sign set flag = coalesce(flag, $2) where event = $1;

-- name: export
select kind, at, reference, due_at, flag from health_sign where customer = $1 order by event;

-- name: erase
delete from health_sign where customer = $1;

-- name: expire
delete from health_sign where event in (select event from health_sign where at < $1 order by at limit $2);

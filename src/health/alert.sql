-- name: count_up
update alert_number set last = last + 1 where id = 1;

-- name: number
select last from alert_number where id = 1;

-- name: insert
insert into health_alert (id, customer, kind, at, from_band, to_band, from_tenths, to_tenths, reasons, task,
    acknowledged_at, acknowledged_by, made_at, seen_by, note, notified)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, 0, $11, '', '', 0);

-- name: since
select id from health_alert where customer = $1 and kind = $2 and at > $3 order by at desc limit 1;

-- name: one
select id, customer, kind, at, from_band, to_band, from_tenths, to_tenths, reasons, task, acknowledged_at,
    acknowledged_by, made_at, seen_by, note, notified
from health_alert where id = $1;

-- name: list
select id, customer, kind, at, from_band, to_band, from_tenths, to_tenths, reasons, task, acknowledged_at,
    acknowledged_by, made_at, seen_by, note, notified
from health_alert where id < $1 and ($2 = '' or kind = $2) and ($3 = 0 or acknowledged_at is null)
order by id desc limit $4;

-- name: untold
select id, customer, kind, at, from_band, to_band, from_tenths, to_tenths, reasons, task, acknowledged_at,
    acknowledged_by, made_at, seen_by, note, notified
from health_alert where id > $1 and made_at >= $2 and acknowledged_at is null order by id limit $3;

-- name: told
update health_alert set notified = notified + $2 where id = $1;

-- name: acknowledge
update health_alert set acknowledged_at = $2, acknowledged_by = $3, seen_by = $4, note = $5
where id = $1 and acknowledged_at is null;

-- name: export
select kind, at, from_band, to_band, from_tenths, to_tenths, reasons, note from health_alert where customer = $1
order by id;

-- name: erase
delete from health_alert where customer = $1;

-- name: expire
delete from health_alert where id in (select id from health_alert where at < $1 order by at limit $2);

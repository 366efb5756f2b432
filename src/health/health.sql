-- name: override
select band, reason, until_day, made_by, made_at from health_override
where customer = $1 and (until_day is null or until_day >= $2);

-- name: overrides
select customer, band, made_at from health_override where until_day is null or until_day >= $1 order by made_at, customer;

-- name: override_put
insert into health_override (customer, band, reason, until_day, made_by, made_at) values ($1, $2, $3, $4, $5, $6)
on conflict (customer) do update set band = excluded.band, reason = excluded.reason, until_day = excluded.until_day,
    made_by = excluded.made_by, made_at = excluded.made_at;

-- name: override_remove
delete from health_override where customer = $1;

-- name: override_export
select band, reason, until_day, made_at from health_override where customer = $1;

-- name: days
select day, score_tenths, band, version from health_day where customer = $1 and day >= $2 order by day;

-- name: days_last
select customer, day, score_tenths, band from health_day as kept
where day = (select max(day) from health_day where health_day.customer = kept.customer);

-- name: day_put
insert into health_day (customer, day, score_tenths, band, version) values ($1, $2, $3, $4, $5)
on conflict (customer, day) do update set score_tenths = excluded.score_tenths, band = excluded.band,
    version = excluded.version;

-- name: days_export
select day, score_tenths, band from health_day where customer = $1 order by day;

-- name: days_erase
delete from health_day where customer = $1;

-- name: days_expire
delete from health_day where (customer, day) in (select customer, day from health_day where day * 86400000 < $1
    order by day limit $2);

-- name: alert_last
select coalesce(max(id), 0) from health_alert;

-- name: alert_insert
insert into health_alert (id, customer, kind, at, from_band, to_band, from_tenths, to_tenths, reasons, task,
    acknowledged_at, acknowledged_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, 0);

-- name: alert_since
select id from health_alert where customer = $1 and kind = $2 and at > $3 order by at desc limit 1;

-- name: alert_one
select id, customer, kind, at, from_band, to_band, from_tenths, to_tenths, reasons, task, acknowledged_at,
    acknowledged_by
from health_alert where id = $1;

-- name: alerts
select id, customer, kind, at, from_band, to_band, from_tenths, to_tenths, reasons, task, acknowledged_at,
    acknowledged_by
from health_alert where id < $1 and ($2 = '' or kind = $2) and ($3 = 0 or acknowledged_at is null)
order by id desc limit $4;

-- name: alert_acknowledge
update health_alert set acknowledged_at = $2, acknowledged_by = $3 where id = $1 and acknowledged_at is null;

-- name: alerts_export
select kind, at, from_band, to_band, from_tenths, to_tenths, reasons from health_alert where customer = $1 order by id;

-- name: alerts_erase
delete from health_alert where customer = $1;

-- name: alerts_expire
delete from health_alert where id in (select id from health_alert where at < $1 order by at limit $2);

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

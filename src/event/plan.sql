-- name: all
select source, plan from tracking_plan order by source limit $1;

-- name: set
insert into tracking_plan (source, plan, changed_at) values ($1, $2, $3)
on conflict (source) do update set plan = excluded.plan, changed_at = excluded.changed_at;

-- name: traffic
select setting from traffic_setting where id = 1;

-- name: traffic_set
insert into traffic_setting (id, setting, version) values (1, $1, 1)
on conflict (id) do update set setting = excluded.setting, version = traffic_setting.version + 1;

-- name: touch
insert into traffic_setting (id, setting, version) values (1, '{}', 1)
on conflict (id) do update set version = traffic_setting.version + 1;

-- name: state
select coalesce((select max(version) from traffic_setting), 0), (select count(*) from traffic_internal);

-- name: internal
select customer from traffic_internal order by customer;

-- name: internal_add
insert into traffic_internal (customer, at) values ($1, $2) on conflict (customer) do nothing;

-- name: violate
update tracking_violation set times = times + 1, blocked = blocked + $5, last_at = $6, sample = $7
where source = $1 and event = $2 and property = $3 and code = $4;

-- name: violations_count
select count(*) from tracking_violation;

-- name: violation_add
insert into tracking_violation (source, event, property, code, times, blocked, first_at, last_at, sample)
values ($1, $2, $3, $4, 1, $5, $6, $6, $7);

-- name: violations
select source, event, property, code, times, blocked, first_at, last_at, sample
from tracking_violation order by last_at desc, source, event, property, code limit $1;

-- name: get
select plan from tracking_plan where source = $1;

-- name: last
select coalesce(max(id), 0) from next_action;

-- name: all
select id, key, label, channel, cost_minor, currency, capacity_week, segment, experiment, effect, active, made_by,
    made_at, version
from next_action order by id;

-- name: insert
insert into next_action (id, key, label, channel, cost_minor, currency, capacity_week, segment, experiment, effect,
    active, made_by, made_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1);

-- name: change
update next_action set label = $2, channel = $3, cost_minor = $4, currency = $5, capacity_week = $6, segment = $7,
    experiment = $8, effect = $9, active = $10, version = version + 1
where id = $1;

-- name: remove
delete from next_action where id = $1;

-- name: used
select count(*) from next_choice where action = $1;

-- name: setting
select explore_share, follow_days, contacts_max, contact_days, budget_minor, currency, version
from next_action_setting where id = 1;

-- name: set
update next_action_setting set explore_share = $1, follow_days = $2, contacts_max = $3, contact_days = $4,
    budget_minor = $5, currency = $6, version = version + 1
where id = 1;

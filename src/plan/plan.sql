-- name: rule_get
select id, name, metric, parameters, period, kind, threshold, change_by, direction, recovery, certainty, sample_min,
       incomplete, every, day_max, recipients, locale, status, snoozed_until, next_at, judged_at, failure, made_at,
       version
from alert_rule where id = $1;

-- name: rule_list
select id, name, metric, parameters, period, kind, threshold, change_by, direction, recovery, certainty, sample_min,
       incomplete, every, day_max, recipients, locale, status, snoozed_until, next_at, judged_at, failure, made_at,
       version
from alert_rule where id > $1 order by id limit $2;

-- name: rule_last
select coalesce(max(used.id), 0), (select count(*) from alert_rule)
from (select id from alert_rule union all select rule as id from alert) used;

-- name: rule_insert
insert into alert_rule (id, name, metric, parameters, period, kind, threshold, change_by, direction, recovery,
    certainty, sample_min, incomplete, every, day_max, recipients, locale, status, snoozed_until, next_at, judged_at,
    failure, made_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, null, '', $21, 1);

-- name: rule_update
update alert_rule set name = $2, metric = $3, parameters = $4, period = $5, kind = $6, threshold = $7, change_by = $8,
    direction = $9, recovery = $10, certainty = $11, sample_min = $12, incomplete = $13, every = $14, day_max = $15,
    recipients = $16, locale = $17, status = $18, snoozed_until = $19, next_at = $20, failure = '',
    version = version + 1
where id = $1;

-- name: rule_delete
delete from alert_rule where id = $1;

-- name: rule_due
select id from alert_rule
where status = 'active' and next_at <= $1 and (snoozed_until is null or snoozed_until <= $1) order by next_at, id
limit $2;

-- name: rule_judged
update alert_rule set next_at = $2, judged_at = $3, failure = $4 where id = $1;

-- name: states
select group_key, judged_day, broken_day, open_alert, verdict, value, n from alert_state where rule = $1
order by group_key;

-- name: state_put
insert into alert_state (rule, group_key, judged_day, broken_day, open_alert, verdict, value, n)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (rule, group_key) do update set judged_day = excluded.judged_day, broken_day = excluded.broken_day,
    open_alert = excluded.open_alert, verdict = excluded.verdict, value = excluded.value, n = excluded.n;

-- name: states_forget
delete from alert_state where rule = $1;

-- name: alert_last
select coalesce(max(id), 0) from alert;

-- name: alert_of
select id from alert where rule = $1 and rule_version = $2 and group_key = $3 and first_day = $4;

-- name: alert_insert
insert into alert (id, rule, rule_version, rule_name, metric, parameters, kind, group_key, group_label, period, first_day, last_day,
    complete, value, before, threshold, unit, currency, low, high, n, includes_threshold, made_at, recovered_at,
    recovered_day, acknowledged_at, acknowledged_by, note, notified, withheld, event)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, null,
    null, null, '', '', 0, '', 0);

-- name: alert_told
update alert set notified = $2, withheld = $3, event = $4 where id = $1;

-- name: alert_recovered
update alert set recovered_at = $2, recovered_day = $3 where id = $1 and recovered_at is null;

-- name: alerts_close
update alert set recovered_at = $2 where rule = $1 and recovered_at is null;

-- name: alert_acknowledge
update alert set acknowledged_at = $2, acknowledged_by = $3, note = $4 where id = $1;

-- name: alert_told_since
select count(*) from alert where rule = $1 and made_at >= $2 and withheld = '' and event > 0;

-- name: alert_get
select id, rule, rule_name, metric, parameters, kind, group_key, group_label, period, first_day, last_day, complete,
       value, before, threshold, unit, currency, low, high, n, includes_threshold, made_at, recovered_at, recovered_day,
       acknowledged_at, acknowledged_by, note, notified, withheld, event
from alert where id = $1;

-- name: alert_list
select id, rule, rule_name, metric, parameters, kind, group_key, group_label, period, first_day, last_day, complete,
       value, before, threshold, unit, currency, low, high, n, includes_threshold, made_at, recovered_at, recovered_day,
       acknowledged_at, acknowledged_by, note, notified, withheld, event
from alert
where id < $1 and (rule = $2 or cast($2 as bigint) = 0) and (recovered_at is null or cast($3 as bigint) = 0)
    and (acknowledged_at is null or cast($4 as bigint) = 0)
order by id desc limit $5;

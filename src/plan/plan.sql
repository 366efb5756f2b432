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

-- name: rule_soon
update alert_rule set next_at = $2 where id = $1;

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

-- name: digest_last
select coalesce(max(last_alert), 0) from alert_digest where rule = $1;

-- name: digests_since
select count(*) from alert_digest where rule = $1 and made_at >= $2;

-- name: digest_insert
insert into alert_digest (rule, last_alert, alerts, made_at) values ($1, $2, $3, $4);

-- name: report_get
select id, name, metrics, period, periods, schedule, recipients, locale, status, next_at, failure, made_at, version
from report where id = $1;

-- name: report_list
select id, name, metrics, period, periods, schedule, recipients, locale, status, next_at, failure, made_at, version
from report where id > $1 order by id limit $2;

-- name: report_last
select coalesce(max(id), 0), count(*) from report;

-- name: report_insert
insert into report (id, name, metrics, period, periods, schedule, recipients, locale, status, next_at, failure, made_at,
                    version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, 1);

-- name: report_update
update report set name = $2, metrics = $3, period = $4, periods = $5, schedule = $6, recipients = $7, locale = $8,
    status = $9, next_at = $10, failure = '', version = version + 1
where id = $1;

-- name: report_delete
delete from report where id = $1;

-- name: report_due
select id from report where next_at is not null and next_at <= $1 and status = 'active' order by next_at, id limit $2;

-- name: report_next
update report set next_at = $2, failure = $3 where id = $1;

-- name: issue_of
select id from report_issue where report = $1 and due_at = $2;

-- name: issue_last
select coalesce(max(id), 0) from report_issue;

-- name: issue_insert
insert into report_issue (id, report, due_at, kind, first_day, last_day, made_at, missed, snapshot, title, html,
                          plain, csv, recipients)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: issue_get
select id, report, due_at, kind, first_day, last_day, made_at, missed, snapshot, title, recipients, html, plain, csv
from report_issue where id = $1;

-- name: issue_list
select id, report, due_at, kind, first_day, last_day, made_at, missed, snapshot, title, recipients
from report_issue where report = $1 and id < $2 order by id desc limit $3;

-- name: snapshot_last
select coalesce(max(id), 0) from snapshot;

-- name: snapshot_insert
insert into snapshot (id, name, made_at, day, seq, issue) values ($1, $2, $3, $4, $5, $6);

-- name: snapshot_get
select id, name, made_at, day, seq, issue from snapshot where id = $1;

-- name: snapshot_list
select id, name, made_at, day, seq, issue from snapshot where id < $1 order by id desc limit $2;

-- name: series_insert
insert into snapshot_series (snapshot, number, metric, parameters, period, unit, currency)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: figure_insert
insert into snapshot_figure (snapshot, number, group_key, first_day, last_day, complete, value, low, high, n)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: snapshot_find
select s.id, s.name, s.made_at, s.day, s.seq, s.issue, r.number, r.currency
from snapshot s join snapshot_series r on r.snapshot = s.id
where r.metric = $1 and r.parameters = $2 and r.period = $3 and s.day <= $4 order by s.id desc, r.number limit 1;

-- name: snapshot_figures
select group_key, first_day, last_day, complete, value, low, high, n
from snapshot_figure where snapshot = $1 and number = $2 order by group_key, first_day;

-- name: late_count
select count(*) from event where seq > $1 and at >= $2 and at < $3 and customer > 0
    and class not in (select class from event_name where name in ('Stage Changed', 'Segment Entered', 'Segment Exited'));

-- name: late_list
select seq, customer, class, at, received from event
where seq > $1 and seq > $4 and at >= $2 and at < $3 and customer > 0
    and class not in (select class from event_name where name in ('Stage Changed', 'Segment Entered', 'Segment Exited'))
order by seq limit $5;

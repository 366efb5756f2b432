-- Alerts of figures and alerts of people's health stand in one list: their numbers come out of one row, and each says
-- when it was made, who saw to it and what they wrote.
create table alert_number (
    id INTEGER primary key,      -- 1
    last INTEGER not null
) STRICT;
update health_alert set id = -id;
update health_alert set id = (select coalesce(max(alert.id), 0) from alert) - id;
insert into alert_number (id, last) values (1, (select coalesce(max(used.id), 0)
    from (select id from alert union all select id from health_alert) as used));

alter table health_alert add column made_at INTEGER not null default 0;
alter table health_alert add column seen_by TEXT not null default '';
alter table health_alert add column note TEXT not null default '';
alter table health_alert add column notified INTEGER not null default 0; -- mails
update health_alert set made_at = at;

-- Mails of several alerts of people in one, of a rule of the kind "health".
create table alert_digest (
    rule INTEGER not null references alert_rule (id) on delete cascade,
    last_alert INTEGER not null, -- everything up to it is told
    alerts INTEGER not null,
    made_at INTEGER not null,
    primary key (rule, last_alert)
) STRICT;

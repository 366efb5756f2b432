create table alert_rule (
    id INTEGER primary key,
    name TEXT not null,
    metric TEXT not null,
    parameters TEXT not null,    -- of the metric, a JSON object: segment, by, window …
    period TEXT not null,        -- day … year: of the points that are judged
    kind TEXT not null,          -- above, below, change, break
    threshold REAL not null,     -- rates 0..1, amounts in major units
    change_by TEXT not null,     -- percent, points; of changes
    direction TEXT not null,     -- rise, fall, any; of changes and breaks
    recovery REAL not null,      -- how far back it has to come before it may fire again
    certainty TEXT not null,     -- sample, interval
    sample_min INTEGER not null,
    incomplete INTEGER not null, -- the period that has not ended is judged too
    every TEXT not null,         -- hour, day, week, month: how often it is looked at
    day_max INTEGER not null,    -- notifications a day
    recipients TEXT not null,    -- addresses, separated by line feeds
    locale TEXT not null,
    status TEXT not null,        -- active, paused
    snoozed_until INTEGER,
    next_at INTEGER not null,
    judged_at INTEGER,
    failure TEXT not null,       -- why it could not be judged; ''
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;

create table alert_state ( -- what is known of a rule and group: how far it was judged, whether an episode is open
    rule INTEGER not null references alert_rule (id) on delete cascade,
    group_key TEXT not null,
    judged_day INTEGER not null, -- first day of the last complete period that was judged
    broken_day INTEGER,          -- first day of the last break that was told
    open_alert INTEGER not null, -- 0: none
    verdict TEXT not null,       -- fine, over, small_sample, uncertain, unobserved: of the last period
    value REAL,
    n INTEGER,
    primary key (rule, group_key)
) STRICT;

create table alert (
    id INTEGER primary key,
    rule INTEGER not null,       -- may be deleted since
    rule_version INTEGER not null,
    rule_name TEXT not null,
    metric TEXT not null,
    parameters TEXT not null,
    kind TEXT not null,
    group_key TEXT not null,
    group_label TEXT not null,
    period TEXT not null,        -- "2026-05"
    first_day INTEGER not null,
    last_day INTEGER not null,
    complete INTEGER not null,
    value REAL not null,
    before REAL,                 -- of changes and breaks
    threshold REAL not null,
    unit TEXT not null,
    currency TEXT not null,
    low REAL,
    high REAL,
    n INTEGER,
    includes_threshold INTEGER not null, -- its interval does
    made_at INTEGER not null,
    recovered_at INTEGER,
    recovered_day INTEGER,
    acknowledged_at INTEGER,
    acknowledged_by TEXT not null,
    note TEXT not null,
    notified INTEGER not null,   -- mails that were queued
    withheld TEXT not null,      -- why nobody was told: daily_limit; ''
    event INTEGER not null,      -- number in the log
    unique (rule, rule_version, group_key, first_day)
) STRICT;
create index alert_by_made on alert (rule, made_at);

create table report (
    id INTEGER primary key,
    name TEXT not null,
    metrics TEXT not null,       -- JSON: [{"metric":"crr","parameters":{…}}]
    period TEXT not null,
    periods INTEGER not null,    -- how many are shown
    schedule TEXT not null,      -- "monthly day 1 08:00"; '': only when asked for
    recipients TEXT not null,
    locale TEXT not null,
    status TEXT not null,
    next_at INTEGER,
    failure TEXT not null,
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;
create index report_next on report (next_at) where next_at is not null;

create table report_issue ( -- a report as it was made
    id INTEGER primary key,
    report INTEGER not null references report (id) on delete cascade,
    due_at INTEGER not null,
    kind TEXT not null,          -- scheduled, asked
    first_day INTEGER not null,
    last_day INTEGER not null,
    made_at INTEGER not null,
    missed INTEGER not null,     -- due times before it at which nothing was made
    snapshot INTEGER not null,
    title TEXT not null,
    html TEXT not null,
    plain TEXT not null,
    csv TEXT not null,
    recipients TEXT not null,
    unique (report, due_at)
) STRICT;

create table snapshot ( -- figures as they were known then
    id INTEGER primary key,
    name TEXT not null,
    made_at INTEGER not null,
    day INTEGER not null,
    seq INTEGER not null,        -- last number of the log
    issue INTEGER not null       -- 0: made by hand
) STRICT;

create table snapshot_series (
    snapshot INTEGER not null references snapshot (id) on delete cascade,
    number INTEGER not null,
    metric TEXT not null,
    parameters TEXT not null,
    period TEXT not null,
    unit TEXT not null,
    currency TEXT not null,
    primary key (snapshot, number)
) STRICT;

create table snapshot_figure (
    snapshot INTEGER not null,
    number INTEGER not null,
    group_key TEXT not null,
    first_day INTEGER not null,
    last_day INTEGER not null,
    complete INTEGER not null,
    value REAL,                  -- null: not observed then
    low REAL,
    high REAL,
    n INTEGER,
    primary key (snapshot, number, group_key, first_day),
    foreign key (snapshot, number) references snapshot_series (snapshot, number) on delete cascade
) STRICT;

-- The event log. Only ever appended to; the number is given in C, so that the table grows at its end alone.
create table event (
    seq INTEGER primary key,
    kind INTEGER not null,
    class INTEGER not null,     -- event_name
    customer INTEGER not null,
    at INTEGER not null,
    received INTEGER not null,
    source INTEGER not null,
    flags INTEGER not null,
    amount_minor INTEGER,       -- null: without an amount
    currency TEXT,
    message BLOB,               -- 128-bit keyed hash of the message id; null: none was sent
    body TEXT not null          -- the JSON object as sent
) STRICT;

-- The numbers of event names among the classes of the activity columns: 0, 1 … without a gap.
create table event_name (
    class INTEGER primary key,
    kind INTEGER not null,
    name TEXT not null
) STRICT;
insert into event_name (class, kind, name)
values (0, 2, 'Identify'), (1, 5, 'Group'), (2, 6, 'Alias'), (3, 3, ''), (4, 4, '');

-- How far each reaction has come in the log, and what it could not do.
create table reaction_cursor (
    name TEXT primary key,
    seq INTEGER not null
) STRICT;
create table reaction_failure (
    name TEXT not null,
    seq INTEGER not null,
    attempts INTEGER not null,
    message TEXT not null,
    at INTEGER not null,
    primary key (name, seq)
) STRICT;

-- What is expected of events, per source (0: of all that have no plan of their own), and what was not as expected.
create table tracking_plan (
    source INTEGER primary key,
    plan TEXT not null,
    changed_at INTEGER not null
) STRICT;
create table tracking_violation (
    source INTEGER not null,
    event TEXT not null,
    property TEXT not null,
    code TEXT not null,
    times INTEGER not null,
    blocked INTEGER not null,
    first_at INTEGER not null,
    last_at INTEGER not null,
    sample TEXT not null,
    primary key (source, event, property, code)
) STRICT;

-- Whose traffic is not that of customers.
create table traffic_setting (
    id INTEGER primary key,
    setting TEXT not null,
    version INTEGER not null
) STRICT;
create table traffic_internal (
    customer INTEGER primary key,
    at INTEGER not null
) STRICT;

-- Health of customers: the definition of the score by release, what people of the staff say instead of it, how it moved,
-- and signs of trouble (docs/health.md).

-- Each release of the definition is kept, whole: JSON as PUT /health-score/definition takes it.
create table health_definition (
    version INTEGER primary key,
    definition TEXT not null,
    note TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

-- Events that say how somebody fares (health/sign.h).
create table health_sign (
    event INTEGER primary key,
    customer INTEGER not null,
    kind INTEGER not null,      -- SignKind
    at INTEGER not null,
    reference TEXT not null,    -- of the order or the message; '': none
    due_at INTEGER,             -- what was promised; null: nothing
    flag INTEGER                -- 1: late, an offer; null: not said
) STRICT;
create index health_sign_customer on health_sign (customer, at);
create index health_sign_kind on health_sign (kind, at);
create index health_sign_reference on health_sign (reference);

-- The band that staff say somebody is in, whatever the score: one a person, under the root.
create table health_override (
    customer INTEGER primary key,
    band INTEGER not null,      -- HealthBand
    reason TEXT not null,
    until_day INTEGER,          -- its last day; null: until it is taken away
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

-- How the score moved: a day on which it had moved by two points or changed its band since the last one that is kept.
create table health_day (
    customer INTEGER not null,
    day INTEGER not null,
    score_tenths INTEGER not null,
    band INTEGER not null,      -- as it holds: an override goes before the score
    version INTEGER not null,   -- of the definition
    primary key (customer, day)
) STRICT;

-- Somebody's health fell by a band or more, or a signal came up: told once.
create table health_alert (
    id INTEGER primary key,
    customer INTEGER not null,
    kind TEXT not null,         -- 'band_drop', or the key of a signal
    at INTEGER not null,
    from_band INTEGER,          -- of a drop
    to_band INTEGER,
    from_tenths INTEGER,
    to_tenths INTEGER,
    reasons TEXT not null,      -- keys of the signals and measures behind it, separated by blanks
    task INTEGER not null,      -- that was made of it; 0: none
    acknowledged_at INTEGER,
    acknowledged_by INTEGER not null
) STRICT;
create index health_alert_customer on health_alert (customer, kind, at);

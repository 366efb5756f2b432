-- Subscriptions: what dated events say of each, and the state that follows from them.

-- The state after the event that is last by its own time. status 0: only payments were heard of, it is not shown.
create table subscription (
    id INTEGER primary key,
    reference TEXT not null unique,
    customer INTEGER not null,
    status INTEGER not null,
    plan TEXT not null,
    currency TEXT not null,
    price_micros INTEGER,
    quantity INTEGER,
    amount_micros INTEGER,
    discount_micros INTEGER,
    discount_ppm INTEGER,
    cycle_unit INTEGER not null,
    cycle_count INTEGER not null,
    started_at INTEGER,
    trial_end INTEGER,
    period_end INTEGER,
    cancel_at INTEGER,
    cancelled_at INTEGER,
    scheduled INTEGER not null,
    reason TEXT not null,
    reason_kind INTEGER not null,
    last_at INTEGER not null,
    last_word INTEGER not null,
    last_mark INTEGER not null,
    events INTEGER not null
) STRICT;
create index subscription_by_customer on subscription (customer);

-- What one event said; null is nothing. taken_back: bits of what it said to be none any more (cancel_at, trial_end, discount).
create table subscription_event (
    event INTEGER primary key,
    subscription INTEGER not null,
    customer INTEGER not null,
    at INTEGER not null,
    word INTEGER not null,
    mark INTEGER not null,
    taken_back INTEGER not null,
    status INTEGER,
    plan TEXT,
    currency TEXT,
    price_micros INTEGER,
    quantity INTEGER,
    amount_micros INTEGER,
    discount_micros INTEGER,
    discount_ppm INTEGER,
    cycle_unit INTEGER,
    cycle_count INTEGER,
    trial_end INTEGER,
    period_end INTEGER,
    cancel_at INTEGER,
    reason TEXT,
    reason_kind INTEGER
) STRICT;
create index subscription_event_by_subscription on subscription_event (subscription, at, word, mark);
create index subscription_event_by_customer on subscription_event (customer);

-- What kind of business it is (workspace/preset.h): '' not chosen. window_days 0: found in the data.
alter table workspace add column business_model TEXT not null default '';
alter table workspace add column churn_rule TEXT not null default 'inactivity';
alter table workspace add column window_days INTEGER not null default 0;

-- How the stages of customers are told: one row. window_days 0: that of the business model, else 90.
create table lifecycle_setting (
    id INTEGER primary key,
    version INTEGER not null,
    window_days INTEGER not null,
    loyal_purchases INTEGER not null,
    ambassador_score INTEGER not null
) STRICT;
insert into lifecycle_setting (id, version, window_days, loyal_purchases, ambassador_score) values (1, 1, 0, 5, 9);

-- Where a person stands, under the customer that is its root: worked out of what was bought, for lists. No row: a
-- prospect. last_at 0: nothing was bought; check_at: when time alone changes the stage; null: never.
create table customer_standing (
    customer INTEGER primary key,
    stage INTEGER not null,
    since INTEGER not null,
    inactive_since INTEGER,
    purchases INTEGER not null,
    last_at INTEGER not null,
    value_minor INTEGER,
    check_at INTEGER
) STRICT;
create index customer_standing_stage on customer_standing (stage, last_at, customer);
create index customer_standing_last on customer_standing (last_at, customer);
create index customer_standing_check on customer_standing (check_at) where check_at is not null;

-- The last answer of a customer to "would you recommend us?", 0 to 10.
create table customer_answer (
    customer INTEGER primary key,
    score INTEGER not null,
    at INTEGER not null,
    event INTEGER not null
) STRICT;

-- Cut values over all buyers (measure/rfm.h), made anew every day: 'recency1' … 'monetary4', 'top_decile', 'buyers'.
create table customer_cut (
    name TEXT primary key,
    value INTEGER not null,
    at INTEGER not null
) STRICT;

-- Numbers of tickets, in capitals, to find whose they are.
create table customer_ticket (
    number TEXT not null,
    customer INTEGER not null,
    at INTEGER not null,
    primary key (number, customer)
) STRICT;
create index customer_ticket_customer on customer_ticket (customer);

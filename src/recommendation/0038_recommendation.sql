-- What customers will probably buy and read next (docs/recommendations.md): the model, what it found, and what is known
-- of each customer's preferences.
create table recommendation_model (
    version INTEGER primary key,
    trained_at INTEGER not null,
    as_of INTEGER not null,        -- last day it knew
    took_ms INTEGER not null,
    learned INTEGER not null,      -- 1: published; 0: refused, and rhythm and popularity are used
    report TEXT not null,          -- JSON: quality on the hold-out
    content BLOB                   -- catalogue and model; null: an older version
) STRICT;

create table recommendation_setting (
    id INTEGER primary key,
    horizon_days INTEGER not null,
    version INTEGER not null
) STRICT;
insert into recommendation_setting (id, horizon_days, version) values (1, 30, 1);

-- What the workspace says of a product.
create table product_rule (
    product TEXT primary key,
    consumable INTEGER,            -- 1: bought again and again; 0: once; null: as the orders show
    excluded INTEGER not null,     -- 1: never suggested
    out_of_stock INTEGER not null  -- 1: not suggested until it is there again
) STRICT;

-- Products that go together, and who has the first and not the second.
create table opportunity (
    id INTEGER primary key,
    a TEXT not null,
    b TEXT not null,
    position INTEGER not null,     -- from 1; 0: not found by the last training
    customers INTEGER not null,
    listed INTEGER not null,       -- of these, in opportunity_customer
    report TEXT not null,          -- JSON: support, confidence, lift …
    unique (a, b)
) STRICT;

create table opportunity_customer (
    opportunity INTEGER not null,
    position INTEGER not null,     -- from 1, the most probable first
    customer INTEGER not null,
    probability REAL not null,
    primary key (opportunity, position)
) STRICT, WITHOUT ROWID;
create index opportunity_customer_customer on opportunity_customer (customer);

-- Written every night for everybody.
create table preference_summary (
    customer INTEGER primary key,
    at INTEGER not null,           -- of the run that wrote it
    summary TEXT not null          -- JSON
) STRICT;

create table preference_run (
    at INTEGER primary key,
    took_ms INTEGER not null,
    customers INTEGER not null,    -- summaries written
    with_history INTEGER not null,
    left_out INTEGER not null,     -- objected to profiling
    missing INTEGER not null       -- people without one afterwards
) STRICT;

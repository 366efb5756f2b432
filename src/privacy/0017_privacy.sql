-- Events that have left the log, by the event that tells of it: 28 bytes each (number, message key, customer), until
-- every index is written without them.
create table event_removal (
    seq INTEGER primary key,
    at INTEGER not null,
    events INTEGER not null,
    removed BLOB                -- null: forgotten since
) STRICT;

-- Hashes of what must not come back are made with this key. It is in no backup: it lies with DIR/erasures.list.
create table erasure_key (
    id INTEGER primary key,
    secret BLOB not null
) STRICT;

-- One row an erasure: the proof, without anything of whom it was.
create table erasure (
    id INTEGER primary key,
    totals INTEGER not null,    -- 1: anonymous copies stay in figures; 0: they are taken out
    state INTEGER not null,     -- 1: invisible; 2: gone from the tables and the log; 3: gone from the files
    asked_by INTEGER not null,
    asked_at INTEGER not null,
    hidden_at INTEGER not null,
    erased_at INTEGER,
    finished_at INTEGER,
    customers INTEGER not null,
    identities INTEGER not null,
    events INTEGER not null,
    rows_erased INTEGER not null,
    counts TEXT not null,       -- JSON: rows by table
    copies_to INTEGER,          -- the customer of anonymous copies, until all are made
    traces TEXT                 -- JSON: what else is looked for, until it was
) STRICT;
create index erasure_by_state on erasure (state, id);

-- Customers that no answer shows: erased ones, and those whose number stands for anonymous copies (erasure 0).
create table hidden_customer (
    id INTEGER primary key,
    customer INTEGER not null unique,
    erasure INTEGER not null,
    at INTEGER not null,
    digest BLOB not null
) STRICT;
create index hidden_customer_by_erasure on hidden_customer (erasure, customer);

-- Keyed hashes of the identities of erased people: what comes for them is withheld. The last row of a hash counts.
create table suppression (
    id INTEGER primary key,
    digest BLOB not null,
    lifted INTEGER not null,
    erasure INTEGER not null,
    changed_by INTEGER not null,
    at INTEGER not null
) STRICT;
create index suppression_by_digest on suppression (digest);

-- How long each class is kept, where the workspace has said so; and what the last daily runs did.
create table retention_period (
    class TEXT primary key,
    days INTEGER not null,      -- 0: without end
    changed_at INTEGER not null,
    changed_by INTEGER not null
) STRICT;
create table retention_run (
    id INTEGER primary key,
    at INTEGER not null,
    finished_at INTEGER,
    counts TEXT not null        -- JSON: rows by class
) STRICT;

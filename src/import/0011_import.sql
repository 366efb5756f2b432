-- Files that were brought in: what was asked, how far it is, what came of it. status: 'queued', 'running', 'checked' (a
-- dry run that has ended), 'done', 'cancelled', 'failed', 'undoing', 'undone'.
create table import (
    id INTEGER primary key,
    kind TEXT not null,
    name TEXT not null,         -- of the file
    digest TEXT not null,       -- SHA-256 of its bytes
    file TEXT not null,         -- its copy in the data folder; '' once it is gone
    bytes INTEGER not null,
    options TEXT not null,      -- JSON: mapping and formats, as asked
    dry_run INTEGER not null,
    status TEXT not null,
    job INTEGER not null,
    made_by TEXT not null,
    made_at INTEGER not null,
    ended_at INTEGER,
    rows INTEGER not null,
    units INTEGER not null,     -- that are done: the next begins there
    counts TEXT not null,       -- JSON
    rejects INTEGER not null    -- how many rows of import_reject
) STRICT;
create index import_by_digest on import (digest);

-- The events of each piece that was committed: what undo takes back.
create table import_batch (
    import INTEGER not null,
    first_seq INTEGER not null,
    last_seq INTEGER not null,
    primary key (import, first_seq)
) STRICT, WITHOUT ROWID;

-- What was said of each thing by the imports that said it: the same again is nothing new. key and digest are keyed
-- hashes.
create table import_thing (
    kind INTEGER not null,
    key BLOB not null,
    import INTEGER not null,
    digest BLOB not null,
    primary key (kind, key, import)
) STRICT, WITHOUT ROWID;

-- Whose rows stood in which file.
create table import_customer (
    customer INTEGER not null,
    import INTEGER not null,
    primary key (customer, import)
) STRICT, WITHOUT ROWID;

-- Rows that were left out, for a day.
create table import_reject (
    import INTEGER not null,
    number INTEGER not null,
    line INTEGER not null,
    field TEXT not null,        -- the column; '' for the row as a whole
    code TEXT not null,
    value TEXT not null,
    record TEXT not null,
    at INTEGER not null,        -- of the import
    primary key (import, number)
) STRICT, WITHOUT ROWID;

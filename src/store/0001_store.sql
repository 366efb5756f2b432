-- What the store keeps about itself: which migrations it has, and small values of its own.
create table schema_migration (
    number INTEGER primary key,
    name TEXT not null,
    applied_at INTEGER not null
) STRICT;

-- PostgreSQL: the last transaction that each writing connection has committed (a COMMIT in doubt is looked up here).
create table store_writer (
    id TEXT primary key, -- random, of the connection
    turn INTEGER not null,
    committed_at INTEGER not null
) STRICT;

-- What the store keeps about itself: which migrations it has, and small values of its own.
create table schema_migration (
    number INTEGER primary key,
    name TEXT not null,
    applied_at INTEGER not null
) STRICT;

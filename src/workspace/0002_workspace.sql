-- What holds for the whole data folder: one row, id 1. `version` grows with each change, so that other servers see it.
create table workspace (
    id INTEGER primary key,
    version INTEGER not null,
    name TEXT not null,
    time_zone TEXT not null,
    currency TEXT not null,
    locale TEXT not null,
    base_url TEXT not null,
    secret BLOB not null
) STRICT;

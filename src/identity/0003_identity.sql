-- Who is who: customers, the ids they are known by, and the edges that make several customers one person.
create table customer (
    id INTEGER primary key,
    made_at INTEGER not null,
    source INTEGER not null
) STRICT;

create table identity (
    id INTEGER primary key,
    kind INTEGER not null,
    value TEXT not null,
    shown TEXT not null,
    customer INTEGER not null references customer (id),
    source INTEGER not null,
    at INTEGER not null,
    unique (kind, value)
) STRICT;
create index identity_by_customer on identity (customer, kind);

-- previous was said to be next: for retries, and against cycles.
create table identity_alias (
    previous INTEGER not null references identity (id) on delete cascade,
    next INTEGER not null references identity (id) on delete cascade,
    primary key (previous, next)
) STRICT;
create index identity_alias_by_next on identity_alias (next);

-- A row per identity that was taken away: tells the memory of other servers to forget.
create table identity_removal (
    id INTEGER primary key,
    kind INTEGER not null,
    customer INTEGER not null,
    removed_by INTEGER not null,
    at INTEGER not null
) STRICT;

-- kind 1: stitched from what a client said; 2: by staff. change rises with every merge and unmerge.
create table customer_merge (
    id INTEGER primary key,
    change INTEGER not null,
    kind INTEGER not null,
    winner INTEGER not null references customer (id),
    loser INTEGER not null references customer (id),
    reason TEXT not null,
    source INTEGER not null,
    at INTEGER not null,
    undone_by INTEGER,
    undone_at INTEGER
) STRICT;
create unique index customer_merge_by_change on customer_merge (change);
create index customer_merge_by_winner on customer_merge (winner, loser);
create index customer_merge_by_loser on customer_merge (loser);

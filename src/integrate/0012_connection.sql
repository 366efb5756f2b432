-- Shops and other systems that send us what happens there, each delivery signed.
-- Secrets are sealed (base/seal.h): a copy of the store alone does not hold them.
create table connection (
    id INTEGER primary key,
    kind TEXT not null,
    name TEXT not null,
    key TEXT not null unique,
    prefix TEXT not null,
    settings TEXT not null,
    secret BLOB,
    old_secret BLOB,
    old_until INTEGER,
    version INTEGER not null,
    created_at INTEGER not null,
    paused_at INTEGER,
    deleted_at INTEGER,
    last_at INTEGER
) STRICT;
create index connection_kind on connection (kind, id) where deleted_at is null;

-- How often each outcome was met: accepted, duplicate, ignored, dead_letter, or the code of a refusal.
create table connection_count (
    connection INTEGER not null references connection (id),
    code TEXT not null,
    times INTEGER not null,
    last_at INTEGER not null,
    primary key (connection, code)
) STRICT, WITHOUT ROWID;

-- What came in, by the sender's own id, so that the same delivery counts once. No bodies.
create table connection_delivery (
    connection INTEGER not null references connection (id),
    delivery TEXT not null,
    topic TEXT not null,
    at INTEGER not null,
    outcome TEXT not null,
    events INTEGER not null,
    digest BLOB not null,
    primary key (connection, delivery)
) STRICT, WITHOUT ROWID;
create index connection_delivery_at on connection_delivery (at);
create index connection_delivery_list on connection_delivery (connection, at);

-- Signed deliveries that could not be used, with their bodies, until they are replayed, deleted or 30 days old.
create table connection_dead_letter (
    id INTEGER primary key,
    connection INTEGER not null references connection (id),
    delivery TEXT not null,
    topic TEXT not null,
    at INTEGER not null,
    code TEXT not null,
    path TEXT not null,
    message_en TEXT not null,
    message_fr TEXT not null,
    body BLOB not null,
    customer INTEGER,
    tries INTEGER not null,
    waits_for TEXT not null
) STRICT;
create index connection_dead_letter_of on connection_dead_letter (connection, id);
create index connection_dead_letter_at on connection_dead_letter (at);
create index connection_dead_letter_customer on connection_dead_letter (customer) where customer is not null;
-- Refunds that came before their order.
create index connection_dead_letter_waiting on connection_dead_letter (connection, waits_for) where waits_for <> '';

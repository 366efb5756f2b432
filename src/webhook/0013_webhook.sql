create table webhook (
    id INTEGER primary key,
    name TEXT not null,
    url TEXT not null,
    topics TEXT not null,        -- separated by line feeds: "*", a kind of happening ("order") or an event name
    identities INTEGER not null, -- whether ids, e-mails and phones of the customer are told too
    headers TEXT not null,       -- "Name: value", separated by line feeds
    status INTEGER not null,
    secret BLOB not null,        -- sealed
    old_secret BLOB,             -- the one before, sealed, until old_until
    old_until INTEGER,
    failing_since INTEGER,
    succeeded_at INTEGER,
    failed_at INTEGER,
    failure TEXT not null,       -- code of the last one
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;

create table webhook_change ( -- one row: how often webhooks were changed, for other servers
    id INTEGER primary key,
    changes INTEGER not null
) STRICT;

create table webhook_message (
    id INTEGER primary key,
    webhook INTEGER not null references webhook (id) on delete cascade,
    event INTEGER not null,      -- number in the log; 0: a test
    customer INTEGER not null,
    topic TEXT not null,
    status INTEGER not null,
    attempts INTEGER not null,
    next_at INTEGER,             -- of a waiting one; while it is under way: when it is taken for lost
    made_at INTEGER not null,
    ended_at INTEGER
) STRICT;

create index webhook_message_due on webhook_message (webhook, next_at) where next_at is not null;
create index webhook_message_of on webhook_message (webhook, id);
create index webhook_message_ended on webhook_message (ended_at) where ended_at is not null;
create index webhook_message_by_customer on webhook_message (customer);

create table webhook_attempt (
    message INTEGER not null references webhook_message (id) on delete cascade,
    number INTEGER not null,
    at INTEGER not null,
    status INTEGER not null,     -- of the answer; 0: there was none
    code TEXT not null,          -- why it failed; '': it did not
    milliseconds INTEGER not null,
    answer TEXT not null,        -- its beginning
    primary key (message, number)
) STRICT;

create table mail_setting ( -- one row: the server that mail is given to, and how it fares
    id INTEGER primary key,
    host TEXT not null,          -- '': none is set
    port INTEGER not null,
    security TEXT not null,      -- starttls, tls, none
    user_name TEXT not null,
    password BLOB,               -- sealed
    from_address TEXT not null,
    from_name TEXT not null,
    reply_to TEXT not null,
    timeout_seconds INTEGER not null,
    trouble TEXT not null,       -- why the server can't be used now: a code; '': it can
    trouble_answer TEXT not null,
    trouble_since INTEGER,
    troubles INTEGER not null,   -- in a row
    resume_at INTEGER,           -- when it is tried again
    version INTEGER not null
) STRICT;
insert into mail_setting (id, host, port, security, user_name, password, from_address, from_name, reply_to,
                          timeout_seconds, trouble, trouble_answer, trouble_since, troubles, resume_at, version)
values (1, '', 587, 'starttls', '', null, '', '', '', 60, '', '', null, 0, null, 1);

create table message ( -- the outbox: one mail to one address
    id INTEGER primary key,
    key TEXT not null unique,    -- the same key is the same message: queued once
    kind TEXT not null,          -- report, alert, test
    once INTEGER not null,       -- 1: rather not at all than twice
    customer INTEGER not null,   -- 0: to staff or to whom a report goes
    recipient TEXT not null,
    subject TEXT not null,
    content BLOB not null,       -- as it is sent; empty some days after its end
    status INTEGER not null,
    attempts INTEGER not null,
    doubtful INTEGER not null,   -- how often the end was sent and no answer came: it may have arrived
    next_at INTEGER,             -- of a queued one
    made_at INTEGER not null,
    ended_at INTEGER,
    failure TEXT not null,       -- code of the last failure; '': none
    answer TEXT not null         -- of the mail server, its last one
) STRICT;
create index message_due on message (next_at) where next_at is not null;
create index message_sending on message (status) where status in (2, 3);
create index message_ended on message (ended_at) where ended_at is not null;
create index message_by_customer on message (customer);

create table message_attempt (
    message INTEGER not null references message (id) on delete cascade,
    number INTEGER not null,
    at INTEGER not null,
    outcome TEXT not null,       -- sent, later, refused, unknown, trouble
    code INTEGER not null,       -- of the mail server's answer; 0: there was none
    failure TEXT not null,
    answer TEXT not null,
    milliseconds INTEGER not null,
    primary key (message, number)
) STRICT;

create table mail_suppression ( -- addresses that a mail server refused for good: nothing more is sent to them
    address TEXT primary key,    -- in lower case
    reason TEXT not null,
    answer TEXT not null,
    message INTEGER not null,
    at INTEGER not null
) STRICT;

-- Tickets as the events say; kept by reactions (docs/feedback.md). What each event said is a row, and the state is made
-- of those in the order of their time, so that any order of arrival ends in the same state.
create table ticket_event (
    event INTEGER primary key,
    reference TEXT not null,    -- ticket_id; "event 17" of one without
    customer INTEGER not null,
    word INTEGER not null,      -- TicketWord
    at INTEGER not null,
    channel TEXT not null,
    agent TEXT not null,
    topic TEXT not null,
    priority TEXT not null,
    reply_milli INTEGER         -- minutes to the first reply, in thousandths; null: not said
) STRICT;
create index ticket_event_reference on ticket_event (reference, at);
create index ticket_event_customer on ticket_event (customer);
create index ticket_event_at on ticket_event (at);

create table ticket (
    id INTEGER primary key,
    reference TEXT not null unique,
    customer INTEGER not null,
    status INTEGER not null,    -- TicketStatus
    opened_at INTEGER,          -- null: its opening has not been heard of; it is in no figure
    replied_at INTEGER,         -- first reply; null: none yet
    solved_at INTEGER,          -- the last time, while it stays so
    reopened INTEGER not null,  -- how often
    channel TEXT not null,
    agent TEXT not null,
    topic TEXT not null,
    priority TEXT not null,
    last_at INTEGER not null
) STRICT;
create index ticket_customer on ticket (customer, opened_at);
create index ticket_opened on ticket (opened_at);
create index ticket_solved on ticket (solved_at);

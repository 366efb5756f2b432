-- Segments: rules under a key, who is in them, and how that changed (segment/stored.h).
create table segment (
    id INTEGER primary key,
    key TEXT not null unique,
    name TEXT not null,             -- '': that of the ready-made one, in the reader's language
    description TEXT not null,      -- likewise
    rule TEXT not null,
    ready INTEGER not null,         -- 1: came with the product
    told INTEGER not null,          -- 1: entries and exits are events of the person
    made_by INTEGER not null,
    made_at INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null,
    settled INTEGER not null,       -- the version whose members are kept; 0: none yet
    size INTEGER not null,          -- of the members that are kept
    evaluated_at INTEGER not null   -- 0: never
) STRICT;

-- Keys of ready-made segments that were ever put in: whoever deletes one is not given it again.
create table segment_ready (
    key TEXT primary key
) STRICT;

-- Who is in, under the customer that is the root of the person.
create table segment_member (
    segment INTEGER not null references segment (id),
    customer INTEGER not null,
    since INTEGER not null,
    listed INTEGER not null,        -- 1: by the list, 0: by the rule
    primary key (segment, customer)
) STRICT;
create index segment_member_customer on segment_member (customer);

-- People who are in or out whatever the rule says. kind 1: in, 2: out.
create table segment_listed (
    segment INTEGER not null references segment (id),
    customer INTEGER not null,
    kind INTEGER not null,
    reason TEXT not null,
    put_by INTEGER not null,
    put_at INTEGER not null,
    primary key (segment, customer)
) STRICT;
create index segment_listed_customer on segment_listed (customer);

-- Entries (1) and exits (0) after the first filling.
create table segment_move (
    id INTEGER primary key,
    segment INTEGER not null references segment (id),
    customer INTEGER not null,
    entered INTEGER not null,
    at INTEGER not null
) STRICT;
create index segment_move_segment on segment_move (segment, id);
create index segment_move_customer on segment_move (customer, id);

-- A day as it ended, or as it stands: in the workspace's time zone.
create table segment_day (
    segment INTEGER not null references segment (id),
    day INTEGER not null,
    size INTEGER not null,
    entered INTEGER not null,
    left_out INTEGER not null,
    primary key (segment, day)
) STRICT;

-- How far members are true: events up to `seq` are settled, and everybody was looked at at `all_at`. One row.
create table segment_state (
    id INTEGER primary key,
    seq INTEGER not null,
    all_at INTEGER not null
) STRICT;
insert into segment_state (id, seq, all_at) values (1, 0, 0);

-- People whose health is to be looked at anew because of an event that came just now. Appended to, and emptied from its
-- beginning.
create table health_touched (
    id INTEGER primary key,
    customer INTEGER not null,
    at INTEGER not null         -- of the event
) STRICT;

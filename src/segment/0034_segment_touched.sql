-- People whose segments are to be looked at anew though no event says so (a list, a tag, an account). Appended to, and
-- emptied from its beginning.
create table segment_touched (
    id INTEGER primary key,
    customer INTEGER not null
) STRICT;

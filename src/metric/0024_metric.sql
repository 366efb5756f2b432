-- The figures of the headline, in their order; none: the default.
create table headline (
    place INTEGER primary key,
    metric TEXT not null
) STRICT;

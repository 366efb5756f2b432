-- What events are told apart by in figures: a property each, by its place in the body (base/json_path.h); the first
-- path that finds a text, a number or a boolean counts.
create table dimension (
    number INTEGER primary key,  -- 0..7
    name TEXT not null,
    paths TEXT not null          -- separated by a bar
) STRICT;
insert into dimension (number, name, paths)
values (0, 'product', 'properties.products[0].name | properties.product'),
    (1, 'category', 'properties.products[0].category | properties.category'),
    (2, 'channel', 'properties.channel'),
    (3, 'country', 'properties.country | context.location.country'),
    (4, 'plan', 'properties.plan'),
    (5, 'coupon', 'properties.coupon');

-- Values have numbers, from 0 in the order of first use; `rules` says of which definitions.
create table dimension_value (
    rules INTEGER not null,
    dimension INTEGER not null,
    code INTEGER not null,
    text TEXT not null,
    primary key (rules, dimension, code)
) STRICT;
-- Definitions of which all events of the log have their values.
create table dimension_filled (
    rules INTEGER primary key
) STRICT;

-- Values of events that have left the log: those that no other event has are forgotten (`times` grows by each time).
create table dimension_suspect (
    dimension INTEGER not null,
    code INTEGER not null,
    since INTEGER not null, -- event that tells of the removal
    primary key (dimension, code)
) STRICT;
create table dimension_forgotten (
    id INTEGER primary key,
    times INTEGER not null
) STRICT;
insert into dimension_forgotten (id, times) values (1, 0);

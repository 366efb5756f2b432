-- What counts as engagement and as friction, where it is not the usual (behaviour/behaviour_setting.h).
create table behaviour_setting (
    name TEXT primary key,
    value TEXT not null
) STRICT;

-- How long pages took to load, as page and screen events said; kept by a reaction.
create table page_load (
    event INTEGER primary key,
    customer INTEGER not null,
    at INTEGER not null,
    class INTEGER not null,     -- event_name: which page
    load_ms INTEGER not null
) STRICT;
create index page_load_at on page_load (at);
create index page_load_customer on page_load (customer);

-- Funnels that were kept: a name, and the question as it is asked.
create table funnel (
    id INTEGER primary key,
    name TEXT not null,
    question TEXT not null,     -- a JSON object of the parameters of GET /api/v1/funnels
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

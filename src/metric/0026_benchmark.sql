-- What others in the sector reach, as the user found it: with its source and its day. `value` in the unit of the metric.
create table benchmark (
    id INTEGER primary key,
    metric TEXT not null,
    value REAL not null,
    source TEXT not null,
    day INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;
create index benchmark_metric on benchmark (metric, day);

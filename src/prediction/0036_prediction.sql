-- Models that were trained, which of them speaks, what they said of people day by day, and what they are to go by
-- (prediction/).

-- One row a training, never changed. Of a refused one nobody is scored.
create table prediction_version (
    id INTEGER primary key,
    model TEXT not null,          -- PredictionModel
    version INTEGER not null,     -- of the model, from 1
    refused INTEGER not null,
    trained_at INTEGER not null,
    trained_by INTEGER not null,  -- of the staff; 0: by schedule
    as_of INTEGER not null,       -- the last day that was known
    window_days INTEGER not null, -- within which what is foretold happens
    chosen TEXT not null,         -- kind of the model: "boosting", "bg_nbd"; "" of none
    definition TEXT not null,     -- JSON: what has to be known to ask the same features again
    quality TEXT not null,        -- JSON: the figures of lists
    report_en TEXT not null,      -- JSON: GET /predictions/{model}
    report_fr TEXT not null,
    content TEXT not null         -- the model itself; "" of none
) STRICT;
create unique index prediction_version_of_model on prediction_version (model, version);

create table prediction_model (
    model TEXT primary key,
    published INTEGER not null,   -- version; 0: none
    trained INTEGER not null,     -- the last version; 0: none
    changed_by INTEGER not null,  -- who went back to another version; 0: nobody
    changed_at INTEGER not null
) STRICT;

-- What was said of somebody on a day, kept when it has moved by a hundredth since it was kept last. In thousandths.
create table prediction_day (
    customer INTEGER not null,
    day INTEGER not null,
    churn INTEGER,
    alive INTEGER,
    primary key (customer, day)
) STRICT;
create index prediction_day_day on prediction_day (day);

create table prediction_setting (
    name TEXT primary key,
    value REAL not null
) STRICT;

create table experiment (
    id INTEGER primary key,
    key TEXT not null unique,    -- for code and rules; also what the lot is drawn with
    name TEXT not null,
    hypothesis TEXT not null,
    segment TEXT not null,       -- who may take part, a rule; '': everybody
    outcome INTEGER not null,    -- Outcome
    event TEXT not null,         -- of OUTCOME_EVENT; ''
    follow_days INTEGER not null, -- how long each is watched from the exposure on
    criterion REAL,              -- the least difference for which it is worth being adopted
    status INTEGER not null,     -- ExperimentStatus
    started_at INTEGER,
    stopped_at INTEGER,
    decision INTEGER not null,   -- Decision
    lesson TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;

create table experiment_arm (
    experiment INTEGER not null references experiment (id) on delete cascade,
    position INTEGER not null,   -- 0: control
    key TEXT not null,
    name TEXT not null,
    share REAL not null,         -- of those who may take part
    primary key (experiment, position)
) STRICT;

create table experiment_exposure ( -- who came into contact with it, once each
    experiment INTEGER not null references experiment (id) on delete cascade,
    customer INTEGER not null,
    position INTEGER not null,
    at INTEGER not null,
    event INTEGER,               -- "Experiment Viewed"; null: enrolled with all others of the segment
    primary key (experiment, customer)
) STRICT;
create index experiment_exposure_customer on experiment_exposure (customer);

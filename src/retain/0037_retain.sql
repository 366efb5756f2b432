-- Work on customers at risk, what may be done next, which choice was made with what chance, and uplift models
-- (docs/at-risk.md).
create table retention_case (
    id INTEGER primary key,
    customer INTEGER not null,
    owner INTEGER,                -- of the staff
    due_day INTEGER,
    status INTEGER not null,      -- CaseStatus
    outcome INTEGER not null,     -- CaseOutcome; 0: not known yet
    task INTEGER,                 -- of the owner
    probability REAL,             -- when it was opened; null: was not scored
    risk_minor INTEGER,           -- value at risk then
    currency TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    changed_at INTEGER not null,
    closed_at INTEGER,
    version INTEGER not null
) STRICT;
create index retention_case_customer on retention_case (customer);

create table retention_case_change (
    id INTEGER primary key,
    retention_case INTEGER not null references retention_case (id) on delete cascade,
    customer INTEGER not null,
    owner INTEGER,
    due_day INTEGER,
    status INTEGER not null,
    outcome INTEGER not null,
    made_by INTEGER not null,
    at INTEGER not null
) STRICT;
create index retention_case_change_case on retention_case_change (retention_case);
create index retention_case_change_customer on retention_case_change (customer);

create table next_action (
    id INTEGER primary key,
    key TEXT not null unique,
    label TEXT not null,
    channel INTEGER not null,     -- ConsentChannel; 0: none in particular
    cost_minor INTEGER not null,
    currency TEXT not null,
    capacity_week INTEGER,        -- how many a week; null: any number
    segment TEXT not null,        -- who may get it, a rule; '': everybody
    experiment TEXT not null,     -- key of the trial whose arms say what it does; '': none
    effect REAL not null,         -- share of leavers it is assumed to keep, until measured
    active INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;

create table next_choice ( -- what was chosen for whom, and with what chance
    id INTEGER primary key,
    customer INTEGER not null,
    action INTEGER,               -- null: nothing was to be done
    chance REAL not null,         -- with which it was chosen, 0 to 1
    options TEXT not null,        -- [{"action":3,"chance":0.9,"worth":1200}]; action 0: nothing
    stratum INTEGER not null,     -- band of the risk: 0 low, 1 medium, 2 high
    probability REAL not null,
    remaining_minor INTEGER not null,
    cost_minor INTEGER not null,
    arm INTEGER,                  -- of the action's trial; null: none ran. 0: nothing was done
    week INTEGER not null,        -- days since 1970 of its Monday
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;
create index next_choice_customer on next_choice (customer);
create index next_choice_week on next_choice (week);

create table next_action_setting (
    id INTEGER primary key,
    explore_share REAL not null,  -- of choices that are drawn evenly
    follow_days INTEGER not null, -- how long the result of a choice is watched
    contacts_max INTEGER not null, -- of one person
    contact_days INTEGER not null, -- within so many days
    budget_minor INTEGER,         -- a week; null: any
    currency TEXT not null,
    version INTEGER not null
) STRICT;
insert into next_action_setting (id, explore_share, follow_days, contacts_max, contact_days, budget_minor, currency,
    version)
values (1, 0.1, 30, 1, 7, null, '', 1);

create table uplift_model ( -- one row each training
    id INTEGER primary key,
    experiment INTEGER not null references experiment (id) on delete cascade,
    trained_at INTEGER not null,
    status INTEGER not null,      -- UpliftStatus
    refusal_en TEXT not null,     -- of UPLIFT_REFUSED
    refusal_fr TEXT not null,
    record BLOB                   -- predict/uplift.h; null: refused
) STRICT;
create index uplift_model_experiment on uplift_model (experiment);

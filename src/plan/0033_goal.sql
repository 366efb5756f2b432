create table goal (
    id INTEGER primary key,
    name TEXT not null,          -- '': the sentence it makes
    metric TEXT not null,        -- '': not chosen yet
    segment TEXT not null,       -- as of metrics; '': all customers
    period TEXT not null,        -- month …: of the points
    target REAL,                 -- rates 0..1, amounts in major units
    from_day INTEGER,            -- first day of the period that the baseline is of; null: the last one that has ended
    deadline INTEGER,
    owner INTEGER,               -- of the staff
    reason TEXT not null,
    finding TEXT not null,       -- key of the weakness of the audit that it answers; ''
    justification TEXT not null, -- of a target beyond what seems attainable
    status TEXT not null,        -- draft, active, met, missed, closed
    cycle INTEGER not null,
    baseline_value REAL,         -- as it was when the goal was activated
    baseline_low REAL,
    baseline_high REAL,
    baseline_n INTEGER,
    activated_at INTEGER,
    ended_at INTEGER,
    outcome TEXT not null,       -- what was learnt, when it was closed
    state TEXT not null,         -- of the last look: unknown, behind, on_track, ahead
    told TEXT not null,          -- the state that was told last
    judged_at INTEGER,
    failure TEXT not null,       -- why it could not be read; ''
    made_by INTEGER not null,
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;
create index goal_status on goal (status);

create table goal_day ( -- what was known of it on a day
    goal INTEGER not null references goal (id) on delete cascade,
    day INTEGER not null,
    period_day INTEGER not null, -- first day of the period looked at
    value REAL,
    low REAL,
    high REAL,
    n INTEGER,
    expected REAL,
    state TEXT not null,
    probability REAL,            -- of meeting it; null: too few points
    primary key (goal, day)
) STRICT;

create table cycle ( -- rounds of the method
    id INTEGER primary key,
    opened_at INTEGER not null,
    closed_at INTEGER,
    lessons TEXT not null,
    carried TEXT not null,       -- JSON: what came over from the one before
    version INTEGER not null
) STRICT;

create table method_step ( -- what people said is done, of a cycle
    cycle INTEGER not null references cycle (id) on delete cascade,
    step TEXT not null,          -- audit, goals, resources, actions, results
    note TEXT not null,
    done_by INTEGER not null,
    done_at INTEGER not null,
    primary key (cycle, step)
) STRICT;

-- Playbooks that are run (docs/crm.md): who enters one, its releases, and where each run stands.
create table playbook_entry (
    playbook INTEGER primary key references playbook (id) on delete cascade,
    active INTEGER not null,
    kind INTEGER not null,          -- EntryKind
    word TEXT not null,             -- key of the segment or signal
    value_minor INTEGER,            -- of value at risk, from which on
    present INTEGER not null,       -- 1: who is there already enters too
    day_max INTEGER not null,       -- how many enter a day
    goal TEXT not null,             -- the event
    goal_days INTEGER not null,     -- within which it counts
    control_share REAL not null,
    experiment INTEGER,             -- decides who is in the control group; null: was never switched on
    since INTEGER not null,         -- switched on; 0: is not
    looked_at INTEGER not null,     -- when people were last looked for
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;

-- The steps as they were when a run began.
create table playbook_release (
    playbook INTEGER not null references playbook (id) on delete cascade,
    version INTEGER not null,       -- of the playbook
    steps TEXT not null,
    made_at INTEGER not null,
    primary key (playbook, version)
) STRICT;

create table playbook_run (
    id INTEGER primary key,
    playbook INTEGER not null references playbook (id) on delete cascade,
    version INTEGER not null,
    customer INTEGER not null,
    arm INTEGER,                    -- of the experiment; 0: control, null: none ran
    status INTEGER not null,        -- RunStatus
    step INTEGER not null,          -- the one under way, from 0
    goal TEXT not null,
    started_at INTEGER not null,
    next_at INTEGER,                -- when it is looked at again; null: has ended
    ended_at INTEGER,
    made_by INTEGER                 -- of the staff, 0: a key; null: entered by itself
) STRICT;
create unique index playbook_run_once on playbook_run (playbook, customer);
create index playbook_run_customer on playbook_run (customer);
create index playbook_run_due on playbook_run (next_at) where next_at is not null;

create table playbook_run_step (
    run INTEGER not null references playbook_run (id) on delete cascade,
    position INTEGER not null,
    kind INTEGER not null,          -- PlaybookStepKind
    outcome INTEGER not null,       -- StepOutcome; 0: under way
    reason TEXT not null,           -- why a message became a task
    began_at INTEGER not null,
    due_day INTEGER,                -- of its task
    until_at INTEGER,               -- of a wait
    ended_at INTEGER,
    task INTEGER not null,          -- 0: none
    message INTEGER not null,       -- in the outbox; 0: none
    told_at INTEGER,                -- when it was said that it is overdue
    primary key (run, position)
) STRICT;

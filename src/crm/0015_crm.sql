-- What the company's people write about customers and do for them: notes, tasks, tags, files, promises, needs, values,
-- competitors, standard procedures, saved views. All of it is numbered in one row of numbers.
create table crm_state (
    id INTEGER primary key,
    last_id INTEGER not null,
    file_quota_bytes INTEGER not null
) STRICT;
insert into crm_state (id, last_id, file_quota_bytes) values (1, 0, 5368709120);

create table customer_note (
    id INTEGER primary key,
    customer INTEGER not null,
    kind INTEGER not null,
    text TEXT not null,
    at INTEGER not null, -- when it happened
    written_by INTEGER not null,
    source INTEGER not null,
    written_at INTEGER not null,
    changed_at INTEGER,
    event INTEGER not null,
    version INTEGER not null
) STRICT;
create index customer_note_by_customer on customer_note (customer, id);

-- What it said before.
create table note_text (
    note INTEGER not null references customer_note (id) on delete cascade,
    version INTEGER not null,
    text TEXT not null,
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    primary key (note, version)
) STRICT;

create table mention (
    id INTEGER primary key,
    note INTEGER not null references customer_note (id) on delete cascade,
    customer INTEGER not null,
    person INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    seen_at INTEGER
) STRICT;
create index mention_by_person on mention (person, seen_at, id);
create index mention_by_note on mention (note);

create table project (
    id INTEGER primary key,
    name TEXT not null,
    text TEXT not null,
    owner INTEGER,
    due_day INTEGER,
    made_by INTEGER not null,
    made_at INTEGER not null,
    closed_at INTEGER,
    version INTEGER not null
) STRICT;

create table milestone (
    id INTEGER primary key,
    project INTEGER not null references project (id) on delete cascade,
    name TEXT not null,
    due_day INTEGER,
    reached_at INTEGER
) STRICT;
create index milestone_by_project on milestone (project, id);

create table task (
    id INTEGER primary key,
    customer INTEGER,
    project INTEGER references project (id) on delete cascade,
    milestone INTEGER references milestone (id) on delete set null,
    title TEXT not null,
    text TEXT not null,
    owner INTEGER,
    due_day INTEGER,
    status INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    closed_at INTEGER,
    version INTEGER not null
) STRICT;
create index task_by_customer on task (customer, id);
create index task_by_project on task (project, id);
create index task_by_milestone on task (milestone);
create index task_by_owner on task (owner, status, due_day);

-- `folded` is the name as names are compared.
create table tag (
    id INTEGER primary key,
    name TEXT not null,
    folded TEXT not null unique
) STRICT;

create table customer_tag (
    customer INTEGER not null,
    tag INTEGER not null references tag (id) on delete cascade,
    put_by INTEGER not null,
    put_at INTEGER not null,
    primary key (customer, tag)
) STRICT;
create index customer_tag_by_tag on customer_tag (tag, customer);

-- What a customer's files are sealed with, itself sealed by files.key of the data folder: without this row none of them
-- can be read again.
create table file_key (
    customer INTEGER primary key,
    sealed BLOB not null
) STRICT;

create table customer_file (
    id INTEGER primary key,
    customer INTEGER not null,
    file_name TEXT not null,
    type TEXT not null,
    bytes INTEGER not null,
    stored TEXT not null unique, -- its name in the folder `files`
    key BLOB not null,           -- sealed by the customer's
    added_by INTEGER not null,
    source INTEGER not null,
    added_at INTEGER not null
) STRICT;
create index customer_file_by_customer on customer_file (customer, id);

create table promise (
    id INTEGER primary key,
    customer INTEGER not null,
    kind INTEGER not null,
    what TEXT not null,
    due_at INTEGER not null,
    owner INTEGER,
    status INTEGER not null,
    kept_at INTEGER,
    broken_at INTEGER,
    seen_at INTEGER,
    made_by INTEGER not null,
    source INTEGER not null,
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;
create index promise_by_customer on promise (customer, id);
create index promise_by_owner on promise (owner, status, due_at);
create index promise_by_due on promise (status, due_at);

-- Needs and frustrations: `tag` is the label as labels are compared; `event` said so, 0 when staff did.
create table need (
    id INTEGER primary key,
    customer INTEGER not null,
    kind INTEGER not null,
    tag TEXT not null,
    label TEXT not null,
    origin INTEGER not null,
    detail TEXT not null,
    event INTEGER not null,
    made_by INTEGER not null,
    source INTEGER not null,
    at INTEGER not null
) STRICT;
create index need_by_customer on need (customer, id);
create index need_by_tag on need (kind, tag, customer);

-- What a conversation or another source taught of a customer, beside the trait that holds it.
create table learnt (
    id INTEGER primary key,
    customer INTEGER not null,
    name TEXT not null,
    value TEXT not null,
    origin TEXT not null,
    reference TEXT not null,
    consent INTEGER not null,
    source INTEGER not null,
    made_by INTEGER not null,
    at INTEGER not null
) STRICT;
create index learnt_by_customer on learnt (customer, id);

-- Values and causes, each choice kept: the last one of a cause stands.
create table cause_choice (
    id INTEGER primary key,
    customer INTEGER not null,
    cause TEXT not null,
    label TEXT not null,
    shared INTEGER not null,
    origin TEXT not null,
    proof TEXT not null,
    source INTEGER not null,
    made_by INTEGER not null,
    at INTEGER not null
) STRICT;
create index cause_choice_by_customer on cause_choice (customer, id);
create index cause_choice_by_cause on cause_choice (cause, customer, id);

create table competitor (
    id INTEGER primary key,
    name TEXT not null,
    folded TEXT not null unique,
    text TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

create table competitor_offer (
    id INTEGER primary key,
    competitor INTEGER not null references competitor (id) on delete cascade,
    name TEXT not null,
    text TEXT not null,
    launched_day INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;
create index competitor_offer_by_competitor on competitor_offer (competitor, id);

-- Customers who left, and why.
create table customer_exit (
    id INTEGER primary key,
    customer INTEGER not null,
    competitor TEXT, -- its name as names are compared; null: not known
    reason TEXT not null,
    detail TEXT not null,
    at INTEGER not null,
    event INTEGER not null,
    made_by INTEGER not null,
    source INTEGER not null
) STRICT;
create index customer_exit_by_customer on customer_exit (customer, id);
create index customer_exit_by_competitor on customer_exit (competitor, at);

create table playbook (
    id INTEGER primary key,
    name TEXT not null,
    record_type INTEGER not null,
    stage TEXT not null,
    steps TEXT not null, -- JSON: [{"en","fr"}]
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;
create index playbook_by_type on playbook (record_type, id);

create table saved_view (
    id INTEGER primary key,
    name TEXT not null,
    resource INTEGER not null,
    query TEXT not null, -- JSON: {"filters","columns","sort"}
    owner INTEGER not null,
    shared INTEGER not null,
    made_at INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;
create index saved_view_by_owner on saved_view (owner, id);

-- Identities and traits as staff and programs changed them through the API: who, when, old, new.
create table record_change (
    id INTEGER primary key,
    customer INTEGER not null,
    field TEXT not null,
    was TEXT,
    is_now TEXT,
    changed_by INTEGER not null,
    source INTEGER not null,
    request_id TEXT not null,
    at INTEGER not null
) STRICT;
create index record_change_by_customer on record_change (customer, id);

-- What all migrations together make, on SQLite; made from them by FIDELE_WRITE=1 build/release/fidele_test schema.

CREATE TABLE account (
    id INTEGER primary key,
    group_id TEXT not null unique,
    parent INTEGER references account (id),
    source INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE INDEX account_by_parent on account (parent);

CREATE TABLE account_member (
    account INTEGER not null references account (id),
    customer INTEGER not null,
    role TEXT not null,
    source INTEGER not null,
    at INTEGER not null,
    primary key (account, customer)
) STRICT;

CREATE INDEX account_member_by_customer on account_member (customer);

CREATE TABLE account_trait (
    account INTEGER not null references account (id),
    name TEXT not null,
    type INTEGER not null,
    value TEXT not null,
    source INTEGER not null,
    changed_by INTEGER not null,
    at INTEGER not null,
    primary key (account, name)
) STRICT;

CREATE TABLE api_idempotency (
    id BLOB primary key,
    request_digest BLOB not null,
    answer BLOB not null,
    created_at INTEGER not null
) STRICT;

CREATE INDEX api_idempotency_created_at on api_idempotency (created_at);

CREATE TABLE audit_entry (
    seq INTEGER primary key,
    at INTEGER not null,
    actor_kind TEXT not null,
    actor_id INTEGER not null,
    actor TEXT not null,
    action TEXT not null,
    object TEXT not null,
    peer TEXT not null,
    status INTEGER not null,
    request_id TEXT not null,
    hash BLOB not null
) STRICT;

CREATE TABLE computed_trait (
    id INTEGER primary key,
    name TEXT not null unique,
    event TEXT not null,
    measure INTEGER not null,
    property TEXT not null,
    window_days INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE TABLE connection (
    id INTEGER primary key,
    kind TEXT not null,
    name TEXT not null,
    key TEXT not null unique,
    prefix TEXT not null,
    settings TEXT not null,
    secret BLOB,
    old_secret BLOB,
    old_until INTEGER,
    version INTEGER not null,
    created_at INTEGER not null,
    paused_at INTEGER,
    deleted_at INTEGER,
    last_at INTEGER
) STRICT;

CREATE INDEX connection_kind on connection (kind, id) where deleted_at is null;

CREATE TABLE connection_count (
    connection INTEGER not null references connection (id),
    code TEXT not null,
    times INTEGER not null,
    last_at INTEGER not null,
    primary key (connection, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE connection_dead_letter (
    id INTEGER primary key,
    connection INTEGER not null references connection (id),
    delivery TEXT not null,
    topic TEXT not null,
    at INTEGER not null,
    code TEXT not null,
    path TEXT not null,
    message_en TEXT not null,
    message_fr TEXT not null,
    body BLOB not null,
    customer INTEGER,
    tries INTEGER not null
) STRICT;

CREATE INDEX connection_dead_letter_at on connection_dead_letter (at);

CREATE INDEX connection_dead_letter_customer on connection_dead_letter (customer) where customer is not null;

CREATE INDEX connection_dead_letter_of on connection_dead_letter (connection, id);

CREATE TABLE connection_delivery (
    connection INTEGER not null references connection (id),
    delivery TEXT not null,
    topic TEXT not null,
    at INTEGER not null,
    outcome TEXT not null,
    events INTEGER not null,
    digest BLOB not null,
    primary key (connection, delivery)
) STRICT, WITHOUT ROWID;

CREATE INDEX connection_delivery_at on connection_delivery (at);

CREATE INDEX connection_delivery_list on connection_delivery (connection, at);

CREATE TABLE customer (
    id INTEGER primary key,
    made_at INTEGER not null,
    source INTEGER not null
) STRICT;

CREATE TABLE customer_merge (
    id INTEGER primary key,
    change INTEGER not null,
    kind INTEGER not null,
    winner INTEGER not null references customer (id),
    loser INTEGER not null references customer (id),
    reason TEXT not null,
    source INTEGER not null,
    at INTEGER not null,
    undone_by INTEGER,
    undone_at INTEGER
) STRICT;

CREATE UNIQUE INDEX customer_merge_by_change on customer_merge (change);

CREATE INDEX customer_merge_by_loser on customer_merge (loser);

CREATE INDEX customer_merge_by_winner on customer_merge (winner, loser);

CREATE TABLE customer_term (
    customer INTEGER not null,
    term TEXT not null,
    primary key (customer, term)
) STRICT;

CREATE INDEX customer_term_by_term on customer_term (term, customer);

CREATE TABLE customer_version (
    customer INTEGER primary key,
    version INTEGER not null
) STRICT;

CREATE TABLE duplicate (
    id INTEGER primary key,
    low INTEGER not null,
    high INTEGER not null,
    score INTEGER not null,
    reasons TEXT not null,
    status INTEGER not null,
    found_at INTEGER not null,
    decided_by INTEGER,
    decided_at INTEGER,
    edge INTEGER,
    unique (low, high)
) STRICT;

CREATE INDEX duplicate_by_high on duplicate (high, status);

CREATE INDEX duplicate_by_score on duplicate (status, score, id);

CREATE TABLE event (
    seq INTEGER primary key,
    kind INTEGER not null,
    class INTEGER not null,     -- event_name
    customer INTEGER not null,
    at INTEGER not null,
    received INTEGER not null,
    source INTEGER not null,
    flags INTEGER not null,
    amount_minor INTEGER,       -- null: without an amount
    currency TEXT,
    message BLOB,               -- 128-bit keyed hash of the message id; null: none was sent
    body TEXT not null          -- the JSON object as sent
) STRICT;

CREATE TABLE event_name (
    class INTEGER primary key,
    kind INTEGER not null,
    name TEXT not null
) STRICT;

CREATE TABLE identity (
    id INTEGER primary key,
    kind INTEGER not null,
    value TEXT not null,
    shown TEXT not null,
    customer INTEGER not null references customer (id),
    source INTEGER not null,
    at INTEGER not null,
    unique (kind, value)
) STRICT;

CREATE INDEX identity_by_customer on identity (customer, kind);

CREATE TABLE identity_alias (
    previous INTEGER not null references identity (id) on delete cascade,
    next INTEGER not null references identity (id) on delete cascade,
    primary key (previous, next)
) STRICT;

CREATE INDEX identity_alias_by_next on identity_alias (next);

CREATE TABLE identity_removal (
    id INTEGER primary key,
    kind INTEGER not null,
    customer INTEGER not null,
    removed_by INTEGER not null,
    at INTEGER not null
) STRICT;

CREATE TABLE job (
    id INTEGER primary key,
    kind TEXT not null,
    key TEXT not null,
    argument TEXT not null,
    status TEXT not null,
    due_at INTEGER not null,
    attempts INTEGER not null,
    claim TEXT not null,
    beat INTEGER not null,
    cancel INTEGER not null,
    done INTEGER not null,
    total INTEGER not null,
    result TEXT not null,
    error TEXT not null,
    queued_at INTEGER not null,
    started_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX job_ended on job (ended_at) where ended_at is not null;

CREATE UNIQUE INDEX job_key on job (kind, key) where key <> '' and status in ('queued', 'running');

CREATE INDEX job_running on job (id) where status = 'running';

CREATE INDEX job_waiting on job (due_at, id) where status = 'queued';

CREATE TABLE job_schedule (
    kind TEXT primary key,
    slot_at INTEGER not null
) STRICT;

CREATE TABLE likeness_key (
    likeness TEXT not null,
    customer INTEGER not null,
    primary key (likeness, customer)
) STRICT;

CREATE INDEX likeness_key_by_customer on likeness_key (customer);

CREATE TABLE reaction_cursor (
    name TEXT primary key,
    seq INTEGER not null
) STRICT;

CREATE TABLE reaction_failure (
    name TEXT not null,
    seq INTEGER not null,
    attempts INTEGER not null,
    message TEXT not null,
    at INTEGER not null,
    primary key (name, seq)
) STRICT;

CREATE TABLE schema_migration (
    number INTEGER primary key,
    name TEXT not null,
    applied_at INTEGER not null
) STRICT;

CREATE TABLE staff_device (
    digest BLOB primary key,
    person_id INTEGER not null references staff_person (id) on delete cascade,
    created_at INTEGER not null
) STRICT;

CREATE TABLE staff_key (
    id INTEGER primary key,
    name TEXT not null,
    scope INTEGER not null,
    hint TEXT not null,
    digest BLOB not null unique,
    old_digest BLOB unique,
    old_until INTEGER,
    origins TEXT not null,
    addresses TEXT not null,
    per_second INTEGER,
    created_at INTEGER not null,
    created_by TEXT not null,
    used_at INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE TABLE staff_link (
    digest BLOB primary key,
    purpose INTEGER not null,
    person_id INTEGER not null references staff_person (id) on delete cascade,
    expires_at INTEGER not null
) STRICT;

CREATE TABLE staff_person (
    id INTEGER primary key,
    email TEXT not null unique,
    name TEXT not null,
    role INTEGER not null,
    locale TEXT not null,
    password TEXT,
    password_at INTEGER,
    disabled INTEGER not null,
    created_at INTEGER not null,
    signed_in_at INTEGER,
    totp_seed BLOB,
    totp_step INTEGER not null,
    totp_offered BLOB
) STRICT;

CREATE TABLE staff_recovery_code (
    person_id INTEGER not null references staff_person (id) on delete cascade,
    digest BLOB not null,
    used_at INTEGER,
    primary key (person_id, digest)
) STRICT;

CREATE TABLE staff_role (
    role INTEGER primary key,
    masked INTEGER not null,
    second_factor INTEGER not null
) STRICT;

CREATE TABLE staff_session (
    id INTEGER primary key,
    digest BLOB not null unique,
    person_id INTEGER not null references staff_person (id) on delete cascade,
    verified INTEGER not null,
    created_at INTEGER not null,
    seen_at INTEGER not null,
    revoked_at INTEGER,
    peer TEXT not null,
    agent TEXT not null
) STRICT;

CREATE INDEX staff_session_person on staff_session (person_id);

CREATE TABLE staff_state (
    id INTEGER primary key,
    version INTEGER not null,
    last_id INTEGER not null
) STRICT;

CREATE TABLE store_writer (
    id TEXT primary key, -- random, of the connection
    turn INTEGER not null,
    committed_at INTEGER not null
) STRICT;

CREATE TABLE tracking_plan (
    source INTEGER primary key,
    plan TEXT not null,
    changed_at INTEGER not null
) STRICT;

CREATE TABLE tracking_violation (
    source INTEGER not null,
    event TEXT not null,
    property TEXT not null,
    code TEXT not null,
    times INTEGER not null,
    blocked INTEGER not null,
    first_at INTEGER not null,
    last_at INTEGER not null,
    sample TEXT not null,
    primary key (source, event, property, code)
) STRICT;

CREATE TABLE traffic_internal (
    customer INTEGER primary key,
    at INTEGER not null
) STRICT;

CREATE TABLE traffic_setting (
    id INTEGER primary key,
    setting TEXT not null,
    version INTEGER not null
) STRICT;

CREATE TABLE trait (
    customer INTEGER not null,
    name TEXT not null,
    source INTEGER not null,
    type INTEGER not null,
    value TEXT not null,
    changed_by INTEGER not null,
    at INTEGER not null,
    primary key (customer, name, source)
) STRICT;

CREATE TABLE trait_change (
    id INTEGER primary key,
    customer INTEGER not null,
    name TEXT not null,
    source INTEGER not null,
    type INTEGER not null,
    value TEXT,
    mark INTEGER not null,
    changed_by INTEGER not null,
    at INTEGER not null,
    event INTEGER not null
) STRICT;

CREATE INDEX trait_change_by_customer on trait_change (customer, name, id);

CREATE INDEX trait_change_by_mark on trait_change (name, mark, customer);

CREATE TABLE trait_definition (
    name TEXT primary key,
    type INTEGER not null,
    rule INTEGER not null,
    sources TEXT not null,
    changed_by INTEGER not null,
    changed_at INTEGER not null
) STRICT;

CREATE TABLE workspace (
    id INTEGER primary key,
    version INTEGER not null,
    name TEXT not null,
    time_zone TEXT not null,
    currency TEXT not null,
    locale TEXT not null,
    base_url TEXT not null,
    secret BLOB not null
) STRICT;

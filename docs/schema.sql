-- What all migrations together make, on SQLite; made from them by FIDELE_WRITE=1 build/release/fidele_test schema.

CREATE TABLE access_export (
    id INTEGER primary key,
    customer INTEGER not null,
    request INTEGER,
    locale TEXT not null,
    job INTEGER not null,
    key BLOB,
    token BLOB,
    bytes INTEGER,
    made_by INTEGER not null,
    made_at INTEGER not null,
    ready_at INTEGER,
    expires_at INTEGER not null,
    taken_at INTEGER
) STRICT;

CREATE INDEX access_export_by_customer on access_export (customer);

CREATE INDEX access_export_by_token on access_export (token) where token is not null;

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

CREATE TABLE alert (
    id INTEGER primary key,
    rule INTEGER not null,       -- may be deleted since
    rule_version INTEGER not null,
    rule_name TEXT not null,
    metric TEXT not null,
    parameters TEXT not null,
    kind TEXT not null,
    group_key TEXT not null,
    group_label TEXT not null,
    period TEXT not null,        -- "2026-05"
    first_day INTEGER not null,
    last_day INTEGER not null,
    complete INTEGER not null,
    value REAL not null,
    before REAL,                 -- of changes and breaks
    threshold REAL not null,
    unit TEXT not null,
    currency TEXT not null,
    low REAL,
    high REAL,
    n INTEGER,
    includes_threshold INTEGER not null, -- its interval does
    made_at INTEGER not null,
    recovered_at INTEGER,
    recovered_day INTEGER,
    acknowledged_at INTEGER,
    acknowledged_by TEXT not null,
    note TEXT not null,
    notified INTEGER not null,   -- mails that were queued
    withheld TEXT not null,      -- why nobody was told: daily_limit; ''
    event INTEGER not null,      -- number in the log
    unique (rule, rule_version, group_key, first_day)
) STRICT;

CREATE INDEX alert_by_made on alert (rule, made_at);

CREATE TABLE alert_digest (
    rule INTEGER not null references alert_rule (id) on delete cascade,
    last_alert INTEGER not null, -- everything up to it is told
    alerts INTEGER not null,
    made_at INTEGER not null,
    primary key (rule, last_alert)
) STRICT;

CREATE TABLE alert_number (
    id INTEGER primary key,      -- 1
    last INTEGER not null
) STRICT;

CREATE TABLE alert_rule (
    id INTEGER primary key,
    name TEXT not null,
    metric TEXT not null,
    parameters TEXT not null,    -- of the metric, a JSON object: segment, by, window …
    period TEXT not null,        -- day … year: of the points that are judged
    kind TEXT not null,          -- above, below, change, break
    threshold REAL not null,     -- rates 0..1, amounts in major units
    change_by TEXT not null,     -- percent, points; of changes
    direction TEXT not null,     -- rise, fall, any; of changes and breaks
    recovery REAL not null,      -- how far back it has to come before it may fire again
    certainty TEXT not null,     -- sample, interval
    sample_min INTEGER not null,
    incomplete INTEGER not null, -- the period that has not ended is judged too
    every TEXT not null,         -- hour, day, week, month: how often it is looked at
    day_max INTEGER not null,    -- notifications a day
    recipients TEXT not null,    -- addresses, separated by line feeds
    locale TEXT not null,
    status TEXT not null,        -- active, paused
    snoozed_until INTEGER,
    next_at INTEGER not null,
    judged_at INTEGER,
    failure TEXT not null,       -- why it could not be judged; ''
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE TABLE alert_state ( -- what is known of a rule and group: how far it was judged, whether an episode is open
    rule INTEGER not null references alert_rule (id) on delete cascade,
    group_key TEXT not null,
    judged_day INTEGER not null, -- first day of the last complete period that was judged
    broken_day INTEGER,          -- first day of the last break that was told
    open_alert INTEGER not null, -- 0: none
    verdict TEXT not null,       -- fine, over, small_sample, uncertain, unobserved: of the last period
    value REAL,
    n INTEGER,
    primary key (rule, group_key)
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

CREATE TABLE behaviour_setting (
    name TEXT primary key,
    value TEXT not null
) STRICT;

CREATE TABLE benchmark (
    id INTEGER primary key,
    metric TEXT not null,
    value REAL not null,
    source TEXT not null,
    day INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE INDEX benchmark_metric on benchmark (metric, day);

CREATE TABLE cart (
    id INTEGER primary key,
    customer INTEGER not null,
    cart_id TEXT not null,         -- "": none was given, the customer's only one
    opened INTEGER not null,       -- number of its first event, and of its last
    opened_at INTEGER not null,
    changed INTEGER not null,
    changed_at INTEGER not null,
    stated INTEGER not null,       -- number of the last event with the list of its products; 0: none
    quantity INTEGER not null,     -- of products in it
    customer_order INTEGER not null, -- that came of it; 0: none yet
    ordered_at INTEGER not null,
    recovered INTEGER not null,    -- 1: it had been abandoned before
    source INTEGER not null
) STRICT;

CREATE INDEX cart_changed on cart (changed_at);

CREATE INDEX cart_customer on cart (customer);

CREATE TABLE cause_choice (
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

CREATE INDEX cause_choice_by_cause on cause_choice (cause, customer, id);

CREATE INDEX cause_choice_by_customer on cause_choice (customer, id);

CREATE TABLE clv_snapshot (
    month INTEGER not null,       -- months since 1970 (calendar.h)
    group_key TEXT not null,      -- "": everybody
    taken_at INTEGER not null,
    seq INTEGER not null,         -- what had been seen of the log
    customers INTEGER not null,
    value_minor INTEGER not null, -- per customer, past and future
    past_minor INTEGER not null,  -- of all
    future_minor INTEGER,         -- of all; null: nobody had left yet
    currency TEXT not null,
    primary key (month, group_key)
) STRICT;

CREATE TABLE competitor (
    id INTEGER primary key,
    name TEXT not null,
    folded TEXT not null unique,
    text TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE TABLE competitor_offer (
    id INTEGER primary key,
    competitor INTEGER not null references competitor (id) on delete cascade,
    name TEXT not null,
    text TEXT not null,
    launched_day INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE INDEX competitor_offer_by_competitor on competitor_offer (competitor, id);

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
    tries INTEGER not null,
    waits_for TEXT not null
) STRICT;

CREATE INDEX connection_dead_letter_at on connection_dead_letter (at);

CREATE INDEX connection_dead_letter_customer on connection_dead_letter (customer) where customer is not null;

CREATE INDEX connection_dead_letter_of on connection_dead_letter (connection, id);

CREATE INDEX connection_dead_letter_waiting on connection_dead_letter (connection, waits_for) where waits_for <> '';

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

CREATE TABLE consent_event (
    id INTEGER primary key,
    customer INTEGER not null,
    kind INTEGER not null,
    purpose TEXT not null,
    channel INTEGER not null,
    state INTEGER not null,
    text_version INTEGER,
    text_hash TEXT,
    locale TEXT,
    source TEXT not null,
    evidence TEXT,
    origin INTEGER not null,
    said_by INTEGER not null,
    event INTEGER not null,
    at INTEGER not null,
    received INTEGER not null
) STRICT;

CREATE INDEX consent_event_by_customer on consent_event (customer, kind);

CREATE TABLE consent_purpose (
    name TEXT primary key,
    position INTEGER not null,
    ground TEXT not null,
    marketing INTEGER not null,
    profiling INTEGER not null,
    categories TEXT not null,
    label_en TEXT not null,
    label_fr TEXT not null,
    version INTEGER not null,
    changed_by INTEGER not null,
    changed_at INTEGER not null
) STRICT;

CREATE TABLE consent_text (
    purpose TEXT not null references consent_purpose (name),
    version INTEGER not null,
    locale TEXT not null,
    text TEXT not null,
    hash TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    primary key (purpose, version, locale)
) STRICT;

CREATE TABLE crm_state (
    id INTEGER primary key,
    last_id INTEGER not null,
    file_quota_bytes INTEGER not null
) STRICT;

CREATE TABLE currency_rate (
    base TEXT not null,            -- the workspace's currency
    currency TEXT not null,
    day INTEGER not null,          -- since 1970-01-01; holds until the next one
    rate INTEGER not null,         -- 10^-12 units of base for one unit of currency
    primary key (base, currency, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    id INTEGER primary key,
    made_at INTEGER not null,
    source INTEGER not null
) STRICT;

CREATE TABLE customer_answer (
    customer INTEGER primary key,
    score INTEGER not null,
    at INTEGER not null,
    event INTEGER not null
) STRICT;

CREATE TABLE customer_cut (
    name TEXT primary key,
    value INTEGER not null,
    at INTEGER not null
) STRICT;

CREATE TABLE customer_exit (
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

CREATE INDEX customer_exit_by_competitor on customer_exit (competitor, at);

CREATE INDEX customer_exit_by_customer on customer_exit (customer, id);

CREATE TABLE customer_file (
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

CREATE INDEX customer_file_by_customer on customer_file (customer, id);

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

CREATE TABLE customer_note (
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

CREATE INDEX customer_note_by_customer on customer_note (customer, id);

CREATE TABLE customer_order (
    id INTEGER primary key,
    number TEXT,                -- order_id; null: none was given, and each event is an order of its own
    customer INTEGER not null,  -- it was written for first
    at INTEGER not null,
    completed INTEGER not null, -- number of the event that is counted; 0: only updates or refunds are known so far
    completed_at INTEGER not null, -- of the last "Order Completed"
    stated INTEGER not null,    -- number of the event with the last statement of amounts and lines; 0: none
    stated_at INTEGER not null,
    cancelled INTEGER not null, -- number of the last event that cancelled it; 0: none
    cancelled_at INTEGER not null,
    status INTEGER not null,    -- OrderStatus
    flags INTEGER not null,     -- of the event that is counted
    source INTEGER not null,
    currency TEXT not null,     -- "": no amount is known
    total_minor INTEGER,        -- null: not known; so for the amounts below
    subtotal_minor INTEGER,
    tax_minor INTEGER,
    shipping_minor INTEGER,
    discount_minor INTEGER,
    cost_minor INTEGER,
    margin_minor INTEGER,
    refunded_minor INTEGER not null,
    coupon TEXT not null,
    promotion TEXT not null
) STRICT;

CREATE INDEX customer_order_at on customer_order (at);

CREATE INDEX customer_order_customer on customer_order (customer, at);

CREATE UNIQUE INDEX customer_order_number on customer_order (number);

CREATE TABLE customer_standing (
    customer INTEGER primary key,
    stage INTEGER not null,
    since INTEGER not null,
    inactive_since INTEGER,
    purchases INTEGER not null,
    last_at INTEGER not null,
    value_minor INTEGER,
    check_at INTEGER
) STRICT;

CREATE INDEX customer_standing_check on customer_standing (check_at) where check_at is not null;

CREATE INDEX customer_standing_last on customer_standing (last_at, customer);

CREATE INDEX customer_standing_stage on customer_standing (stage, last_at, customer);

CREATE TABLE customer_tag (
    customer INTEGER not null,
    tag INTEGER not null references tag (id) on delete cascade,
    put_by INTEGER not null,
    put_at INTEGER not null,
    primary key (customer, tag)
) STRICT;

CREATE INDEX customer_tag_by_tag on customer_tag (tag, customer);

CREATE TABLE customer_term (
    customer INTEGER not null,
    term TEXT not null,
    primary key (customer, term)
) STRICT;

CREATE INDEX customer_term_by_term on customer_term (term, customer);

CREATE TABLE customer_ticket (
    number TEXT not null,
    customer INTEGER not null,
    at INTEGER not null,
    primary key (number, customer)
) STRICT;

CREATE INDEX customer_ticket_customer on customer_ticket (customer);

CREATE TABLE customer_version (
    customer INTEGER primary key,
    version INTEGER not null
) STRICT;

CREATE TABLE cycle ( -- rounds of the method
    id INTEGER primary key,
    opened_at INTEGER not null,
    closed_at INTEGER,
    lessons TEXT not null,
    carried TEXT not null,       -- JSON: what came over from the one before
    version INTEGER not null
) STRICT;

CREATE TABLE dimension (
    number INTEGER primary key,  -- 0..7
    name TEXT not null,
    paths TEXT not null          -- separated by a bar
) STRICT;

CREATE TABLE dimension_filled (
    rules INTEGER primary key
) STRICT;

CREATE TABLE dimension_forgotten (
    id INTEGER primary key,
    times INTEGER not null
) STRICT;

CREATE TABLE dimension_suspect (
    dimension INTEGER not null,
    code INTEGER not null,
    since INTEGER not null, -- event that tells of the removal
    primary key (dimension, code)
) STRICT;

CREATE TABLE dimension_value (
    rules INTEGER not null,
    dimension INTEGER not null,
    code INTEGER not null,
    text TEXT not null,
    primary key (rules, dimension, code)
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

CREATE TABLE erasure (
    id INTEGER primary key,
    totals INTEGER not null,    -- 1: anonymous copies stay in figures; 0: they are taken out
    state INTEGER not null,     -- 1: invisible; 2: gone from the tables and the log; 3: gone from the files
    asked_by INTEGER not null,
    asked_at INTEGER not null,
    hidden_at INTEGER not null,
    erased_at INTEGER,
    finished_at INTEGER,
    customers INTEGER not null,
    identities INTEGER not null,
    events INTEGER not null,
    rows_erased INTEGER not null,
    counts TEXT not null,       -- JSON: rows by table
    copies_to INTEGER,          -- the customer of anonymous copies, until all are made
    traces TEXT                 -- JSON: what else is looked for, until it was
) STRICT;

CREATE INDEX erasure_by_state on erasure (state, id);

CREATE TABLE erasure_key (
    id INTEGER primary key,
    secret BLOB not null
) STRICT;

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

CREATE TABLE event_figure (
    seq INTEGER primary key,
    customer INTEGER not null,     -- whose it counts for; 0: for whom it was written
    counts INTEGER not null,       -- 0: in no figure
    amount_minor INTEGER not null,
    currency TEXT not null,
    plain INTEGER not null,        -- 1: it stands here for its currency alone
    change INTEGER not null        -- rising
) STRICT;

CREATE INDEX event_figure_change on event_figure (change);

CREATE TABLE event_name (
    class INTEGER primary key,
    kind INTEGER not null,
    name TEXT not null
) STRICT;

CREATE TABLE event_removal (
    seq INTEGER primary key,
    at INTEGER not null,
    events INTEGER not null,
    removed BLOB                -- null: forgotten since
) STRICT;

CREATE TABLE evidence (
    key TEXT primary key,
    text_en TEXT not null,
    text_fr TEXT not null,
    document TEXT not null, -- where it is quoted; ''
    source TEXT not null,   -- who is said to have found it
    year INTEGER,
    reliability TEXT not null, -- primary, secondary, unsourced
    link TEXT not null,
    note_en TEXT not null,
    note_fr TEXT not null,
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE TABLE experiment (
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

CREATE TABLE experiment_arm (
    experiment INTEGER not null references experiment (id) on delete cascade,
    position INTEGER not null,   -- 0: control
    key TEXT not null,
    name TEXT not null,
    share REAL not null,         -- of those who may take part
    primary key (experiment, position)
) STRICT;

CREATE TABLE experiment_exposure ( -- who came into contact with it, once each
    experiment INTEGER not null references experiment (id) on delete cascade,
    customer INTEGER not null,
    position INTEGER not null,
    at INTEGER not null,
    event INTEGER,               -- "Experiment Viewed"; null: enrolled with all others of the segment
    primary key (experiment, customer)
) STRICT;

CREATE INDEX experiment_exposure_customer on experiment_exposure (customer);

CREATE TABLE figure_state (
    id INTEGER primary key,
    base TEXT not null,            -- the currency of the workspace for which plain figures stand in event_figure
    change INTEGER not null,       -- the last one
    rates INTEGER not null         -- grows with each change of currency_rate
) STRICT;

CREATE TABLE file_key (
    customer INTEGER primary key,
    sealed BLOB not null
) STRICT;

CREATE TABLE funnel (
    id INTEGER primary key,
    name TEXT not null,
    question TEXT not null,     -- a JSON object of the parameters of GET /api/v1/funnels
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE TABLE goal (
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

CREATE INDEX goal_status on goal (status);

CREATE TABLE goal_day ( -- what was known of it on a day
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

CREATE TABLE headline (
    place INTEGER primary key,
    metric TEXT not null
) STRICT;

CREATE TABLE health_alert (
    id INTEGER primary key,
    customer INTEGER not null,
    kind TEXT not null,         -- 'band_drop', or the key of a signal
    at INTEGER not null,
    from_band INTEGER,          -- of a drop
    to_band INTEGER,
    from_tenths INTEGER,
    to_tenths INTEGER,
    reasons TEXT not null,      -- keys of the signals and measures behind it, separated by blanks
    task INTEGER not null,      -- that was made of it; 0: none
    acknowledged_at INTEGER,
    acknowledged_by INTEGER not null
, made_at INTEGER not null default 0, seen_by TEXT not null default '', note TEXT not null default '', notified INTEGER not null default 0) STRICT;

CREATE INDEX health_alert_customer on health_alert (customer, kind, at);

CREATE TABLE health_day (
    customer INTEGER not null,
    day INTEGER not null,
    score_tenths INTEGER not null,
    band INTEGER not null,      -- as it holds: an override goes before the score
    version INTEGER not null,   -- of the definition
    primary key (customer, day)
) STRICT;

CREATE TABLE health_definition (
    version INTEGER primary key,
    definition TEXT not null,
    note TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE TABLE health_override (
    customer INTEGER primary key,
    band INTEGER not null,      -- HealthBand
    reason TEXT not null,
    until_day INTEGER,          -- its last day; null: until it is taken away
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE TABLE health_past (
    id INTEGER primary key,     -- 1
    seq INTEGER not null,       -- everything up to it is read
    until INTEGER not null,     -- what came later was followed as it came
    done_at INTEGER
) STRICT;

CREATE TABLE health_sign (
    event INTEGER primary key,
    customer INTEGER not null,
    kind INTEGER not null,      -- SignKind
    at INTEGER not null,
    reference TEXT not null,    -- of the order or the message; '': none
    due_at INTEGER,             -- what was promised; null: nothing
    flag INTEGER                -- 1: late, an offer; null: not said
, delay INTEGER) STRICT;

CREATE INDEX health_sign_customer on health_sign (customer, at);

CREATE INDEX health_sign_kind on health_sign (kind, at);

CREATE INDEX health_sign_reference on health_sign (reference);

CREATE TABLE health_touched (
    id INTEGER primary key,
    customer INTEGER not null,
    at INTEGER not null         -- of the event
) STRICT;

CREATE TABLE hidden_customer (
    id INTEGER primary key,
    customer INTEGER not null unique,
    erasure INTEGER not null,
    at INTEGER not null,
    digest BLOB not null
) STRICT;

CREATE INDEX hidden_customer_by_erasure on hidden_customer (erasure, customer);

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

CREATE TABLE import (
    id INTEGER primary key,
    kind TEXT not null,
    name TEXT not null,         -- of the file
    digest TEXT not null,       -- SHA-256 of its bytes
    file TEXT not null,         -- its copy in the data folder; '' once it is gone
    bytes INTEGER not null,
    options TEXT not null,      -- JSON: mapping and formats, as asked
    dry_run INTEGER not null,
    status TEXT not null,
    job INTEGER not null,
    made_by TEXT not null,
    made_at INTEGER not null,
    ended_at INTEGER,
    rows INTEGER not null,
    units INTEGER not null,     -- that are done: the next begins there
    counts TEXT not null,       -- JSON
    rejects INTEGER not null    -- how many rows of import_reject
) STRICT;

CREATE INDEX import_by_digest on import (digest);

CREATE TABLE import_batch (
    import INTEGER not null,
    first_seq INTEGER not null,
    last_seq INTEGER not null,
    primary key (import, first_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_customer (
    customer INTEGER not null,
    import INTEGER not null,
    primary key (customer, import)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_reject (
    import INTEGER not null,
    number INTEGER not null,
    line INTEGER not null,
    field TEXT not null,        -- the column; '' for the row as a whole
    code TEXT not null,
    value TEXT not null,
    record TEXT not null,
    at INTEGER not null,        -- of the import
    primary key (import, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_thing (
    kind INTEGER not null,
    key BLOB not null,
    import INTEGER not null,
    digest BLOB not null,
    primary key (kind, key, import)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_customer (
    incident INTEGER not null references privacy_incident (id),
    customer INTEGER not null,
    added_at INTEGER not null,
    primary key (incident, customer)
) STRICT;

CREATE INDEX incident_customer_by_customer on incident_customer (customer);

CREATE TABLE incident_step (
    incident INTEGER not null references privacy_incident (id),
    position INTEGER not null,
    name TEXT not null,
    due_at INTEGER,
    done_by INTEGER,
    done_at INTEGER,
    primary key (incident, position)
) STRICT;

CREATE TABLE initiative (
    id INTEGER primary key,
    name TEXT not null,
    text TEXT not null,
    template TEXT not null,  -- '': none
    type TEXT not null,      -- family of levers
    lever TEXT not null,     -- key; '': none
    aim TEXT not null,       -- convert, raise_clv, reduce_churn …
    goal INTEGER,            -- a SMART goal
    segment TEXT not null,   -- key; '': everybody
    owner INTEGER,
    project INTEGER,         -- with its tasks and milestones
    budget_planned INTEGER,  -- minor units of the workspace's currency
    budget_actual INTEGER,
    effort_planned REAL,     -- days of work
    effort_actual REAL,
    starts INTEGER,
    ends INTEGER,
    kpi TEXT not null,       -- a metric of the catalogue; ''
    conditions TEXT not null, -- JSON
    pillars TEXT not null,   -- JSON
    skills TEXT not null,    -- JSON: what it takes
    systems TEXT not null,   -- JSON
    practices TEXT not null, -- JSON: keys of plan_item
    cause TEXT not null,     -- why customers leave, of what is against churn; 'unknown' is an answer
    pilot_share REAL,        -- 0..1 of the segment
    pilot_criterion REAL,    -- at least this change of the KPI, in its unit
    pilot_result REAL,
    pilot_low REAL,          -- 95 % interval
    pilot_high REAL,
    experiment TEXT not null, -- key of the one that proves it; ''
    status TEXT not null,    -- draft, pilot, active, adopted, not_adopted, closed
    made_by INTEGER not null,
    made_at INTEGER not null,
    version INTEGER not null
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

CREATE TABLE learnt (
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

CREATE INDEX learnt_by_customer on learnt (customer, id);

CREATE TABLE lever_choice (
    segment TEXT not null, -- key
    aim TEXT not null,
    levers TEXT not null,  -- JSON: keys, in order
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    primary key (segment, aim)
) STRICT;

CREATE TABLE lever_own (
    key TEXT primary key,
    family TEXT not null,       -- loyalty, automation, experience, community, content
    name TEXT not null,
    use_when TEXT not null,
    prerequisites TEXT not null,
    kpi TEXT not null,          -- a metric of the catalogue
    aims TEXT not null,         -- JSON: ["convert"]
    pillars TEXT not null,      -- JSON
    conditions TEXT not null,   -- JSON
    skills TEXT not null,       -- JSON
    cost TEXT not null,         -- low, medium, high
    effort TEXT not null,
    integration INTEGER not null, -- 1..5
    scalability INTEGER not null,
    integrated INTEGER not null,
    effect_low REAL,            -- of the value at stake
    effect_high REAL,
    source TEXT not null,       -- of the effect
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE TABLE lifecycle_setting (
    id INTEGER primary key,
    version INTEGER not null,
    window_days INTEGER not null,
    loyal_purchases INTEGER not null,
    ambassador_score INTEGER not null
) STRICT;

CREATE TABLE likeness_key (
    likeness TEXT not null,
    customer INTEGER not null,
    primary key (likeness, customer)
) STRICT;

CREATE INDEX likeness_key_by_customer on likeness_key (customer);

CREATE TABLE mail_setting ( -- one row: the server that mail is given to, and how it fares
    id INTEGER primary key,
    host TEXT not null,          -- '': none is set
    port INTEGER not null,
    security TEXT not null,      -- starttls, tls, none
    user_name TEXT not null,
    password BLOB,               -- sealed
    from_address TEXT not null,
    from_name TEXT not null,
    reply_to TEXT not null,
    timeout_seconds INTEGER not null,
    trouble TEXT not null,       -- why the server can't be used now: a code; '': it can
    trouble_answer TEXT not null,
    trouble_since INTEGER,
    troubles INTEGER not null,   -- in a row
    resume_at INTEGER,           -- when it is tried again
    version INTEGER not null
) STRICT;

CREATE TABLE mail_suppression ( -- addresses that a mail server refused for good: nothing more is sent to them
    address TEXT primary key,    -- in lower case
    reason TEXT not null,
    answer TEXT not null,
    message INTEGER not null,
    at INTEGER not null
) STRICT;

CREATE TABLE market_note (
    id INTEGER primary key,
    kind TEXT not null, -- competitor, trend, challenge, opportunity
    title TEXT not null,
    text TEXT not null,
    source TEXT not null,
    day INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE TABLE mention (
    id INTEGER primary key,
    note INTEGER not null references customer_note (id) on delete cascade,
    customer INTEGER not null,
    person INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    seen_at INTEGER
) STRICT;

CREATE INDEX mention_by_note on mention (note);

CREATE INDEX mention_by_person on mention (person, seen_at, id);

CREATE TABLE message ( -- the outbox: one mail to one address
    id INTEGER primary key,
    key TEXT not null unique,    -- the same key is the same message: queued once
    kind TEXT not null,          -- report, alert, test
    once INTEGER not null,       -- 1: rather not at all than twice
    customer INTEGER not null,   -- 0: to staff or to whom a report goes
    recipient TEXT not null,
    subject TEXT not null,
    content BLOB not null,       -- as it is sent; empty some days after its end
    status INTEGER not null,
    attempts INTEGER not null,
    doubtful INTEGER not null,   -- how often the end was sent and no answer came: it may have arrived
    next_at INTEGER,             -- of a queued one
    made_at INTEGER not null,
    ended_at INTEGER,
    failure TEXT not null,       -- code of the last failure; '': none
    answer TEXT not null         -- of the mail server, its last one
) STRICT;

CREATE INDEX message_by_customer on message (customer);

CREATE INDEX message_due on message (next_at) where next_at is not null;

CREATE INDEX message_ended on message (ended_at) where ended_at is not null;

CREATE INDEX message_sending on message (status) where status in (2, 3);

CREATE TABLE message_attempt (
    message INTEGER not null references message (id) on delete cascade,
    number INTEGER not null,
    at INTEGER not null,
    outcome TEXT not null,       -- sent, later, refused, unknown, trouble
    code INTEGER not null,       -- of the mail server's answer; 0: there was none
    failure TEXT not null,
    answer TEXT not null,
    milliseconds INTEGER not null,
    primary key (message, number)
) STRICT;

CREATE TABLE method_step ( -- what people said is done, of a cycle
    cycle INTEGER not null references cycle (id) on delete cascade,
    step TEXT not null,          -- audit, goals, resources, actions, results
    note TEXT not null,
    done_by INTEGER not null,
    done_at INTEGER not null,
    primary key (cycle, step)
) STRICT;

CREATE TABLE milestone (
    id INTEGER primary key,
    project INTEGER not null references project (id) on delete cascade,
    name TEXT not null,
    due_day INTEGER,
    reached_at INTEGER
) STRICT;

CREATE INDEX milestone_by_project on milestone (project, id);

CREATE TABLE money_entry (
    id INTEGER primary key,
    book INTEGER not null,      -- EntryBook
    kind INTEGER not null,      -- CostKind; 0: not of costs
    first_day INTEGER not null,
    last_day INTEGER not null,
    amount_minor INTEGER not null,
    currency TEXT not null,
    initiative TEXT not null,   -- "": of none
    channel TEXT not null,
    note TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    changed_at INTEGER,
    version INTEGER not null
, segment TEXT not null default '', campaign TEXT not null default '') STRICT;

CREATE INDEX money_entry_days on money_entry (book, first_day);

CREATE TABLE money_entry_state (
    id INTEGER primary key,
    last_id INTEGER not null
) STRICT;

CREATE TABLE need (
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

CREATE INDEX need_by_customer on need (customer, id);

CREATE INDEX need_by_tag on need (kind, tag, customer);

CREATE TABLE next_action (
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

CREATE TABLE next_action_setting (
    id INTEGER primary key,
    explore_share REAL not null,  -- of choices that are drawn evenly
    follow_days INTEGER not null, -- how long the result of a choice is watched
    contacts_max INTEGER not null, -- of one person
    contact_days INTEGER not null, -- within so many days
    budget_minor INTEGER,         -- a week; null: any
    currency TEXT not null,
    version INTEGER not null
) STRICT;

CREATE TABLE next_choice ( -- what was chosen for whom, and with what chance
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

CREATE INDEX next_choice_customer on next_choice (customer);

CREATE INDEX next_choice_week on next_choice (week);

CREATE TABLE note_text (
    note INTEGER not null references customer_note (id) on delete cascade,
    version INTEGER not null,
    text TEXT not null,
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    primary key (note, version)
) STRICT;

CREATE TABLE opportunity (
    id INTEGER primary key,
    a TEXT not null,
    b TEXT not null,
    position INTEGER not null,     -- from 1; 0: not found by the last training
    customers INTEGER not null,
    listed INTEGER not null,       -- of these, in opportunity_customer
    report TEXT not null,          -- JSON: support, confidence, lift …
    unique (a, b)
) STRICT;

CREATE TABLE opportunity_customer (
    opportunity INTEGER not null,
    position INTEGER not null,     -- from 1, the most probable first
    customer INTEGER not null,
    probability REAL not null,
    primary key (opportunity, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX opportunity_customer_customer on opportunity_customer (customer);

CREATE TABLE order_refund (
    seq INTEGER primary key,       -- of its event
    customer_order INTEGER not null, -- 0: of no order that was named
    customer INTEGER not null,     -- it was written for
    at INTEGER not null,
    refund_id TEXT not null,       -- "": none was given
    kind INTEGER not null,         -- RefundKind
    currency TEXT not null,
    stated_minor INTEGER not null, -- as the event says; 0 for the rest and for lines without prices
    counted_minor INTEGER not null -- what of it counts, in the same currency
) STRICT;

CREATE INDEX order_refund_customer on order_refund (customer);

CREATE INDEX order_refund_order on order_refund (customer_order);

CREATE TABLE order_statement (
    customer_order INTEGER not null,
    seq INTEGER not null,
    primary key (customer_order, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE page_load (
    event INTEGER primary key,
    customer INTEGER not null,
    at INTEGER not null,
    class INTEGER not null,     -- event_name: which page
    load_ms INTEGER not null
) STRICT;

CREATE INDEX page_load_at on page_load (at);

CREATE INDEX page_load_customer on page_load (customer);

CREATE TABLE persona (
    id INTEGER primary key,
    key TEXT not null unique,
    name TEXT not null,
    description TEXT not null,
    needs TEXT not null,
    motivations TEXT not null,
    behaviours TEXT not null,
    channels TEXT not null,
    segment TEXT not null,          -- key of one that is kept; '': none
    rule TEXT not null,             -- '': none
    draft INTEGER not null,         -- 1: not named and described yet
    proposed INTEGER not null,      -- 1: found by grouping
    fit REAL,                       -- of rule and group, 0 to 1, when it was found; null: not found by grouping
    basis TEXT not null,            -- JSON: what its people were like when the rule was set
    made_by INTEGER not null,
    made_at INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE TABLE persona_number (
    one INTEGER primary key,
    last_id INTEGER not null
) STRICT;

CREATE TABLE personal_read (
    id INTEGER primary key,
    at INTEGER not null,
    actor_kind INTEGER not null,
    actor INTEGER not null,
    route TEXT not null,
    customer INTEGER,
    customers BLOB,
    count INTEGER not null
) STRICT;

CREATE INDEX personal_read_by_actor on personal_read (actor_kind, actor, at);

CREATE INDEX personal_read_by_at on personal_read (at);

CREATE INDEX personal_read_by_customer on personal_read (customer, at) where customer is not null;

CREATE TABLE plan_item (
    list TEXT not null, -- checklist, practices
    place INTEGER not null,
    key TEXT not null,
    name TEXT not null,
    text TEXT not null,
    rule TEXT not null, -- what the plan is looked at for; 'said': somebody says whether it is met
    met INTEGER not null,
    primary key (list, key)
) STRICT;

CREATE TABLE plan_setting (
    id INTEGER primary key,
    budget INTEGER,            -- minor units; null: not said
    horizon_days INTEGER not null,
    skills TEXT not null,      -- JSON: what the team can do
    systems TEXT not null,     -- JSON: what is in use
    market_owner INTEGER,      -- who watches the market
    market_days INTEGER not null,
    market_from INTEGER not null,     -- since when it is watched; 0: not yet
    market_reminded_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE TABLE playbook (
    id INTEGER primary key,
    name TEXT not null,
    record_type INTEGER not null,
    stage TEXT not null,
    steps TEXT not null, -- JSON: [{"en","fr"}]
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE INDEX playbook_by_type on playbook (record_type, id);

CREATE TABLE playbook_entry (
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

CREATE TABLE playbook_release (
    playbook INTEGER not null references playbook (id) on delete cascade,
    version INTEGER not null,       -- of the playbook
    steps TEXT not null,
    made_at INTEGER not null,
    primary key (playbook, version)
) STRICT;

CREATE TABLE playbook_run (
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

CREATE INDEX playbook_run_customer on playbook_run (customer);

CREATE INDEX playbook_run_due on playbook_run (next_at) where next_at is not null;

CREATE UNIQUE INDEX playbook_run_once on playbook_run (playbook, customer);

CREATE TABLE playbook_run_step (
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

CREATE TABLE prediction_day (
    customer INTEGER not null,
    day INTEGER not null,
    churn INTEGER,
    alive INTEGER,
    primary key (customer, day)
) STRICT;

CREATE INDEX prediction_day_day on prediction_day (day);

CREATE TABLE prediction_model (
    model TEXT primary key,
    published INTEGER not null,   -- version; 0: none
    trained INTEGER not null,     -- the last version; 0: none
    changed_by INTEGER not null,  -- who went back to another version; 0: nobody
    changed_at INTEGER not null
) STRICT;

CREATE TABLE prediction_setting (
    name TEXT primary key,
    value REAL not null
) STRICT;

CREATE TABLE prediction_version (
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

CREATE UNIQUE INDEX prediction_version_of_model on prediction_version (model, version);

CREATE TABLE preference_run (
    at INTEGER primary key,
    took_ms INTEGER not null,
    customers INTEGER not null,    -- summaries written
    with_history INTEGER not null,
    left_out INTEGER not null,     -- objected to profiling
    missing INTEGER not null       -- people without one afterwards
) STRICT;

CREATE TABLE preference_summary (
    customer INTEGER primary key,
    at INTEGER not null,           -- of the run that wrote it
    summary TEXT not null          -- JSON
) STRICT;

CREATE TABLE privacy_incident (
    id INTEGER primary key,
    kind TEXT not null,
    title TEXT not null,
    description TEXT,
    risk TEXT not null,
    known_at INTEGER not null,
    due_at INTEGER not null,
    authority_at INTEGER,
    authority_reference TEXT,
    delay_reason TEXT,
    subjects_at INTEGER,
    subjects_how TEXT,
    status TEXT not null,
    closed_at INTEGER,
    version INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE TABLE privacy_request (
    id INTEGER primary key,
    kind TEXT not null,
    status TEXT not null,
    customer INTEGER,
    subject TEXT,
    channel TEXT not null,
    received_at INTEGER not null,
    received_day INTEGER not null,
    due_day INTEGER not null,
    extension_reason TEXT,
    extended_at INTEGER,
    proof TEXT not null,
    note TEXT,
    assignee INTEGER,
    outcome TEXT,
    done TEXT,
    closed_at INTEGER,
    reminded INTEGER not null,
    version INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

CREATE INDEX privacy_request_by_customer on privacy_request (customer) where customer is not null;

CREATE INDEX privacy_request_by_due on privacy_request (due_day, id) where closed_at is null;

CREATE TABLE product_rule (
    product TEXT primary key,
    consumable INTEGER,            -- 1: bought again and again; 0: once; null: as the orders show
    excluded INTEGER not null,     -- 1: never suggested
    out_of_stock INTEGER not null  -- 1: not suggested until it is there again
) STRICT;

CREATE TABLE project (
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

CREATE TABLE promise (
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

CREATE INDEX promise_by_customer on promise (customer, id);

CREATE INDEX promise_by_due on promise (status, due_at);

CREATE INDEX promise_by_owner on promise (owner, status, due_at);

CREATE TABLE questionnaire_run (
    id INTEGER primary key,
    answers TEXT not null, -- JSON: {"tools":"…"}
    tasks TEXT not null,   -- JSON: numbers of the tasks it ended with
    made_by INTEGER not null,
    made_at INTEGER not null,
    finished_at INTEGER,
    version INTEGER not null
) STRICT;

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

CREATE TABLE recommendation_model (
    version INTEGER primary key,
    trained_at INTEGER not null,
    as_of INTEGER not null,        -- last day it knew
    took_ms INTEGER not null,
    learned INTEGER not null,      -- 1: published; 0: refused, and rhythm and popularity are used
    report TEXT not null,          -- JSON: quality on the hold-out
    content BLOB                   -- catalogue and model; null: an older version
) STRICT;

CREATE TABLE recommendation_setting (
    id INTEGER primary key,
    horizon_days INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE TABLE record_change (
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

CREATE INDEX record_change_by_customer on record_change (customer, id);

CREATE TABLE report (
    id INTEGER primary key,
    name TEXT not null,
    metrics TEXT not null,       -- JSON: [{"metric":"crr","parameters":{…}}]
    period TEXT not null,
    periods INTEGER not null,    -- how many are shown
    schedule TEXT not null,      -- "monthly day 1 08:00"; '': only when asked for
    recipients TEXT not null,
    locale TEXT not null,
    status TEXT not null,
    next_at INTEGER,
    failure TEXT not null,
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE INDEX report_next on report (next_at) where next_at is not null;

CREATE TABLE report_issue ( -- a report as it was made
    id INTEGER primary key,
    report INTEGER not null references report (id) on delete cascade,
    due_at INTEGER not null,
    kind TEXT not null,          -- scheduled, asked
    first_day INTEGER not null,
    last_day INTEGER not null,
    made_at INTEGER not null,
    missed INTEGER not null,     -- due times before it at which nothing was made
    snapshot INTEGER not null,
    title TEXT not null,
    html TEXT not null,
    plain TEXT not null,
    csv TEXT not null,
    recipients TEXT not null,
    unique (report, due_at)
) STRICT;

CREATE TABLE retention_case (
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

CREATE INDEX retention_case_customer on retention_case (customer);

CREATE TABLE retention_case_change (
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

CREATE INDEX retention_case_change_case on retention_case_change (retention_case);

CREATE INDEX retention_case_change_customer on retention_case_change (customer);

CREATE TABLE retention_period (
    class TEXT primary key,
    days INTEGER not null,      -- 0: without end
    changed_at INTEGER not null,
    changed_by INTEGER not null
) STRICT;

CREATE TABLE retention_run (
    id INTEGER primary key,
    at INTEGER not null,
    finished_at INTEGER,
    counts TEXT not null        -- JSON: rows by class
) STRICT;

CREATE TABLE saved_view (
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

CREATE INDEX saved_view_by_owner on saved_view (owner, id);

CREATE TABLE schema_migration (
    number INTEGER primary key,
    name TEXT not null,
    applied_at INTEGER not null
) STRICT;

CREATE TABLE segment (
    id INTEGER primary key,
    key TEXT not null unique,
    name TEXT not null,             -- '': that of the ready-made one, in the reader's language
    description TEXT not null,      -- likewise
    rule TEXT not null,
    ready INTEGER not null,         -- 1: came with the product
    told INTEGER not null,          -- 1: entries and exits are events of the person
    made_by INTEGER not null,
    made_at INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null,
    settled INTEGER not null,       -- the version whose members are kept; 0: none yet
    size INTEGER not null,          -- of the members that are kept
    evaluated_at INTEGER not null   -- 0: never
) STRICT;

CREATE TABLE segment_day (
    segment INTEGER not null references segment (id),
    day INTEGER not null,
    size INTEGER not null,
    entered INTEGER not null,
    left_out INTEGER not null,
    primary key (segment, day)
) STRICT;

CREATE TABLE segment_listed (
    segment INTEGER not null references segment (id),
    customer INTEGER not null,
    kind INTEGER not null,
    reason TEXT not null,
    put_by INTEGER not null,
    put_at INTEGER not null,
    primary key (segment, customer)
) STRICT;

CREATE INDEX segment_listed_customer on segment_listed (customer);

CREATE TABLE segment_member (
    segment INTEGER not null references segment (id),
    customer INTEGER not null,
    since INTEGER not null,
    listed INTEGER not null,        -- 1: by the list, 0: by the rule
    primary key (segment, customer)
) STRICT;

CREATE INDEX segment_member_customer on segment_member (customer);

CREATE TABLE segment_move (
    id INTEGER primary key,
    segment INTEGER not null references segment (id),
    customer INTEGER not null,
    entered INTEGER not null,
    at INTEGER not null
) STRICT;

CREATE INDEX segment_move_customer on segment_move (customer, id);

CREATE INDEX segment_move_segment on segment_move (segment, id);

CREATE TABLE segment_ready (
    key TEXT primary key
) STRICT;

CREATE TABLE segment_state (
    id INTEGER primary key,
    seq INTEGER not null,
    all_at INTEGER not null
) STRICT;

CREATE TABLE segment_strategy (
    segment INTEGER primary key references segment (id) on delete cascade,
    objective TEXT not null,
    offers TEXT not null,
    channels TEXT not null,
    response_minutes INTEGER,       -- null: not said
    agents TEXT not null,
    budget_minor INTEGER,           -- null: not said
    currency TEXT not null,
    priority INTEGER not null,
    changed_by INTEGER not null,
    changed_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE TABLE segment_touched (
    id INTEGER primary key,
    customer INTEGER not null
) STRICT;

CREATE TABLE snapshot ( -- figures as they were known then
    id INTEGER primary key,
    name TEXT not null,
    made_at INTEGER not null,
    day INTEGER not null,
    seq INTEGER not null,        -- last number of the log
    issue INTEGER not null       -- 0: made by hand
) STRICT;

CREATE TABLE snapshot_figure (
    snapshot INTEGER not null,
    number INTEGER not null,
    group_key TEXT not null,
    first_day INTEGER not null,
    last_day INTEGER not null,
    complete INTEGER not null,
    value REAL,                  -- null: not observed then
    low REAL,
    high REAL,
    n INTEGER,
    primary key (snapshot, number, group_key, first_day),
    foreign key (snapshot, number) references snapshot_series (snapshot, number) on delete cascade
) STRICT;

CREATE TABLE snapshot_series (
    snapshot INTEGER not null references snapshot (id) on delete cascade,
    number INTEGER not null,
    metric TEXT not null,
    parameters TEXT not null,
    period TEXT not null,
    unit TEXT not null,
    currency TEXT not null,
    primary key (snapshot, number)
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

CREATE TABLE subscription (
    id INTEGER primary key,
    reference TEXT not null unique,
    customer INTEGER not null,
    status INTEGER not null,
    plan TEXT not null,
    currency TEXT not null,
    price_micros INTEGER,
    quantity INTEGER,
    amount_micros INTEGER,
    discount_micros INTEGER,
    discount_ppm INTEGER,
    cycle_unit INTEGER not null,
    cycle_count INTEGER not null,
    started_at INTEGER,
    trial_end INTEGER,
    period_end INTEGER,
    cancel_at INTEGER,
    cancelled_at INTEGER,
    scheduled INTEGER not null,
    reason TEXT not null,
    reason_kind INTEGER not null,
    last_at INTEGER not null,
    last_word INTEGER not null,
    last_mark INTEGER not null,
    events INTEGER not null
) STRICT;

CREATE INDEX subscription_by_customer on subscription (customer);

CREATE TABLE subscription_event (
    event INTEGER primary key,
    subscription INTEGER not null,
    customer INTEGER not null,
    at INTEGER not null,
    word INTEGER not null,
    mark INTEGER not null,
    taken_back INTEGER not null,
    status INTEGER,
    plan TEXT,
    currency TEXT,
    price_micros INTEGER,
    quantity INTEGER,
    amount_micros INTEGER,
    discount_micros INTEGER,
    discount_ppm INTEGER,
    cycle_unit INTEGER,
    cycle_count INTEGER,
    trial_end INTEGER,
    period_end INTEGER,
    cancel_at INTEGER,
    reason TEXT,
    reason_kind INTEGER
) STRICT;

CREATE INDEX subscription_event_by_customer on subscription_event (customer);

CREATE INDEX subscription_event_by_subscription on subscription_event (subscription, at, word, mark);

CREATE TABLE suppression (
    id INTEGER primary key,
    digest BLOB not null,
    lifted INTEGER not null,
    erasure INTEGER not null,
    changed_by INTEGER not null,
    at INTEGER not null
) STRICT;

CREATE INDEX suppression_by_digest on suppression (digest);

CREATE TABLE survey_answer (
    event INTEGER primary key,
    customer INTEGER not null,
    reference TEXT,             -- "nps:R17": kind and response_id; null: none was given
    kind INTEGER not null,      -- AnswerKind
    survey TEXT not null,
    channel TEXT not null,
    agent TEXT not null,
    score_milli INTEGER not null, -- thousandths
    scale_low INTEGER not null,
    scale_high INTEGER not null,
    at INTEGER not null,
    counted_at INTEGER          -- when it was first given; null: another statement of this reference is later
) STRICT;

CREATE INDEX survey_answer_counted on survey_answer (kind, counted_at);

CREATE INDEX survey_answer_customer on survey_answer (customer, at);

CREATE INDEX survey_answer_reference on survey_answer (reference);

CREATE TABLE survey_invitation (
    event INTEGER primary key,
    customer INTEGER not null,
    reference TEXT,             -- of the answer that it asks for; null: none was given
    kind INTEGER not null,      -- AnswerKind
    survey TEXT not null,
    channel TEXT not null,
    at INTEGER not null
) STRICT;

CREATE INDEX survey_invitation_at on survey_invitation (kind, at);

CREATE INDEX survey_invitation_customer on survey_invitation (customer, at);

CREATE TABLE survey_verbatim (
    event INTEGER primary key,
    customer INTEGER not null,
    reference TEXT,               -- as of survey_answer
    kind INTEGER not null,        -- AnswerKind
    survey TEXT not null,
    channel TEXT not null,
    agent TEXT not null,
    mood INTEGER not null,        -- -1, 0, 1; 2: no word of it is known
    at INTEGER not null
) STRICT;

CREATE INDEX survey_verbatim_at on survey_verbatim (at);

CREATE INDEX survey_verbatim_customer on survey_verbatim (customer);

CREATE INDEX survey_verbatim_reference on survey_verbatim (reference);

CREATE TABLE tag (
    id INTEGER primary key,
    name TEXT not null,
    folded TEXT not null unique
) STRICT;

CREATE TABLE task (
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

CREATE INDEX task_by_customer on task (customer, id);

CREATE INDEX task_by_milestone on task (milestone);

CREATE INDEX task_by_owner on task (owner, status, due_day);

CREATE INDEX task_by_project on task (project, id);

CREATE TABLE ticket (
    id INTEGER primary key,
    reference TEXT not null unique,
    customer INTEGER not null,
    status INTEGER not null,    -- TicketStatus
    opened_at INTEGER,          -- null: its opening has not been heard of; it is in no figure
    replied_at INTEGER,         -- first reply; null: none yet
    solved_at INTEGER,          -- the last time, while it stays so
    reopened INTEGER not null,  -- how often
    channel TEXT not null,
    agent TEXT not null,
    topic TEXT not null,
    priority TEXT not null,
    last_at INTEGER not null
) STRICT;

CREATE INDEX ticket_customer on ticket (customer, opened_at);

CREATE INDEX ticket_opened on ticket (opened_at);

CREATE INDEX ticket_solved on ticket (solved_at);

CREATE TABLE ticket_event (
    event INTEGER primary key,
    reference TEXT not null,    -- ticket_id; "event 17" of one without
    customer INTEGER not null,
    word INTEGER not null,      -- TicketWord
    at INTEGER not null,
    channel TEXT not null,
    agent TEXT not null,
    topic TEXT not null,
    priority TEXT not null,
    reply_milli INTEGER         -- minutes to the first reply, in thousandths; null: not said
) STRICT;

CREATE INDEX ticket_event_at on ticket_event (at);

CREATE INDEX ticket_event_customer on ticket_event (customer);

CREATE INDEX ticket_event_reference on ticket_event (reference, at);

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

CREATE TABLE uplift_model ( -- one row each training
    id INTEGER primary key,
    experiment INTEGER not null references experiment (id) on delete cascade,
    trained_at INTEGER not null,
    status INTEGER not null,      -- UpliftStatus
    refusal_en TEXT not null,     -- of UPLIFT_REFUSED
    refusal_fr TEXT not null,
    record BLOB                   -- predict/uplift.h; null: refused
) STRICT;

CREATE INDEX uplift_model_experiment on uplift_model (experiment);

CREATE TABLE webhook (
    id INTEGER primary key,
    name TEXT not null,
    url TEXT not null,
    topics TEXT not null,        -- separated by line feeds: "*", a kind of happening ("order") or an event name
    identities INTEGER not null, -- whether ids, e-mails and phones of the customer are told too
    headers TEXT not null,       -- "Name: value", separated by line feeds
    status INTEGER not null,
    secret BLOB not null,        -- sealed
    old_secret BLOB,             -- the one before, sealed, until old_until
    old_until INTEGER,
    failing_since INTEGER,
    succeeded_at INTEGER,
    failed_at INTEGER,
    failure TEXT not null,       -- code of the last one
    made_at INTEGER not null,
    version INTEGER not null
) STRICT;

CREATE TABLE webhook_attempt (
    message INTEGER not null references webhook_message (id) on delete cascade,
    number INTEGER not null,
    at INTEGER not null,
    status INTEGER not null,     -- of the answer; 0: there was none
    code TEXT not null,          -- why it failed; '': it did not
    milliseconds INTEGER not null,
    answer TEXT not null,        -- its beginning
    primary key (message, number)
) STRICT;

CREATE TABLE webhook_change ( -- one row: how often webhooks were changed, for other servers
    id INTEGER primary key,
    changes INTEGER not null
) STRICT;

CREATE TABLE webhook_message (
    id INTEGER primary key,
    webhook INTEGER not null references webhook (id) on delete cascade,
    event INTEGER not null,      -- number in the log; 0: a test
    customer INTEGER not null,
    topic TEXT not null,
    status INTEGER not null,
    attempts INTEGER not null,
    next_at INTEGER,             -- of a waiting one; while it is under way: when it is taken for lost
    made_at INTEGER not null,
    ended_at INTEGER
) STRICT;

CREATE INDEX webhook_message_by_customer on webhook_message (customer);

CREATE INDEX webhook_message_due on webhook_message (webhook, next_at) where next_at is not null;

CREATE INDEX webhook_message_ended on webhook_message (ended_at) where ended_at is not null;

CREATE INDEX webhook_message_of on webhook_message (webhook, id);

CREATE TABLE workspace (
    id INTEGER primary key,
    version INTEGER not null,
    name TEXT not null,
    time_zone TEXT not null,
    currency TEXT not null,
    locale TEXT not null,
    base_url TEXT not null,
    secret BLOB not null
, business_model TEXT not null default '', churn_rule TEXT not null default 'inactivity', window_days INTEGER not null default 0, tracking_consent TEXT not null default 'not_required', churn_recognition TEXT not null default 'end', partial_loss TEXT not null default 'contraction') STRICT;

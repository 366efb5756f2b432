-- What a customer said of what may be done with their data, what they asked for, and who looked at it.

-- Why data is used. ground: consent, contract, legitimate_interest, legal_obligation (Art. 6 GDPR). marketing: direct
-- marketing, an objection to which is absolute (Art. 21(2)); profiling: covered by an objection to profiling.
-- categories: what consent managers of web sites call it, separated by commas. version grows with each change.
create table consent_purpose (
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
insert into consent_purpose (name, position, ground, marketing, profiling, categories, label_en, label_fr, version,
    changed_by, changed_at)
values
    ('service', 1, 'contract', 0, 0, '', 'Messages about orders and the service',
     'Messages sur les commandes et le service', 1, 0, 0),
    ('marketing', 2, 'consent', 1, 0, 'Marketing,Advertising,Targeting,C0004', 'Offers and news',
     'Offres et nouvelles', 1, 0, 0),
    ('analytics', 3, 'consent', 0, 0, 'Analytics,Performance,Statistics,C0002', 'Measuring visits and use',
     'Mesure des visites et de l’usage', 1, 0, 0),
    ('profiling', 4, 'legitimate_interest', 0, 1, 'Personalization,Functional,C0003', 'Scores and predictions',
     'Scores et prédictions', 1, 0, 0),
    ('tracking-open', 5, 'consent', 0, 0, '', 'Seeing whether a message was opened',
     'Savoir si un message a été ouvert', 1, 0, 0),
    ('tracking-click', 6, 'consent', 0, 0, '', 'Seeing which links were followed',
     'Savoir quels liens ont été suivis', 1, 0, 0),
    ('referral', 7, 'consent', 1, 0, '', 'Recommendations to friends', 'Parrainage', 1, 0, 0),
    ('values', 8, 'consent', 1, 0, '', 'News of our causes and commitments',
     'Nouvelles de nos causes et engagements', 1, 0, 0);

-- What was shown to whoever consented: a version never changes. hash: SHA-256 of the text, in hex.
create table consent_text (
    purpose TEXT not null references consent_purpose (name),
    version INTEGER not null,
    locale TEXT not null,
    text TEXT not null,
    hash TEXT not null,
    made_by INTEGER not null,
    made_at INTEGER not null,
    primary key (purpose, version, locale)
) STRICT;

-- Only ever appended to. kind 1: consent, 2: objection (Art. 21), 3: restriction (Art. 18); state 1: granted or raised,
-- 2: refused, 3: withdrawn or lifted. at: when it was said; event: in the log.
create table consent_event (
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
create index consent_event_by_customer on consent_event (customer, kind);

alter table workspace add column tracking_consent TEXT not null default 'not_required';

-- Requests of data subjects (Art. 12-22). days are civil days since 1970 in the workspace's time zone.
create table privacy_request (
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
create index privacy_request_by_due on privacy_request (due_day, id) where closed_at is null;
create index privacy_request_by_customer on privacy_request (customer) where customer is not null;

-- Breaches (Art. 33-34) and identity thefts.
create table privacy_incident (
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
create table incident_step (
    incident INTEGER not null references privacy_incident (id),
    position INTEGER not null,
    name TEXT not null,
    due_at INTEGER,
    done_by INTEGER,
    done_at INTEGER,
    primary key (incident, position)
) STRICT;
create table incident_customer (
    incident INTEGER not null references privacy_incident (id),
    customer INTEGER not null,
    added_at INTEGER not null,
    primary key (incident, customer)
) STRICT;
create index incident_customer_by_customer on incident_customer (customer);

-- Copies made for a data subject. key: of the file, sealed by the workspace's; token: SHA-256 of the link's.
create table access_export (
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
create index access_export_by_customer on access_export (customer);
create index access_export_by_token on access_export (token) where token is not null;

-- Who read whose data: a row a call. customer: of a call about one; customers: their numbers in four bytes each (big
-- endian) of a list. No values.
create table personal_read (
    id INTEGER primary key,
    at INTEGER not null,
    actor_kind INTEGER not null,
    actor INTEGER not null,
    route TEXT not null,
    customer INTEGER,
    customers BLOB,
    count INTEGER not null
) STRICT;
create index personal_read_by_actor on personal_read (actor_kind, actor, at);
create index personal_read_by_customer on personal_read (customer, at) where customer is not null;
create index personal_read_by_at on personal_read (at);

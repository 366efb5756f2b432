-- People, their sessions and second factors, API keys, roles, and the audit trail.
-- Tokens and keys are kept as SHA-256, passwords as argon2id, TOTP seeds sealed by the key file of the data folder.

-- One row. `version` rises with every change of what servers keep in memory; `last_id` numbers people, keys, sessions.
create table staff_state (
    id INTEGER primary key,
    version INTEGER not null,
    last_id INTEGER not null
) STRICT;
insert into staff_state (id, version, last_id) values (1, 1, 0);

create table staff_person (
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

create table staff_recovery_code (
    person_id INTEGER not null references staff_person (id) on delete cascade,
    digest BLOB not null,
    used_at INTEGER,
    primary key (person_id, digest)
) STRICT;

create table staff_session (
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
create index staff_session_person on staff_session (person_id);

-- Browsers that have signed in before: they have a budget of tries of their own.
create table staff_device (
    digest BLOB primary key,
    person_id INTEGER not null references staff_person (id) on delete cascade,
    created_at INTEGER not null
) STRICT;

-- One-time links: purpose 1 resets a password, 2 accepts an invitation.
create table staff_link (
    digest BLOB primary key,
    purpose INTEGER not null,
    person_id INTEGER not null references staff_person (id) on delete cascade,
    expires_at INTEGER not null
) STRICT;

create table staff_role (
    role INTEGER primary key,
    masked INTEGER not null,
    second_factor INTEGER not null
) STRICT;
insert into staff_role (role, masked, second_factor) values (0, 0, 0), (1, 0, 0), (2, 16, 0), (3, 47, 0), (4, 46, 0);

-- Origins and addresses are lists separated by spaces; empty: any.
create table staff_key (
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

-- Append-only. `hash` is SHA-256 over the hash before it and all other columns (trail.h).
create table audit_entry (
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

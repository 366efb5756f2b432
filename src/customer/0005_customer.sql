-- What is known of customers: traits with their history, terms to find them by, accounts, computed traits, and who may
-- be the same person.
create table trait_definition (
    name TEXT primary key,
    type INTEGER not null,
    rule INTEGER not null,
    sources TEXT not null,
    changed_by INTEGER not null,
    changed_at INTEGER not null
) STRICT;

-- What each source says now.
create table trait (
    customer INTEGER not null,
    name TEXT not null,
    source INTEGER not null,
    type INTEGER not null,
    value TEXT not null,
    changed_by INTEGER not null,
    at INTEGER not null,
    primary key (customer, name, source)
) STRICT;

-- Every change. value is null when it was taken away; mark finds a value.
create table trait_change (
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
create index trait_change_by_customer on trait_change (customer, name, id);
create index trait_change_by_mark on trait_change (name, mark, customer);

-- Words of names, folded, each once a customer.
create table customer_term (
    customer INTEGER not null,
    term TEXT not null,
    primary key (customer, term)
) STRICT;
create index customer_term_by_term on customer_term (term, customer);

create table account (
    id INTEGER primary key,
    group_id TEXT not null unique,
    parent INTEGER references account (id),
    source INTEGER not null,
    made_at INTEGER not null
) STRICT;
create index account_by_parent on account (parent);

create table account_trait (
    account INTEGER not null references account (id),
    name TEXT not null,
    type INTEGER not null,
    value TEXT not null,
    source INTEGER not null,
    changed_by INTEGER not null,
    at INTEGER not null,
    primary key (account, name)
) STRICT;

create table account_member (
    account INTEGER not null references account (id),
    customer INTEGER not null,
    role TEXT not null,
    source INTEGER not null,
    at INTEGER not null,
    primary key (account, customer)
) STRICT;
create index account_member_by_customer on account_member (customer);

create table computed_trait (
    id INTEGER primary key,
    name TEXT not null unique,
    event TEXT not null,
    measure INTEGER not null,
    property TEXT not null,
    window_days INTEGER not null,
    made_by INTEGER not null,
    made_at INTEGER not null
) STRICT;

-- What makes customers alike: two that share a key are compared.
create table likeness_key (
    likeness TEXT not null,
    customer INTEGER not null,
    primary key (likeness, customer)
) STRICT;
create index likeness_key_by_customer on likeness_key (customer);

-- status 0: nobody has looked yet, 1: merged, 2: two persons.
create table duplicate (
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
create index duplicate_by_score on duplicate (status, score, id);
create index duplicate_by_high on duplicate (high, status);

-- How often a customer was changed: the version of a person is made of these (customer.h).
create table customer_version (
    customer INTEGER primary key,
    version INTEGER not null
) STRICT;

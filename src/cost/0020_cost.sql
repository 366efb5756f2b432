-- What the people in charge enter: costs, gains and the size of the market, by period (docs/costs.md).
create table money_entry (
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
) STRICT;
create index money_entry_days on money_entry (book, first_day);

-- Numbers that were given out, so that none is given twice.
create table money_entry_state (
    id INTEGER primary key,
    last_id INTEGER not null
) STRICT;
insert into money_entry_state (id, last_id) values (1, 0);

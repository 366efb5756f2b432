-- Personas: people who stand for many, and the rule that says for whom (segment/persona.h). Lists are lines.
create table persona (
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
create table persona_number (
    one INTEGER primary key,
    last_id INTEGER not null
) STRICT;
insert into persona_number (one, last_id) values (1, 0);

-- What people read and look at, by words (segment/figure.h: interest). Where all places are taken there is none.
insert into dimension (number, name, paths)
select max(number) + 1, 'interest', 'properties.topic | properties.tag | properties.tags[0] | properties.category'
from dimension having count(*) < 8 and sum(case when name = 'interest' then 1 else 0 end) = 0;

-- What is done for the people of a segment (segment/strategy.h). Lists are lines; priority 1 goes first.
create table segment_strategy (
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

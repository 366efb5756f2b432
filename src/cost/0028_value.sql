-- For whom a cost was spent, what customers were worth at the end of each month as it was known then, and what is said
-- without a rating (docs/costs.md, docs/feedback.md).
alter table money_entry add column segment TEXT not null default '';  -- "": for everybody
alter table money_entry add column campaign TEXT not null default '';

-- One row a month and group, written once and never changed.
create table clv_snapshot (
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

-- Answers, reviews and mentions without a rating: what their words say. The words stay in the bodies of the events.
create table survey_verbatim (
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
create index survey_verbatim_reference on survey_verbatim (reference);
create index survey_verbatim_customer on survey_verbatim (customer);
create index survey_verbatim_at on survey_verbatim (at);

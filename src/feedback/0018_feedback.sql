-- Answers to surveys and reviews, and invitations to answer, as the events say; kept by reactions (docs/feedback.md).
-- Comments stay in the bodies of the events.
create table survey_answer (
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
create index survey_answer_reference on survey_answer (reference);
create index survey_answer_customer on survey_answer (customer, at);
create index survey_answer_counted on survey_answer (kind, counted_at);

create table survey_invitation (
    event INTEGER primary key,
    customer INTEGER not null,
    reference TEXT,             -- of the answer that it asks for; null: none was given
    kind INTEGER not null,      -- AnswerKind
    survey TEXT not null,
    channel TEXT not null,
    at INTEGER not null
) STRICT;
create index survey_invitation_customer on survey_invitation (customer, at);
create index survey_invitation_at on survey_invitation (kind, at);

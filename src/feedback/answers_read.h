// answers_read.h - answers and invitations of a stretch of time, and which invitations were answered.
#ifndef FIDELE_FEEDBACK_ANSWERS_READ_H
#define FIDELE_FEEDBACK_ANSWERS_READ_H

#include "feedback/answer.h"

typedef struct Answers {
    Answer *answer; // in the order of time
    size_t count;
} Answers;

typedef struct AnswerAsk {
    AnswerKind kind;  // 0: all
    Str survey;       // "": all
    Instant from, to; // to: not included
} AnswerAsk;

// `customer` is the root of the person; `at` when the answer was first given.
MUST_USE bool answers_read(const Identity *identity, StoreSession *session, const AnswerAsk *ask, Arena *arena,
                           Answers *answers, Error *error);
MUST_USE bool invitations_read(const Identity *identity, StoreSession *session, const AnswerAsk *ask, Arena *arena,
                               Answers *invitations, Error *error);

// What was said without a rating, of all kinds, behind what is in `answers`. The same reference again is the same one:
// what was said last counts, and a rating goes before words.
MUST_USE bool verbatims_read(const Identity *identity, StoreSession *session, const AnswerAsk *ask, Arena *arena,
                             Answers *answers, Error *error);

// Whether each invitation was answered: by the same person, to the same survey (one that names none fits any), not
// before it and before the next invitation of the person to that survey; where both have a response id it must be the
// same. `answers` are those since the first of the invitations; both are put into another order.
bool *invitations_answered(Answers *invitations, Answers *answers, Arena *arena);

#endif

#include "feedback/answers_read.h"

#include <stdlib.h>
#include <string.h>

static Answer *add(Answers *list, size_t *room, Arena *arena)
{
    enum { USUAL = 256 };
    if (list->count == *room) {
        Answer *larger = arena_array(arena, Answer, *room = *room ? *room * 2 : USUAL);
        if (list->count) memcpy(larger, list->answer, list->count * sizeof *larger);
        list->answer = larger;
    }
    return &list->answer[list->count++];
}

bool answers_read(const Identity *identity, StoreSession *session, const AnswerAsk *ask, Arena *arena, Answers *answers,
                  Error *error)
{
    Rows rows;
    size_t room = 0;
    *answers = (Answers){0};
    if (!store_select(
            session, &query_feedback_between,
            VALUES(value_integer(ask->kind), value_integer(ask->from), value_integer(ask->to), value_text(ask->survey)),
            &rows, error))
        return false;
    while (rows_next(&rows))
        *add(answers, &room, arena) = (Answer){.event = rows_integer(&rows, 0),
                                               .customer = identity_root(identity, (CustomerId)rows_integer(&rows, 1)),
                                               .kind = (AnswerKind)rows_integer(&rows, 2),
                                               .survey = str_copy(arena, rows_text(&rows, 3)),
                                               .channel = str_copy(arena, rows_text(&rows, 4)),
                                               .agent = str_copy(arena, rows_text(&rows, 5)),
                                               .score_milli = rows_integer(&rows, 6),
                                               .scale_low = rows_integer(&rows, 7),
                                               .scale_high = rows_integer(&rows, 8),
                                               .at = rows_integer(&rows, 9),
                                               .reference = str_copy(arena, rows_text(&rows, 10))};
    return rows_close(&rows, error);
}

bool verbatims_read(const Identity *identity, StoreSession *session, const AnswerAsk *ask, Arena *arena,
                    Answers *answers, Error *error)
{
    Rows rows;
    size_t room = answers->count;
    if (!store_select(session, &query_feedback_verbatims_between,
                      VALUES(value_integer(ask->from), value_integer(ask->to), value_text(ask->survey)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        int64_t mood = rows_integer(&rows, 6);
        *add(answers, &room, arena) = (Answer){.event = rows_integer(&rows, 0),
                                               .customer = identity_root(identity, (CustomerId)rows_integer(&rows, 1)),
                                               .kind = (AnswerKind)rows_integer(&rows, 2),
                                               .survey = str_copy(arena, rows_text(&rows, 3)),
                                               .channel = str_copy(arena, rows_text(&rows, 4)),
                                               .agent = str_copy(arena, rows_text(&rows, 5)),
                                               .at = rows_integer(&rows, 7),
                                               .reference = str_copy(arena, rows_text(&rows, 8)),
                                               .in_words = true,
                                               .mood_known = mood != MOOD_NOT_KNOWN,
                                               .mood = mood == MOOD_NOT_KNOWN ? 0 : (int)mood};
    }
    return rows_close(&rows, error);
}

bool invitations_read(const Identity *identity, StoreSession *session, const AnswerAsk *ask, Arena *arena,
                      Answers *invitations, Error *error)
{
    Rows rows;
    size_t room = 0;
    *invitations = (Answers){0};
    if (!store_select(
            session, &query_feedback_invitations_between,
            VALUES(value_integer(ask->kind), value_integer(ask->from), value_integer(ask->to), value_text(ask->survey)),
            &rows, error))
        return false;
    while (rows_next(&rows))
        *add(invitations, &room, arena) =
            (Answer){.event = rows_integer(&rows, 0),
                     .customer = identity_root(identity, (CustomerId)rows_integer(&rows, 1)),
                     .kind = (AnswerKind)rows_integer(&rows, 2),
                     .survey = str_copy(arena, rows_text(&rows, 3)),
                     .channel = str_copy(arena, rows_text(&rows, 4)),
                     .at = rows_integer(&rows, 5),
                     .reference = str_copy(arena, rows_text(&rows, 6))};
    return rows_close(&rows, error);
}

// ---- which invitations were answered ----

static int by_person_and_kind(const Answer *x, const Answer *y)
{
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static int by_time(const Answer *x, const Answer *y)
{
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

static int invitation_order(const void *a, const void *b)
{
    const Answer *x = a, *y = b;
    int order = by_person_and_kind(x, y);
    if (!order) order = str_compare(x->survey, y->survey);
    return order ? order : by_time(x, y);
}

static int answer_order(const void *a, const void *b)
{
    const Answer *x = a, *y = b;
    int order = by_person_and_kind(x, y);
    return order ? order : by_time(x, y);
}

static bool fits(const Answer *invitation, const Answer *answer, Instant until)
{
    if (answer->at < invitation->at || answer->at >= until) return false;
    if (invitation->reference.size && answer->reference.size)
        return str_equal(invitation->reference, answer->reference);
    return !invitation->survey.size || !answer->survey.size || str_equal(invitation->survey, answer->survey);
}

// The first of the answers [from, to) that is not before it.
static size_t not_before(const Answers *answers, size_t from, size_t to, Instant at)
{
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (answers->answer[middle].at < at)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool is_answered(const Answer *invitation, const Answers *answers, size_t from, size_t to, Instant until)
{
    for (size_t a = not_before(answers, from, to, invitation->at); a < to && answers->answer[a].at < until; a++)
        if (fits(invitation, &answers->answer[a], until)) return true;
    return false;
}

bool *invitations_answered(Answers *invitations, Answers *answers, Arena *arena)
{
    bool *answered = arena_array(arena, bool, invitations->count + 1);
    if (!invitations->count || !answers->count) return answered;
    qsort(invitations->answer, invitations->count, sizeof *invitations->answer, invitation_order);
    qsort(answers->answer, answers->count, sizeof *answers->answer, answer_order);
    size_t from = 0, to = 0; // answers of the person in question
    for (size_t i = 0; i < invitations->count; i++) {
        const Answer *one = &invitations->answer[i], *next = one + 1;
        bool again =
            i + 1 < invitations->count && by_person_and_kind(one, next) == 0 && str_equal(one->survey, next->survey);
        while (from < answers->count && by_person_and_kind(&answers->answer[from], one) < 0) from++;
        if (to < from) to = from;
        for (; to < answers->count && by_person_and_kind(&answers->answer[to], one) == 0;) to++;
        answered[i] = is_answered(one, answers, from, to, again ? next->at : INT64_MAX);
    }
    return answered;
}

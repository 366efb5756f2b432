// answer_follow.c - the events that answers and invitations are made of, taken in the transaction that appends them;
// and where they hold personal data.
#include "event/reaction.h"
#include "feedback/answer.h"
#include "feedback/feedback.h"

// Of all statements of a reference the last one counts, at the time of the first.
static bool settle(StoreSession *session, Str reference, Error *error)
{
    Rows rows;
    int64_t holder = 0;
    Instant first = 0;
    if (!store_execute(session, &query_feedback_count_none, VALUES(value_text(reference)), NULL, error) ||
        !store_select(session, &query_feedback_of_reference, VALUES(value_text(reference)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (!holder) first = rows_integer(&rows, 1);
        holder = rows_integer(&rows, 0);
    }
    if (!rows_close(&rows, error)) return false;
    return !holder || store_execute(session, &query_feedback_count_one,
                                    VALUES(value_integer(holder), value_integer(first)), NULL, error);
}

static bool keep_answer(StoreSession *session, const Answer *answer, Error *error)
{
    bool alone = !answer->reference.size;
    return store_execute(session, &query_feedback_insert,
                         VALUES(value_integer(answer->event), value_integer(answer->customer),
                                value_text_or_null(answer->reference), value_integer(answer->kind),
                                value_text(answer->survey), value_text(answer->channel), value_text(answer->agent),
                                value_integer(answer->score_milli), value_integer(answer->scale_low),
                                value_integer(answer->scale_high), value_integer(answer->at),
                                alone ? value_integer(answer->at) : value_null()),
                         NULL, error) &&
           (alone || settle(session, answer->reference, error));
}

static bool keep_invitation(StoreSession *session, const Answer *invitation, Error *error)
{
    return store_execute(session, &query_feedback_invite,
                         VALUES(value_integer(invitation->event), value_integer(invitation->customer),
                                value_text_or_null(invitation->reference), value_integer(invitation->kind),
                                value_text(invitation->survey), value_text(invitation->channel),
                                value_integer(invitation->at)),
                         NULL, error);
}

static bool keep_verbatim(StoreSession *session, const Answer *answer, Error *error)
{
    return store_execute(session, &query_feedback_say,
                         VALUES(value_integer(answer->event), value_integer(answer->customer),
                                value_text_or_null(answer->reference), value_integer(answer->kind),
                                value_text(answer->survey), value_text(answer->channel), value_text(answer->agent),
                                value_integer(answer->mood_known ? answer->mood : MOOD_NOT_KNOWN),
                                value_integer(answer->at)),
                         NULL, error);
}

static bool follow(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Answer answer;
    Arena *arena = arena_open(0);
    bool fine = true;
    if (answer_of_event(event, arena, &answer))
        fine = keep_answer(session, &answer, error);
    else if (invitation_of_event(event, arena, &answer))
        fine = keep_invitation(session, &answer, error);
    else if (verbatim_of_event(event, arena, &answer))
        fine = keep_verbatim(session, &answer, error);
    arena_close(arena);
    return fine;
}

static bool undo(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Rows rows;
    if (!store_execute(session, &query_feedback_uninvite, VALUES(value_integer(event->seq)), NULL, error) ||
        !store_execute(session, &query_feedback_unsay, VALUES(value_integer(event->seq)), NULL, error) ||
        !store_select(session, &query_feedback_reference_of, VALUES(value_integer(event->seq)), &rows, error))
        return false;
    Arena *arena = arena_open(0);
    Str reference = rows_next(&rows) ? str_copy(arena, rows_text(&rows, 0)) : STR("");
    bool fine = rows_close(&rows, error) &&
                store_execute(session, &query_feedback_remove, VALUES(value_integer(event->seq)), NULL, error) &&
                (!reference.size || settle(session, reference, error));
    arena_close(arena);
    return fine;
}

enum { SAID = 1U << EVENT_TRACK | 1U << EVENT_INTERNAL };

const Reaction feedback_reactions[] = {
    {.name = "answers", .kinds = SAID, .event = "Survey Answered", .within = follow, .undo = undo},
    {.name = "reviews", .kinds = SAID, .event = "Product Reviewed", .within = follow, .undo = undo},
    {.name = "satisfaction of tickets", .kinds = SAID, .event = "Ticket Solved", .within = follow, .undo = undo},
    {.name = "invitations", .kinds = SAID, .event = "Survey Sent", .within = follow, .undo = undo},
    {.name = "mentions", .kinds = SAID, .event = "Brand Mentioned", .within = follow, .undo = undo},
    {.name = NULL},
};

// ---- personal data ----

const PersonalTable feedback_personal[] = {
    {.table = "survey_answer",
     .name = "answers",
     .purpose = PHRASE("your answers to surveys, to serve you better", "vos réponses aux enquêtes, pour mieux vous "
                                                                       "servir"),
     .retention = RETENTION_SERVICE,
     .read = &query_feedback_export,
     .columns = "kind survey score_milli channel agent at:instant",
     .erase = &query_feedback_erase,
     .expire = &query_feedback_expire},
    {.table = "survey_invitation",
     .name = "invitations",
     .purpose = PHRASE("which surveys you were asked to answer", "à quelles enquêtes vous avez été invité"),
     .retention = RETENTION_SERVICE,
     .read = &query_feedback_export_invitations,
     .columns = "kind survey channel at:instant",
     .erase = &query_feedback_erase_invitations,
     .expire = &query_feedback_expire_invitations},
    {.table = "survey_verbatim",
     .name = "verbatims",
     .purpose = PHRASE("whether what you wrote about us was positive or negative",
                       "si ce que vous avez écrit sur nous était positif ou négatif"),
     .retention = RETENTION_SERVICE,
     .read = &query_feedback_export_verbatims,
     .columns = "kind survey channel agent mood at:instant",
     .erase = &query_feedback_erase_verbatims,
     .expire = &query_feedback_expire_verbatims},
    {0},
};

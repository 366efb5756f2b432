#include "consent/consent.h"

#include <stdlib.h>
#include <string.h>

// ---- words ----

Str consent_kind_name(ConsentKind kind)
{
    static const Str names[CONSENT_KIND_COUNT] = {[CONSENT_GIVEN] = STR("consent"),
                                                  [CONSENT_OBJECTION] = STR("objection"),
                                                  [CONSENT_RESTRICTION] = STR("restriction")};
    return names[kind];
}

Str consent_state_name(ConsentKind kind, ConsentState state)
{
    static const Str names[CONSENT_STATE_COUNT] = {STR("unknown"), STR("granted"), STR("refused"), STR("withdrawn")};
    if (kind == CONSENT_GIVEN) return names[state];
    return state == CONSENT_GRANTED ? STR("raised") : STR("lifted");
}

static const Str channel_names[CONSENT_CHANNEL_COUNT] = {STR("any"),  STR("email"), STR("sms"), STR("phone"),
                                                         STR("post"), STR("push"),  STR("chat")};

Str consent_channel_name(ConsentChannel channel)
{
    return channel_names[channel];
}

bool consent_channel_parse(Str name, ConsentChannel *channel)
{
    for (ConsentChannel i = 0; i < CONSENT_CHANNEL_COUNT; i++)
        if (str_equal(name, channel_names[i])) {
            *channel = i;
            return true;
        }
    return false;
}

static const Str ground_names[LEGAL_GROUND_COUNT] = {[GROUND_CONSENT] = STR("consent"),
                                                     [GROUND_CONTRACT] = STR("contract"),
                                                     [GROUND_LEGITIMATE_INTEREST] = STR("legitimate_interest"),
                                                     [GROUND_LEGAL_OBLIGATION] = STR("legal_obligation")};

Str legal_ground_name(LegalGround ground)
{
    return ground_names[ground];
}

bool legal_ground_parse(Str name, LegalGround *ground)
{
    for (LegalGround i = GROUND_CONSENT; i < LEGAL_GROUND_COUNT; i++)
        if (str_equal(name, ground_names[i])) {
            *ground = i;
            return true;
        }
    return false;
}

// ---- the log ----

// The hash of what was shown, in the language that was told or, when there is one language only, in that.
static bool find_text(StoreSession *session, ConsentEvent *event, Arena *arena, Error *error)
{
    Rows rows;
    Str only = STR("");
    size_t languages = 0;
    if (!event->text_version) return true;
    if (!store_select(session, &query_consent_text_hash,
                      VALUES(value_text(event->purpose), value_integer(event->text_version)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        only = str_copy(arena, rows_text(&rows, 1));
        languages++;
        if (str_equal(rows_text(&rows, 0), event->locale)) event->text_hash = only;
    }
    if (languages == 1 && !event->locale.size) event->text_hash = only;
    return rows_close(&rows, error);
}

bool consent_append(StoreSession *session, ConsentEvent *event, Arena *arena, Error *error)
{
    Rows rows;
    if (!find_text(session, event, arena, error)) return false;
    if (!store_select(session, &query_consent_append,
                      VALUES(value_integer(event->customer), value_integer(event->kind), value_text(event->purpose),
                             value_integer(event->channel), value_integer(event->state),
                             event->text_version ? value_integer(event->text_version) : value_null(),
                             value_text_or_null(event->text_hash), value_text_or_null(event->locale),
                             value_text(event->source), value_text_or_null(event->evidence),
                             value_integer(event->origin), value_integer(event->by), value_integer(event->event),
                             value_integer(event->at), value_integer(event->received)),
                      &rows, error))
        return false;
    event->id = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

static ConsentEvent take(const Rows *rows, Arena *arena)
{
    return (ConsentEvent){.id = rows_integer(rows, 0),
                          .customer = (CustomerId)rows_integer(rows, 1),
                          .kind = (ConsentKind)rows_integer(rows, 2),
                          .purpose = str_copy(arena, rows_text(rows, 3)),
                          .channel = (ConsentChannel)rows_integer(rows, 4),
                          .state = (ConsentState)rows_integer(rows, 5),
                          .text_version = rows_integer(rows, 6),
                          .text_hash = str_copy(arena, rows_text(rows, 7)),
                          .locale = str_copy(arena, rows_text(rows, 8)),
                          .source = str_copy(arena, rows_text(rows, 9)),
                          .evidence = str_copy(arena, rows_text(rows, 10)),
                          .origin = rows_integer(rows, 11),
                          .by = rows_integer(rows, 12),
                          .event = rows_integer(rows, 13),
                          .at = rows_integer(rows, 14),
                          .received = rows_integer(rows, 15)};
}

static bool known_words(const ConsentEvent *event)
{
    return event->kind >= CONSENT_GIVEN && event->kind < CONSENT_KIND_COUNT && event->channel >= CONSENT_ANY &&
           event->channel < CONSENT_CHANNEL_COUNT && event->state > CONSENT_UNKNOWN &&
           event->state < CONSENT_STATE_COUNT;
}

typedef struct EventList {
    ConsentEvent *event;
    size_t count, room;
} EventList;

static void add(EventList *list, const ConsentEvent *event, Arena *arena)
{
    if (list->count == list->room) {
        ConsentEvent *larger = arena_array(arena, ConsentEvent, list->room = list->room ? list->room * 2 : 16);
        if (list->count) memcpy(larger, list->event, list->count * sizeof *larger);
        list->event = larger;
    }
    list->event[list->count++] = *event;
}

static int by_time(const void *a, const void *b)
{
    const ConsentEvent *left = a, *right = b;
    if (left->at != right->at) return left->at < right->at ? -1 : 1;
    return (left->id > right->id) - (left->id < right->id);
}

bool consent_events(StoreSession *session, const CustomerId *members, size_t member_count, Arena *arena,
                    ConsentEvent **events, size_t *count, Error *error)
{
    EventList list = {0};
    for (size_t i = 0; i < member_count; i++) {
        Rows rows;
        if (!store_select(session, &query_consent_of_customer, VALUES(value_integer(members[i])), &rows, error))
            return false;
        while (rows_next(&rows)) {
            ConsentEvent event = take(&rows, arena);
            if (known_words(&event)) add(&list, &event, arena);
        }
        if (!rows_close(&rows, error)) return false;
    }
    if (list.count && member_count > 1) qsort(list.event, list.count, sizeof *list.event, by_time);
    *events = list.event;
    *count = list.count;
    return true;
}

static bool end_customer(EventList *list, Arena **arena, ConsentEach *each, void *context, Error *error)
{
    if (!list->count) return true;
    qsort(list->event, list->count, sizeof *list->event, by_time);
    bool fine = each(context, list->event[0].customer, list->event, list->count, error);
    *list = (EventList){0};
    arena_reset(*arena);
    return fine;
}

bool consent_each(StoreSession *session, ConsentEach *each, void *context, Error *error)
{
    Rows rows;
    EventList list = {0};
    if (!store_select(session, &query_consent_all, VALUES(value_integer(0)), &rows, error)) return false;
    Arena *arena = arena_open(0);
    bool fine = true;
    while (fine && rows_next(&rows)) {
        bool other = list.count && rows_integer(&rows, 1) != list.event[0].customer;
        if (other) fine = end_customer(&list, &arena, each, context, error);
        ConsentEvent event = take(&rows, arena);
        if (known_words(&event)) add(&list, &event, arena);
    }
    fine = fine && end_customer(&list, &arena, each, context, error);
    arena_close(arena);
    Error closing;
    return rows_close(&rows, fine ? error : &closing) && fine;
}

bool consent_merged_at(const Identity *identity, StoreSession *session, const CustomerId *members, size_t member_count,
                       Arena *arena, Instant *merged_at, Error *error)
{
    *merged_at = INT64_MIN;
    for (size_t i = 0; i < member_count && member_count > 1; i++) {
        MergeRow *rows = NULL;
        size_t count = 0;
        if (!identity_merges(session, members[i], arena, &rows, &count, error)) return false;
        for (size_t j = 0; j < count; j++)
            if (!rows[j].undone && identity_root(identity, rows[j].winner) == identity_root(identity, members[0]))
                *merged_at = larger(*merged_at, rows[j].at);
    }
    return true;
}

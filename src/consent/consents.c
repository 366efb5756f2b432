#include "consent/consents.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "consent/ground.h"
#include "event/vocabulary.h"

// What a customer said of analytics, over any channel.
typedef enum Word {
    WORD_NONE,
    WORD_GRANTED,
    WORD_REFUSED, // or withdrawn
    WORD_ASK      // more than the last word decides: the log of consents is read
} Word;
typedef struct Said {
    Instant at;
    Word word;
} Said;

typedef struct Undo { // of a change of memory, newest last
    CustomerId customer;
    Said said;
    bool restriction, restricted;
} Undo;

struct Consents {
    Store *store;
    const Identity *identity;
    const Workspace *workspace;
    bool shared;
    // Of the store's thread.
    Said *said; // by customer, once tracking waits for consent
    size_t room;
    bool loaded, fresh; // fresh: loaded in this transaction, of which it may hold what is undone
    CustomerId *restricted;
    size_t restricted_count, restricted_room;
    int64_t last, last_kept, last_work; // consent_event.id: seen, at the beginning of the transaction and of the work
    Undo *undo;
    size_t undo_count, undo_kept, undo_room;
    char categories[1024]; // of the purpose analytics
    bool categories_read;
};

// ---- memory ----

static void make_room(Consents *consents, CustomerId customer)
{
    if (customer < consents->room) return;
    size_t room = consents->room ? consents->room : 1024;
    while (room <= customer) room *= 2;
    consents->said = pages_resize(consents->said, consents->room, room, sizeof *consents->said);
    consents->room = room;
}

static void *grown(void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room) return list;
    size_t larger = *room ? *room * 2 : 64;
    list = pages_resize(list, *room, larger, size);
    *room = larger;
    return list;
}

static void remember(Consents *consents, Undo undo)
{
    consents->undo = grown(consents->undo, consents->undo_count, &consents->undo_room, sizeof *consents->undo);
    consents->undo[consents->undo_count++] = undo;
}

static size_t restricted_at(const Consents *consents, CustomerId customer)
{
    size_t at = 0;
    while (at < consents->restricted_count && consents->restricted[at] != customer) at++;
    return at;
}

static void set_restricted(Consents *consents, CustomerId customer, bool restricted)
{
    size_t at = restricted_at(consents, customer);
    if (restricted == (at < consents->restricted_count)) return;
    if (!restricted) {
        consents->restricted[at] = consents->restricted[--consents->restricted_count];
        return;
    }
    consents->restricted = grown(consents->restricted, consents->restricted_count, &consents->restricted_room,
                                 sizeof *consents->restricted);
    consents->restricted[consents->restricted_count++] = customer;
}

// Of two words at one moment the stricter holds; an older one that comes late changes nothing.
static Said later(Said said, Said news)
{
    if (said.word == WORD_ASK || news.word == WORD_ASK) return (Said){said.at, WORD_ASK};
    if (said.word == WORD_NONE || news.at > said.at) return news;
    if (news.at == said.at && news.word == WORD_REFUSED) return news;
    return said;
}

static void hear(Consents *consents, const ConsentEvent *event)
{
    if (event->kind == CONSENT_RESTRICTION) {
        bool was = restricted_at(consents, event->customer) < consents->restricted_count;
        remember(consents, (Undo){.customer = event->customer, .restriction = true, .restricted = was});
        set_restricted(consents, event->customer, event->state == CONSENT_GRANTED);
        return;
    }
    bool of_tracking = str_equal(event->purpose, STR("analytics")) && event->channel == CONSENT_ANY;
    if (!consents->loaded || !of_tracking) return;
    Word word = event->kind == CONSENT_OBJECTION  ? WORD_ASK
                : event->state == CONSENT_GRANTED ? WORD_GRANTED
                                                  : WORD_REFUSED;
    make_room(consents, event->customer);
    Said *said = &consents->said[event->customer];
    remember(consents, (Undo){.customer = event->customer, .said = *said});
    *said = later(*said, (Said){event->at, word});
}

static bool follow_log(Consents *consents, StoreSession *session, int64_t after, bool restrictions, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_consent_follow, VALUES(value_integer(after)), &rows, error)) return false;
    while (rows_next(&rows)) {
        const ConsentEvent event = {.customer = (CustomerId)rows_integer(&rows, 1),
                                    .kind = (ConsentKind)rows_integer(&rows, 2),
                                    .purpose = rows_text(&rows, 3),
                                    .channel = (ConsentChannel)rows_integer(&rows, 4),
                                    .state = (ConsentState)rows_integer(&rows, 5),
                                    .at = rows_integer(&rows, 6)};
        if (restrictions || event.kind != CONSENT_RESTRICTION) hear(consents, &event);
    }
    return rows_close(&rows, error);
}

static bool read_last(Consents *consents, StoreSession *session, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_consent_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) consents->last = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool consents_note(Consents *consents, const ConsentEvent *event, Error *error)
{
    (void)error;
    hear(consents, event);
    consents->last = event->id;
    return true;
}

void consents_purposes_changed(Consents *consents)
{
    consents->categories_read = false;
}

// ---- following the store ----

static bool follow_begin(void *context, StoreSession *session, Error *error)
{
    Consents *consents = context;
    int64_t before = consents->last;
    if (consents->shared) {
        consents->categories_read = false;
        if (!read_last(consents, session, error)) return false;
        if (consents->last != before && !follow_log(consents, session, before, true, error)) return false;
    }
    consents->undo_count = consents->undo_kept = 0;
    consents->fresh = false;
    consents->last_kept = consents->last_work = consents->last;
    return true;
}

static void go_back(Consents *consents, size_t mark)
{
    while (consents->undo_count > mark) {
        const Undo *undo = &consents->undo[--consents->undo_count];
        if (undo->restriction)
            set_restricted(consents, undo->customer, undo->restricted);
        else
            consents->said[undo->customer] = undo->said;
    }
    if (consents->fresh && consents->room) memset(consents->said, 0, consents->room * sizeof *consents->said);
    if (consents->fresh) consents->loaded = consents->fresh = false;
    consents->categories_read = false;
}

static void follow_kept(void *context)
{
    Consents *consents = context;
    consents->undo_kept = consents->undo_count;
    consents->last_work = consents->last;
}

static void follow_undone(void *context)
{
    Consents *consents = context;
    go_back(consents, consents->undo_kept);
    consents->last = consents->last_work;
}

static void follow_rollback(void *context)
{
    Consents *consents = context;
    go_back(consents, 0);
    consents->last = consents->last_kept;
}

// ---- may it be kept ----

static bool is_behaviour(const Event *event)
{
    if (event->kind == EVENT_PAGE || event->kind == EVENT_SCREEN) return true;
    if (event->kind != EVENT_TRACK) return false;
    HappeningKind kind = happening_kind(event->kind, event->name);
    return kind == HAPPENING_OTHER || kind == HAPPENING_VISIT || kind == HAPPENING_CART;
}

static bool read_categories(Consents *consents, StoreSession *session, Error *error)
{
    Rows rows;
    if (consents->categories_read) return true;
    consents->categories[0] = 0;
    if (!store_select(session, &query_consent_purpose, VALUES(value_text(STR("analytics"))), &rows, error))
        return false;
    if (rows_next(&rows)) {
        Str text = rows_text(&rows, 5);
        size_t size = text.size < sizeof consents->categories ? text.size : sizeof consents->categories - 1;
        memcpy(consents->categories, text.data, size);
        consents->categories[size] = 0;
    }
    consents->categories_read = true;
    return rows_close(&rows, error);
}

// What the event itself says: WORD_NONE when nothing. Of several categories one refusal is enough.
static Word own_word(const Consents *consents, const Event *event, Arena *arena)
{
    JsonValue body, context, consent, preferences, key, value;
    Error unreadable;
    Word word = WORD_NONE;
    if (!json_parse(event->body, &body, &unreadable) || !json_member(body, STR("context"), &context) ||
        !json_member(context, STR("consent"), &consent) ||
        !json_member(consent, STR("categoryPreferences"), &preferences))
        return WORD_NONE;
    for (size_t cursor = 0; json_next(preferences, &cursor, &key, &value);) {
        bool meant = value.type == JSON_BOOLEAN &&
                     purpose_has_category(str_of(consents->categories), json_get_string(key, arena));
        if (meant && word != WORD_REFUSED) word = json_get_boolean(value) ? WORD_GRANTED : WORD_REFUSED;
    }
    return word;
}

static bool hear_event(Consents *consents, StoreSession *session, const Event *event, Word *word, Error *error)
{
    *word = WORD_NONE;
    if (!str_contains(event->body, STR("categoryPreferences"))) return true;
    if (!read_categories(consents, session, error)) return false;
    Arena *arena = arena_open(0);
    *word = own_word(consents, event, arena);
    arena_close(arena);
    return true;
}

static Word word_of(const Consents *consents, CustomerId customer, Instant now)
{
    Said said = customer < consents->room ? consents->said[customer] : (Said){0};
    return said.word == WORD_GRANTED && said.at > now ? WORD_ASK : said.word;
}

// By all that the person said; analytics as a purpose that needs consent, whatever the list of purposes says of it.
static bool ask_log(const Consents *consents, StoreSession *session, const CustomerId *members, size_t member_count,
                    Instant now, Arena *arena, Word *word, Error *error)
{
    static const Purpose analytics = {.name = STR("analytics"), .ground = GROUND_CONSENT};
    ConsentEvent *events = NULL;
    const ConsentEvent *because;
    GroundAsk ask = {.purpose = &analytics, .channel = CONSENT_ANY, .now = now};
    if (!consent_events(session, members, member_count, arena, &events, &ask.count, error) ||
        !consent_merged_at(consents->identity, session, members, member_count, arena, &ask.merged_at, error))
        return false;
    ask.events = events;
    bool granted = !consent_objection(&ask) && consent_state(&ask, &because) == CONSENT_GRANTED;
    *word = granted ? WORD_GRANTED : WORD_REFUSED;
    return true;
}

static bool word_of_person(const Consents *consents, StoreSession *session, CustomerId customer, Instant now,
                           Word *word, Error *error)
{
    Arena *arena = arena_open(0);
    CustomerId *members = NULL;
    bool fine = true;
    size_t count = identity_members(consents->identity, identity_root(consents->identity, customer), arena, &members);
    uint32_t words = 0;
    for (size_t i = 0; i < count; i++) words |= 1U << word_of(consents, members[i], now);
    bool agree = !(words & 1U << WORD_ASK) && !(words & 1U << WORD_GRANTED && words & 1U << WORD_REFUSED);
    *word = words & 1U << WORD_GRANTED ? WORD_GRANTED : words & 1U << WORD_REFUSED ? WORD_REFUSED : WORD_NONE;
    if (!agree) fine = ask_log(consents, session, members, count, now, arena, word, error);
    arena_close(arena);
    return fine;
}

// Tracking waits for consent from now on: what was said so far is read once.
static bool load(Consents *consents, StoreSession *session, Error *error)
{
    if (consents->loaded) return true;
    consents->loaded = consents->fresh = true;
    size_t mark = consents->undo_count;
    bool fine = follow_log(consents, session, 0, false, error);
    consents->undo_count = mark; // forgotten as a whole when it is undone
    return fine;
}

static bool admit(void *context, StoreSession *session, const Event *event, const char **code, Error *error)
{
    Consents *consents = context;
    Word word;
    if (!workspace_current(consents->workspace)->tracking_consent || !is_behaviour(event)) return true;
    if (!load(consents, session, error) || !hear_event(consents, session, event, &word, error)) return false;
    if (word == WORD_NONE && event->customer &&
        !word_of_person(consents, session, event->customer, event->received, &word, error))
        return false;
    if (word != WORD_GRANTED) *code = "no_consent";
    return true;
}

static uint32_t mark(void *context, const Event *event)
{
    const Consents *consents = context;
    if (!consents->restricted_count || event->kind == EVENT_INTERNAL) return 0;
    CustomerId root = identity_root(consents->identity, event->customer);
    for (size_t i = 0; i < consents->restricted_count; i++)
        if (identity_root(consents->identity, consents->restricted[i]) == root) return EVENT_RESTRICTED;
    return 0;
}

// ---- opening ----

static bool load_first(Consents *consents, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(consents->store, &session, error)) return false;
    bool fine = read_last(consents, session, error) && follow_log(consents, session, 0, true, error);
    store_read_end(session);
    consents->undo_count = 0;
    return fine;
}

bool consents_open(Store *store, Identity *identity, Workspace *workspace, EventLog *log, Consents **consents,
                   Error *error)
{
    Consents *made = calloc(1, sizeof *made);
    if (!made) return error_say(error, ERROR_FAILED, PHRASE("not enough memory", "mémoire insuffisante"));
    made->store = store;
    made->identity = identity;
    made->workspace = workspace;
    made->shared = store_is_postgresql(store);
    made->loaded = workspace_settings(workspace)->tracking_consent;
    if (!load_first(made, error)) {
        consents_close(made);
        return false;
    }
    store_follow(store, &(StoreFollower){.context = made,
                                         .begin = follow_begin,
                                         .work_kept = follow_kept,
                                         .work_undone = follow_undone,
                                         .rollback = follow_rollback});
    log_guard(log, &(LogGuard){.name = "consent", .admit = admit, .mark = mark, .context = made});
    *consents = made;
    return true;
}

void consents_close(Consents *consents)
{
    if (!consents) return;
    pages_release(consents->said, consents->room, sizeof *consents->said);
    pages_release(consents->restricted, consents->restricted_room, sizeof *consents->restricted);
    pages_release(consents->undo, consents->undo_room, sizeof *consents->undo);
    free(consents);
}

// ---- profiling ----

bool consent_profiling_allowed(const Identity *identity, StoreSession *session, CustomerId customer, Instant now,
                               Arena *arena, bool *allowed, Error *error)
{
    Person person;
    Purpose purpose;
    ConsentEvent *events = NULL;
    GroundAsk ask = {.purpose = &purpose, .channel = CONSENT_ANY, .now = now};
    person_members(identity, customer, arena, &person);
    if (!purpose_get(session, STR("profiling"), arena, &purpose, error) ||
        !consent_events(session, person.members, person.member_count, arena, &events, &ask.count, error) ||
        !consent_merged_at(identity, session, person.members, person.member_count, arena, &ask.merged_at, error))
        return false;
    ask.events = events;
    *allowed = ground(&ask).allowed;
    return true;
}

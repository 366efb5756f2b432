#include "crm/need.h"

typedef struct Said {
    const char *event, *member; // of properties
    int64_t kind, origin;
} Said;

static const Said said[] = {
    {"Need Recorded", "tag", 0, ORIGIN_EVENT},
    {"Need Recorded", "tags", 0, ORIGIN_EVENT},
    {"Frustration Recorded", "tag", 1, ORIGIN_EVENT},
    {"Frustration Recorded", "tags", 1, ORIGIN_EVENT},
    {"Ticket Opened", "tags", 1, ORIGIN_TICKET},
    {"Survey Answered", "needs", 0, ORIGIN_SURVEY},
    {"Survey Answered", "frustrations", 1, ORIGIN_SURVEY},
};

typedef struct Writing {
    StoreSession *session;
    const Event *event;
    const Said *said;
    Arena *arena;
    int labels;
    Str seen[NEED_LABELS_MAX];
} Writing;

static bool insert(Writing *writing, Str folded, Str shown, Error *error)
{
    const Event *event = writing->event;
    int64_t id = 0;
    return crm_number(writing->session, &id, error) &&
           store_execute(writing->session, &query_need_insert,
                         VALUES(value_integer(id), value_integer(event->customer), value_integer(writing->said->kind),
                                value_text(folded), value_text(shown), value_integer(writing->said->origin),
                                value_text(STR("")), value_integer(event->seq), value_integer(0),
                                value_integer(event->source), value_integer(event->at)),
                         NULL, error);
}

// What is no label is left out; what is said twice in one event counts once.
static bool add_label(Writing *writing, Str text, Error *error)
{
    Str folded, shown;
    Error unfit;
    if (writing->labels == NEED_LABELS_MAX || !label_read(text, "", writing->arena, &folded, &shown, &unfit))
        return true;
    for (int i = 0; i < writing->labels; i++)
        if (str_equal(writing->seen[i], folded)) return true;
    writing->seen[writing->labels++] = folded;
    return insert(writing, folded, shown, error);
}

// A list of texts, or one text with commas.
static bool add_labels(Writing *writing, JsonValue labels, Error *error)
{
    JsonValue item;
    size_t cursor = 0;
    if (labels.type == JSON_STRING) {
        Str rest = json_get_string(labels, writing->arena), part;
        while (str_cut(&rest, ',', &part))
            if (!add_label(writing, part, error)) return false;
    }
    if (labels.type != JSON_ARRAY) return true;
    while (json_next(labels, &cursor, NULL, &item))
        if (item.type == JSON_STRING && !add_label(writing, json_get_string(item, writing->arena), error)) return false;
    return true;
}

bool need_of_event(StoreSession *session, const Event *event, Arena *arena, Error *error)
{
    JsonValue body, properties, labels;
    Error unread;
    if (event->flags & EVENT_HIDDEN || !json_parse(event->body, &body, &unread) ||
        !json_member(body, STR("properties"), &properties))
        return true;
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        Writing writing = {.session = session, .event = event, .said = &said[i], .arena = arena};
        if (str_equal(str_of(said[i].event), event->name) && json_member(properties, str_of(said[i].member), &labels) &&
            !add_labels(&writing, labels, error))
            return false;
    }
    return true;
}

static bool react(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Arena *arena = arena_open(0);
    bool fine = need_of_event(session, event, arena, error);
    arena_close(arena);
    return fine;
}

static bool undo_react(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    return store_execute(session, &query_need_undo, VALUES(value_integer(event->customer), value_integer(event->seq)),
                         NULL, error);
}

const Reaction need_reactions[] = {
    {.name = "needs", .event = "Need Recorded", .within = react, .undo = undo_react},
    {.name = "frustrations", .event = "Frustration Recorded", .within = react, .undo = undo_react},
    {.name = "frustrations of tickets", .event = "Ticket Opened", .within = react, .undo = undo_react},
    {.name = "needs of surveys", .event = "Survey Answered", .within = react, .undo = undo_react},
    {.name = NULL},
};

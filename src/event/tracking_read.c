// A body: which of the forms it has, its items, its key.
#include "event/tracking_parts.h"

#include <string.h>

typedef struct TrackingPath {
    Str path;
    BatchForm form;
    EventKind kind;
    bool imported;
} TrackingPath;

static const TrackingPath paths[] = {
    {STR("/v1/batch"), FORM_BATCH, 0, false},
    {STR("/v1/b"), FORM_BATCH, 0, false},
    {STR("/v1/batch/v1/batch"), FORM_BATCH, 0, false}, // as Rudder's node client makes it of our address
    {STR("/v1/beacon"), FORM_BATCH, 0, false},
    {STR("/v1/import"), FORM_BATCH, 0, true},
    {STR("/v1/track"), FORM_SINGLE, EVENT_TRACK, false},
    {STR("/v1/t"), FORM_SINGLE, EVENT_TRACK, false},
    {STR("/v1/identify"), FORM_SINGLE, EVENT_IDENTIFY, false},
    {STR("/v1/i"), FORM_SINGLE, EVENT_IDENTIFY, false},
    {STR("/v1/page"), FORM_SINGLE, EVENT_PAGE, false},
    {STR("/v1/p"), FORM_SINGLE, EVENT_PAGE, false},
    {STR("/v1/screen"), FORM_SINGLE, EVENT_SCREEN, false},
    {STR("/v1/s"), FORM_SINGLE, EVENT_SCREEN, false},
    {STR("/v1/group"), FORM_SINGLE, EVENT_GROUP, false},
    {STR("/v1/g"), FORM_SINGLE, EVENT_GROUP, false},
    {STR("/v1/alias"), FORM_SINGLE, EVENT_ALIAS, false},
    {STR("/v1/a"), FORM_SINGLE, EVENT_ALIAS, false},
    {STR("/v1/m"), FORM_NOTHING, 0, false}, // the browser client's figures about itself
    {STR("/batch"), FORM_POSTHOG, 0, false},
    {STR("/capture"), FORM_POSTHOG, 0, false},
};

static const TrackingPath *path_of(Str path)
{
    if (path.size > 1 && path.data[path.size - 1] == '/') path.size--;
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        if (str_equal(paths[i].path, path)) return &paths[i];
    return NULL;
}

// The members of a body that are not of one event, found in one pass: the list may be long.
typedef struct Root {
    JsonValue batch, type, event, write_key, api_key, sent_at;
    bool has_batch;
} Root;

static Root root_of(JsonValue body)
{
    Root root = {0};
    JsonValue key, value;
    for (size_t cursor = 0; json_next(body, &cursor, &key, &value);) {
        if (str_equal(key.text, STR("\"batch\""))) root.batch = value, root.has_batch = true;
        if (str_equal(key.text, STR("\"type\""))) root.type = value;
        if (str_equal(key.text, STR("\"event\""))) root.event = value;
        if (str_equal(key.text, STR("\"writeKey\""))) root.write_key = value;
        if (str_equal(key.text, STR("\"api_key\""))) root.api_key = value;
        if (str_equal(key.text, STR("\"sentAt\"")) || str_equal(key.text, STR("\"sent_at\""))) root.sent_at = value;
    }
    return root;
}

static bool refuse_count(const TrackingBatch *batch, JsonValue list, Error *error)
{
    size_t count = json_count(list);
    return (count ? error_code(error, ERROR_TOO_LARGE, "too_many_events",
                               PHRASE("the batch has {0} events: at most 1,000 may be sent at once",
                                      "le lot compte {0} événements\u00A0: on en envoie 1\u202F000 au plus à la fois"),
                               error_number(batch->arena, count))
                  : error_code(error, ERROR_USAGE, "empty_batch",
                               PHRASE("{0} is empty: at least one event is needed",
                                      "{0} est vide\u00A0: il faut au moins un événement"),
                               STR("batch"))) ||
           error_at(error, STR("/batch"));
}

static bool take_list(TrackingBatch *batch, JsonValue list, Error *error)
{
    if (list.type != JSON_ARRAY)
        return error_code(error, ERROR_USAGE, "wrong_type",
                          PHRASE("{0} has to be a list of events", "{0} doit être une liste d’événements"),
                          STR("batch")) ||
               error_at(error, STR("/batch"));
    batch->listed = true;
    JsonValue items[TRACKING_EVENTS_MAX / 2], *item = items, value;
    size_t count = 0, room = COUNT_OF(items);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &value) && count <= TRACKING_EVENTS_MAX;) {
        if (count == room) {
            item = arena_array(batch->arena, JsonValue, TRACKING_EVENTS_MAX + 1);
            memcpy(item, items, sizeof items);
            room = TRACKING_EVENTS_MAX + 1;
        }
        item[count++] = value;
    }
    if (count == 0 || count > TRACKING_EVENTS_MAX) return refuse_count(batch, list, error);
    batch->item = arena_array(batch->arena, TrackingItem, count);
    for (; batch->items < count; batch->items++) batch->item[batch->items].value = item[batch->items];
    return true;
}

static void take_one(TrackingBatch *batch)
{
    batch->item = arena_new(batch->arena, TrackingItem);
    batch->item->value = batch->root;
    batch->item->kind = batch->kind;
    batch->items = 1;
}

static bool take_items(TrackingBatch *batch, const Root *root, Error *error)
{
    if (batch->root.type != JSON_OBJECT)
        return error_code(error, ERROR_USAGE, "wrong_type",
                          PHRASE("the body has to be an object {0}", "le corps doit être un objet {0}"), STR("{…}"));
    if (batch->form == FORM_SINGLE) return take_one(batch), true;
    if (root->has_batch) return take_list(batch, root->batch, error);
    bool alone = !absent(batch->form == FORM_POSTHOG ? root->event : root->type);
    if (alone) return take_one(batch), true;
    return error_code(error, ERROR_USAGE, "required",
                      PHRASE("{0} is missing: the list of events", "{0} manque\u00A0: la liste des événements"),
                      STR("batch")) ||
           error_at(error, STR("/batch"));
}

// A value of a body that was only cut into slices is checked before it is read.
static JsonValue sound(const TrackingBatch *batch, JsonValue value)
{
    Error ignored;
    JsonValue checked;
    if (!batch->sliced || absent(value)) return value;
    return json_parse_within(value.text, &json_limits_body, batch->arena, &checked, &ignored) ? checked
                                                                                              : (JsonValue){0};
}

// In the body, or in the first item.
static Str key_in(const TrackingBatch *batch, const Root *root)
{
    JsonValue key = absent(root->write_key) ? root->api_key : root->write_key;
    if (absent(key) && batch->listed && !json_member(batch->item[0].value, STR("writeKey"), &key)) return STR("");
    return json_get_string(sound(batch, key), batch->arena);
}

static const JsonLimits item_limits = {.depth = 32, .keys = 1024, .key_bytes = 256};
static const JsonLimits slice_limits = {.depth = 32, .keys = 1024, .key_bytes = 256, .slices = true};

// What can be read but not taken (an escape that is no character, a number beyond double) is the fault of one item:
// the body is then only cut, and each item checked by itself.
static bool parse(TrackingBatch *batch, Str body, Error *error)
{
    if (json_parse_within(body, &item_limits, batch->arena, &batch->root, error)) return true;
    if (batch->form == FORM_SINGLE) return false;
    Error whole = *error;
    if (json_parse_within(body, &slice_limits, batch->arena, &batch->root, error)) return batch->sliced = true;
    *error = whole;
    return false;
}

static bool sound_item(TrackingBatch *batch, TrackingItem *item)
{
    Error error;
    JsonValue checked;
    if (!batch->sliced || json_parse_within(item->value.text, &item_limits, batch->arena, &checked, &error))
        return true;
    refuse_item(batch, item, error.code ? error.code : "invalid_json", error.path, PHRASE("{0}", "{0}"),
                str_of(error.message[batch->locale]));
    return false;
}

bool tracking_read(Tracking *tracking, Str path, Str body, Locale locale, Arena *arena, TrackingBatch **result,
                   Error *error)
{
    const TrackingPath *form = path_of(path);
    assert(form);
    TrackingBatch *batch = arena_new(arena, TrackingBatch);
    *batch = (TrackingBatch){.tracking = tracking,
                             .arena = arena,
                             .locale = locale,
                             .form = form->form,
                             .kind = form->kind,
                             .imported = form->imported};
    *result = batch;
    if (batch->form == FORM_NOTHING) return true;
    if (!parse(batch, body, error)) return false;
    const Root root = root_of(batch->root);
    if (!take_items(batch, &root, error)) return false;
    batch->key = key_in(batch, &root);
    batch->sent_at = sound(batch, root.sent_at);
    return true;
}

Str tracking_key(const TrackingBatch *batch)
{
    return batch->key;
}

bool tracking_check(TrackingBatch *batch, const TrackingSender *sender)
{
    batch->sender = *sender;
    batch->rules = atomic_load(&batch->tracking->rules);
    batch->plan = rules_plan(batch->rules, sender->source);
    size_t good = 0;
    for (size_t i = 0; i < batch->items; i++) {
        if (sound_item(batch, &batch->item[i])) check_item(batch, &batch->item[i]);
        good += !batch->item[i].refusal.code || batch->item[i].plan_fault.code;
    }
    return good > 0;
}

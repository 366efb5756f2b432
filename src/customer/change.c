#include "customer/change.h"

bool change_note(StoreSession *session, const FieldChange *change, const Voice *voice, Error *error)
{
    if (str_equal(change->was, change->now)) return true;
    return store_execute(session, &query_change_insert,
                         VALUES(value_integer(change->customer), value_text(change->field),
                                value_text_or_null(change->was), value_text_or_null(change->now),
                                value_integer(voice->by), value_integer(voice->source), value_text(change->request_id),
                                value_integer(voice->at)),
                         NULL, error);
}

static Str plain(JsonValue value, Arena *arena)
{
    if (value.type == JSON_NULL) return STR("");
    return value.type == JSON_STRING ? json_get_string(value, arena) : trait_value_text(value, arena);
}

static Str shown_before(const Person *before, Str name, Arena *arena)
{
    Error unread;
    JsonValue value;
    const Trait *trait = trait_find(before->traits, before->trait_count, name);
    return trait && json_parse(trait->value, &value, &unread) ? plain(value, arena) : STR("");
}

bool change_note_traits(StoreSession *session, const Person *before, JsonValue traits, Str request_id,
                        const Voice *voice, Arena *arena, Error *error)
{
    size_t cursor = 0;
    JsonValue key, value;
    while (json_next(traits, &cursor, &key, &value)) {
        Str name = json_get_string(key, arena);
        const FieldChange change = {.customer = before->root,
                                    .field = name,
                                    .was = shown_before(before, name, arena),
                                    .now = plain(value, arena),
                                    .request_id = request_id};
        if (!change_note(session, &change, voice, error)) return false;
    }
    return true;
}

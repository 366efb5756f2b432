#include "customer/trait.h"

#include <stdlib.h>

#include "base/secret.h"

// A number by which a value is found; the value itself is compared afterwards.
static int64_t mark_of(Str value)
{
    static const unsigned char key[16] = {0};
    uint64_t digest[2];
    digest_short(key, value, digest);
    return (int64_t)(digest[0] >> 1);
}

// ---- checks ----

static bool plain_name(Str name)
{
    if (!name.size || name.size > TRAIT_NAME_BYTES_MAX) return false;
    for (size_t i = 0; i < name.size; i++)
        if ((unsigned char)name.data[i] < ' ' || name.data[i] == 0x7F) return false;
    return true;
}

static bool check_name(Str name, Arena *arena, Error *error)
{
    if (!plain_name(name))
        return error_code(
            error, ERROR_INPUT, "invalid_name",
            PHRASE("a name has 1 to 100 bytes and no control characters: {0} is none",
                   "un nom a de 1 à 100 octets et aucun caractère de contrôle\u00A0: {0} n’en est pas un"),
            error_value(arena, name));
    if (trait_name_reserved(name))
        return error_code(error, ERROR_INPUT, "reserved_name",
                          PHRASE("{0} is a built-in field: choose another name",
                                 "{0} est un champ prédéfini\u00A0: choisissez un autre nom"),
                          error_value(arena, name));
    return true;
}

static bool fits(TraitType wanted, TraitType type)
{
    return wanted == TRAIT_ANY || wanted == type || (wanted == TRAIT_TEXT && type == TRAIT_DATE);
}

static bool check_value(StoreSession *session, const TraitWrite *write, Str value, TraitType type, Arena *arena,
                        Error *error)
{
    if (value.size > TRAIT_VALUE_BYTES_MAX)
        return error_code(
            error, ERROR_INPUT, "too_long",
            PHRASE("the value of {0} has more than 8,192 bytes", "la valeur de {0} dépasse 8\u202F192 octets"),
            error_value(arena, write->name));
    TraitDefinition definition;
    if (!trait_definition(session, write->name, arena, &definition, error)) return false;
    return fits(definition.type, type) ||
           error_code(error, ERROR_INPUT, "wrong_type",
                      PHRASE("{0} is a {1}, not a {2}", "{0} est de type {1}, pas {2}"),
                      error_value(arena, write->name), str_of(trait_type_names[definition.type]),
                      str_of(trait_type_names[type]));
}

static bool check_room(StoreSession *session, CustomerId customer, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_trait_names_count, VALUES(value_integer(customer)), &rows, error)) return false;
    bool room = rows_next(&rows) && rows_integer(&rows, 0) < TRAITS_MAX;
    if (!rows_close(&rows, error)) return false;
    return room ||
           error_code(error, ERROR_INPUT, "too_many_fields",
                      PHRASE("a customer has at most 200 traits", "un client a au plus 200 attributs"), STR(""));
}

// ---- writing ----

typedef struct Present { // what the source says now
    bool named, said;    // anybody says something of that name; this source does
    Str value;
    Instant at;
} Present;

static bool read_present(StoreSession *session, const TraitWrite *write, Arena *arena, Present *present, Error *error)
{
    *present = (Present){0};
    Rows rows;
    if (!store_select(session, &query_trait_of_name, VALUES(value_integer(write->customer), value_text(write->name)),
                      &rows, error))
        return false;
    while (rows_next(&rows)) {
        present->named = true;
        if (rows_integer(&rows, 0) != write->source) continue;
        present->said = true;
        present->value = str_copy(arena, rows_text(&rows, 2));
        present->at = rows_integer(&rows, 4);
    }
    return rows_close(&rows, error);
}

static bool put_change(StoreSession *session, const TraitWrite *write, TraitType type, Value value, int64_t mark,
                       Error *error)
{
    return store_execute(session, &query_trait_insert_change,
                         VALUES(value_integer(write->customer), value_text(write->name), value_integer(write->source),
                                value_integer(type), value, value_integer(mark), value_integer(write->by),
                                value_integer(write->at), value_integer(write->event)),
                         NULL, error);
}

static bool put_present(StoreSession *session, const TraitWrite *write, TraitType type, Str value, Error *error)
{
    return store_execute(session, &query_trait_upsert,
                         VALUES(value_integer(write->customer), value_text(write->name), value_integer(write->source),
                                value_integer(type), value_text(value), value_integer(write->by),
                                value_integer(write->at)),
                         NULL, error);
}

static bool unsay(StoreSession *session, const TraitWrite *write, const Present *present, bool *changed, Error *error)
{
    if (!present->said || write->at < present->at) return true;
    *changed = true;
    return store_execute(session, &query_trait_delete,
                         VALUES(value_integer(write->customer), value_text(write->name), value_integer(write->source)),
                         NULL, error) &&
           put_change(session, write, TRAIT_ANY, value_null(), 0, error);
}

bool trait_write(StoreSession *session, const TraitWrite *write, Arena *arena, bool *changed, Error *error)
{
    *changed = false;
    Present present;
    if (!check_name(write->name, arena, error) || !read_present(session, write, arena, &present, error)) return false;
    if (write->value.type == JSON_NULL) return unsay(session, write, &present, changed, error);
    Str value = trait_value_text(write->value, arena);
    TraitType type = trait_value_type(write->value, arena);
    if (!check_value(session, write, value, type, arena, error)) return false;
    if (!present.named && !check_room(session, write->customer, error)) return false;
    bool same = present.said && str_equal(present.value, value), late = present.said && write->at < present.at;
    *changed = !same && !late;
    if (!same && !put_change(session, write, type, value_text(value), mark_of(value), error)) return false;
    bool again = same && write->at == present.at;
    return late || again || put_present(session, write, type, value, error);
}

bool trait_remove(StoreSession *session, const TraitWrite *write, Arena *arena, Error *error)
{
    if (!check_name(write->name, arena, error)) return false;
    int64_t rows = 0;
    if (!store_execute(session, &query_trait_delete_all,
                       VALUES(value_integer(write->customer), value_text(write->name)), &rows, error))
        return false;
    return rows == 0 || put_change(session, write, TRAIT_ANY, value_null(), 0, error);
}

// ---- finding by value ----

static bool holders_of(StoreSession *session, Str name, Str value, CustomerId after, size_t limit, Arena *arena,
                       TraitHolder *holders, size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_trait_holders,
                      VALUES(value_text(name), value_integer(mark_of(value)), value_integer(after), value_text(value),
                             value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows))
        holders[(*count)++] = (TraitHolder){(CustomerId)rows_integer(&rows, 0), str_copy(arena, rows_text(&rows, 2))};
    return rows_close(&rows, error);
}

bool trait_holders(StoreSession *session, Str name, Str text, CustomerId after, size_t limit, Arena *arena,
                   TraitHolder **holders, size_t *count, Error *error)
{
    *holders = arena_array(arena, TraitHolder, limit);
    *count = 0;
    Text quoted = text_in(arena);
    JsonWriter writer = json_writer(&quoted);
    json_string(&writer, text);
    JsonValue value;
    Error no_json;
    if (json_parse(text, &value, &no_json) && value.type != JSON_NULL)
        return holders_of(session, name, trait_value_text(value, arena), after, limit, arena, *holders, count, error);
    return holders_of(session, name, text_str(&quoted), after, limit, arena, *holders, count, error);
}

// ---- history ----

static bool history_of(StoreSession *session, CustomerId customer, Str name, int64_t before, size_t limit, Arena *arena,
                       TraitChange *changes, size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(
            session, &query_trait_history,
            VALUES(value_integer(customer), value_text(name), value_integer(before), value_integer((int64_t)limit)),
            &rows, error))
        return false;
    for (size_t i = 0; i < limit && rows_next(&rows); i++)
        changes[(*count)++] = (TraitChange){.id = rows_integer(&rows, 0),
                                            .customer = customer,
                                            .source = rows_integer(&rows, 1),
                                            .type = (TraitType)rows_integer(&rows, 2),
                                            .removed = rows_null(&rows, 3),
                                            .value = str_copy(arena, rows_text(&rows, 3)),
                                            .by = rows_integer(&rows, 4),
                                            .at = rows_integer(&rows, 5),
                                            .event = rows_integer(&rows, 6)};
    return rows_close(&rows, error);
}

static int newest_first(const void *a, const void *b)
{
    const TraitChange *left = a, *right = b;
    return (left->id < right->id) - (left->id > right->id);
}

bool trait_history(StoreSession *session, const CustomerId *members, size_t member_count, Str name, int64_t before,
                   size_t limit, Arena *arena, TraitChange **changes, size_t *count, Error *error)
{
    // After each customer the newest `limit` of all so far are kept.
    TraitChange *all = arena_array(arena, TraitChange, limit * 2);
    size_t kept = 0;
    for (size_t m = 0; m < member_count; m++) {
        if (!history_of(session, members[m], name, before ? before : INT64_MAX, limit, arena, all, &kept, error))
            return false;
        if (kept) qsort(all, kept, sizeof *all, newest_first);
        if (kept > limit) kept = limit;
    }
    *changes = all;
    *count = kept;
    return true;
}

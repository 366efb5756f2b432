#include "segment/stored.h"

#include <string.h>

#include "base/number.h"
#include "house.h"
#include "segment/ready.h"

// ---- reading ----

static StoredSegment take(const Rows *rows, Arena *arena)
{
    return (StoredSegment){.id = rows_integer(rows, 0),
                           .key = str_copy(arena, rows_text(rows, 1)),
                           .name = str_copy(arena, rows_text(rows, 2)),
                           .description = str_copy(arena, rows_text(rows, 3)),
                           .rule = str_copy(arena, rows_text(rows, 4)),
                           .ready = rows_integer(rows, 5),
                           .told = rows_integer(rows, 6),
                           .made_by = rows_integer(rows, 7),
                           .made_at = rows_integer(rows, 8),
                           .changed_at = rows_integer(rows, 9),
                           .version = rows_integer(rows, 10),
                           .settled = rows_integer(rows, 11),
                           .size = rows_integer(rows, 12),
                           .evaluated_at = rows_integer(rows, 13)};
}

static bool find_one(StoreSession *session, const Query *query, Value value, Arena *arena, StoredSegment *stored,
                     Error *error)
{
    Rows rows;
    *stored = (StoredSegment){0};
    if (!store_select(session, query, VALUES(value), &rows, error)) return false;
    if (rows_next(&rows)) *stored = take(&rows, arena);
    return rows_close(&rows, error);
}

bool stored_of_key(StoreSession *session, Str key, Arena *arena, StoredSegment *stored, Error *error)
{
    return find_one(session, &query_stored_of_key, value_text(key), arena, stored, error);
}

bool stored_find(StoreSession *session, Str word, Arena *arena, StoredSegment *stored, Error *error)
{
    int64_t id = 0;
    if (number_parse_count(word, &id))
        return find_one(session, &query_stored_one, value_integer(id), arena, stored, error);
    *stored = (StoredSegment){0};
    return !stored_key_valid(word) || stored_of_key(session, word, arena, stored, error);
}

bool stored_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, StoredSegment **list, size_t *count,
                 Error *error)
{
    Rows rows;
    *list = arena_array(arena, StoredSegment, limit);
    *count = 0;
    if (!store_select(session, &query_stored_page, VALUES(value_integer(after), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    while (*count < limit && rows_next(&rows)) (*list)[(*count)++] = take(&rows, arena);
    return rows_close(&rows, error);
}

// ---- keys and names ----

static bool key_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

// Words of addresses are no keys, nor is a number.
bool stored_key_valid(Str key)
{
    static const char *const taken[] = {"preview", "overlap", "export", "import", "conflicts", "flow"};
    int64_t number;
    if (key.size == 0 || key.size > SEGMENT_KEY_BYTES_MAX || number_parse_count(key, &number)) return false;
    for (size_t i = 0; i < COUNT_OF(taken); i++)
        if (str_equal(key, str_of(taken[i]))) return false;
    for (size_t i = 0; i < key.size; i++)
        if (!key_byte(key.data[i])) return false;
    return true;
}

static Str key_from(Str name, Arena *arena)
{
    enum { KEY_FROM_NAME_MAX = 40 };
    Text text = text_in(arena);
    for (size_t i = 0; i < name.size && text_str(&text).size < KEY_FROM_NAME_MAX; i++) {
        char byte = name.data[i];
        if (byte >= 'A' && byte <= 'Z') byte = (char)(byte - 'A' + 'a');
        Str made = text_str(&text);
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (letter)
            text_add_byte(&text, byte);
        else if (made.size && made.data[made.size - 1] != '_')
            text_add_byte(&text, '_');
    }
    Str key = text_str(&text);
    if (key.size && key.data[key.size - 1] == '_') key.size--;
    return stored_key_valid(key) ? key : key.size ? str_format(arena, "segment_%.*s", STR_ARGS(key)) : STR("segment");
}

bool stored_key_of(StoreSession *session, Str name, Arena *arena, Str *key, Error *error)
{
    StoredSegment there;
    Str first = key_from(name, arena);
    *key = first;
    for (int number = 2; number <= SEGMENTS_MAX + 2; number++) {
        if (!stored_of_key(session, *key, arena, &there, error)) return false;
        if (!there.id) return true;
        *key = str_format(arena, "%.*s_%d", STR_ARGS(first), number);
    }
    return true;
}

Str stored_name(const StoredSegment *stored, Locale locale)
{
    const ReadySegment *ready = stored->name.size ? NULL : ready_segment(stored->key);
    return ready ? str_of(ready->name.in[locale]) : stored->name.size ? stored->name : stored->key;
}

Str stored_description(const StoredSegment *stored, Locale locale)
{
    const ReadySegment *ready = stored->description.size || stored->name.size ? NULL : ready_segment(stored->key);
    return ready ? str_of(ready_description(ready).in[locale]) : stored->description;
}

// ---- writing ----

static bool refuse_many(Error *error)
{
    return error_code(error, ERROR_CONFLICT, "too_many",
                      PHRASE("there are 500 segments already; delete one first",
                             "il y a déjà 500 segments\u202F; supprimez-en un d’abord"),
                      STR(""));
}

bool stored_insert(StoreSession *session, StoredSegment *stored, Error *error)
{
    Rows rows;
    int64_t count = 0;
    if (!store_select(session, &query_stored_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        stored->id = rows_integer(&rows, 0) + 1;
        count = rows_integer(&rows, 1);
    }
    stored->version = 1;
    if (!rows_close(&rows, error)) return false;
    if (count >= SEGMENTS_MAX) return refuse_many(error);
    return store_execute(session, &query_stored_insert,
                         VALUES(value_integer(stored->id), value_text(stored->key), value_text(stored->name),
                                value_text(stored->description), value_text(stored->rule), value_integer(stored->ready),
                                value_integer(stored->told), value_integer(stored->made_by),
                                value_integer(stored->made_at), value_integer(stored->changed_at)),
                         NULL, error);
}

bool stored_update(StoreSession *session, StoredSegment *stored, Error *error)
{
    stored->version++;
    return store_execute(session, &query_stored_update,
                         VALUES(value_integer(stored->id), value_text(stored->key), value_text(stored->name),
                                value_text(stored->description), value_text(stored->rule), value_integer(stored->told),
                                value_integer(stored->changed_at)),
                         NULL, error);
}

bool stored_remove(StoreSession *session, int64_t id, Error *error)
{
    static const Query *const queries[] = {&query_stored_remove_members, &query_stored_remove_listed,
                                           &query_stored_remove_moves, &query_stored_remove_days, &query_stored_remove};
    for (size_t i = 0; i < COUNT_OF(queries); i++)
        if (!store_execute(session, queries[i], VALUES(value_integer(id)), NULL, error)) return false;
    return true;
}

// ---- people on lists ----

bool listed_page(StoreSession *session, int64_t segment, CustomerId after, size_t limit, Arena *arena, Listed **list,
                 size_t *count, Error *error)
{
    Rows rows;
    *list = arena_array(arena, Listed, limit);
    *count = 0;
    if (!store_select(session, &query_stored_listed_page,
                      VALUES(value_integer(segment), value_integer(after), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    while (*count < limit && rows_next(&rows))
        (*list)[(*count)++] = (Listed){.customer = (CustomerId)rows_integer(&rows, 0),
                                       .kind = (ListedKind)rows_integer(&rows, 1),
                                       .reason = str_copy(arena, rows_text(&rows, 2)),
                                       .by = rows_integer(&rows, 3),
                                       .at = rows_integer(&rows, 4)};
    return rows_close(&rows, error);
}

static CustomerSet empty_set(uint32_t customers, Arena *arena)
{
    return (CustomerSet){.customers = customers, .word = arena_array(arena, uint64_t, (size_t)customers / 64 + 1)};
}

static void put(CustomerSet *set, CustomerId customer, bool in)
{
    uint64_t bit = UINT64_C(1) << customer % 64;
    if (customer >= set->customers || customer_set_has(set, customer) == in) return;
    set->word[customer / 64] ^= bit;
    set->count = in ? set->count + 1 : set->count - 1;
}

bool listed_people(const SegmentPlace *place, int64_t segment, CustomerSet *in, CustomerSet *out, Error *error)
{
    Rows rows;
    uint32_t customers = identity_count(place->house->identity) + 1;
    *in = empty_set(customers, place->arena);
    *out = empty_set(customers, place->arena);
    if (!segment) return true;
    if (!store_select(place->session, &query_stored_listed, VALUES(value_integer(segment)), &rows, error)) return false;
    while (rows_next(&rows)) {
        CustomerId root = identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 0));
        bool kept = rows_integer(&rows, 1) == LISTED_IN;
        put(in, root, kept);
        put(out, root, !kept);
    }
    return rows_close(&rows, error);
}

bool listed_put(StoreSession *session, int64_t segment, const Listed *listed, Error *error)
{
    return store_execute(session, &query_stored_put,
                         VALUES(value_integer(segment), value_integer(listed->customer), value_integer(listed->kind),
                                value_text(listed->reason), value_integer(listed->by), value_integer(listed->at)),
                         NULL, error);
}

bool listed_take(StoreSession *session, int64_t segment, CustomerId customer, int64_t *taken, Error *error)
{
    return store_execute(session, &query_stored_take, VALUES(value_integer(segment), value_integer(customer)), taken,
                         error);
}

// customers_http.c - lists of customers: all, found by the beginning of a name, an address or an id, or by what a trait
// is or was.
#include <string.h>

#include "base/number.h"
#include "customer/search_http.h"
#include "event/log.h"
#include "house.h"

// ---- a line of a list ----

static Str email_of(const Call *call, const Person *person)
{
    for (size_t i = 0; i < person->identity_count; i++)
        if (person->identities[i].kind == IDENTITY_EMAIL && !identity_masked(call, &person->identities[i]))
            return person->identities[i].shown;
    return STR("");
}

static Str phone_of(const Call *call, const Person *person)
{
    for (size_t i = 0; i < person->identity_count; i++)
        if (person->identities[i].kind == IDENTITY_PHONE && !identity_masked(call, &person->identities[i]))
            return person->identities[i].value;
    return STR("");
}

static Str trait_of(const Call *call, const Person *person, const char *name, const char *other_name)
{
    Str text = trait_text(trait_find(person->traits, person->trait_count, str_of(name)), call->arena);
    return text.size ? text
                     : trait_text(trait_find(person->traits, person->trait_count, str_of(other_name)), call->arena);
}

static Str name_of(const Call *call, const Person *person)
{
    Str first = trait_of(call, person, "first_name", "firstName"),
        last = trait_of(call, person, "last_name", "lastName");
    Str name = trait_of(call, person, "name", "name");
    if (call->principal.masked & MASK_NAME) return STR("");
    return name.size ? name : str_trim(str_format(call->arena, "%.*s %.*s", STR_ARGS(first), STR_ARGS(last)));
}

void write_text_or_null(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static bool write_standing(JsonWriter *json, Call *call, StoreSession *session, const Person *person, Error *error)
{
    KeptStanding kept;
    Instant seen = 0;
    Currency currency = workspace_first(call->house->workspace)->currency;
    if (!lifecycle_kept(session, person->root, &kept, error) || !last_seen(call, session, person, &seen, error))
        return false;
    json_key(json, "stage");
    json_string(json, stage_name(kept.stage));
    write_at_or_null(json, "inactive_since", kept.inactive_since, call->arena);
    write_at_or_null(json, "last_order", kept.last_at, call->arena);
    write_at_or_null(json, "last_activity", seen, call->arena);
    if (call->principal.masked & MASK_AMOUNTS) return true;
    json_key(json, "value");
    if (kept.valued)
        write_money(json, kept.value_minor, &currency, call->arena);
    else
        json_null(json);
    return true;
}

// What the caller may not see is left out.
bool write_line(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Person person;
    uint32_t masked = call->principal.masked;
    if (!person_read(call->house->identity, session, root, call->arena, &person, error)) return false;
    call_reads(call, person.root);
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, person.root);
    if (!(masked & MASK_NAME)) write_text_or_null(json, "name", name_of(call, &person));
    if (!(masked & MASK_EMAIL)) write_text_or_null(json, "email", email_of(call, &person));
    if (!(masked & MASK_PHONE)) write_text_or_null(json, "phone", phone_of(call, &person));
    write_at(json, "first_seen", person.first_seen, call->arena);
    return write_standing(json, call, session, &person, error);
}

// ---- what is listed ----

typedef struct List {
    CustomerId *root;
    size_t count, limit;
    Str next; // "" at the end
} List;

static void add(List *list, CustomerId root)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->root[i] == root) return;
    if (list->count < list->limit) list->root[list->count++] = root;
}

static bool answer_list(Call *call, StoreSession *session, const List *list, Error *error)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < list->count; i++) {
        if (!write_line(&json, call, session, list->root[i], error)) return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, list->next.size, list->next);
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

static int64_t number_of(Str text)
{
    int64_t number = 0;
    return number_parse_count(text, &number) && number > 0 ? number : 0;
}

static void list_all(const Call *call, Str after, List *list)
{
    const Identity *identity = call->house->identity;
    CustomerId count = identity_count(identity);
    for (int64_t at = number_of(after) + 1; at <= count; at++) {
        if (identity_root(identity, (CustomerId)at) != (CustomerId)at) continue;
        if (identity_hidden(identity, (CustomerId)at)) continue;
        if (list->count == list->limit) {
            list->next = str_format(call->arena, "%u", list->root[list->count - 1]);
            return;
        }
        list->root[list->count++] = (CustomerId)at;
    }
}

// ---- by a trait ----

static bool list_by_trait(Call *call, StoreSession *session, Str name, Str after, List *list, Error *error)
{
    if (call->principal.masked & trait_mask(name))
        return error_code(error, ERROR_FORBIDDEN, "forbidden",
                          PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
    TraitHolder *holders = NULL;
    size_t count = 0;
    if (!trait_holders(session, name, call_query(call, "value"), (CustomerId)number_of(after), list->limit, call->arena,
                       &holders, &count, error))
        return false;
    for (size_t i = 0; i < count; i++) add(list, identity_root(call->house->identity, holders[i].customer));
    if (count == list->limit) list->next = str_format(call->arena, "%u", holders[count - 1].customer);
    return true;
}

// ---- by words ----

enum { EXACT_MAX = 8 };

// Whoever has exactly this id, of whatever kind the caller may see.
static bool find_exact(Call *call, StoreSession *session, Str query, List *exact, Error *error)
{
    CustomerId customer = 0;
    const Identity *identity = call->house->identity;
    int64_t number = number_of(query);
    bool there = number && number <= identity_count(identity) && !identity_hidden(identity, (CustomerId)number);
    if (there) add(exact, identity_root(identity, (CustomerId)number));
    for (IdentityKind kind = IDENTITY_USER_ID; kind < IDENTITY_KIND_COUNT; kind++) {
        IdentityRow row = {.kind = kind, .value = query};
        Str value = kind == IDENTITY_PHONE ? identity_phone(call->arena, workspace_locale(call), query) : query;
        if (identity_masked(call, &row) || !value.size) continue;
        if (!identity_find(call->house->identity, session, kind, value, &customer, error)) return false;
        if (customer) add(exact, identity_root(identity, customer));
    }
    return true;
}

static bool contains(const List *list, CustomerId root)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->root[i] == root) return true;
    return false;
}

static bool has_email_from(Call *call, StoreSession *session, CustomerId root, Str query, bool *has, Error *error)
{
    Person person;
    if (!person_read(call->house->identity, session, root, call->arena, &person, error)) return false;
    *has = false;
    for (size_t i = 0; i < person.identity_count; i++) {
        const IdentityRow *row = &person.identities[i];
        Str start = {row->value.data, row->value.size < query.size ? row->value.size : query.size};
        *has |= row->kind == IDENTITY_EMAIL && str_equal_fold(start, query);
    }
    return true;
}

// First whoever has the id, then by address ("e…"), then by name ("n…"); nobody twice.
static bool list_emails(Call *call, StoreSession *session, Str query, Str after, const List *exact, List *list,
                        Error *error)
{
    FoundPage page;
    if (list->count == list->limit) { // ids filled the page
        list->next = STR("e");
        return true;
    }
    if (!customer_find_email(call->house->identity, session, query, after, list->limit - list->count, call->arena,
                             &page, error))
        return false;
    for (size_t i = 0; i < page.count; i++)
        if (!contains(exact, page.root[i])) add(list, page.root[i]);
    list->next = page.next.size ? str_format(call->arena, "e%.*s", STR_ARGS(page.next)) : STR("n");
    return true;
}

static bool list_names(Call *call, StoreSession *session, Str query, Str after, const List *exact, List *list,
                       Error *error)
{
    FoundPage page;
    bool by_email = !(call->principal.masked & MASK_EMAIL);
    if (list->count == list->limit) return true; // the next page begins with names
    if (!customer_find_name(call->house->identity, session, query, after, list->limit - list->count, call->arena, &page,
                            error))
        return false;
    for (size_t i = 0; i < page.count; i++) {
        bool listed = contains(exact, page.root[i]);
        if (!listed && by_email && !has_email_from(call, session, page.root[i], query, &listed, error)) return false;
        if (!listed) add(list, page.root[i]);
    }
    list->next = page.next.size ? str_format(call->arena, "n%.*s", STR_ARGS(page.next)) : STR("");
    return true;
}

// On a page that holds all there is: orders and tickets of that number, then what is one slip away.
static bool list_others(Call *call, StoreSession *session, Str query, List *list, Error *error)
{
    SearchHit *hits;
    size_t count = 0;
    SearchAsk ask = search_of(call, session, query, list->limit);
    if (list->count == list->limit) return true;
    if (!search(&ask, &hits, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (hits[i].field == SEARCH_NUMBER || hits[i].match == MATCH_TYPO) add(list, hits[i].root);
    return true;
}

static bool list_by_words(Call *call, StoreSession *session, Str query, Str after, List *list, Error *error)
{
    List exact = {.root = arena_array(call->arena, CustomerId, EXACT_MAX), .limit = EXACT_MAX};
    uint32_t masked = call->principal.masked;
    char phase = after.size ? after.data[0] : 'e';
    Str place = after.size ? (Str){after.data + 1, after.size - 1} : after;
    if (!find_exact(call, session, query, &exact, error)) return false;
    for (size_t i = 0; !after.size && i < exact.count; i++) add(list, exact.root[i]);
    if (phase == 'e' && masked & MASK_EMAIL) list->next = STR("n");
    if (phase == 'e' && !(masked & MASK_EMAIL) && !list_emails(call, session, query, place, &exact, list, error))
        return false;
    if (phase == 'e') place = STR("");
    if (phase == 'e' && !str_equal(list->next, STR("n"))) return true;
    list->next = STR("");
    if (!(masked & MASK_NAME) && !list_names(call, session, query, place, &exact, list, error)) return false;
    return after.size || list->next.size || list_others(call, session, query, list, error);
}

// ---- by stage and by the last order ----

static bool read_standing(StoreSession *session, const Query *query, const Value *values, size_t value_count,
                          const Identity *identity, List *list, int64_t *last_at, CustomerId *last, size_t *seen,
                          Error *error)
{
    Rows rows;
    *seen = 0;
    if (!store_select(session, query, values, value_count, &rows, error)) return false;
    for (; list->count < list->limit && rows_next(&rows); ++*seen) {
        *last = (CustomerId)rows_integer(&rows, 0);
        *last_at = rows_integer(&rows, 1);
        if (identity_root(identity, *last) == *last) add(list, *last);
    }
    return rows_close(&rows, error);
}

enum { PROSPECTS_LOOKED = 20000 };

// Who has no row bought nothing: by number, some of them at a time.
static bool list_prospects(Call *call, StoreSession *session, int64_t after, List *list, int64_t *next, Error *error)
{
    Rows rows;
    const Identity *identity = call->house->identity;
    int64_t to = smaller(after + PROSPECTS_LOOKED, identity_count(identity));
    if (!store_select(session, &query_lifecycle_prospects,
                      VALUES(value_integer(after), value_integer(to), value_integer((int64_t)list->limit + 1)), &rows,
                      error))
        return false;
    *next = to < identity_count(identity) ? to : -1;
    while (rows_next(&rows)) {
        int64_t customer = rows_integer(&rows, 0);
        if (list->count == list->limit) {
            *next = list->root[list->count - 1];
            break;
        }
        if (identity_root(identity, (CustomerId)customer) == (CustomerId)customer) add(list, (CustomerId)customer);
    }
    return rows_close(&rows, error);
}

// One stage after the other, each by the last order, the latest first. A cursor is "stage last_at customer".
typedef struct StagePlace {
    int64_t stage, last_at, customer;
} StagePlace;

static bool read_place(Str after, StagePlace *place)
{
    Str stage, last_at;
    return !after.size || (str_cut(&after, ' ', &stage) && str_cut(&after, ' ', &last_at) &&
                           number_parse_count(stage, &place->stage) && number_parse_count(last_at, &place->last_at) &&
                           number_parse_count(after, &place->customer));
}

static uint32_t stages_asked(const Call *call)
{
    uint32_t stages = 0;
    Str words = call_query(call, "stage"), word;
    Stage stage;
    while (str_cut(&words, ',', &word))
        if (stage_parse(word, &stage)) stages |= 1U << stage;
    if (str_equal(call_query(call, "inactive"), STR("true")) || str_equal(call_query(call, "inactive"), STR("1")))
        stages = 1U << STAGE_INACTIVE | 1U << STAGE_LOST;
    return stages;
}

static void set_next(const Call *call, List *list, const StagePlace *place)
{
    list->next = str_format(call->arena, "%lld %lld %lld", (long long)place->stage, (long long)place->last_at,
                            (long long)place->customer);
}

static bool list_of_stage(Call *call, StoreSession *session, StagePlace *place, List *list, bool *ended, Error *error)
{
    size_t seen = 0;
    CustomerId last = 0;
    int64_t limit = (int64_t)(list->limit - list->count);
    if (place->stage == STAGE_PROSPECT) {
        int64_t next = -1, after = place->customer == INT64_MAX ? 0 : place->customer;
        if (!list_prospects(call, session, after, list, &next, error)) return false;
        *ended = next < 0;
        place->customer = next;
        return true;
    }
    if (!read_standing(session, &query_lifecycle_of_stage,
                       VALUES(value_integer(place->stage), value_integer(place->last_at),
                              value_integer(place->customer), value_integer(limit)),
                       call->house->identity, list, &place->last_at, &last, &seen, error))
        return false;
    *ended = (int64_t)seen < limit;
    if (seen) place->customer = last;
    return true;
}

static bool list_by_stage(Call *call, StoreSession *session, uint32_t stages, Str after, List *list, Error *error)
{
    StagePlace place = {0, INT64_MAX, INT64_MAX};
    if (!read_place(after, &place)) return say_not_found(error);
    for (; place.stage < STAGE_COUNT; place = (StagePlace){place.stage + 1, INT64_MAX, INT64_MAX}) {
        bool ended = false;
        if (!(stages & 1U << place.stage)) continue;
        if (list->count < list->limit && !list_of_stage(call, session, &place, list, &ended, error)) return false;
        if (ended) continue;
        set_next(call, list, &place);
        return true;
    }
    return true;
}

static bool list_by_last(Call *call, StoreSession *session, Str after, List *list, Error *error)
{
    StagePlace place = {0, INT64_MAX, INT64_MAX};
    size_t seen = 0;
    CustomerId last = 0;
    if (!read_place(after, &place)) return say_not_found(error);
    if (!read_standing(
            session, &query_lifecycle_by_last,
            VALUES(value_integer(place.last_at), value_integer(place.customer), value_integer((int64_t)list->limit)),
            call->house->identity, list, &place.last_at, &last, &seen, error))
        return false;
    place.customer = last;
    if (seen == list->limit) set_next(call, list, &place);
    return true;
}

static bool refuse_both(Error *error)
{
    return error_code(error, ERROR_MALFORMED, "invalid_parameter",
                      PHRASE("stage, inactive and sort list everybody: leave query and trait out, or these",
                             "stage, inactive et sort listent tout le monde\u00A0: retirez query et trait, ou ceux-ci"),
                      STR(""));
}

bool list_customers(Call *call, StoreSession *session, Error *error)
{
    Str after, query = str_trim(call_query(call, "query")), trait = call_query(call, "trait");
    List list = {.limit = (size_t)call_limit(call)};
    list.root = arena_array(call->arena, CustomerId, list.limit);
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!call_cursor(call, &after, error)) return false;
    uint32_t stages = stages_asked(call);
    bool sorted = call_query(call, "sort").size, standing = stages || sorted;
    if (standing && (trait.size || query.size)) return refuse_both(error);
    if (stages) {
        if (!list_by_stage(call, session, stages, after, &list, error)) return false;
    } else if (sorted) {
        if (!list_by_last(call, session, after, &list, error)) return false;
    } else if (trait.size) {
        if (!list_by_trait(call, session, trait, after, &list, error)) return false;
    } else if (query.size) {
        if (!list_by_words(call, session, query, after, &list, error)) return false;
    } else {
        list_all(call, after, &list);
    }
    return answer_list(call, session, &list, error);
}

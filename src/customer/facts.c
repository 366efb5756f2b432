#include "customer/facts.h"

#include <string.h>

#include "customer/trait.h"

static const char *const name_traits[] = {"name", "first_name", "firstName", "last_name", "lastName"};
static const char *const other_traits[] = {"email",       "phone",      "birthday", "address",
                                           "postal_code", "postalCode", "city"};

static bool among(const char *const *names, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(name, str_of(names[i]))) return true;
    return false;
}

bool facts_name_trait(Str name)
{
    return among(name_traits, COUNT_OF(name_traits), name);
}

bool facts_trait(Str name)
{
    return facts_name_trait(name) || among(other_traits, COUNT_OF(other_traits), name);
}

static Str text_of(const Trait *traits, size_t count, const char *name, const char *other_name, Arena *arena)
{
    Str text = trait_text(trait_find(traits, count, str_of(name)), arena);
    return text.size || !other_name ? text : trait_text(trait_find(traits, count, str_of(other_name)), arena);
}

static Str member_text(JsonValue object, const char *name, Arena *arena)
{
    JsonValue member;
    return json_member(object, str_of(name), &member) ? json_get_string(member, arena) : STR("");
}

static Str place_of(const Trait *traits, size_t count, Arena *arena)
{
    Str place = text_of(traits, count, "postal_code", "postalCode", arena);
    const Trait *address = trait_find(traits, count, STR("address"));
    if (!place.size && address && address->type == TRAIT_JSON) {
        JsonValue object = {JSON_OBJECT, address->value};
        place = member_text(object, "postalCode", arena);
        if (!place.size) place = member_text(object, "postal_code", arena);
        if (!place.size) place = member_text(object, "city", arena);
    }
    return place.size ? place : text_of(traits, count, "city", NULL, arena);
}

static void add_identities(LikenessFacts *facts, const IdentityRow *rows, size_t count, Arena *arena)
{
    Str *emails = arena_array(arena, Str, count), *phones = arena_array(arena, Str, count),
        *user_ids = arena_array(arena, Str, count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind == IDENTITY_EMAIL) emails[facts->email_count++] = rows[i].value;
        if (rows[i].kind == IDENTITY_PHONE) phones[facts->phone_count++] = rows[i].value;
        if (rows[i].kind == IDENTITY_USER_ID) user_ids[facts->user_id_count++] = rows[i].value;
    }
    facts->emails = emails;
    facts->phones = phones;
    facts->user_ids = user_ids;
}

bool facts_read(StoreSession *session, CustomerId customer, Arena *arena, LikenessFacts *facts, Error *error)
{
    *facts = (LikenessFacts){0};
    Trait *traits = NULL;
    IdentityRow *rows = NULL;
    size_t count = 0, row_count = 0;
    if (!trait_list(session, &customer, 1, arena, &traits, &count, error) ||
        !identity_list(session, customer, arena, &rows, &row_count, error))
        return false;
    add_identities(facts, rows, row_count, arena);
    facts->first_name = text_of(traits, count, "first_name", "firstName", arena);
    facts->last_name = text_of(traits, count, "last_name", "lastName", arena);
    facts->name = text_of(traits, count, "name", NULL, arena);
    facts->birthday = text_of(traits, count, "birthday", NULL, arena);
    facts->place = place_of(traits, count, arena);
    return true;
}

// ---- terms ----

enum { TERM_BYTES_MAX = 60 };

static bool add_terms(StoreSession *session, CustomerId customer, Str text, Arena *arena, Error *error)
{
    Str rest = fold_text(arena, text), word;
    while (str_cut(&rest, ' ', &word)) {
        if (!word.size || word.size > TERM_BYTES_MAX) continue;
        if (!store_execute(session, &query_customer_term_insert, VALUES(value_integer(customer), value_text(word)),
                           NULL, error))
            return false;
    }
    return true;
}

bool terms_write(StoreSession *session, CustomerId customer, Arena *arena, Error *error)
{
    LikenessFacts facts;
    return facts_read(session, customer, arena, &facts, error) &&
           store_execute(session, &query_customer_terms_delete, VALUES(value_integer(customer)), NULL, error) &&
           add_terms(session, customer, facts.first_name, arena, error) &&
           add_terms(session, customer, facts.last_name, arena, error) &&
           add_terms(session, customer, facts.name, arena, error);
}

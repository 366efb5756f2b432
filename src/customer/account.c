#include "customer/account.h"

#include <string.h>

// ---- reading ----

bool account_by_group(StoreSession *session, Str group_id, int64_t *account, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_account_by_group, VALUES(value_text(group_id)), &rows, error)) return false;
    *account = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

static Account read_account(const Rows *rows, Arena *arena)
{
    return (Account){.id = rows_integer(rows, 0),
                     .group_id = str_copy(arena, rows_text(rows, 1)),
                     .parent = rows_integer(rows, 2),
                     .source = rows_integer(rows, 3),
                     .made_at = rows_integer(rows, 4)};
}

bool account_get(StoreSession *session, int64_t id, Arena *arena, Account *account, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_account_get, VALUES(value_integer(id)), &rows, error)) return false;
    bool found = rows_next(&rows);
    *account = found ? read_account(&rows, arena) : (Account){0};
    if (!rows_close(&rows, error)) return false;
    return found || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("there is no such account", "ce compte n’existe pas"), STR(""));
}

static bool read_accounts(Rows *rows, size_t limit, Arena *arena, Account **list, size_t *count, Error *error)
{
    *list = arena_array(arena, Account, limit);
    *count = 0;
    while (*count < limit && rows_next(rows)) (*list)[(*count)++] = read_account(rows, arena);
    return rows_close(rows, error);
}

bool account_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, Account **list, size_t *count,
                  Error *error)
{
    Rows rows;
    return store_select(session, &query_account_list, VALUES(value_integer(after), value_integer((int64_t)limit)),
                        &rows, error) &&
           read_accounts(&rows, limit, arena, list, count, error);
}

enum { CHILDREN_MAX = 1000, ACCOUNTS_OF_CUSTOMER_MAX = 1000 };

bool account_children(StoreSession *session, int64_t parent, Arena *arena, Account **list, size_t *count, Error *error)
{
    Rows rows;
    return store_select(session, &query_account_children, VALUES(value_integer(parent)), &rows, error) &&
           read_accounts(&rows, CHILDREN_MAX, arena, list, count, error);
}

bool account_traits(StoreSession *session, int64_t account, Arena *arena, Trait **traits, size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_account_traits, VALUES(value_integer(account)), &rows, error)) return false;
    *traits = arena_array(arena, Trait, TRAITS_MAX);
    *count = 0;
    while (*count < TRAITS_MAX && rows_next(&rows))
        (*traits)[(*count)++] = (Trait){.name = str_copy(arena, rows_text(&rows, 0)),
                                        .type = (TraitType)rows_integer(&rows, 1),
                                        .value = str_copy(arena, rows_text(&rows, 2)),
                                        .source = rows_integer(&rows, 3),
                                        .by = rows_integer(&rows, 4),
                                        .at = rows_integer(&rows, 5),
                                        .sources = 1};
    return rows_close(&rows, error);
}

bool account_members(StoreSession *session, int64_t account, CustomerId after, size_t limit, Arena *arena,
                     AccountMember **list, size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_account_members,
                      VALUES(value_integer(account), value_integer(after), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    *list = arena_array(arena, AccountMember, limit);
    *count = 0;
    while (*count < limit && rows_next(&rows))
        (*list)[(*count)++] = (AccountMember){.account = account,
                                              .customer = (CustomerId)rows_integer(&rows, 0),
                                              .role = str_copy(arena, rows_text(&rows, 1)),
                                              .source = rows_integer(&rows, 2),
                                              .at = rows_integer(&rows, 3)};
    return rows_close(&rows, error);
}

bool account_of(StoreSession *session, CustomerId customer, Arena *arena, AccountMember **list, size_t *count,
                Error *error)
{
    Rows rows;
    if (!store_select(session, &query_account_of_customer, VALUES(value_integer(customer)), &rows, error)) return false;
    *list = arena_array(arena, AccountMember, ACCOUNTS_OF_CUSTOMER_MAX);
    *count = 0;
    while (*count < ACCOUNTS_OF_CUSTOMER_MAX && rows_next(&rows))
        (*list)[(*count)++] = (AccountMember){.account = rows_integer(&rows, 0),
                                              .group_id = str_copy(arena, rows_text(&rows, 1)),
                                              .customer = customer,
                                              .role = str_copy(arena, rows_text(&rows, 2)),
                                              .source = rows_integer(&rows, 3),
                                              .at = rows_integer(&rows, 4)};
    return rows_close(&rows, error);
}

// ---- changing ----

bool account_find_or_make(StoreSession *session, Str group_id, const Voice *voice, int64_t *account, Error *error)
{
    if (!account_by_group(session, group_id, account, error)) return false;
    if (*account) return true;
    return store_execute(session, &query_account_insert,
                         VALUES(value_text(group_id), value_integer(voice->source), value_integer(voice->at)), NULL,
                         error) &&
           account_by_group(session, group_id, account, error);
}

static bool check_trait(StoreSession *session, int64_t account, Str name, Str value, Error *error)
{
    if (!name.size || name.size > TRAIT_NAME_BYTES_MAX || value.size > TRAIT_VALUE_BYTES_MAX)
        return error_code(error, ERROR_INPUT, "too_long",
                          PHRASE("a name has 1 to 100 bytes, a value at most 8,192",
                                 "un nom a de 1 à 100 octets, une valeur 8\u202F192 au plus"),
                          STR(""));
    if (trait_name_reserved(name))
        return error_code(error, ERROR_INPUT, "reserved_name",
                          PHRASE("this is a built-in field: choose another name",
                                 "c’est un champ prédéfini\u00A0: choisissez un autre nom"),
                          STR(""));
    Rows rows;
    if (!store_select(session, &query_account_trait_count, VALUES(value_integer(account), value_text(name)), &rows,
                      error))
        return false;
    bool room = rows_next(&rows) && rows_integer(&rows, 0) < TRAITS_MAX;
    if (!rows_close(&rows, error)) return false;
    return room ||
           error_code(error, ERROR_INPUT, "too_many_fields",
                      PHRASE("an account has at most 200 traits", "un compte a au plus 200 attributs"), STR(""));
}

static bool set_trait(StoreSession *session, int64_t account, Str name, JsonValue value, const Voice *voice,
                      Arena *arena, Error *error)
{
    if (value.type == JSON_NULL)
        return store_execute(session, &query_account_delete_trait,
                             VALUES(value_integer(account), value_text(name), value_integer(voice->at)), NULL, error);
    Str text = trait_value_text(value, arena);
    return check_trait(session, account, name, text, error) &&
           store_execute(session, &query_account_put_trait,
                         VALUES(value_integer(account), value_text(name), value_integer(trait_value_type(value, arena)),
                                value_text(text), value_integer(voice->source), value_integer(voice->by),
                                value_integer(voice->at)),
                         NULL, error);
}

bool account_set_traits(StoreSession *session, int64_t account, JsonValue traits, const Voice *voice, bool lenient,
                        Arena *arena, Error *error)
{
    size_t cursor = 0;
    JsonValue key, value;
    while (json_next(traits, &cursor, &key, &value)) {
        Str name = json_get_string(key, arena);
        if (set_trait(session, account, name, value, voice, arena, error)) continue;
        if (error->kind != ERROR_INPUT) return false;
        if (!lenient) return error_at(error, str_format(arena, "/traits/%.*s", STR_ARGS(name)));
    }
    return true;
}

bool account_set_parent(StoreSession *session, int64_t account, int64_t parent, Arena *arena, Error *error)
{
    Account above;
    if (parent && !account_get(session, parent, arena, &above, error)) return false;
    Rows rows;
    if (!store_select(session, &query_account_above, VALUES(value_integer(parent), value_integer(account)), &rows,
                      error))
        return false;
    bool cycle = rows_next(&rows);
    if (!rows_close(&rows, error)) return false;
    if (cycle)
        return error_code(error, ERROR_CONFLICT, "parent_cycle",
                          PHRASE("an account can’t stand above itself", "un compte ne peut pas être au-dessus de "
                                                                        "lui-même"),
                          STR(""));
    return store_execute(session, &query_account_set_parent,
                         VALUES(value_integer(account), parent ? value_integer(parent) : value_null()), NULL, error);
}

bool account_join(StoreSession *session, int64_t account, CustomerId customer, Str role, const Voice *voice,
                  Error *error)
{
    return store_execute(session, role.size ? &query_account_set_role : &query_account_join,
                         VALUES(value_integer(account), value_integer(customer), value_text(role),
                                value_integer(voice->source), value_integer(voice->at)),
                         NULL, error);
}

bool account_leave(StoreSession *session, int64_t account, CustomerId customer, bool *was_member, Error *error)
{
    int64_t rows = 0;
    if (!store_execute(session, &query_account_leave, VALUES(value_integer(account), value_integer(customer)), &rows,
                       error))
        return false;
    *was_member = rows != 0;
    return true;
}

bool account_delete(StoreSession *session, int64_t account, Arena *arena, Error *error)
{
    Account *children = NULL;
    size_t count = 0;
    if (!account_children(session, account, arena, &children, &count, error)) return false;
    if (count)
        return error_code(error, ERROR_CONFLICT, "has_children",
                          PHRASE("{0} accounts stand below this one: move them first",
                                 "{0} comptes dépendent de celui-ci\u00A0: déplacez-les d’abord"),
                          error_number(arena, count));
    return store_execute(session, &query_account_delete_members, VALUES(value_integer(account)), NULL, error) &&
           store_execute(session, &query_account_delete_traits, VALUES(value_integer(account)), NULL, error) &&
           store_execute(session, &query_account_delete_account, VALUES(value_integer(account)), NULL, error);
}

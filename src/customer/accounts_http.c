// accounts_http.c - companies and households, and who belongs to them.
#include "base/number.h"
#include "customer/account.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"

// The account that {id} means: its number, or group_id:acme.
static bool path_account(Call *call, StoreSession *session, Account *account, Error *error)
{
    int64_t id = 0;
    Str value = call->path_value[0], name;
    if (!number_parse_count(value, &id) && str_cut(&value, ':', &name) && str_equal(name, STR("group_id")) &&
        !account_by_group(session, value, &id, error))
        return false;
    return account_get(session, id, call->arena, account, error);
}

static void write_account(JsonWriter *json, const Call *call, const Account *account)
{
    json_key(json, "id");
    json_integer(json, account->id);
    json_key(json, "group_id");
    json_string(json, account->group_id);
    json_key(json, "parent");
    if (account->parent)
        json_integer(json, account->parent);
    else
        json_null(json);
    write_at(json, "made_at", account->made_at, call->arena);
    json_key(json, "source");
    write_source(json, account->source, 0);
}

bool list_accounts(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t last = 0;
    Account *list = NULL;
    size_t count = 0, limit = (size_t)call_limit(call);
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !path_id(after, &last, error)) return false;
    if (!account_list(session, last, limit, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        write_account(&json, call, &list[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    bool more = count == limit;
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[count - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}

static bool answer_account(Call *call, StoreSession *session, int64_t id, Error *error)
{
    Account account, *children = NULL;
    Trait *traits = NULL;
    size_t child_count = 0, trait_count = 0;
    if (!account_get(session, id, call->arena, &account, error) ||
        !account_traits(session, id, call->arena, &traits, &trait_count, error) ||
        !account_children(session, id, call->arena, &children, &child_count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_account(&json, call, &account);
    write_traits(&json, call, traits, trait_count);
    json_key(&json, "children");
    json_begin_array(&json);
    for (size_t i = 0; i < child_count; i++) json_integer(&json, children[i].id);
    json_end_array(&json);
    write_masked(&json, call);
    json_end_object(&json);
    call->audit_object = str_format(call->arena, "account:%lld", (long long)id);
    return true;
}

bool get_account(Call *call, StoreSession *session, Error *error)
{
    Account account;
    return path_account(call, session, &account, error) && answer_account(call, session, account.id, error);
}

// "parent" and "traits" of the body, those that are given.
static bool change_account(Call *call, StoreSession *session, int64_t id, Error *error)
{
    JsonValue parent, traits;
    Voice voice = voice_of(call);
    int64_t above = 0;
    if (json_member(call->body, STR("parent"), &parent)) {
        if (!json_get_integer(parent, &above)) above = 0;
        if (!account_set_parent(session, id, above, call->arena, error)) return error_at(error, STR("/parent"));
    }
    return !json_member(call->body, STR("traits"), &traits) ||
           account_set_traits(session, id, traits, &voice, false, call->arena, error);
}

bool create_account(Call *call, StoreSession *session, Error *error)
{
    Str group_id = shape_text(call->body, "group_id", call->arena);
    Voice voice = voice_of(call);
    int64_t id = 0;
    if (!account_by_group(session, group_id, &id, error)) return false;
    if (id)
        return error_code(error, ERROR_CONFLICT, "name_taken",
                          PHRASE("there is an account with this group id already",
                                 "un compte a déjà cet identifiant de groupe"),
                          STR("")) ||
               error_at(error, STR("/group_id"));
    if (!account_find_or_make(session, group_id, &voice, &id, error) || !change_account(call, session, id, error))
        return false;
    call->status = 201;
    return answer_account(call, session, id, error);
}

bool update_account(Call *call, StoreSession *session, Error *error)
{
    Account account;
    return path_account(call, session, &account, error) && change_account(call, session, account.id, error) &&
           answer_account(call, session, account.id, error);
}

bool delete_account(Call *call, StoreSession *session, Error *error)
{
    Account account;
    if (!path_account(call, session, &account, error) || !account_delete(session, account.id, call->arena, error))
        return false;
    call->audit_object = str_format(call->arena, "account:%lld", (long long)account.id);
    return true;
}

// ---- members ----

static void write_member(JsonWriter *json, const Call *call, const AccountMember *member)
{
    json_begin_object(json);
    json_key(json, "customer");
    json_integer(json, identity_root(call->house->identity, member->customer));
    json_key(json, "role");
    json_string(json, member->role);
    json_key(json, "source");
    write_source(json, member->source, 0);
    write_at(json, "at", member->at, call->arena);
    json_end_object(json);
}

// A person of several customers that are members stands where the first of them does.
static bool stands_here(const Call *call, StoreSession *session, const AccountMember *member, bool *here, Error *error)
{
    Person person;
    *here = true;
    person_members(call->house->identity, member->customer, call->arena, &person);
    for (size_t m = 0; m < person.member_count; m++) {
        AccountMember *list = NULL;
        size_t count = 0;
        if (person.members[m] >= member->customer) continue;
        if (!account_of(session, person.members[m], call->arena, &list, &count, error)) return false;
        for (size_t i = 0; i < count; i++) *here &= list[i].account != member->account;
    }
    return true;
}

bool list_members(Call *call, StoreSession *session, Error *error)
{
    Account account;
    Str after;
    int64_t last = 0;
    AccountMember *list = NULL;
    size_t count = 0, limit = (size_t)call_limit(call);
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!path_account(call, session, &account, error) || !call_cursor(call, &after, error)) return false;
    if (after.size && !path_id(after, &last, error)) return false;
    if (!account_members(session, account.id, (CustomerId)last, limit, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        bool here = false;
        if (!stands_here(call, session, &list[i], &here, error)) return false;
        if (here) call_reads(call, identity_root(call->house->identity, list[i].customer));
        if (here) write_member(&json, call, &list[i]);
    }
    json_end_array(&json);
    bool more = count == limit;
    write_next(&json, call, more, more ? str_format(call->arena, "%u", list[count - 1].customer) : STR(""));
    json_end_object(&json);
    return true;
}

bool put_member(Call *call, StoreSession *session, Error *error)
{
    Account account;
    CustomerId root = 0;
    Voice voice = voice_of(call);
    if (!path_account(call, session, &account, error) ||
        !path_customer(call, session, call->path_value[1], &root, error) ||
        !account_join(session, account.id, root, shape_text(call->body, "role", call->arena), &voice, error))
        return false;
    call->audit_object = str_format(call->arena, "account:%lld", (long long)account.id);
    return answer_account(call, session, account.id, error);
}

bool remove_member(Call *call, StoreSession *session, Error *error)
{
    Account account;
    CustomerId root = 0;
    Person person;
    bool any = false;
    if (!path_account(call, session, &account, error) ||
        !path_customer(call, session, call->path_value[1], &root, error))
        return false;
    person_members(call->house->identity, root, call->arena, &person);
    for (size_t m = 0; m < person.member_count; m++) {
        bool was_member = false;
        if (!account_leave(session, account.id, person.members[m], &was_member, error)) return false;
        any |= was_member;
    }
    if (!any) return say_not_found(error);
    call->audit_object = str_format(call->arena, "account:%lld", (long long)account.id);
    return true;
}

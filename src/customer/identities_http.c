// identities_http.c - addresses, numbers and ids of a customer, added and taken away by staff; merging and unmerging.
#include <stdlib.h>
#include <string.h>

#include "customer/change.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"

// ---- identities ----

static bool say_taken(Call *call, CustomerId owner, Error *error)
{
    return error_code(
               error, ERROR_CONFLICT, "identity_taken",
               PHRASE("customer {0} has this identity already: merge the two if they are one person",
                      "le client {0} a déjà cet identifiant\u00A0: fusionnez les deux s’ils sont une même personne"),
               error_number(call->arena, owner)) ||
           error_at(error, STR("/value"));
}

static bool may_write(const Call *call, const IdentityRow *row, Error *error)
{
    return !identity_masked(call, row) ||
           error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
}

bool add_identity_route(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0, owner = 0;
    IdentityRow row = {.value = shape_text(call->body, "value", call->arena)};
    if (!path_customer(call, session, call->path_value[0], &root, error) || !match_version(call, session, root, error))
        return false;
    if (!identity_kind_parse(shape_text(call->body, "kind", call->arena), &row.kind)) return say_not_found(error);
    if (!may_write(call, &row, error)) return false;
    CustomerWrite write = write_of(call, session, root);
    Str phone = row.kind == IDENTITY_PHONE ? identity_phone(call->arena, workspace_locale(call), row.value) : STR("");
    if (!customer_add_identity(&write, row.kind, phone.size ? phone : row.value, &owner, error)) {
        if (error->kind == ERROR_INPUT) error_at(error, STR("/value"));
        return false;
    }
    if (identity_root(call->house->identity, owner) != root) return say_taken(call, owner, error);
    const FieldChange change = {.customer = root,
                                .field = identity_kind_name(row.kind),
                                .now = write.changed ? row.value : STR(""),
                                .request_id = call->request_id};
    if (!change_note(session, &change, &write.voice, error) || !customer_settle(&write, error)) return false;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return answer_person(call, session, root, error);
}

bool remove_identity_route(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0, owner = 0;
    Str value = call->path_value[1], name;
    IdentityRow row = {0};
    if (!path_customer(call, session, call->path_value[0], &root, error) || !match_version(call, session, root, error))
        return false;
    if (!str_cut(&value, ':', &name) || !identity_kind_parse(name, &row.kind)) return say_not_found(error);
    row.value = value;
    if (!may_write(call, &row, error) || !path_customer(call, session, call->path_value[1], &owner, error))
        return false;
    if (owner != root) return say_not_found(error);
    if (row.kind == IDENTITY_PHONE) value = identity_phone(call->arena, workspace_locale(call), value);
    const FieldChange change = {
        .customer = root, .field = identity_kind_name(row.kind), .was = row.value, .request_id = call->request_id};
    Voice voice = voice_of(call);
    if (!change_note(session, &change, &voice, error) ||
        !identity_remove(call->house->identity, session, row.kind, value, who(call), call->now, &owner, error) ||
        !customer_identity_removed(call->house->identity, session, owner, call->now, call->arena, error))
        return false;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return answer_person(call, session, root, error);
}

// ---- merging ----

// An event of the log, so that the timeline and what follows the log know.
static bool note_merge(Call *call, StoreSession *session, const char *name, const MergeRow *merge, Error *error)
{
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    json_key(&json, "properties");
    json_begin_object(&json);
    json_key(&json, "edge");
    json_integer(&json, merge->edge);
    json_key(&json, "winner");
    json_integer(&json, merge->winner);
    json_key(&json, "loser");
    json_integer(&json, merge->loser);
    json_key(&json, "reason");
    json_string(&json, merge->reason);
    json_key(&json, "by");
    json_integer(&json, who(call));
    json_end_object(&json);
    json_end_object(&json);
    Event event = {.kind = EVENT_INTERNAL,
                   .name = str_of(name),
                   .customer = merge->winner,
                   .at = call->now,
                   .received = call->now,
                   .body = text_str(&body)};
    return log_append(call->house->log, session, &event, NULL, error);
}

bool merge_and_note(Call *call, StoreSession *session, CustomerId winner, CustomerId loser, Str reason, int64_t *edge,
                    Error *error)
{
    MergeRow merge;
    return customer_merge(call->house->identity, session, winner, loser, reason, who(call), call->now, edge, error) &&
           identity_edge(session, *edge, call->arena, &merge, error) &&
           note_merge(call, session, "Customers Merged", &merge, error);
}

static void answer_edge(Call *call, int64_t edge, CustomerId root)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "edge");
    json_integer(&json, edge);
    json_key(&json, "customer");
    json_integer(&json, root);
    json_end_object(&json);
    call->audit_object = str_format(call->arena, "customer:%u", root);
}

bool merge_customers(Call *call, StoreSession *session, Error *error)
{
    CustomerId winner = 0, loser = 0;
    int64_t edge = 0;
    if (!path_customer(call, session, call->path_value[0], &winner, error)) return false;
    if (!path_customer(call, session, shape_text(call->body, "with", call->arena), &loser, error))
        return error_at(error, STR("/with"));
    if (!match_version(call, session, winner, error) ||
        !merge_and_note(call, session, winner, loser, shape_text(call->body, "reason", call->arena), &edge, error))
        return false;
    answer_edge(call, edge, winner);
    return true;
}

bool unmerge_customers(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    int64_t edge = 0;
    JsonValue value;
    MergeRow merge;
    Identity *identity = call->house->identity;
    if (!path_customer(call, session, call->path_value[0], &root, error)) return false;
    if (!json_member(call->body, STR("edge"), &value) || !json_get_integer(value, &edge) ||
        !identity_edge(session, edge, call->arena, &merge, error))
        return false;
    bool of_person =
        merge.edge && (identity_root(identity, merge.winner) == root || identity_root(identity, merge.loser) == root);
    if (!of_person)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("this customer has no such merge", "ce client n’a pas cette fusion"), STR("")) ||
               error_at(error, STR("/edge"));
    if (!match_version(call, session, root, error) ||
        !customer_unmerge(identity, session, &merge, who(call), call->now, call->arena, error) ||
        !note_merge(call, session, "Customers Unmerged", &merge, error))
        return false;
    answer_edge(call, edge, identity_root(identity, merge.winner));
    return true;
}

static void write_merge(JsonWriter *json, const Call *call, const MergeRow *merge)
{
    json_begin_object(json);
    json_key(json, "edge");
    json_integer(json, merge->edge);
    json_key(json, "kind");
    json_string(json, merge->kind == MERGE_STAFF ? STR("staff") : STR("stitch"));
    json_key(json, "winner");
    json_integer(json, merge->winner);
    json_key(json, "loser");
    json_integer(json, merge->loser);
    json_key(json, "reason");
    json_string(json, merge->reason);
    json_key(json, "source");
    write_source(json, merge->kind == MERGE_STAFF ? 0 : merge->source, merge->kind == MERGE_STAFF ? merge->source : 0);
    write_at(json, "at", merge->at, call->arena);
    json_key(json, "undone_at");
    if (merge->undone)
        json_string(json, instant_text(call->arena, merge->undone_at));
    else
        json_null(json);
    json_end_object(json);
}

// Of all customers of the person those after edge `after`, in the order of their numbers.
static bool read_merges(Call *call, StoreSession *session, const Person *person, int64_t after, MergeRow **all,
                        size_t *all_count, Error *error)
{
    size_t room = 0;
    *all_count = 0;
    for (size_t m = 0; m < person->member_count; m++) {
        MergeRow *list = NULL;
        size_t count = 0;
        if (!identity_merges(session, person->members[m], call->arena, &list, &count, error)) return false;
        for (size_t i = 0; i < count; i++) { // an edge within the person stands at its winner
            bool within = identity_root(call->house->identity, list[i].winner) == person->root;
            if (list[i].edge <= after || (within && list[i].winner != person->members[m])) continue;
            if (*all_count == room) {
                MergeRow *larger = arena_array(call->arena, MergeRow, room = room ? room * 2 : 16);
                if (*all_count) memcpy(larger, *all, *all_count * sizeof *larger);
                *all = larger;
            }
            (*all)[(*all_count)++] = list[i];
        }
    }
    return true;
}

static int by_edge(const void *a, const void *b)
{
    const MergeRow *left = a, *right = b;
    return (left->edge > right->edge) - (left->edge < right->edge);
}

bool list_merges(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    Str cursor;
    MergeRow *list = NULL;
    size_t count = 0, limit = (size_t)call_limit(call);
    int64_t after = 0;
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!path_customer(call, session, call->path_value[0], &root, error) || !call_cursor(call, &cursor, error) ||
        (cursor.size && !path_id(cursor, &after, error)))
        return false;
    person_members(call->house->identity, root, call->arena, &person);
    if (!read_merges(call, session, &person, after, &list, &count, error)) return false;
    if (count) qsort(list, count, sizeof *list, by_edge);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++) write_merge(&json, call, &list[i]);
    json_end_array(&json);
    bool more = count > limit;
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[limit - 1].edge) : STR(""));
    json_end_object(&json);
    return true;
}

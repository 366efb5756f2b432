// tag_http.c - short labels on customers: put and taken away, counted, renamed, merged.
#include <string.h>

#include "crm/item_http.h"
#include "house.h"
#include "event/log.h"
#include "identity/personal.h"
#include "module.h"

static const Field tag_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "customers", .type = FIELD_INTEGER, .help = PHRASE("how many have it", "combien la portent")},
    {0},
};
static const Shape tag_shape = {.name = "Tag", .fields = tag_fields};
LIST_SHAPE(tag_list_shape, "TagList", tag_shape);

static const Field put_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "put_by", .type = FIELD_INTEGER},
    {.name = "put_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape put_shape = {.name = "CustomerTag", .fields = put_fields};
LIST_SHAPE(put_list_shape, "CustomerTagList", put_shape);

static const Field holder_fields[] = {
    {.name = "id", .type = FIELD_INTEGER},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "put_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape holder_shape = {.name = "TagHolder", .fields = holder_fields};
LIST_SHAPE(holder_list_shape, "TagHolderList", holder_shape);

static const Field name_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = LABEL_BYTES_MAX},
    {0},
};
static const Shape name_shape = {.name = "TagName", .fields = name_fields};

static bool find_tag(StoreSession *session, Str folded, int64_t *id, Error *error)
{
    Rows rows;
    *id = 0;
    if (!store_select(session, &query_tag_by_folded, VALUES(value_text(folded)), &rows, error)) return false;
    if (rows_next(&rows)) *id = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

// ---- on a customer ----

enum { TAGS_OF_PERSON_MAX = 1000 };

// A person whose customers share a tag has it once.
static bool tags_of(StoreSession *session, const Person *person, Arena *arena, Items *items, Error *error)
{
    const ItemsOfPerson ask = {.query = &query_tag_of_customer,
                               .shape = &put_shape,
                               .person = person,
                               .before = INT64_MAX,
                               .limit = TAGS_OF_PERSON_MAX};
    if (!items_of_person(session, &ask, arena, items, error)) return false;
    size_t kept = 0;
    for (size_t i = 0; i < items->count; i++)
        if (!kept || items->item[kept - 1].integer[0] != items->item[i].integer[0])
            items->item[kept++] = items->item[i];
    items->count = kept;
    return true;
}

static bool answer_tags(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Person person;
    Items items;
    Reader reader = reader_of(call);
    person_members(call->house->identity, root, call->arena, &person);
    if (!tags_of(session, &person, call->arena, &items, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < items.count; i++) item_write(&json, &reader, &put_shape, &items.item[i]);
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

static bool list_customer_tags(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    return log_catch_up(call->house->log, session, error) && item_customer(call, session, &root, error) &&
           answer_tags(call, session, root, error);
}

static bool put_tag(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Str folded, shown;
    int64_t id = 0;
    if (!item_customer(call, session, &root, error) ||
        !label_read(call->path_value[1], "", call->arena, &folded, &shown, error) ||
        !find_tag(session, folded, &id, error))
        return false;
    if (!id && (!crm_number(session, &id, error) ||
                !store_execute(session, &query_tag_insert,
                               VALUES(value_integer(id), value_text(shown), value_text(folded)), NULL, error)))
        return false;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return store_execute(
               session, &query_tag_put,
               VALUES(value_integer(root), value_integer(id), value_integer(who(call)), value_integer(call->now)), NULL,
               error) &&
           answer_tags(call, session, root, error);
}

static bool take_tag(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    Str folded, shown;
    int64_t id = 0, taken = 0;
    if (!item_customer(call, session, &root, error) ||
        !label_read(call->path_value[1], "", call->arena, &folded, &shown, error) ||
        !find_tag(session, folded, &id, error))
        return false;
    person_members(call->house->identity, root, call->arena, &person);
    for (size_t m = 0; m < person.member_count; m++) {
        int64_t rows = 0;
        if (!store_execute(session, &query_tag_take, VALUES(value_integer(person.members[m]), value_integer(id)), &rows,
                           error))
            return false;
        taken += rows;
    }
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return taken ? answer_tags(call, session, root, error)
                 : error_code(error, ERROR_NOT_FOUND, "not_found",
                              PHRASE("this customer has no such tag", "ce client n’a pas cette étiquette"), STR(""));
}

// ---- the tags themselves ----

static bool list_tags(Call *call, StoreSession *session, Error *error)
{
    return answer_items(call, session, &query_tag_page, &tag_shape, NO_VALUES, error);
}

static bool list_holders(Call *call, StoreSession *session, Error *error)
{
    Item tag;
    return item_by_path(call, session, &query_tag_one, &tag_shape, 0, &tag, error) &&
           answer_items(call, session, &query_tag_customers, &holder_shape, VALUES(value_integer(tag.integer[0])),
                        error);
}

// To a name that another tag has: the two become one, and nobody has it twice.
static bool rename_tag(Call *call, StoreSession *session, Error *error)
{
    Item tag;
    Str folded, shown;
    int64_t other = 0;
    if (!item_by_path(call, session, &query_tag_one, &tag_shape, 0, &tag, error) ||
        !label_read(given_text(call, "name"), "/name", call->arena, &folded, &shown, error) ||
        !find_tag(session, folded, &other, error))
        return false;
    int64_t id = tag.integer[0], kept = other ? other : id;
    if (other && other != id &&
        (!store_execute(session, &query_tag_move, VALUES(value_integer(id), value_integer(other)), NULL, error) ||
         !store_execute(session, &query_tag_remove, VALUES(value_integer(id)), NULL, error)))
        return false;
    return store_execute(session, &query_tag_rename, VALUES(value_integer(kept), value_text(shown), value_text(folded)),
                         NULL, error) &&
           answer_item(call, session, &query_tag_one, &tag_shape, "tag", kept, error);
}

static bool remove_tag(Call *call, StoreSession *session, Error *error)
{
    Item tag;
    if (!item_by_path(call, session, &query_tag_one, &tag_shape, 0, &tag, error)) return false;
    call->audit_object = str_format(call->arena, "tag:%lld", (long long)tag.integer[0]);
    return store_execute(session, &query_tag_remove, VALUES(value_integer(tag.integer[0])), NULL, error);
}

static bool write_tags(const ProfileCall *call, JsonWriter *json, Error *error)
{
    Items items;
    Reader reader = {.identity = call->house->identity, .masked = call->masked, .arena = call->arena};
    if (!tags_of(call->session, call->person, call->arena, &items, error)) return false;
    json_begin_object(json);
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = 0; i < items.count && i < ITEMS_OF_PART; i++) item_write(json, &reader, &put_shape, &items.item[i]);
    json_end_array(json);
    json_key(json, "count");
    json_integer(json, (int64_t)items.count);
    json_end_object(json);
    return true;
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/tags",
     .name = "listTags",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("All tags, and how many customers have each",
                       "Toutes les étiquettes, et combien de clients portent chacune"),
     .parameters = item_page_parameters,
     .answer = &tag_list_shape,
     .read = list_tags},
    {.method = "PATCH",
     .path = "/api/v1/tags/{id}",
     .name = "renameTag",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Renames a tag; to the name of another one merges the two",
                       "Renomme une étiquette\u202F; vers le nom d’une autre, réunit les deux"),
     .body = &name_shape,
     .answer = &tag_shape,
     .write = rename_tag},
    {.method = "DELETE",
     .path = "/api/v1/tags/{id}",
     .name = "removeTag",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a tag away from everybody", "Retire une étiquette à tous"),
     .write = remove_tag},
    {.method = "GET",
     .path = "/api/v1/tags/{id}/customers",
     .name = "listTagCustomers",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Customers who have a tag", "Les clients qui portent une étiquette"),
     .parameters = item_page_parameters,
     .answer = &holder_list_shape,
     .read = list_holders},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/tags",
     .name = "listCustomerTags",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Tags of a customer", "Les étiquettes d’un client"),
     .answer = &put_list_shape,
     .read = list_customer_tags},
    {.method = "PUT",
     .path = "/api/v1/customers/{id}/tags/{name}",
     .name = "putTag",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Tags a customer", "Étiquette un client"),
     .answer = &put_list_shape,
     .write = put_tag},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/tags/{name}",
     .name = "takeTag",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a tag away from a customer", "Retire une étiquette à un client"),
     .answer = &put_list_shape,
     .write = take_tag},
    {0},
};

static const ProfilePart parts[] = {{.name = "tags", .write = write_tags}, {0}};

static const PersonalTable tables[] = {
    {.table = "customer_tag",
     .name = "tags",
     .purpose =
         PHRASE("to find customers who have something in common", "pour retrouver les clients qui ont un point commun"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_tag_export,
     .columns = "name put_at:instant",
     .erase = &query_tag_erase},
    {0},
};

const Module tag_module = {.name = "tags", .routes = routes, .profile = parts, .personal = tables};

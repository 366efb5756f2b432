// promise_http.c - the routes of promises and expectations.
#include "crm/item_http.h"
#include "crm/promise.h"
#include "crm/promise_job.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

static const Field promise_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .words = PROMISE_KINDS},
    {.name = "what", .type = FIELD_TEXT},
    {.name = "due_at", .type = FIELD_INSTANT},
    {.name = "owner", .type = FIELD_INTEGER, .nullable = true, .help = PHRASE("of the staff", "de l’équipe")},
    {.name = "status",
     .type = FIELD_TEXT,
     .words = PROMISE_STATUSES,
     .help = PHRASE("broken from one second after due_at on", "broken dès une seconde après due_at")},
    {.name = "kept_at", .type = FIELD_INSTANT, .nullable = true},
    {.name = "broken_at", .type = FIELD_INSTANT, .nullable = true},
    {.name = "seen_at",
     .type = FIELD_INSTANT,
     .nullable = true,
     .help = PHRASE("taken out of the owner's queue", "retirée de la file de son responsable")},
    {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "made_at", .type = FIELD_INSTANT},
    {.name = "version", .type = FIELD_INTEGER, .help = PHRASE("for If-Match", "pour If-Match")},
    {0},
};
static const Shape promise_shape = {.name = "Promise", .fields = promise_fields};
LIST_SHAPE(promise_list_shape, "PromiseList", promise_shape);
enum { CUSTOMER = 1, KIND, WHAT, DUE, OWNER, STATUS, KEPT_AT, BROKEN_AT, SEEN_AT, VERSION = 12 };

#define OWNER_FIELD                                                                                                    \
    {                                                                                                                  \
        .name = "owner", .type = FIELD_TEXT, .nullable = true, .high = 300,                                            \
        .help = PHRASE("me, a number or an address", "me, un numéro ou une adresse")                                   \
    }
static const Field add_fields[] = {
    {.name = "what", .type = FIELD_TEXT, .required = true, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "due_at", .type = FIELD_INSTANT, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .words = PROMISE_KINDS, .help = PHRASE("else promise", "sinon promise")},
    OWNER_FIELD,
    {0},
};
static const Shape add_shape = {.name = "PromiseAdd", .fields = add_fields};
static const Field change_fields[] = {
    {.name = "what", .type = FIELD_TEXT, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "due_at", .type = FIELD_INSTANT},
    {.name = "status", .type = FIELD_TEXT, .words = "open|kept|withdrawn"},
    {.name = "kept_at", .type = FIELD_INSTANT, .help = PHRASE("else now", "sinon maintenant")},
    OWNER_FIELD,
    {0},
};
static const Shape change_shape = {.name = "PromiseChange", .fields = change_fields};

// ---- as it stands now ----

static void settle(Item *item, Instant now)
{
    PromiseStatus written = (PromiseStatus)item->integer[STATUS];
    item->integer[STATUS] = promise_status(written, item->integer[DUE], now);
    if (written != PROMISE_OPEN || item->integer[STATUS] != PROMISE_BROKEN) return;
    item->null[BROKEN_AT] = false;
    item->integer[BROKEN_AT] = item->integer[DUE] + PROMISE_GRACE;
}

static bool answer_promise(Call *call, StoreSession *session, int64_t id, Error *error)
{
    Item item;
    Reader reader = reader_of(call);
    if (!item_select(session, &query_promise_one, id, &promise_shape, call->arena, &item, error)) return false;
    settle(&item, call->now);
    JsonWriter json = call_json(call);
    item_write(&json, &reader, &promise_shape, &item);
    call_version(call, item.integer[VERSION]);
    call->audit_object = str_format(call->arena, "promise:%lld", (long long)id);
    return true;
}

static bool list_customer_promises(Call *call, StoreSession *session, Error *error)
{
    Items items;
    if (!items_of_path(call, session, &query_promise_of_customer, &promise_shape, &items, error)) return false;
    for (size_t i = 0; i < items.count; i++) settle(&items.item[i], call->now);
    answer_page(call, &promise_shape, &items);
    return true;
}

static bool list_promises(Call *call, StoreSession *session, Error *error)
{
    Str status = call_query(call, "status"), given = call_query(call, "owner"), after;
    int64_t before = INT64_MAX, owner = str_equal(given, STR("me")) ? who(call) : 0;
    int64_t limit = call_limit(call) + 1;
    Items items;
    if (!log_catch_up(call->house->log, session, error) || !call_cursor(call, &after, error) ||
        (after.size && !path_id(after, &before, error)))
        return false;
    if (!owner && !staff_find(session, given, "owner", call->arena, &owner, error)) return false;
    if (!items_select(session, &query_promise_page,
                      VALUES(value_integer(before), value_integer(limit),
                             value_integer(status.size ? word_number(PROMISE_STATUSES, status) : -1),
                             value_integer(call->now), value_integer(owner)),
                      &promise_shape, (size_t)limit, call->arena, &items, error))
        return false;
    for (size_t i = 0; i < items.count; i++) settle(&items.item[i], call->now);
    answer_page(call, &promise_shape, &items);
    return true;
}

static bool get_promise(Call *call, StoreSession *session, Error *error)
{
    Item item;
    return log_catch_up(call->house->log, session, error) &&
           item_of_customer(call, session, &query_promise_one, &promise_shape, 1, &item, error) &&
           answer_promise(call, session, item.integer[0], error);
}

// ---- writing ----

static Promise promise_of(const Item *item)
{
    return (Promise){.id = item->integer[0],
                     .customer = (CustomerId)item->integer[CUSTOMER],
                     .kind = item->integer[KIND],
                     .due_at = item->integer[DUE]};
}

static bool add_promise(Call *call, StoreSession *session, Error *error)
{
    Promise promise = {0};
    Value owner;
    Hand hand = hand_of(call);
    Str kind = given_text(call, "kind");
    promise.kind = kind.size ? word_number(PROMISE_KINDS, kind) : 0;
    if (!may_write_texts(call, error) || !item_customer(call, session, &promise.customer, error) ||
        !given_instant(call, "due_at", 0, &promise.due_at, error) ||
        !given_staff(call, session, "owner", hand.by ? value_integer(hand.by) : value_null(), &owner, error) ||
        !crm_number(session, &promise.id, error) ||
        !store_execute(session, &query_promise_insert,
                       VALUES(value_integer(promise.id), value_integer(promise.customer), value_integer(promise.kind),
                              value_text(given_text(call, "what")), value_integer(promise.due_at), owner,
                              value_integer(hand.by), value_integer(hand.source), value_integer(hand.at)),
                       NULL, error) ||
        !promise_say(call->house, session, &promise, "Promise Made", &hand, call->now, call->arena, error))
        return false;
    call->status = 201;
    return answer_promise(call, session, promise.id, error);
}

// What is to stand in the row; an open one whose time has passed was broken, whatever is said of it now.
typedef struct Change {
    Str what;
    Value owner, kept_at, broken_at, seen_at;
    Instant due_at;
    PromiseStatus status;
} Change;

static bool read_kept(Call *call, const Item *item, Change *change, Error *error)
{
    Instant kept_at = 0;
    if (!given_instant(call, "kept_at", call->now, &kept_at, error)) return false;
    if (kept_at > call->now)
        return error_code(error, ERROR_INPUT, "invalid_value",
                          PHRASE("{0} has not come yet", "{0} n’est pas encore venu"),
                          instant_text(call->arena, kept_at)) ||
               error_at(error, STR("/kept_at"));
    change->kept_at = value_integer(kept_at);
    change->status = promise_overdue(item->integer[DUE], kept_at) ? PROMISE_KEPT_LATE : PROMISE_KEPT;
    if (change->status == PROMISE_KEPT) change->broken_at = value_null();
    return true;
}

static bool read_change(Call *call, StoreSession *session, const Item *item, Change *change, Error *error)
{
    Str status = given_text(call, "status");
    *change = (Change){.what = given_has(call, "what") ? given_text(call, "what") : item->text[WHAT],
                       .kept_at = column_value(item, KEPT_AT),
                       .broken_at = column_value(item, BROKEN_AT),
                       .seen_at = column_value(item, SEEN_AT),
                       .status = (PromiseStatus)item->integer[STATUS]};
    if (!given_instant(call, "due_at", item->integer[DUE], &change->due_at, error) ||
        !given_staff(call, session, "owner", column_value(item, OWNER), &change->owner, error))
        return false;
    if (str_equal(status, STR("kept"))) return read_kept(call, item, change, error);
    if (str_equal(status, STR("withdrawn"))) change->status = PROMISE_WITHDRAWN;
    bool anew = str_equal(status, STR("open")) || (change->status == PROMISE_BROKEN && change->due_at > call->now);
    if (anew) {
        change->status = PROMISE_OPEN;
        change->kept_at = change->seen_at = value_null();
    }
    return true;
}

static bool store_change(Call *call, StoreSession *session, const Item *item, const Change *change, Error *error)
{
    Hand hand = hand_of(call);
    Promise promise = promise_of(item);
    bool kept = change->status == PROMISE_KEPT || change->status == PROMISE_KEPT_LATE;
    bool was = item->integer[STATUS] == PROMISE_KEPT || item->integer[STATUS] == PROMISE_KEPT_LATE;
    return store_execute(session, &query_promise_change,
                         VALUES(value_integer(promise.id), value_text(change->what), value_integer(change->due_at),
                                change->owner, value_integer(change->status), change->kept_at, change->broken_at,
                                change->seen_at),
                         NULL, error) &&
           (!kept || was ||
            promise_say(call->house, session, &promise, "Promise Kept", &hand, change->kept_at.integer, call->arena,
                        error));
}

// Before anything else, what has been broken by now is written down: unless it is said to have been kept in time.
static bool break_first(Call *call, StoreSession *session, Item *item, Error *error)
{
    Promise promise = promise_of(item);
    Instant kept_at = call->now;
    bool kept = str_equal(given_text(call, "status"), STR("kept"));
    if (kept && !given_instant(call, "kept_at", call->now, &kept_at, error)) return false;
    if (promise_status((PromiseStatus)item->integer[STATUS], promise.due_at, smaller(kept_at, call->now)) !=
        PROMISE_BROKEN)
        return true;
    return promise_break(call->house, session, &promise, call->now, call->arena, error) &&
           item_select(session, &query_promise_one, promise.id, &promise_shape, call->arena, item, error);
}

static bool change_promise(Call *call, StoreSession *session, Error *error)
{
    Item item;
    Change change;
    if (given_has(call, "what") && !may_write_texts(call, error)) return false;
    return item_of_customer(call, session, &query_promise_one, &promise_shape, 1, &item, error) &&
           call_if_match(call, item.integer[VERSION], error) && break_first(call, session, &item, error) &&
           read_change(call, session, &item, &change, error) && store_change(call, session, &item, &change, error) &&
           answer_promise(call, session, item.integer[0], error);
}

static bool see_promise(Call *call, StoreSession *session, Error *error)
{
    Item item;
    return item_of_customer(call, session, &query_promise_one, &promise_shape, 1, &item, error) &&
           store_execute(session, &query_promise_see, VALUES(value_integer(item.integer[0]), value_integer(call->now)),
                         NULL, error) &&
           answer_promise(call, session, item.integer[0], error);
}

static bool remove_promise(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!item_of_customer(call, session, &query_promise_one, &promise_shape, 1, &item, error)) return false;
    call->audit_object = str_format(call->arena, "promise:%lld", (long long)item.integer[0]);
    return store_execute(session, &query_promise_remove, VALUES(value_integer(item.integer[0])), NULL, error);
}

static bool write_promises(const ProfileCall *call, JsonWriter *json, Error *error)
{
    Items items;
    int64_t total = 0;
    const ItemsOfPerson ask = {.query = &query_promise_of_customer,
                               .shape = &promise_shape,
                               .person = call->person,
                               .before = INT64_MAX,
                               .limit = ITEMS_OF_PART};
    Reader reader = {.identity = call->house->identity, .masked = call->masked, .arena = call->arena};
    if (!items_of_person(call->session, &ask, call->arena, &items, error) ||
        !items_count(call, &query_promise_count, &total, error))
        return false;
    for (size_t i = 0; i < items.count; i++) settle(&items.item[i], call->now);
    json_begin_object(json);
    items_write(json, &reader, &promise_shape, &items, ITEMS_OF_PART);
    json_key(json, "count");
    json_integer(json, total);
    json_end_object(json);
    return true;
}

static const Parameter list_parameters[] = {
    {.name = "status",
     .type = FIELD_TEXT,
     .words = PROMISE_STATUSES,
     .help = PHRASE("as it stands now", "tel qu’à l’instant")},
    {.name = "owner",
     .type = FIELD_TEXT,
     .high = 300,
     .help = PHRASE("me, a number or an address", "me, un numéro ou une adresse")},
    ITEM_PAGE_PARAMETERS,
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/promises",
     .name = "listPromises",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Promises to all customers, newest first",
                       "Les promesses faites à tous les clients, les plus récentes d’abord"),
     .parameters = list_parameters,
     .answer = &promise_list_shape,
     .read = list_promises},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/promises",
     .name = "listCustomerPromises",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What a customer was promised or expects", "Ce qui a été promis à un client, ou qu’il attend"),
     .parameters = item_page_parameters,
     .answer = &promise_list_shape,
     .read = list_customer_promises},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/promises",
     .name = "addPromise",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes down a promise or an expectation", "Note une promesse ou une attente"),
     .body = &add_shape,
     .answer = &promise_shape,
     .write = add_promise},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/promises/{promise}",
     .name = "getPromise",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("One promise", "Une promesse"),
     .answer = &promise_shape,
     .read = get_promise},
    {.method = "PATCH",
     .path = "/api/v1/customers/{id}/promises/{promise}",
     .name = "changePromise",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a promise, or says it was kept", "Modifie une promesse, ou la dit tenue"),
     .body = &change_shape,
     .answer = &promise_shape,
     .write = change_promise},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/promises/{promise}",
     .name = "removePromise",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a promise away", "Retire une promesse"),
     .write = remove_promise},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/promises/{promise}/seen",
     .name = "seePromise",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a broken promise out of its owner's queue",
                       "Retire une promesse non tenue de la file de son responsable"),
     .answer = &promise_shape,
     .write = see_promise},
    {0},
};

static const ProfilePart parts[] = {{.name = "promises", .write = write_promises}, {0}};

static const PersonalTable tables[] = {
    {.table = "promise",
     .name = "promises",
     .purpose = PHRASE("what you were promised, so that it is kept", "ce qui vous a été promis, pour que ce soit tenu"),
     .retention = RETENTION_SERVICE,
     .read = &query_promise_export,
     .columns = "kind what due_at:instant status kept_at:instant broken_at:instant made_at:instant",
     .erase = &query_promise_erase,
     .expire = &query_promise_expire},
    {0},
};

const Module promise_module = {
    .name = "promises", .routes = routes, .jobs = promise_jobs, .profile = parts, .personal = tables};

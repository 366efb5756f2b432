// subscription_http.c - subscriptions: lists, one with its history, and what staff do to them. What staff do is an
// event in the log like all others (customer/record.h); the subscription follows from it.
#include "api/route.h"
#include "base/number.h"
#include "base/secret.h"
#include "customer/customer_http.h"
#include "customer/record.h"
#include "house.h"
#include "module.h"
#include "order/subscription_http.h"
#include "order/subscription_parts.h"

enum { STATUS_CREATED = 201, FUTURE_MILLISECONDS = 24 * 60 * 60 * 1000 };

// ---- shapes ----

#define STATUS_WORDS "pending|trialing|active|past_due|unpaid|paused|cancelled"
#define CYCLE_WORDS "day|week|month|quarter|year"

static const Field change_fields[] = {
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when it happened", "quand")},
    {.name = "event", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "event_id",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("in the timeline; null: the day of a scheduled cancellation came",
                    "dans la chronologie\u00A0; null\u00A0: le jour d’une résiliation programmée est venu")},
    {.name = "status_before", .type = FIELD_TEXT, .required = true, .nullable = true, .words = STATUS_WORDS},
    {.name = "status_after", .type = FIELD_TEXT, .required = true, .nullable = true, .words = STATUS_WORDS},
    {.name = "plan", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("after it", "après")},
    {.name = "monthly_before",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("monthly value (MRR) before it; null: not known",
                    "valeur mensuelle (MRR) avant\u00A0; null\u00A0: inconnue")},
    {.name = "monthly_after", .type = FIELD_MONEY, .nullable = true, .help = PHRASE("and after it", "et après")},
    {.name = "reason", .type = FIELD_TEXT, .nullable = true},
    {.name = "reason_kind", .type = FIELD_TEXT, .nullable = true, .words = "voluntary|involuntary"},
    {0},
};
static const Shape change_shape = {.name = "SubscriptionChange", .fields = change_fields};

#define SUBSCRIPTION_FIELDS                                                                                            \
    {.name = "id", .type = FIELD_INTEGER, .required = true},                                                           \
        {.name = "subscription_id",                                                                                    \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("as events name it", "comme les événements le nomment")},                                      \
        {.name = "customer", .type = FIELD_INTEGER, .required = true, .help = PHRASE("the root", "la racine")},        \
        {.name = "status", .type = FIELD_TEXT, .required = true, .words = STATUS_WORDS},                               \
        {.name = "plan", .type = FIELD_TEXT, .nullable = true},                                                        \
        {.name = "quantity",                                                                                           \
         .type = FIELD_INTEGER,                                                                                        \
         .nullable = true,                                                                                             \
         .help = PHRASE("seats; null: never said", "sièges\u00A0; null\u00A0: jamais dit")},                           \
        {.name = "cycle", .type = FIELD_TEXT, .words = CYCLE_WORDS},                                                   \
        {.name = "cycle_count",                                                                                        \
         .type = FIELD_INTEGER,                                                                                        \
         .help = PHRASE("of these units a cycle has", "nombre de ces unités dans un cycle")},                          \
        {.name = "price",                                                                                              \
         .type = FIELD_ANY,                                                                                            \
         .nullable = true,                                                                                             \
         .help = PHRASE("of one seat and cycle, as money; may be less than a cent",                                    \
                        "par siège et par cycle, un montant\u00A0; parfois moins d’un centime")},                      \
        {.name = "discount_amount",                                                                                    \
         .type = FIELD_ANY,                                                                                            \
         .nullable = true,                                                                                             \
         .help = PHRASE("off each cycle, as money", "déduit de chaque cycle, un montant")},                            \
        {.name = "discount_percent",                                                                                   \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("off each cycle, 0 to 100", "déduit de chaque cycle, de 0 à 100")},                            \
        {.name = "cycle_amount",                                                                                       \
         .type = FIELD_MONEY,                                                                                          \
         .nullable = true,                                                                                             \
         .help = PHRASE("of the whole for one cycle, discount off; null: not known",                                   \
                        "du tout pour un cycle, remise déduite\u00A0; null\u00A0: inconnu")},                          \
        {.name = "monthly",                                                                                            \
         .type = FIELD_MONEY,                                                                                          \
         .nullable = true,                                                                                             \
         .help = PHRASE("what it is worth a month now (MRR); null: not known",                                         \
                        "ce qu’il vaut par mois maintenant (MRR)\u00A0; null\u00A0: inconnu")},                        \
        {.name = "started_at", .type = FIELD_INSTANT, .nullable = true},                                               \
        {.name = "trial_end", .type = FIELD_INSTANT, .nullable = true},                                                \
        {.name = "current_period_end", .type = FIELD_INSTANT, .nullable = true},                                       \
        {.name = "cancel_at",                                                                                          \
         .type = FIELD_INSTANT,                                                                                        \
         .nullable = true,                                                                                             \
         .help = PHRASE("it ends then unless somebody thinks again", "il prend fin alors, sauf changement d’avis")},   \
        {.name = "cancelled_at", .type = FIELD_INSTANT, .nullable = true},                                             \
        {.name = "reason", .type = FIELD_TEXT, .nullable = true},                                                      \
        {.name = "reason_kind", .type = FIELD_TEXT, .nullable = true, .words = "voluntary|involuntary"},               \
        {.name = "last_event_at", .type = FIELD_INSTANT},                                                              \
    {                                                                                                                  \
        .name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT,                                                     \
        .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")                              \
    }

static const Field line_fields[] = {SUBSCRIPTION_FIELDS, {0}};
static const Shape line_shape = {.name = "SubscriptionLine", .fields = line_fields};
static const Field subscription_fields[] = {
    SUBSCRIPTION_FIELDS,
    {.name = "history",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &change_shape,
     .help = PHRASE("all dated changes, oldest first", "tous les changements datés, du plus ancien au plus récent")},
    {0},
};
static const Shape subscription_shape = {.name = "Subscription", .fields = subscription_fields};
static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &line_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
static const Shape list_shape = {.name = "SubscriptionList", .fields = list_fields};

#define TERMS_FIELDS                                                                                                   \
    {.name = "plan", .type = FIELD_TEXT, .low = 1, .high = SUBSCRIPTION_REFERENCE_BYTES_MAX},                          \
        {.name = "price", .type = FIELD_MONEY, .help = PHRASE("of one seat and cycle", "par siège et par cycle")},     \
        {.name = "quantity", .type = FIELD_INTEGER, .low = 0, .high = 1000000000},                                     \
        {.name = "cycle", .type = FIELD_TEXT, .words = CYCLE_WORDS},                                                   \
        {.name = "cycle_count", .type = FIELD_INTEGER, .low = 1, .high = 1000},                                        \
        {.name = "discount_percent", .type = FIELD_NUMBER, .nullable = true, .low = 0, .high = 100},                   \
        {.name = "trial_end", .type = FIELD_INSTANT, .nullable = true},                                                \
        {.name = "current_period_end", .type = FIELD_INSTANT},                                                         \
    {                                                                                                                  \
        .name = "at", .type = FIELD_INSTANT, .help = PHRASE("when; now when absent", "quand\u00A0; maintenant sinon")  \
    }

static const Field start_fields[] = {
    {.name = "customer",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 400,
     .help = PHRASE("42, email:… or user_id:…", "42, email:… ou user_id:…")},
    {.name = "subscription_id",
     .type = FIELD_TEXT,
     .low = 1,
     .high = SUBSCRIPTION_REFERENCE_BYTES_MAX,
     .help = PHRASE("given when absent", "donné s’il est absent")},
    TERMS_FIELDS,
    {0},
};
static const Shape start_shape = {.name = "SubscriptionStart", .fields = start_fields};

static const Field act_fields[] = {
    {.name = "change",
     .type = FIELD_TEXT,
     .required = true,
     .words = "upgrade|downgrade|change|pause|resume|renew|schedule_cancel|cancel",
     .help = PHRASE("what is done", "ce qui est fait")},
    {.name = "cancel_at",
     .type = FIELD_INSTANT,
     .nullable = true,
     .help = PHRASE("of schedule_cancel; the end of the period when absent",
                    "de schedule_cancel\u00A0; la fin de la période sinon")},
    {.name = "reason", .type = FIELD_TEXT, .low = 0, .high = SUBSCRIPTION_TEXT_BYTES_MAX},
    {.name = "reason_kind", .type = FIELD_TEXT, .words = "voluntary|involuntary"},
    TERMS_FIELDS,
    {0},
};
static const Shape act_shape = {.name = "SubscriptionAct", .fields = act_fields};

#define PAGE_PARAMETERS                                                                                                \
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},           \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }
#define FILTER_PARAMETERS                                                                                              \
    {.name = "status", .type = FIELD_TEXT, .words = STATUS_WORDS, .help = PHRASE("only these", "seulement ceux-ci")},  \
        {.name = "plan",                                                                                               \
         .type = FIELD_TEXT,                                                                                           \
         .high = SUBSCRIPTION_REFERENCE_BYTES_MAX,                                                                     \
         .help = PHRASE("only of this plan", "seulement de cette formule")},                                           \
        PAGE_PARAMETERS

static const Parameter person_parameters[] = {FILTER_PARAMETERS, {0}};
static const Parameter list_parameters[] = {
    {.name = "customer",
     .type = FIELD_TEXT,
     .high = 400,
     .help = PHRASE("42, email:… or user_id:…", "42, email:… ou user_id:…")},
    FILTER_PARAMETERS,
    {0},
};

// ---- reading ----

static SubscriptionView view_of(const Call *call)
{
    return (SubscriptionView){.identity = call->house->identity,
                              .otherwise = workspace_settings(call->house->workspace)->currency,
                              .masked = call->principal.masked,
                              .arena = call->arena};
}

static bool answer_list(Call *call, StoreSession *session, SubscriptionFilter *filter, Error *error)
{
    SubscriptionView view = view_of(call);
    Subscription *list = NULL;
    size_t count = 0, limit = filter->limit;
    filter->limit++; // one more says whether there is another page
    if (!subscription_list(session, filter, call->arena, &list, &count, error)) return false;
    bool more = count > limit;
    if (more) count = limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        call_reads(call, identity_root(call->house->identity, list[i].customer));
        json_begin_object(&json);
        write_subscription(&json, &view, &list[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[count - 1].id) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// customer "": everybody's.
static bool list_of(Call *call, StoreSession *session, Str customer, Error *error)
{
    Str after;
    Person person;
    CustomerId root = 0;
    SubscriptionFilter filter = {.plan = call_query(call, "plan"), .limit = (size_t)call_limit(call), .now = call->now};
    if (!log_catch_up(call->house->log, session, error) || !call_cursor(call, &after, error)) return false;
    if (after.size && !path_id(after, &filter.after, error)) return false;
    if (!subscription_status_parse(call_query(call, "status"), &filter.status)) filter.status = SUBSCRIPTION_NONE;
    if (customer.size) {
        if (!path_customer(call, session, customer, &root, error)) return false;
        person_members(call->house->identity, root, call->arena, &person);
        filter.customer = person.members;
        filter.customers = person.member_count;
    }
    return answer_list(call, session, &filter, error);
}

static bool list_subscriptions(Call *call, StoreSession *session, Error *error)
{
    return list_of(call, session, call_query(call, "customer"), error);
}

static bool list_customer_subscriptions(Call *call, StoreSession *session, Error *error)
{
    return list_of(call, session, call->path_value[0], error);
}

static bool answer_subscription(Call *call, StoreSession *session, const Subscription *subscription, Error *error)
{
    SubscriptionView view = view_of(call);
    SubscriptionChange *changes = NULL;
    size_t count = 0;
    if (!subscription_history(session, subscription->id, &view.otherwise, call->now, call->arena, &changes, &count,
                              error))
        return false;
    JsonWriter json = call_json(call);
    call_reads(call, identity_root(call->house->identity, subscription->customer));
    json_begin_object(&json);
    write_subscription(&json, &view, subscription);
    json_key(&json, "history");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_change(&json, &view, &changes[i]);
    json_end_array(&json);
    write_masked(&json, call);
    json_end_object(&json);
    call->audit_object = str_format(call->arena, "subscription:%lld", (long long)subscription->id);
    return true;
}

static bool say_no_subscription(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such subscription", "cet abonnement n’existe pas"), STR(""));
}

static bool path_subscription(Call *call, StoreSession *session, Subscription *subscription, Error *error)
{
    int64_t id = 0;
    if (!number_parse_count(call->path_value[0], &id) || id <= 0) return say_no_subscription(error);
    return subscription_get(session, id, call->now, call->arena, subscription, error);
}

static bool get_subscription(Call *call, StoreSession *session, Error *error)
{
    Subscription subscription;
    return log_catch_up(call->house->log, session, error) && path_subscription(call, session, &subscription, error) &&
           answer_subscription(call, session, &subscription, error);
}

// ---- what staff do ----

static bool is_property(Str name)
{
    return !str_equal(name, STR("customer")) && !str_equal(name, STR("change")) && !str_equal(name, STR("at")) &&
           !str_equal(name, STR("subscription_id"));
}

// The body as it was checked is what the event says.
static Str properties_of(const Call *call, Str reference)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    JsonValue key, value;
    size_t cursor = 0;
    json_begin_object(&json);
    json_key(&json, "subscription_id");
    json_string(&json, reference);
    while (json_next(call->body, &cursor, &key, &value)) {
        Str name = json_get_string(key, call->arena);
        if (!is_property(name)) continue;
        json_key(&json, str_c(call->arena, name));
        json_value(&json, value);
    }
    json_end_object(&json);
    return text_str(&text);
}

static bool read_at(const Call *call, Instant *at, Error *error)
{
    Str text = shape_text(call->body, "at", call->arena);
    *at = call->now;
    if (text.size && instant_parse(text, at) != INSTANT_FINE) *at = call->now;
    return *at <= call->now + FUTURE_MILLISECONDS ||
           error_code(error, ERROR_INPUT, "out_of_range",
                      PHRASE("{0} is still to come: say what has happened",
                             "{0} est encore à venir\u00A0: dites ce qui s’est passé"),
                      error_value(call->arena, text)) ||
           error_at(error, STR("/at"));
}

static bool may_write(const Call *call, Error *error)
{
    JsonValue value;
    bool hidden = call->principal.masked & MASK_AMOUNTS && json_member(call->body, STR("price"), &value);
    return !hidden ||
           error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR("")) ||
           error_at(error, STR("/price"));
}

static bool say_refused(const char *code, Error *error)
{
    return error_code(error, ERROR_CONFLICT, code,
                      PHRASE("nothing more is kept of this person (erased, objected, or without consent)",
                             "plus rien n’est gardé de cette personne (effacée, opposée ou sans consentement)"),
                      STR(""));
}

static bool record_and_answer(Call *call, StoreSession *session, CustomerId customer, Str event, Str reference,
                              Error *error)
{
    Record what = {.who = {.customer = customer},
                   .kind = EVENT_TRACK,
                   .name = event,
                   .received = call->now,
                   .source = call->principal.kind == PRINCIPAL_KEY ? call->principal.id : 0,
                   .properties = properties_of(call, reference)};
    Recorded recorded;
    Subscription subscription;
    if (!may_write(call, error) || !read_at(call, &what.at, error) ||
        !record(call->house, session, &what, call->arena, &recorded, error))
        return false;
    if (recorded.refused) return say_refused(recorded.refused, error);
    if (!subscription_by_reference(session, reference, call->arena, &subscription, error)) return false;
    subscription_as_of(&subscription, call->now);
    return answer_subscription(call, session, &subscription, error);
}

static bool start_subscription(Call *call, StoreSession *session, Error *error)
{
    enum { REFERENCE_RANDOM_BYTES = 12 };
    CustomerId root = 0;
    Subscription taken;
    Str reference = shape_text(call->body, "subscription_id", call->arena);
    if (!path_customer(call, session, shape_text(call->body, "customer", call->arena), &root, error)) {
        if (error->kind == ERROR_NOT_FOUND) error->kind = ERROR_INPUT;
        return error_at(error, STR("/customer"));
    }
    if (!reference.size)
        reference = str_format(call->arena, "fidele:%.*s", STR_ARGS(token_text(call->arena, REFERENCE_RANDOM_BYTES)));
    if (!subscription_by_reference(session, reference, call->arena, &taken, error)) return false;
    if (taken.id)
        return error_code(error, ERROR_CONFLICT, "id_taken",
                          PHRASE("there is a subscription {0} already: change that one, or give another id",
                                 "l’abonnement {0} existe déjà\u00A0: modifiez-le, ou donnez un autre identifiant"),
                          error_value(call->arena, reference)) ||
               error_at(error, STR("/subscription_id"));
    call->status = STATUS_CREATED;
    return record_and_answer(call, session, root, STR("Subscription Started"), reference, error);
}

static Str event_of(Str change)
{
    static const struct {
        Str change;
        SubscriptionWord word;
    } acts[] = {{STR("upgrade"), WORD_UPGRADED}, {STR("downgrade"), WORD_DOWNGRADED},
                {STR("pause"), WORD_PAUSED},     {STR("resume"), WORD_RESUMED},
                {STR("renew"), WORD_RENEWED},    {STR("schedule_cancel"), WORD_CANCEL_SCHEDULED},
                {STR("cancel"), WORD_CANCELLED}};
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        if (str_equal(acts[i].change, change)) return subscription_word_event(acts[i].word);
    return subscription_word_event(WORD_CHANGED);
}

static bool change_subscription(Call *call, StoreSession *session, Error *error)
{
    Subscription subscription;
    return path_subscription(call, session, &subscription, error) &&
           record_and_answer(call, session, subscription.customer,
                             event_of(shape_text(call->body, "change", call->arena)), subscription.reference, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/subscriptions",
     .name = "listSubscriptions",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Subscriptions, by status, plan or customer", "Les abonnements, par état, formule ou client"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_subscriptions},
    {.method = "POST",
     .path = "/api/v1/subscriptions",
     .name = "startSubscription",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Starts a subscription: an event like all others",
                       "Commence un abonnement\u00A0: un événement comme les autres"),
     .body = &start_shape,
     .answer = &subscription_shape,
     .write = start_subscription},
    {.method = "GET",
     .path = "/api/v1/subscriptions/{id}",
     .name = "getSubscription",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("A subscription with all its dated changes", "Un abonnement avec tous ses changements datés"),
     .answer = &subscription_shape,
     .read = get_subscription},
    {.method = "POST",
     .path = "/api/v1/subscriptions/{id}/changes",
     .name = "changeSubscription",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes, pauses, resumes or cancels it, as of a date",
                       "Le modifie, le suspend, le reprend ou le résilie, à une date"),
     .body = &act_shape,
     .answer = &subscription_shape,
     .write = change_subscription},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/subscriptions",
     .name = "listCustomerSubscriptions",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The subscriptions of a person", "Les abonnements d’une personne"),
     .parameters = person_parameters,
     .answer = &list_shape,
     .read = list_customer_subscriptions},
    {0},
};

const Module subscription_module = {.name = "subscription",
                                    .routes = routes,
                                    .reactions = subscription_reactions,
                                    .profile = subscription_profile,
                                    .personal = subscription_personal,
                                    .purchases = subscription_purchases};

// A batch on the store's thread: whose events these are, which were sent before, and into the log.
#include "event/tracking_parts.h"

// ---- message ids used again for something else ----

static ContentMark *mark_of(const Tracking *tracking, const TrackingItem *item)
{
    return &tracking->marks[item->message.word[0] % MARKS];
}

static void remember(const Tracking *tracking, const TrackingItem *item)
{
    *mark_of(tracking, item) = (ContentMark){item->message.word[1], item->mark};
}

// Only what is known to differ is a conflict; older messages are known by their id alone.
static bool differs(const Tracking *tracking, const TrackingItem *item)
{
    const ContentMark *mark = mark_of(tracking, item);
    return mark->id == item->message.word[1] && mark->content != item->mark;
}

// ---- one item ----

// Errors that are the item's own fault leave the others alone; a failing store fails all.
static bool is_of_item(const Error *error)
{
    return error->kind == ERROR_INPUT || error->kind == ERROR_USAGE || error->kind == ERROR_MALFORMED ||
           (error->kind == ERROR_CONFLICT && error->code);
}

static bool whose(TrackingBatch *batch, TrackingItem *item, StoreSession *session, CustomerId *customer, Error *error)
{
    const IdentityClaim claim = {.user_id = item->user_id,
                                 .anonymous_id = item->anonymous_id,
                                 .source = batch->sender.source,
                                 .at = item->at,
                                 .identifies = item->kind == EVENT_IDENTIFY || item->kind == EVENT_ALIAS};
    Identity *identity = batch->tracking->identity;
    return item->kind == EVENT_ALIAS ? identity_alias(identity, session, item->previous_id, &claim, customer, error)
                                     : identity_resolve(identity, session, &claim, customer, error);
}

// Own people are known by their e-mail address; from then on all that they do is internal.
static bool note_internal(TrackingBatch *batch, TrackingItem *item, CustomerId customer, StoreSession *session,
                          Error *error)
{
    Tracking *tracking = batch->tracking;
    CustomerId root = identity_root(tracking->identity, customer);
    if (item->internal_person)
        return internals_add(tracking, session, customer, item->at, error) &&
               internals_add(tracking, session, root, item->at, error);
    return true;
}

static bool append(TrackingBatch *batch, TrackingItem *item, CustomerId customer, StoreSession *session, Error *error)
{
    Event event = {.kind = item->kind,
                   .name = item->name,
                   .customer = customer,
                   .at = item->at,
                   .received = batch->sender.received,
                   .source = batch->sender.source,
                   .flags = item->flags,
                   .has_amount = item->has_amount,
                   .amount_minor = item->amount_minor,
                   .currency = item->currency,
                   .message = item->message,
                   .body = item->body};
    if (!note_internal(batch, item, customer, session, error)) return false;
    bool internal = internals_have(batch->tracking, customer) ||
                    internals_have(batch->tracking, identity_root(batch->tracking->identity, customer));
    if (internal) event.flags |= EVENT_TRAFFIC_INTERNAL;
    if (!log_append(batch->tracking->log, session, &event, NULL, error)) return false;
    item->seq = event.seq;
    if (item->message_id.size) remember(batch->tracking, item);
    return true;
}

static bool member_suppressed(const Identity *identity, JsonValue object, Str name, IdentityKind kind, Arena *arena)
{
    JsonValue member;
    return json_member(object, name, &member) && member.type == JSON_STRING &&
           identity_suppressed(identity, kind, json_get_string(member, arena));
}

// An identify says more of who it is than its two ids.
static bool traits_suppressed(const TrackingBatch *batch, const TrackingItem *item)
{
    JsonValue body, traits;
    Error unread;
    const Identity *identity = batch->tracking->identity;
    return item->kind == EVENT_IDENTIFY && json_parse(item->body, &body, &unread) &&
           json_member(body, STR("traits"), &traits) && traits.type == JSON_OBJECT &&
           (member_suppressed(identity, traits, STR("email"), IDENTITY_EMAIL, batch->arena) ||
            member_suppressed(identity, traits, STR("phone"), IDENTITY_PHONE, batch->arena));
}

// Of somebody who was erased.
static bool is_suppressed(const TrackingBatch *batch, const TrackingItem *item)
{
    const Identity *identity = batch->tracking->identity;
    if (!identity_suppresses(identity)) return false;
    return identity_suppressed(identity, IDENTITY_USER_ID, item->user_id) ||
           identity_suppressed(identity, IDENTITY_ANONYMOUS_ID, item->anonymous_id) ||
           (item->kind == EVENT_ALIAS && (identity_suppressed(identity, IDENTITY_USER_ID, item->previous_id) ||
                                          identity_suppressed(identity, IDENTITY_ANONYMOUS_ID, item->previous_id))) ||
           traits_suppressed(batch, item);
}

// What may not be kept makes nobody, so it is asked before.
static bool admitted(TrackingBatch *batch, TrackingItem *item, StoreSession *session, Error *error)
{
    Tracking *tracking = batch->tracking;
    Event event = {.kind = item->kind,
                   .name = item->name,
                   .at = item->at,
                   .received = batch->sender.received,
                   .source = batch->sender.source,
                   .flags = item->flags,
                   .body = item->body};
    if (is_suppressed(batch, item)) {
        item->withheld = "suppressed";
        return true;
    }
    if (!log_guarded(tracking->log)) return true;
    if (item->user_id.size &&
        !identity_find(tracking->identity, session, IDENTITY_USER_ID, item->user_id, &event.customer, error))
        return false;
    if (!event.customer && item->anonymous_id.size &&
        !identity_find(tracking->identity, session, IDENTITY_ANONYMOUS_ID, item->anonymous_id, &event.customer, error))
        return false;
    return log_admits(tracking->log, session, &event, &item->withheld, error);
}

static void refuse_by(const TrackingBatch *batch, TrackingItem *item, const Error *error)
{
    item->store_refusal = (Refusal){error->code ? error->code : "invalid_value", item_path(batch, item, ""),
                                    str_copy(batch->arena, str_of(error->message[batch->locale]))};
}

static bool store_item(TrackingBatch *batch, TrackingItem *item, StoreSession *session, Error *error)
{
    item->store_refusal = (Refusal){0};
    item->withheld = NULL;
    item->duplicate = log_seen(batch->tracking->log, item->message);
    if (item->duplicate) {
        batch->conflicts += differs(batch->tracking, item);
        return true;
    }
    if (!log_takes_name(batch->tracking->log, item->kind, item->name)) {
        item->store_refusal =
            (Refusal){"too_many_event_names", item_path(batch, item, "/event"),
                      phrase_say(batch->arena, batch->locale,
                                 PHRASE("{0} would be one event name more than the 10,000 that are kept: send it under "
                                        "another name, and what differs as a property",
                                        "{0} serait un nom d’événement de plus que les 10\u202F000 retenus\u00A0: "
                                        "envoyez-le sous un autre nom, et ce qui diffère comme propriété"),
                                 error_value(batch->arena, item->name))};
        return true;
    }
    CustomerId customer;
    if (!admitted(batch, item, session, error)) return false;
    if (item->withheld) return true;
    if (whose(batch, item, session, &customer, error)) return append(batch, item, customer, session, error);
    if (!is_of_item(error)) return false;
    refuse_by(batch, item, error);
    return true;
}

// ---- what is not as planned ----

static bool count_violations(StoreSession *session, int64_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_plan_violations_count, NO_VALUES, &rows, error)) return false;
    *count = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

// One row for each kind of violation, at most 1,000: those of yet other events are counted under the name "".
static bool violate(const TrackingBatch *batch, const TrackingItem *item, StoreSession *session, Str event,
                    Error *error)
{
    const Value values[] = {value_integer(batch->sender.source),
                            value_text(event),
                            value_text(item->plan_fault.property),
                            value_text(str_of(item->plan_fault.code)),
                            value_integer(item->plan_fault.mode == RULE_BLOCK),
                            value_integer(batch->sender.received),
                            value_text(item->body)};
    int64_t changed, count;
    if (!store_execute(session, &query_plan_violate, values, COUNT_OF(values), &changed, error)) return false;
    if (changed) return true;
    if (!count_violations(session, &count, error)) return false;
    if (count >= RULES_LISTED_MAX && event.size) return violate(batch, item, session, STR(""), error);
    return store_execute(session, &query_plan_violation_add, values, COUNT_OF(values), NULL, error);
}

static bool store_or_count(TrackingBatch *batch, TrackingItem *item, StoreSession *session, Error *error)
{
    if (!item->refusal.code && !store_item(batch, item, session, error)) return false;
    return !item->plan_fault.code || item->duplicate || item->withheld ||
           violate(batch, item, session, item->name, error);
}

bool tracking_store(StoreSession *session, void *context, Error *error)
{
    TrackingBatch *batch = context;
    batch->conflicts = 0;
    for (size_t i = 0; i < batch->items; i++)
        if (!store_or_count(batch, &batch->item[i], session, error)) return false;
    return true;
}

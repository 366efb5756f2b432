// A batch on the store's thread: whose events these are, which were sent before, and into the log.
#include "event/tracking_parts.h"

#include <stdlib.h>

// ---- message ids used again for something else ----

enum { MARKS = 1 << 16 };
typedef struct ContentMark {
    uint64_t id, content;
} ContentMark;

static ContentMark *mark_of(const Tracking *tracking, Str message_id, uint64_t *id)
{
    *id = content_mark(message_id, 1);
    return &tracking->marks[*id >> 48];
}

static void remember(const Tracking *tracking, const TrackingItem *item)
{
    uint64_t id;
    ContentMark *mark = mark_of(tracking, item->message_id, &id);
    *mark = (ContentMark){id, item->mark};
}

// Only what is known to differ is a conflict; older messages are known by their id alone.
static bool differs(const Tracking *tracking, const TrackingItem *item)
{
    uint64_t id;
    const ContentMark *mark = mark_of(tracking, item->message_id, &id);
    return mark->id == id && mark->content != item->mark;
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
                   .message_id = item->message_id,
                   .body = item->body};
    if (!log_append(batch->tracking->log, session, &event, NULL, error)) return false;
    item->seq = event.seq;
    if (item->message_id.size) remember(batch->tracking, item);
    return true;
}

static void refuse_by(const TrackingBatch *batch, TrackingItem *item, const Error *error)
{
    item->store_refusal = (Refusal){error->code ? error->code : "invalid_value", item_path(batch, item, ""),
                                    str_copy(batch->arena, str_of(error->message[batch->locale]))};
}

static bool store_item(TrackingBatch *batch, TrackingItem *item, StoreSession *session, Error *error)
{
    item->store_refusal = (Refusal){0};
    item->duplicate = log_seen(batch->tracking->log, item->message_id);
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
    if (whose(batch, item, session, &customer, error)) return append(batch, item, customer, session, error);
    if (!is_of_item(error)) return false;
    refuse_by(batch, item, error);
    return true;
}

bool tracking_store(StoreSession *session, void *context, Error *error)
{
    TrackingBatch *batch = context;
    batch->conflicts = 0;
    for (size_t i = 0; i < batch->items; i++)
        if (!batch->item[i].refusal.code && !store_item(batch, &batch->item[i], session, error)) return false;
    return true;
}

// ---- opening ----

bool tracking_open(Store *store, EventLog *log, Identity *identity, Workspace *workspace, Tracking **tracking,
                   Error *error)
{
    Tracking *made = calloc(1, sizeof *made);
    ContentMark *marks = calloc(MARKS, sizeof *marks);
    if (!made || !marks) {
        free(made);
        free(marks);
        return error_set(error, ERROR_FAILED,
                         PHRASE("There is no memory for tracking", "La mémoire manque pour le suivi"), NULL, 0);
    }
    made->store = store;
    made->log = log;
    made->identity = identity;
    made->workspace = workspace;
    made->marks = marks;
    *tracking = made;
    return true;
}

void tracking_close(Tracking *tracking)
{
    if (!tracking) return;
    free(tracking->marks);
    free(tracking);
}

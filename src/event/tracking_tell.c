// What became of a batch: counted, and told to who watches.
#include "event/tracking_parts.h"

static const Refusal *refusal_of(const TrackingItem *item)
{
    return item->refusal.code ? &item->refusal : item->store_refusal.code ? &item->store_refusal : NULL;
}

static void write_refusal(JsonWriter *json, const Refusal *refusal)
{
    json_key(json, "code");
    json_string(json, str_of(refusal->code));
    json_key(json, "path");
    json_string(json, refusal->path);
    json_key(json, "message");
    json_string(json, refusal->message);
}

static void write_warnings(JsonWriter *json, const TrackingItem *item)
{
    json_key(json, "warnings");
    json_begin_array(json);
    for (size_t i = 0; i < item->warnings; i++) {
        json_begin_object(json);
        write_refusal(json, &item->warning[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_item(JsonWriter *json, const TrackingBatch *batch, const TrackingItem *item)
{
    const Refusal *refusal = refusal_of(item);
    json_key(json, "status");
    json_string(json, refusal ? STR("rejected") : item->duplicate ? STR("duplicate") : STR("accepted"));
    json_key(json, "received");
    json_string(json, instant_text(batch->arena, batch->sender.received));
    json_key(json, "source");
    json_integer(json, batch->sender.source);
    json_key(json, "type");
    json_string(json, event_kind_name(item->kind));
    json_key(json, "event");
    json_string(json, item->name);
    json_key(json, "seq");
    if (item->seq && !item->duplicate && !refusal)
        json_integer(json, item->seq);
    else
        json_null(json);
    if (refusal) write_refusal(json, refusal);
    write_warnings(json, item);
}

// A message is one line: the line ends of what was sent can only stand between its values.
static Str message_of(const TrackingBatch *batch, const TrackingItem *item, bool body)
{
    Text text = text_in(batch->arena);
    text_add(&text, STR("event: item\ndata: "));
    size_t start = text.size;
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    write_item(&json, batch, item);
    if (body) {
        json_key(&json, "user_id");
        json_string(&json, item->user_id);
        json_key(&json, "anonymous_id");
        json_string(&json, item->anonymous_id);
        json_key(&json, "body");
        json_value(&json, item->value);
    }
    json_end_object(&json);
    for (size_t i = start; i < text.size; i++)
        if (text.data[i] == '\n' || text.data[i] == '\r') text.data[i] = ' ';
    text_add(&text, STR("\n\n"));
    return text_str(&text);
}

static void tell(const TrackingBatch *batch, const TrackingItem *item)
{
    LiveFilter about = {.event = item->name,
                        .user = item->user_id,
                        .anonymous = item->anonymous_id,
                        .source = batch->sender.source,
                        .rejected = refusal_of(item)};
    Str without = message_of(batch, item, false), with = message_of(batch, item, true);
    live_tell(batch->tracking->live, &about, without, with);
}

void tracking_told(const TrackingBatch *batch)
{
    Tracking *tracking = batch->tracking;
    uint64_t rejected = 0, duplicates = 0;
    bool heard = live_heard(tracking->live);
    for (size_t i = 0; i < batch->items; i++) {
        const TrackingItem *item = &batch->item[i];
        bool refused = refusal_of(item);
        rejected += refused;
        duplicates += !refused && item->duplicate;
        if (heard) tell(batch, item);
    }
    atomic_fetch_add(&tracking->accepted, batch->items - rejected - duplicates);
    atomic_fetch_add(&tracking->rejected, rejected);
    atomic_fetch_add(&tracking->duplicates, duplicates);
    atomic_fetch_add(&tracking->conflicts, batch->conflicts);
}

void tracking_told_body(Tracking *tracking, const TrackingSender *sender, const Error *error)
{
    atomic_fetch_add(&tracking->rejected, 1);
    if (!live_heard(tracking->live)) return;
    Arena *scratch = arena_open(0);
    Text text = text_in(scratch);
    text_add(&text, STR("event: body\ndata: "));
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    json_key(&json, "status");
    json_string(&json, STR("rejected"));
    json_key(&json, "received");
    json_string(&json, instant_text(scratch, sender->received));
    json_key(&json, "source");
    json_integer(&json, sender->source);
    write_refusal(&json, &(Refusal){error->code ? error->code : "failed", str_of(error->path),
                                    str_of(error->message[LOCALE_EN])});
    json_end_object(&json);
    text_add(&text, STR("\n\n"));
    live_tell(tracking->live, &(LiveFilter){.source = sender->source, .rejected = true}, text_str(&text),
              text_str(&text));
    arena_close(scratch);
}

// What became of a batch, as JSON.
#include "event/tracking_parts.h"

enum { WARNINGS_LISTED_MAX = 100 };

static const Refusal *refusal_of(const TrackingItem *item)
{
    return item->refusal.code ? &item->refusal : item->store_refusal.code ? &item->store_refusal : NULL;
}

size_t tracking_count(const TrackingBatch *batch)
{
    return batch->items;
}

TrackingResult tracking_result(const TrackingBatch *batch, size_t index)
{
    const TrackingItem *item = &batch->item[index];
    const Refusal *refusal = refusal_of(item);
    if (!refusal) return (TrackingResult){.duplicate = item->duplicate, .withheld = item->withheld};
    return (TrackingResult){.code = refusal->code, .path = refusal->path, .message = refusal->message};
}

static void write_entry(JsonWriter *json, size_t index, const Refusal *refusal)
{
    json_begin_object(json);
    json_key(json, "index");
    json_integer(json, (int64_t)index);
    json_key(json, "code");
    json_string(json, str_of(refusal->code));
    json_key(json, "path");
    json_string(json, refusal->path);
    json_key(json, "message");
    json_string(json, refusal->message);
    json_end_object(json);
}

static size_t write_rejected(JsonWriter *json, const TrackingBatch *batch)
{
    size_t rejected = 0;
    json_key(json, "rejected");
    json_begin_array(json);
    for (size_t i = 0; i < batch->items; i++) {
        const Refusal *refusal = refusal_of(&batch->item[i]);
        if (!refusal) continue;
        write_entry(json, i, refusal);
        rejected++;
    }
    json_end_array(json);
    return rejected;
}

static bool warns(const TrackingBatch *batch)
{
    for (size_t i = 0; i < batch->items; i++)
        if (batch->item[i].warnings && !refusal_of(&batch->item[i])) return true;
    return false;
}

static void write_warnings(JsonWriter *json, const TrackingBatch *batch)
{
    size_t listed = 0;
    json_key(json, "warnings");
    json_begin_array(json);
    for (size_t i = 0; i < batch->items; i++)
        for (size_t j = 0; j < batch->item[i].warnings && !refusal_of(&batch->item[i]); j++)
            if (listed++ < WARNINGS_LISTED_MAX) write_entry(json, i, &batch->item[i].warning[j]);
    json_end_array(json);
}

static size_t count_accepted(const TrackingBatch *batch)
{
    size_t accepted = 0;
    for (size_t i = 0; i < batch->items; i++) accepted += !refusal_of(&batch->item[i]) && !batch->item[i].withheld;
    return accepted;
}

static size_t count_withheld(const TrackingBatch *batch, const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->items; i++) {
        const char *withheld = batch->item[i].withheld;
        count += withheld && (!code || str_equal(str_of(withheld), str_of(code)));
    }
    return count;
}

static bool first_of_code(const TrackingBatch *batch, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (batch->item[i].withheld && str_equal(str_of(batch->item[i].withheld), str_of(batch->item[index].withheld)))
            return false;
    return true;
}

static void write_withheld(JsonWriter *json, const TrackingBatch *batch)
{
    json_key(json, "withheld");
    json_begin_object(json);
    for (size_t i = 0; i < batch->items; i++) {
        const char *code = batch->item[i].withheld;
        if (!code || !first_of_code(batch, i)) continue;
        json_key(json, code);
        json_integer(json, (int64_t)count_withheld(batch, code));
    }
    json_end_object(json);
}

int tracking_answer(const TrackingBatch *batch, Text *out)
{
    size_t accepted = count_accepted(batch), withheld = count_withheld(batch, NULL);
    bool success = accepted > 0 || withheld > 0 || batch->items == 0;
    JsonWriter json = json_writer(out);
    json_begin_object(&json);
    json_key(&json, "success");
    json_boolean(&json, success);
    json_key(&json, "accepted");
    json_integer(&json, (int64_t)accepted);
    write_rejected(&json, batch);
    if (withheld) write_withheld(&json, batch);
    if (warns(batch)) write_warnings(&json, batch);
    json_end_object(&json);
    return !success ? 400 : withheld && !accepted ? 202 : 200;
}

// Bodies of POST /v1/*: the first byte picks the path, the rest is the body. All that the event thread does with them.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "event/log_parts.h"
#include "event/tracking_parts.h"

static Workspace *open_workspace(void)
{
    static char folder[] = "/tmp/tracking_fuzz_XXXXXX";
    Error error;
    Store *store;
    Workspace *workspace;
    if (!mkdtemp(folder) || !store_open(&(StoreSettings){.folder = str_of(folder)}, &store, &error) ||
        !workspace_open(store, &workspace, &error))
        abort();
    return workspace;
}

static Tracking *open_tracking(void)
{
    static EventLog log;
    static AddressRange range;
    static Str domain;
    static PlannedProperty property;
    static PlannedEvent event;
    static TrackingPlan plan;
    static TrackingRules rules;
    static Tracking tracking;
    if (tracking.workspace) return &tracking;
    domain = STR("example.com");
    property = (PlannedProperty){STR("n"), STR("instant"), true};
    event = (PlannedEvent){STR("a"), &property, 1};
    plan = (TrackingPlan){0, RULE_FLAG, RULE_FLAG, &event, 1};
    if (!address_range_parse(STR("10.0.0.0/8"), &range)) abort();
    rules = (TrackingRules){
        .plan = &plan, .plans = 1, .range = &range, .ranges = 1, .domain = &domain, .domains = 1, .test_events = true};
    atomic_store(&tracking.rules, &rules);
    tracking.log = &log;
    tracking.workspace = open_workspace();
    return &tracking;
}

// What would be kept is JSON again, whatever was left out of it or put in front.
static void check_bodies(const TrackingBatch *batch)
{
    JsonValue value;
    Error error;
    for (size_t i = 0; i < batch->items; i++) {
        if (batch->item[i].refusal.code) continue;
        if (!json_parse(batch->item[i].body, &value, &error) || value.type != JSON_OBJECT) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"/v1/batch", "/v1/track", "/v1/i",   "/v1/p",
                                        "/v1/g",     "/v1/a",     "/batch/", "/capture"};
    if (size == 0) return 0;
    Tracking *tracking = open_tracking();
    Arena *arena = arena_open(0);
    Str body = {(const char *)data + 1, size - 1};
    TrackingBatch *batch;
    Error error;
    if (tracking_read(tracking, str_of(paths[data[0] % COUNT_OF(paths)]), body, LOCALE_FR, arena, &batch, &error)) {
        (void)tracking_key(batch);
        const TrackingSender sender = {
            .source = 1, .peer = STR("::1"), .user_agent = STR("x"), .browser = true, .received = 1795334400000};
        (void)tracking_check(batch, &sender);
        check_bodies(batch);
        Text answer = text_in(arena);
        JsonValue parsed;
        (void)tracking_answer(batch, &answer);
        if (!json_parse(text_str(&answer), &parsed, &error)) abort();
    }
    arena_close(arena);
    return 0;
}

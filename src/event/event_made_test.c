#include "event/event_test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/secret.h"

static void must(bool good, const Error *error)
{
    if (!good) fail_msg("%s (%s)", error->message[LOCALE_EN], error->detail);
}

static Str activity_folder(StoreKind kind)
{
    StoreSettings settings = store_test_settings(kind);
    Str folder = str_format(test_arena(), "%.*s/activity", STR_ARGS(settings.folder));
    mkdir(str_c(test_arena(), settings.folder), 0700);
    mkdir(str_c(test_arena(), folder), 0700);
    return folder;
}

static void open_on(EventHouse *house, Store *store, StoreKind kind)
{
    Error error = {0};
    house->store = store;
    must(workspace_open(store, &house->workspace, &error), &error);
    const WorkspaceSettings *settings = workspace_settings(house->workspace);
    must(identity_open(store, settings->key, &house->identity, &error), &error);
    ActivitySettings activity = {
        .folder = activity_folder(kind), .zone = settings->zone, .currency = str_of(settings->currency.code)};
    memcpy(activity.store_id, settings->key, sizeof activity.store_id);
    must(dimensions_open(store, settings->key, &house->dimensions, &error), &error);
    activity.dimensions = dimension_count(house->dimensions);
    activity.dimension_rules = dimension_rules(house->dimensions);
    must(activity_open(&activity, &house->activity, &error), &error);
    must(log_open(store, house->dimensions, house->activity, house->workspace, &house->log, &error), &error);
    must(tracking_open(store, house->log, house->identity, house->workspace, &house->tracking, &error), &error);
}

EventHouse event_house_open(StoreKind kind)
{
    EventHouse house;
    open_on(&house, store_test_open(kind), kind);
    return house;
}

void event_house_close(EventHouse *house)
{
    Error error = {0};
    store_close(house->store);
    tracking_close(house->tracking);
    log_close(house->log);
    dimensions_close(house->dimensions);
    must(activity_close(house->activity, &error), &error);
    identity_close(house->identity);
    workspace_close(house->workspace);
}

void event_house_open_again(EventHouse *house, StoreKind kind)
{
    open_on(house, store_test_reopen(kind), kind);
}

void event_house_reopen(EventHouse *house, StoreKind kind)
{
    event_house_close(house);
    event_house_open_again(house, kind);
}

void event_house_lose_files(EventHouse *house, StoreKind kind)
{
    event_house_close(house);
    Str folder = activity_folder(kind);
    DIR *files = opendir(str_c(test_arena(), folder));
    for (struct dirent *file; files && (file = readdir(files)) != NULL;)
        if (file->d_name[0] != '.')
            unlink(str_c(test_arena(), str_format(test_arena(), "%.*s/%s", STR_ARGS(folder), file->d_name)));
    if (files) closedir(files);
    open_on(house, store_test_reopen(kind), kind);
}

// ---- sending ----

static Str not_read(const Error *error)
{
    return str_format(test_arena(), "not read: %s %s", error->code ? error->code : "", error->path);
}

Str track(EventHouse *house, const char *path, const char *body)
{
    Error error = {0};
    TrackingBatch *batch;
    Arena *arena = test_arena();
    if (!tracking_read(house->tracking, str_of(path), str_of(body), LOCALE_EN, arena, &batch, &error))
        return not_read(&error);
    const TrackingSender sender = {.source = 7, .peer = STR("192.0.2.1"), .received = event_test_now};
    if (tracking_check(batch, &sender)) must(store_write(house->store, tracking_store, batch, &error), &error);
    Text answer = text_in(arena);
    int status = tracking_answer(batch, &answer);
    return str_format(arena, "%d %.*s", status, STR_ARGS(text_str(&answer)));
}

static void add_entries(Text *text, JsonValue answer, const char *name, const char *mark)
{
    JsonValue list, entry, member;
    if (!json_member(answer, str_of(name), &list)) return;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &entry);) {
        text_addf(text, "%s", mark);
        const Str names[] = {STR("code"), STR("path")};
        for (size_t i = 0; i < COUNT_OF(names); i++)
            if (json_member(entry, names[i], &member))
                text_addf(text, " %.*s", STR_ARGS(json_get_string(member, test_arena())));
    }
}

Str track_short(EventHouse *house, const char *path, const char *body)
{
    Error error;
    JsonValue answer, accepted = {0};
    Str whole = track(house, path, body);
    if (str_starts_with(whole, STR("not read"))) return whole;
    Text text = text_in(test_arena());
    CHECK(json_parse((Str){whole.data + 4, whole.size - 4}, &answer, &error));
    CHECK(json_member(answer, STR("accepted"), &accepted));
    text_addf(&text, "%.3s accepted %.*s", whole.data, STR_ARGS(accepted.text));
    add_entries(&text, answer, "rejected", " -");
    add_entries(&text, answer, "warnings", " ~");
    return text_str(&text);
}

// ---- the log as text ----

static void add_event(Text *text, const Event *event)
{
    text_addf(text, "%lld %.*s %.*s c%u", (long long)event->seq, STR_ARGS(event_kind_name(event->kind)),
              STR_ARGS(event->name), event->customer);
    if (event->has_amount) text_addf(text, " %lld %.*s", (long long)event->amount_minor, STR_ARGS(event->currency));
    if (event->flags & EVENT_BOT) text_add(text, STR(" bot"));
    if (event->flags & EVENT_TRAFFIC_INTERNAL) text_add(text, STR(" internal"));
    if (event->flags & EVENT_CLOCK_CORRECTED) text_add(text, STR(" corrected"));
    if (event->flags & EVENT_UNPLANNED) text_add(text, STR(" unplanned"));
    if (event->flags & EVENT_IMPORTED) text_add(text, STR(" imported"));
    text_add(text, STR("\n"));
}

Str log_text(EventHouse *house, int64_t after)
{
    Error error = {0};
    StoreSession *session;
    Event *events;
    size_t count;
    Text text = text_in(test_arena());
    must(store_read_begin(house->store, &session, &error), &error);
    must(log_read(house->log, session, after, 1000, test_arena(), &events, &count, &error), &error);
    store_read_end(session);
    for (size_t i = 0; i < count; i++) add_event(&text, &events[i]);
    return text_str(&text);
}

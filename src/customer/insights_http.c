// insights_http.c - of one customer: stage, silence, channel, use, origins, age.
#include "customer/cuts.h"
#include "customer/insight.h"
#include "customer/lifecycle_http.h"
#include "customer/rhythm.h"
#include "house.h"
#include "workspace/workspace.h"

static const Zone *zone_of(const Profile *profile)
{
    return workspace_settings(profile->call->house->workspace)->zone;
}

static Str trait_of(const Profile *profile, const char *name)
{
    const Person *person = profile->person;
    return trait_text(trait_find(person->traits, person->trait_count, str_of(name)), profile->call->arena);
}

// Civil seconds as entries have them.
static int64_t now_second(const Profile *profile)
{
    return zone_civil(activity_zone(profile->call->house->activity), profile->call->now / MILLISECONDS_PER_SECOND);
}

static void write_second(JsonWriter *json, const char *key, const Profile *profile, int64_t second)
{
    int64_t instant = zone_instant(activity_zone(profile->call->house->activity), second);
    write_at(json, key, instant * MILLISECONDS_PER_SECOND, profile->call->arena);
}

// ---- stage and silence ----

static const StageChange *present(const Profile *profile)
{
    const StageHistory *history = &profile->view.history;
    return &history->change[history->count - 1];
}

// Of who bought: as the stage says. Of who never did: when nothing was heard of them for the window.
static Instant silent_since(const Profile *profile)
{
    const LifecycleView *view = &profile->view;
    Instant window = view->rules.window_days * INT64_C(86400) * MILLISECONDS_PER_SECOND;
    if (view->facts.purchases || view->facts.contracts) return view->history.inactive_since;
    bool silent = profile->last_seen && profile->call->now - profile->last_seen >= window;
    return silent ? profile->last_seen + window : 0;
}

static void write_stage_part(JsonWriter *json, const Profile *profile)
{
    Instant since = silent_since(profile);
    json_key(json, "stage");
    write_stage(json, profile->call, present(profile)->stage, present(profile)->at);
    json_key(json, "inactive");
    if (!since) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    write_at(json, "since", since, profile->call->arena);
    write_at_or_null(json, "last_activity", profile->last_seen, profile->call->arena);
    json_key(json, "window_days");
    json_integer(json, profile->view.rules.window_days);
    json_end_object(json);
}

// ---- channel ----

enum { TICKETS_LOOKED = 100 };

// Tickets say their channel themselves.
static bool add_tickets(const Profile *profile, Insight *insight, Error *error)
{
    const Call *call = profile->call;
    TimelineItems items;
    Instant window = CHANNEL_WINDOW_DAYS * INT64_C(86400) * MILLISECONDS_PER_SECOND;
    TimelineAsked ask = {.log = call->house->log,
                         .activity = call->house->activity,
                         .session = profile->session,
                         .person = profile->person,
                         .filter = {.event = STR("Ticket Opened"), .from = larger(1, call->now - window)},
                         .limit = TICKETS_LOOKED,
                         .arena = call->arena};
    if (!timeline_read(&ask, &items, error)) return false;
    for (size_t i = 0; i < items.count; i++) {
        Str channel = touch_of(&items.event[i], items.body[i], LOCALE_EN, call->arena).channel;
        int64_t second = zone_civil(activity_zone(call->house->activity), items.event[i].at / MILLISECONDS_PER_SECOND);
        if (channel.size) insight_add_channel(insight, channel, second);
    }
    insight_sort(insight);
    return true;
}

static void write_channel(JsonWriter *json, const Profile *profile, const Insight *insight)
{
    Str declared = trait_of(profile, "preferred_channel"), observed = STR("");
    if (!declared.size) declared = trait_of(profile, "preferredChannel");
    if (insight->channels) observed = insight->channel[0].name;
    json_key(json, "preferred_channel");
    json_begin_object(json);
    write_text_or_null(json, "value", declared.size ? declared : observed);
    write_text_or_null(json, "declared", declared);
    write_text_or_null(json, "observed", observed);
    json_key(json, "window_days");
    json_integer(json, CHANNEL_WINDOW_DAYS);
    json_key(json, "counts");
    json_begin_array(json);
    for (size_t i = 0; i < insight->channels; i++) {
        json_begin_object(json);
        json_key(json, "channel");
        json_string(json, insight->channel[i].name);
        json_key(json, "count");
        json_integer(json, insight->channel[i].count);
        write_second(json, "last_at", profile, insight->channel[i].last_second);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

// ---- use ----

static bool paid_now(const Profile *profile)
{
    const LifecycleView *view = &profile->view;
    bool paid = view->facts.purchases;
    for (size_t i = 0; i < view->facts.contracts; i++)
        paid |= view->facts.contract[i].paid && view->facts.contract[i].until > profile->call->now;
    return paid;
}

static bool in_top_decile(const Profile *profile, bool *top, Error *error)
{
    const Call *call = profile->call;
    Cuts cuts;
    int64_t value = 0;
    bool overflow = false;
    if (!cuts_read(call->house->identity, profile->session, zone_of(profile), call->now, call->arena, &cuts, error))
        return false;
    for (size_t i = 0; i < profile->view.purchases.count; i++) {
        const Purchase *line = &profile->view.purchases.list[i];
        if (line->valued) overflow |= !checked_add(value, line->amount_minor, &value);
    }
    *top = cuts.known && cuts.buyers >= DECILE_BUYERS_MIN && !overflow && value > 0 && value >= cuts.top_decile;
    return true;
}

static void write_features(JsonWriter *json, const Profile *profile, const Insight *insight)
{
    json_key(json, "features");
    json_begin_array(json);
    for (size_t i = 0; i < insight->features; i++) {
        json_begin_object(json);
        json_key(json, "name");
        json_string(json, insight->feature[i].name);
        json_key(json, "count");
        json_integer(json, insight->feature[i].count);
        write_second(json, "last_at", profile, insight->feature[i].last_second);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool write_usage(JsonWriter *json, const Profile *profile, const Insight *insight, Error *error)
{
    UserEvidence evidence = {.plan = trait_of(profile, "plan"),
                             .paid = paid_now(profile),
                             .used = insight->used,
                             .sessions = insight->sessions};
    if (!in_top_decile(profile, &evidence.top_decile, error)) return false;
    bool amounts = profile->call->principal.masked & MASK_AMOUNTS;
    if (amounts) evidence.top_decile = false; // it would tell what is hidden
    UserType type = user_type(&evidence);
    json_key(json, "usage");
    json_begin_object(json);
    write_text_or_null(json, "type", user_type_name(type));
    json_key(json, "label");
    json_string(json, str_of(user_type_label(type).in[profile->call->locale]));
    json_key(json, "window_days");
    json_integer(json, USAGE_WINDOW_DAYS);
    json_key(json, "sessions");
    if (insight->used)
        json_integer(json, insight->sessions);
    else
        json_null(json);
    write_text_or_null(json, "plan", evidence.plan);
    json_key(json, "paid");
    json_boolean(json, evidence.paid);
    if (!amounts) {
        json_key(json, "top_decile");
        json_boolean(json, evidence.top_decile);
    }
    write_features(json, profile, insight);
    json_end_object(json);
    return true;
}

// ---- where they were seen ----

enum { ORIGINS_LOOKED = 200 };

static bool count_origins(const Profile *profile, Insight *origins, size_t *looked, Error *error)
{
    const Call *call = profile->call;
    TimelineItems items;
    TimelineAsked ask = {.log = call->house->log,
                         .activity = call->house->activity,
                         .session = profile->session,
                         .person = profile->person,
                         .filter = {.kinds = ~(1U << HAPPENING_PROFILE | 1U << HAPPENING_STAGE)},
                         .limit = ORIGINS_LOOKED,
                         .arena = call->arena};
    if (!timeline_read(&ask, &items, error)) return false;
    *origins = (Insight){0};
    *looked = items.count;
    for (size_t i = 0; i < items.count; i++) {
        Str origin = touch_of(&items.event[i], items.body[i], LOCALE_EN, call->arena).origin;
        if (origin.size && items.event[i].kind != EVENT_INTERNAL) insight_add_channel(origins, origin, 0);
    }
    insight_sort(origins);
    return true;
}

static bool write_touchpoints(JsonWriter *json, const Profile *profile, const Insight *insight, Error *error)
{
    Insight *origins = arena_new(profile->call->arena, Insight);
    size_t looked = 0;
    if (!count_origins(profile, origins, &looked, error)) return false;
    json_key(json, "touchpoints");
    json_begin_object(json);
    json_key(json, "count");
    json_integer(json, insight->touchpoints);
    json_key(json, "origins");
    json_begin_array(json);
    for (size_t i = 0; i < origins->channels; i++) {
        json_begin_object(json);
        json_key(json, "origin");
        json_string(json, origins->channel[i].name);
        json_key(json, "count");
        json_integer(json, origins->channel[i].count);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "looked_at");
    json_integer(json, (int64_t)looked);
    json_end_object(json);
    return true;
}

// ---- age ----

static bool birth_year(const Profile *profile, int *year)
{
    static const char *const names[] = {"birth_year", "birthYear", "year_of_birth"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const Trait *trait = trait_find(profile->person->traits, profile->person->trait_count, str_of(names[i]));
        int64_t number = 0;
        JsonValue value;
        Error unreadable;
        if (!trait || !json_parse(trait->value, &value, &unreadable) || !json_get_integer(value, &number)) continue;
        *year = number >= 1880 && number <= 9999 ? (int)number : 0;
        return *year;
    }
    return false;
}

static bool birth_date(const Profile *profile, CivilDate *birth)
{
    static const char *const names[] = {"birthday", "birth_date", "birthDate", "birthdate", "date_of_birth"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Str text = trait_of(profile, names[i]);
        Day day;
        if (text.size < 10 || !day_parse((Str){text.data, 10}, &day)) continue;
        *birth = civil_of_day(day);
        return true;
    }
    return false;
}

// With the year alone it may be a year less, until the birthday.
static void write_age(JsonWriter *json, const Profile *profile)
{
    CivilDate today = civil_of_day(day_of_instant(zone_of(profile), profile->call->now)), birth = {0};
    bool exact = birth_date(profile, &birth), known = exact || birth_year(profile, &birth.year);
    int32_t years = exact ? age_at(birth, today) : today.year - birth.year;
    json_key(json, "age");
    if (!known || years < 0) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    json_key(json, "years");
    json_integer(json, years);
    json_key(json, "exact");
    json_boolean(json, exact);
    json_end_object(json);
}

bool write_insights(JsonWriter *json, const Profile *profile, Error *error)
{
    Insight *insight = arena_new(profile->call->arena, Insight);
    insight_of(profile->call->house->log, profile->entry, profile->entries, now_second(profile), profile->call->arena,
               insight);
    write_stage_part(json, profile);
    if (!add_tickets(profile, insight, error)) return false;
    write_channel(json, profile, insight);
    write_age(json, profile);
    return write_usage(json, profile, insight, error) && write_touchpoints(json, profile, insight, error);
}

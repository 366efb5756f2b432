// profile_http.c - everything about a customer in one document.
#include "customer/profile_http.h"

#include "customer/profile_part.h"
#include "house.h"
#include "module.h"

enum { SECTION_ITEMS = 20 };

// Sections that are there for everybody. What no module shows is filled from the timeline; kinds 0: from nothing.
typedef struct Section {
    const char *name;
    uint32_t kinds;
    bool campaigns; // only messages that were sent by a campaign
} Section;

static const Section sections[] = {
    {"preferences", 0, false},
    {"orders", 1U << HAPPENING_ORDER, false},
    {"subscriptions", 1U << HAPPENING_SUBSCRIPTION, false},
    {"interactions", 1U << HAPPENING_MESSAGE, false},
    {"tickets", 1U << HAPPENING_TICKET, false},
    {"feedback", 1U << HAPPENING_ANSWER, false},
    {"loyalty", 1U << HAPPENING_POINTS, false},
    {"campaigns", 1U << HAPPENING_MESSAGE, true},
    {"consents", 1U << HAPPENING_CONSENT, false},
    {"notes", 1U << HAPPENING_NOTE, false},
    {"scores", 0, false},
};

// ---- parts of modules ----

static bool has_part(const char *name)
{
    for (const Module *const *module = modules; *module; module++)
        for (const ProfilePart *part = (*module)->profile; part && part->name; part++)
            if (str_equal(str_of(part->name), str_of(name))) return true;
    return false;
}

static bool write_parts(JsonWriter *json, const ProfileCall *ask, Error *error)
{
    for (const Module *const *module = modules; *module; module++)
        for (const ProfilePart *part = (*module)->profile; part && part->name; part++) {
            json_key(json, part->name);
            if (!part->write(ask, json, error)) return false;
        }
    return true;
}

// ---- parts from the timeline ----

static bool of_campaign(JsonValue body)
{
    static const char *const names[] = {"campaign", "campaign_id", "campaignId", "campaign_name"};
    JsonValue properties, context, value;
    bool named = json_member(body, STR("context"), &context) && json_member(context, STR("campaign"), &value);
    if (!json_member(body, STR("properties"), &properties)) return named;
    for (size_t i = 0; i < COUNT_OF(names); i++) named |= json_member(properties, str_of(names[i]), &value);
    return named;
}

// Only those that were sent, each once.
static void keep_campaigns(TimelineItems *items)
{
    size_t kept = 0;
    for (size_t i = 0; i < items->count; i++) {
        Str name = items->event[i].name;
        bool sent = name.size > 5 && str_equal((Str){name.data + name.size - 5, 5}, STR(" Sent"));
        if (!sent || !of_campaign(items->body[i])) continue;
        items->event[kept] = items->event[i];
        items->body[kept++] = items->body[i];
    }
    items->count = kept;
}

static bool write_section(JsonWriter *json, const Profile *profile, const Section *section, Error *error)
{
    TimelineItems items = {0};
    TimelineAsked ask = {.log = profile->call->house->log,
                         .activity = profile->call->house->activity,
                         .session = profile->session,
                         .person = profile->person,
                         .filter = {.kinds = section->kinds},
                         .limit = section->kinds ? SECTION_ITEMS : 0,
                         .arena = profile->call->arena};
    if (section->kinds && !timeline_read(&ask, &items, error)) return false;
    if (section->campaigns) keep_campaigns(&items);
    json_key(json, section->name);
    return write_timeline(json, profile->call, profile->session, &items, error);
}

static bool write_sections(JsonWriter *json, const Profile *profile, Error *error)
{
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        if (!has_part(sections[i].name) && !write_section(json, profile, &sections[i], error)) return false;
    return true;
}

// ---- the document ----

static bool read_profile(Profile *profile, Error *error)
{
    Call *call = profile->call;
    profile->entry = activity_timeline(call->house->activity, profile->person->members, profile->person->member_count,
                                       NULL, 0, NULL, ENTRIES_MAX, call->arena, &profile->entries);
    Lifecycle lifecycle = lifecycle_of(call->house, call->arena);
    if (!last_seen(call, profile->session, profile->person, &profile->last_seen, error)) return false;
    return lifecycle_view(&lifecycle, profile->session, profile->person, call->now, call->arena, &profile->view, error);
}

bool get_profile(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    Profile profile = {.call = call, .session = session, .person = &person};
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &root, error) ||
        !person_read(call->house->identity, session, root, call->arena, &person, error) ||
        !read_profile(&profile, error))
        return false;
    ProfileCall ask = {.house = call->house,
                       .session = session,
                       .person = &person,
                       .masked = call->principal.masked,
                       .locale = call->locale,
                       .now = call->now,
                       .arena = call->arena};
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    if (!write_person(&json, call, session, &person, error) || !write_header(&json, &profile, error) ||
        !write_insights(&json, &profile, error) || !write_parts(&json, &ask, error) ||
        !write_sections(&json, &profile, error))
        return false;
    json_end_object(&json);
    call_version(call, person.version);
    return true;
}

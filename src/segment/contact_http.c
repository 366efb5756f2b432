// contact_http.c - over which channel to contact a person first, and within what time to answer them: what they said
// they prefer, else what the strategy says that goes first among those of their segments. A part of the profile.
#include "base/json_put.h"
#include "customer/customer_http.h"
#include "customer/profile_part.h"
#include "house.h"
#include "module.h"
#include "segment/figure.h"
#include "segment/stored.h"
#include "segment/strategy.h"

static Str declared_channel(const Person *person, Arena *arena)
{
    static const char *const names[] = {"preferred_channel", "preferredChannel"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const Trait *trait = trait_find(person->traits, person->trait_count, str_of(names[i]));
        if (trait && trait_text(trait, arena).size) return trait_text(trait, arena);
    }
    return STR("");
}

typedef struct Asked {
    SegmentPlace place;
    CustomerId root;
} Asked;

// Asked of this person alone.
static bool is_in(const Asked *asked, int64_t segment, bool *in, Error *error)
{
    StoredSegment stored;
    StoredPeople people;
    Error unknown;
    *in = false;
    Str number = str_format(asked->place.arena, "%lld", (long long)segment);
    if (!stored_find(asked->place.session, number, asked->place.arena, &stored, error)) return false;
    if (stored_people(&asked->place, &stored, &people, &unknown))
        *in = customer_set_has(&people.all, asked->root);
    else if (unknown.kind != ERROR_INPUT && unknown.kind != ERROR_FORBIDDEN)
        return *error = unknown, false;
    return true;
}

static void write_strategy(JsonWriter *json, const Strategy *strategy, Locale locale)
{
    json_begin_object(json);
    put_text(json, "segment", strategy->key);
    put_text(json, "segment_name", stored_name(&(StoredSegment){.key = strategy->key, .name = strategy->name}, locale));
    put_text(json, "objective", strategy->objective);
    put_lines(json, "offers", strategy->offers);
    put_lines(json, "channels", strategy->channels);
    put_number_or_null(json, "response_hours", strategy->has_response, (double)strategy->response_minutes / 60);
    put_lines(json, "agents", strategy->agents);
    put_integer(json, "priority", strategy->priority);
    json_end_object(json);
}

static Str first_of(Str lines)
{
    Str first = {0};
    (void)str_cut(&lines, '\n', &first);
    return first;
}

// The first strategy that says it.
static void write_chosen(JsonWriter *json, const ProfileCall *call, const Strategy *held, size_t count)
{
    Str declared = declared_channel(call->person, call->arena), channel = declared, key = STR("");
    bool has_response = false;
    int64_t minutes = 0;
    for (size_t i = 0; i < count; i++) {
        if (!channel.size && held[i].channels.size) channel = first_of(held[i].channels), key = held[i].key;
        if (!has_response && held[i].has_response) has_response = true, minutes = held[i].response_minutes;
    }
    put_text_or_null(json, "channel", channel);
    put_text_or_null(json, "because", declared.size ? STR("declared") : key.size ? STR("segment") : STR(""));
    put_text_or_null(json, "segment", key);
    put_number_or_null(json, "response_hours", has_response, (double)minutes / 60);
}

// Asked live, so that it holds at once.
static bool ask_strategies(const ProfileCall *call, Strategy **list, size_t *held, Error *error)
{
    size_t count;
    Asked asked = {.root = call->person->root};
    asked.place = (SegmentPlace){.house = call->house,
                                 .session = call->session,
                                 .port = call->house->questions,
                                 .now = call->now,
                                 .arena = call->arena};
    *held = 0;
    if (!strategy_list(call->session, call->arena, list, &count, error)) return false;
    if (count == 0) return true;
    CustomerSet *only = arena_new(call->arena, CustomerSet);
    only->customers = identity_count(call->house->identity) + 1;
    only->word = arena_array(call->arena, uint64_t, (size_t)only->customers / 64 + 1);
    only->word[asked.root / 64] |= UINT64_C(1) << asked.root % 64;
    only->count = 1;
    asked.place.only = only;
    asked.place.figures = figure_base(&asked.place);
    for (size_t i = 0; i < count; i++) {
        bool in;
        if (!is_in(&asked, (*list)[i].segment, &in, error)) return false;
        if (in) (*list)[(*held)++] = (*list)[i];
    }
    return true;
}

static bool write_contact(const ProfileCall *call, JsonWriter *json, Error *error)
{
    enum { LIVE_MAX = 50000 }; // above so many customers what is kept of who is in does
    Strategy *list;
    size_t held;
    bool live = identity_count(call->house->identity) <= LIVE_MAX;
    if (!(live ? ask_strategies(call, &list, &held, error)
               : strategy_of_person(call->session, call->person->root, call->arena, &list, &held, error)))
        return false;
    json_begin_object(json);
    write_chosen(json, call, list, held);
    json_key(json, "strategies");
    json_begin_array(json);
    for (size_t i = 0; i < held; i++) write_strategy(json, &list[i], call->locale);
    json_end_array(json);
    json_end_object(json);
    return true;
}

static const ProfilePart parts[] = {{.name = "contact", .write = write_contact}, {0}};

extern const Module contact_module;
const Module contact_module = {.name = "contact", .profile = parts};

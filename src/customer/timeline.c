#include "customer/timeline.h"

#include <string.h>

#include "base/number.h"

// ---- which classes ----

size_t timeline_classes(const EventLog *log, uint32_t kinds, Arena *arena, uint16_t **classes)
{
    size_t count = 0, all = 0;
    while (all < ACTIVITY_CLASSES_MAX && log_class_kind(log, (uint16_t)all)) all++;
    *classes = arena_array(arena, uint16_t, all);
    for (size_t i = 0; i < all; i++) {
        HappeningKind kind = happening_kind(log_class_kind(log, (uint16_t)i), log_class_name(log, (uint16_t)i));
        if (kinds & 1U << kind) (*classes)[count++] = (uint16_t)i;
    }
    return count;
}

// Of the filter's name and kinds. False: nothing can be meant. *classes NULL: all.
static bool classes_wanted(const TimelineAsked *ask, uint16_t **classes, size_t *count)
{
    const TimelineFilter *filter = &ask->filter;
    *classes = NULL;
    *count = 0;
    if (filter->event.size) {
        *classes = arena_array(ask->arena, uint16_t, EVENT_INTERNAL);
        for (EventKind kind = EVENT_TRACK; kind <= EVENT_INTERNAL; kind++) {
            bool meant = !filter->kinds || filter->kinds & 1U << happening_kind(kind, filter->event);
            if (meant) *count += log_class(ask->log, kind, filter->event, &(*classes)[*count]);
        }
        return *count;
    }
    if (!filter->kinds) return true;
    *count = timeline_classes(ask->log, filter->kinds, ask->arena, classes);
    return *count;
}

// ---- what the event itself says ----

static Str kind_of_source(Str source, Str *id)
{
    Str rest = source, kind = {0};
    if (!str_cut(&rest, ':', &kind)) return STR("");
    *id = rest;
    return kind;
}

bool timeline_source_valid(Str source)
{
    Str id = {0}, kind = kind_of_source(source, &id);
    int64_t number = 0;
    bool known = str_equal(kind, STR("key")) || str_equal(kind, STR("connection")) || str_equal(kind, STR("import")) ||
                 str_equal(kind, STR("program"));
    return known && (!id.size || (number_parse_count(id, &number) && number > 0));
}

static bool source_meant(const TimelineFilter *filter, int64_t source)
{
    Str id = {0}, kind = kind_of_source(filter->source, &id);
    int64_t number = 0;
    if (!filter->source.size) return true;
    return str_equal(kind, source_kind_name(source)) &&
           (!id.size || (number_parse_count(id, &number) && number == source_id(source)));
}

static bool event_meant(const TimelineAsked *ask, const Event *event, JsonValue body)
{
    const TimelineFilter *filter = &ask->filter;
    if (!event->seq || !source_meant(filter, event->source)) return false;
    if ((filter->from && event->at < filter->from) || (filter->to && event->at >= filter->to)) return false;
    return !filter->channel.size || str_equal(touch_of(event, body, LOCALE_EN, ask->arena).channel, filter->channel);
}

// ---- walking ----

enum { LOOKED_AT_ONCE = 100, HOURS_OF_CHANGE = 2 * 3600 }; // civil seconds go back by an hour or two once a year

typedef struct Walk {
    const TimelineAsked *ask;
    TimelineItems *items;
    TimelineEntry before;
    bool bounded; // `before` is set
    bool ended;
} Walk;

static int64_t second_of(Instant at)
{
    return at >= 0 ? at / MILLISECONDS_PER_SECOND : -((-at + MILLISECONDS_PER_SECOND - 1) / MILLISECONDS_PER_SECOND);
}

// Entries are in civil time: from a little later on than `to`, and past a little earlier than `from`; exactly is
// decided by the instants.
static void begin_walk(Walk *walk)
{
    const TimelineFilter *filter = &walk->ask->filter;
    walk->bounded = walk->ask->after || filter->to;
    if (walk->ask->after)
        walk->before = *walk->ask->after;
    else if (filter->to)
        walk->before.at_second =
            zone_civil(activity_zone(walk->ask->activity), second_of(filter->to)) + HOURS_OF_CHANGE + 1;
}

static bool too_early(const Walk *walk, const TimelineEntry *entry)
{
    const TimelineFilter *filter = &walk->ask->filter;
    return filter->from &&
           entry->at_second < zone_civil(activity_zone(walk->ask->activity), second_of(filter->from)) - HOURS_OF_CHANGE;
}

// Takes what is meant of these entries, until the page is full.
static bool take(Walk *walk, const TimelineEntry *entries, size_t count, Error *error)
{
    const TimelineAsked *ask = walk->ask;
    int64_t *seqs = arena_array(ask->arena, int64_t, count);
    Event *events = arena_array(ask->arena, Event, count);
    for (size_t i = 0; i < count; i++) seqs[i] = entries[i].seq;
    if (!log_get_all(ask->log, ask->session, seqs, count, ask->arena, events, error)) return false;
    for (size_t i = 0; i < count && walk->items->count < ask->limit && !walk->ended; i++) {
        if (too_early(walk, &entries[i])) walk->ended = true;
        walk->before = entries[i];
        JsonValue body = walk->ended || !events[i].seq ? (JsonValue){.type = JSON_NULL} : touch_body(&events[i]);
        if (walk->ended || !event_meant(ask, &events[i], body)) continue;
        walk->items->event[walk->items->count] = events[i];
        walk->items->body[walk->items->count++] = body;
    }
    return true;
}

bool timeline_read(const TimelineAsked *ask, TimelineItems *items, Error *error)
{
    Walk walk = {.ask = ask, .items = items};
    uint16_t *classes;
    size_t class_count, looked = 0;
    *items = (TimelineItems){.event = arena_array(ask->arena, Event, ask->limit),
                             .body = arena_array(ask->arena, JsonValue, ask->limit)};
    if (!ask->limit || !classes_wanted(ask, &classes, &class_count)) return true;
    begin_walk(&walk);
    while (items->count < ask->limit && looked < TIMELINE_LOOKED && !walk.ended) {
        size_t wanted =
            ask->filter.channel.size || ask->filter.source.size ? LOOKED_AT_ONCE : ask->limit - items->count;
        size_t count = 0;
        const TimelineEntry *entries =
            activity_timeline(ask->activity, ask->person->members, ask->person->member_count, classes, class_count,
                              walk.bounded ? &walk.before : NULL, wanted, ask->arena, &count);
        walk.bounded = true;
        if (!take(&walk, entries, count, error)) return false;
        looked += count;
        walk.ended |= count < wanted && (!count || walk.before.seq == entries[count - 1].seq);
    }
    items->more = !walk.ended;
    items->last = walk.before;
    return true;
}

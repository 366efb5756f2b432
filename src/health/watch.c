#include "health/watch.h"

#include "base/number.h"
#include "crm/crm.h"
#include "customer/record.h"
#include "health/alert.h"
#include "health/signal_say.h"
#include "house.h"

// ---- which events ----

// That may bring a signal, or lower a measure at once.
static bool may_say(Str event)
{
    static const char *const names[] = {
        "Ticket Opened",
        "Thumbs Down",
        "Feedback Given",
        "Content Rated",
        "Survey Answered",
        "Product Reviewed",
        "Brand Mentioned",
        "Order Delivered",
        "Subscription Paused",
        "Subscription Changed",
        "Subscription Downgraded",
        "Subscription Cancel Scheduled",
        "Payment Failed",
        "Promise Broken",
        "App Error",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal(event, str_of(names[i]))) return true;
    return false;
}

// What is old is no early sign: a history that is brought in raises no alarm.
bool watch_touch(StoreSession *session, const Event *event, bool *touched, Error *error)
{
    bool recent = event->at > event->received - WATCH_DAYS * HEALTH_DAY;
    *touched = recent && event->customer && !(event->flags & (EVENT_HIDDEN | EVENT_IMPORTED | EVENT_ANONYMOUS)) &&
               may_say(event->name);
    return !*touched || store_execute(session, &query_watch_touch,
                                      VALUES(value_integer(event->customer), value_integer(event->at)), NULL, error);
}

// ---- what there is to tell ----

static Locale house_locale(const HealthPlace *place)
{
    return workspace_settings(place->house->workspace)->locale;
}

bool watch_person(const HealthPlace *place, CustomerId root, Watched *watched, Error *error)
{
    PersonHealth now, then;
    *watched = (Watched){.root = root};
    if (!root || identity_hidden(place->house->identity, root)) return true;
    if (!health_of_person(place, root, &now, error)) return false;
    if (!now.score.scored) return true;
    if (!health_of_person_then(place, root, place->now - WATCH_DAYS * HEALTH_DAY, &then, error)) return false;
    const SignalScore *tickets = &now.score.signal[SIGNAL_FREQUENT_TICKETS];
    watched->dropped = then.score.scored && now.score.band < then.score.band && !now.override.set;
    watched->from = then.score.band;
    watched->to = now.score.band;
    watched->score_before = then.score.score;
    watched->score = now.score.score;
    watched->too_many_tickets = tickets->stands;
    watched->since = tickets->since;
    watched->tickets = frequent_tickets_count(&now.definition, &now.facts, &now.moment);
    watched->tickets_said = signal_say_tickets(
        &(SignalSaying){&now.definition, &now.facts, &now.moment, house_locale(place), place->arena});
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++)
        if (now.score.signal[i].stands) watched->signals |= 1U << i;
    return (!watched->dropped && !watched->too_many_tickets) ||
           crm_owner(place->house->identity, place->session, root, place->arena, &watched->owner, error);
}

// ---- telling it ----

static Str signal_keys(const Watched *watched, Arena *arena)
{
    Text text = text_in(arena);
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++)
        if (watched->signals >> i & 1) text_addf(&text, text.size ? " %s" : "%s", health_signals[i].key);
    return text_str(&text);
}

static Str signal_labels(const HealthPlace *place, const Watched *watched)
{
    Text text = text_in(place->arena);
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++)
        if (watched->signals >> i & 1)
            text_addf(&text, text.size ? ", %s" : "%s", health_signals[i].label.in[house_locale(place)]);
    return text_str(&text);
}

static bool was_told(const HealthPlace *place, CustomerId root, const char *kind, Instant after, bool *told,
                     Error *error)
{
    CustomerId *members;
    size_t count = identity_members(place->house->identity, root, place->arena, &members);
    *told = false;
    for (size_t i = 0; i < count && !*told; i++) {
        if (!health_alert_since(place->session, members[i], str_of(kind), after, told, error)) return false;
    }
    return true;
}

// On the timeline; what may not be said of them any more is not.
static bool say(const HealthPlace *place, CustomerId root, const char *event, Str properties, Error *error)
{
    Recorded recorded;
    const Record what = {.who = {.customer = root},
                         .kind = EVENT_INTERNAL,
                         .name = str_of(event),
                         .at = place->now,
                         .received = place->now,
                         .properties = properties};
    return record(place->house, place->session, &what, place->arena, &recorded, error);
}

static bool add_task(const HealthPlace *place, const Watched *watched, Str title, Str text, int64_t *task, Error *error)
{
    Value owner = watched->owner ? value_integer(watched->owner) : value_null();
    if (!crm_number(place->session, task, error) ||
        !store_execute(place->session, &query_task_insert,
                       VALUES(value_integer(*task), value_integer(watched->root), value_null(), value_null(),
                              value_text(title), value_text(text), owner, value_integer(health_today(place) + 1),
                              value_integer(0), value_integer(0), value_integer(place->now), value_null()),
                       NULL, error))
        return false;
    return say(place, watched->root, "Task Added",
               str_format(place->arena, "{\"task\":%lld,\"by\":0}", (long long)*task), error);
}

// What is told: how it is kept, and how it is said.
typedef struct Telling {
    HealthAlert alert;
    const char *event;
    Str title, properties;
} Telling;

static bool tell(const HealthPlace *place, const Watched *watched, Telling *telling, int64_t *told, Error *error)
{
    HealthAlert *alert = &telling->alert;
    alert->customer = watched->root;
    alert->has_score = true;
    alert->score = watched->score;
    alert->reasons = signal_keys(watched, place->arena);
    alert->made_at = place->now;
    if (!add_task(place, watched, telling->title, signal_labels(place, watched), &alert->task, error) ||
        !health_alert_insert(place->session, alert, error) ||
        !say(place, watched->root, telling->event, telling->properties, error))
        return false;
    ++*told;
    return true;
}

static bool tell_tickets(const HealthPlace *place, const Watched *watched, int64_t *told, Error *error)
{
    bool before;
    if (!was_told(place, watched->root, health_signals[SIGNAL_FREQUENT_TICKETS].key, watched->since - 1, &before,
                  error))
        return false;
    if (before) return true;
    Telling telling = {.alert = {.kind = str_of(health_signals[SIGNAL_FREQUENT_TICKETS].key), .at = watched->since},
                       .event = "Signal Raised",
                       .title =
                           phrase_say(place->arena, house_locale(place),
                                      PHRASE("Possible dissatisfaction: {0}", "Insatisfaction possible\u00A0: {0}"),
                                      watched->tickets_said),
                       .properties = str_format(place->arena, "{\"signal\":\"frequent_tickets\",\"tickets\":%lld}",
                                                (long long)watched->tickets)};
    return tell(place, watched, &telling, told, error);
}

static bool tell_drop(const HealthPlace *place, const Watched *watched, int64_t *told, Error *error)
{
    bool before;
    // A fall by one band more is another alert.
    const char *kind = watched->to == HEALTH_AT_RISK ? "at_risk" : "band_drop";
    if (!was_told(place, watched->root, kind, place->now - WATCH_DAYS * HEALTH_DAY, &before, error)) return false;
    if (before) return true;
    Locale locale = house_locale(place);
    Str from = str_of(health_band_label(watched->from).in[locale]),
        to = str_of(health_band_label(watched->to).in[locale]);
    Str low = health_band_name(watched->to), high = health_band_name(watched->from);
    Telling telling = {.alert = {.kind = str_of(kind),
                                 .at = place->now,
                                 .dropped = true,
                                 .from = watched->from,
                                 .to = watched->to,
                                 .score_before = watched->score_before},
                       .event = "Health Dropped",
                       .title = phrase_say(place->arena, locale,
                                           PHRASE("Health fell from “{0}” to “{1}”",
                                                  "La santé est passée de «\u00A0{0}\u00A0» à «\u00A0{1}\u00A0»"),
                                           from, to),
                       .properties = str_format(place->arena,
                                                "{\"from\":\"%.*s\",\"to\":\"%.*s\",\"score\":%.1f,\"before\":%.1f}",
                                                STR_ARGS(high), STR_ARGS(low), watched->score, watched->score_before)};
    return tell(place, watched, &telling, told, error);
}

bool watch_tell(const HealthPlace *place, const Watched *watched, int64_t *told, Error *error)
{
    return (!watched->too_many_tickets || tell_tickets(place, watched, told, error)) &&
           (!watched->dropped || tell_drop(place, watched, told, error));
}

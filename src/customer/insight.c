#include "customer/insight.h"

#include <stdlib.h>

enum { SECONDS_A_DAY = 86400 };

static void count_one(Counted *list, size_t *count, size_t room, Str name, int64_t second)
{
    for (size_t i = 0; i < *count; i++)
        if (str_equal(list[i].name, name)) {
            list[i].count++;
            list[i].last_second = larger(list[i].last_second, second);
            return;
        }
    if (*count < room) list[(*count)++] = (Counted){name, 1, second};
}

static int most_first(const void *a, const void *b)
{
    const Counted *left = a, *right = b;
    if (left->count != right->count) return left->count > right->count ? -1 : 1;
    if (left->last_second != right->last_second) return left->last_second > right->last_second ? -1 : 1;
    return str_compare(left->name, right->name);
}

void insight_add_channel(Insight *insight, Str channel, int64_t second)
{
    count_one(insight->channel, &insight->channels, CHANNELS_MAX, channel, second);
}

void insight_sort(Insight *insight)
{
    if (insight->channels) qsort(insight->channel, insight->channels, sizeof *insight->channel, most_first);
    if (insight->features) qsort(insight->feature, insight->features, sizeof *insight->feature, most_first);
}

// What a class of events means, looked up once.
typedef struct Meaning {
    bool known, internal;
    HappeningKind kind;
    const Happening *happening;
} Meaning;

static Meaning meaning_of(const EventLog *log, uint16_t event_class)
{
    EventKind kind = log_class_kind(log, event_class);
    Str name = log_class_name(log, event_class);
    return (Meaning){true, kind == EVENT_INTERNAL, happening_kind(kind, name), happening_of(name)};
}

static bool is_use(const Meaning *meaning)
{
    return !meaning->internal &&
           (meaning->kind == HAPPENING_OTHER || meaning->kind == HAPPENING_VISIT || meaning->kind == HAPPENING_CART);
}

typedef struct Walk {
    const EventLog *log;
    int64_t now_second, last_use; // of the session before, going back in time
    Insight *insight;
} Walk;

static void add_use(Walk *walk, const Meaning *meaning, const TimelineEntry *entry)
{
    Insight *insight = walk->insight;
    insight->used = true;
    if (entry->at_second < walk->now_second - (int64_t)USAGE_WINDOW_DAYS * SECONDS_A_DAY) return;
    insight->sessions += walk->last_use == INT64_MAX || walk->last_use - entry->at_second > SESSION_GAP_SECONDS;
    walk->last_use = entry->at_second;
    if (meaning->kind == HAPPENING_OTHER)
        count_one(insight->feature, &insight->features, FEATURES_MAX, log_class_name(walk->log, entry->event_class),
                  entry->at_second);
}

static void add_entry(Walk *walk, const Meaning *meaning, const TimelineEntry *entry)
{
    Insight *insight = walk->insight;
    bool recent = entry->at_second >= walk->now_second - (int64_t)CHANNEL_WINDOW_DAYS * SECONDS_A_DAY;
    if (!meaning->internal && meaning->kind != HAPPENING_PROFILE) insight->touchpoints++;
    if (is_use(meaning)) add_use(walk, meaning, entry);
    if (recent && meaning->happening && touch_is_theirs(meaning->happening))
        insight_add_channel(insight, str_of(meaning->happening->channel), entry->at_second);
}

void insight_of(const EventLog *log, const TimelineEntry *entry, size_t entries, int64_t now_second, Arena *arena,
                Insight *insight)
{
    Meaning *meaning = arena_array(arena, Meaning, ACTIVITY_CLASSES_MAX);
    Walk walk = {.log = log, .now_second = now_second, .last_use = INT64_MAX, .insight = insight};
    *insight = (Insight){0};
    for (size_t i = 0; i < entries; i++) {
        Meaning *one = &meaning[entry[i].event_class];
        if (!one->known) *one = meaning_of(log, entry[i].event_class);
        add_entry(&walk, one, &entry[i]);
    }
    insight_sort(insight);
}

// ---- by how they use it ----

UserType user_type(const UserEvidence *evidence)
{
    if (str_equal_fold(evidence->plan, STR("free")) || str_equal_fold(evidence->plan, STR("gratuit"))) return USER_FREE;
    if (evidence->paid && evidence->top_decile) return USER_HIGH_VALUE;
    if (!evidence->used) return USER_UNKNOWN;
    if (!evidence->paid && !evidence->plan.size) return USER_FREE;
    return evidence->sessions <= OCCASIONAL_SESSIONS_MAX ? USER_OCCASIONAL : USER_HEAVY;
}

Str user_type_name(UserType type)
{
    static const Str names[USER_TYPE_COUNT] = {[USER_UNKNOWN] = STR(""),
                                               [USER_FREE] = STR("free"),
                                               [USER_OCCASIONAL] = STR("occasional"),
                                               [USER_HEAVY] = STR("heavy"),
                                               [USER_HIGH_VALUE] = STR("high_value")};
    return names[type];
}

Phrase user_type_label(UserType type)
{
    static const Phrase labels[USER_TYPE_COUNT] = {[USER_UNKNOWN] = PHRASE("Not observed yet", "Pas encore observé"),
                                                   [USER_FREE] = PHRASE("Free user", "Utilisateur gratuit"),
                                                   [USER_OCCASIONAL] =
                                                       PHRASE("Occasional user", "Utilisateur occasionnel"),
                                                   [USER_HEAVY] = PHRASE("Heavy user", "Utilisateur intensif"),
                                                   [USER_HIGH_VALUE] = PHRASE("High value", "Grande valeur")};
    return labels[type];
}

#include "health/pattern.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "house.h"
#include "measure/association.h"

Str pattern_kind_name(PatternKind kind)
{
    static const Str names[PATTERN_KIND_END] = {
        [PATTERN_TOPIC] = STR("topic"),           [PATTERN_CHANNEL] = STR("channel"),
        [PATTERN_PRIORITY] = STR("priority"),     [PATTERN_REOPENED] = STR("reopened"),
        [PATTERN_SLOW_REPLY] = STR("slow_reply"), [PATTERN_SLOW] = STR("slow"),
        [PATTERN_SEVERAL] = STR("several"),       [PATTERN_MANY] = STR("many")};
    return names[kind];
}

// ---- what is looked for ----

static bool add_values(const HealthPlace *place, const Query *query, PatternKind kind, int64_t most,
                       ServicePatterns *patterns, Error *error)
{
    Rows rows;
    if (!store_select(place->session, query, VALUES(value_integer(most)), &rows, error)) return false;
    while (patterns->count < PATTERNS_MAX && rows_next(&rows))
        patterns->list[patterns->count++] =
            (ServicePattern){.kind = kind, .value = str_copy(place->arena, rows_text(&rows, 0))};
    return rows_close(&rows, error);
}

static bool find_patterns(const HealthPlace *place, ServicePatterns *patterns, Error *error)
{
    enum { TOPICS = 40, CHANNELS = 10, PRIORITIES = 6 };
    for (PatternKind kind = PATTERN_REOPENED; kind < PATTERN_KIND_END; kind++)
        patterns->list[patterns->count++] = (ServicePattern){.kind = kind, .value = STR("")};
    return add_values(place, &query_pattern_topics, PATTERN_TOPIC, TOPICS, patterns, error) &&
           add_values(place, &query_pattern_channels, PATTERN_CHANNEL, CHANNELS, patterns, error) &&
           add_values(place, &query_pattern_priorities, PATTERN_PRIORITY, PRIORITIES, patterns, error);
}

// ---- who shows what ----

typedef struct TicketSeen {
    Instant opened_at, solved_at, replied_at;
    bool reopened;
    Str topic, channel, priority;
} TicketSeen;

static bool shows(const ServicePattern *pattern, const TicketSeen *ticket, uint32_t tickets, Instant as_of)
{
    enum { SLOW_DAYS = 3, SEVERAL = 2, MANY = 4 };
    Instant replied = ticket->replied_at && ticket->replied_at <= as_of ? ticket->replied_at : as_of;
    Instant solved = ticket->solved_at && ticket->solved_at <= as_of ? ticket->solved_at : as_of;
    switch (pattern->kind) {
    case PATTERN_TOPIC: return str_equal(pattern->value, ticket->topic);
    case PATTERN_CHANNEL: return str_equal(pattern->value, ticket->channel);
    case PATTERN_PRIORITY: return str_equal(pattern->value, ticket->priority);
    case PATTERN_REOPENED: return ticket->reopened;
    case PATTERN_SLOW_REPLY: return replied - ticket->opened_at > HEALTH_DAY && solved - ticket->opened_at > HEALTH_DAY;
    case PATTERN_SLOW: return solved - ticket->opened_at > SLOW_DAYS * HEALTH_DAY;
    case PATTERN_SEVERAL: return tickets >= SEVERAL;
    case PATTERN_MANY: return tickets >= MANY;
    case PATTERN_KIND_END: break;
    }
    return false;
}

static TicketSeen take_ticket_row(const Rows *rows)
{
    return (TicketSeen){.opened_at = rows_integer(rows, 1),
                        .solved_at = rows_integer(rows, 2),
                        .replied_at = rows_integer(rows, 3),
                        .reopened = rows_integer(rows, 4) > 0,
                        .topic = rows_text(rows, 5),
                        .channel = rows_text(rows, 6),
                        .priority = rows_text(rows, 7)};
}

// A bit a pattern, of each person.
static bool mark_people(const HealthPlace *place, const ServicePatterns *patterns, const PeopleHealth *people,
                        uint64_t *marks, Error *error)
{
    Rows rows;
    uint32_t *tickets = arena_array(place->arena, uint32_t, people->customers);
    Instant as_of = people->moment.as_of, from = as_of - patterns->window_days * HEALTH_DAY;
    if (!store_select(place->session, &query_pattern_tickets, VALUES(value_integer(from), value_integer(as_of)), &rows,
                      error))
        return false;
    while (rows_next(&rows)) {
        CustomerId root = identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 0));
        if (root >= people->customers) continue;
        TicketSeen ticket = take_ticket_row(&rows);
        tickets[root]++;
        for (size_t i = 0; i < patterns->count; i++)
            if (shows(&patterns->list[i], &ticket, tickets[root], as_of)) marks[root] |= UINT64_C(1) << i;
    }
    return rows_close(&rows, error);
}

static void count_person(ServicePatterns *patterns, uint64_t marks, bool left)
{
    patterns->people++;
    patterns->left += left;
    for (size_t i = 0; i < patterns->count; i++) {
        PatternCounts *counts = &patterns->list[i].counts;
        bool with = marks >> i & 1;
        *(with ? &counts->with : &counts->without) += 1;
        *(with ? &counts->with_left : &counts->without_left) += left;
    }
}

static bool count_time(const HealthPlace *place, Instant as_of, ServicePatterns *patterns, Error *error)
{
    PeopleHealth people;
    const PeopleAsk ask = {.as_of = as_of, .outcome_days = patterns->window_days};
    if (!health_of_all(place, &ask, &people, error)) return false;
    uint64_t *marks = arena_array(place->arena, uint64_t, people.customers);
    if (!mark_people(place, patterns, &people, marks, error)) return false;
    for (uint32_t c = 0; c < people.customers; c++) {
        if (people.standing[c] != STANDING_CUSTOMER) continue;
        HealthOutcome outcome = facts_outcome(&people.facts[c], as_of, patterns->window_days);
        if (outcome != OUTCOME_NONE) count_person(patterns, marks[c], outcome == OUTCOME_LEFT);
    }
    return true;
}

// ---- the list ----

static int by_sureness(const void *a, const void *b)
{
    const ServicePattern *x = a, *y = b;
    if (x->adjusted != y->adjusted) return x->adjusted < y->adjusted ? -1 : 1;
    if (x->pattern.lift != y->pattern.lift) return x->pattern.lift > y->pattern.lift ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return str_compare(x->value, y->value);
}

static void judge(ServicePatterns *patterns)
{
    double p[PATTERNS_MAX] = {0}, adjusted[PATTERNS_MAX] = {0};
    uint32_t order[PATTERNS_MAX];
    size_t kept = 0;
    for (size_t i = 0; i < patterns->count; i++) {
        ServicePattern one = patterns->list[i];
        one.pattern = pattern_of(one.counts);
        if (one.counts.with < PATTERN_PEOPLE_MIN || !one.pattern.observed) continue;
        patterns->list[kept++] = one;
    }
    patterns->count = kept;
    for (size_t i = 0; i < kept; i++) p[i] = patterns->list[i].pattern.p;
    adjust_benjamini_hochberg(p, kept, order, adjusted);
    for (size_t i = 0; i < kept; i++) patterns->list[i].adjusted = adjusted[i];
    if (kept) qsort(patterns->list, kept, sizeof patterns->list[0], by_sureness);
}

bool service_patterns(const HealthPlace *place, ServicePatterns *patterns, Error *error)
{
    memset(patterns, 0, sizeof *patterns);
    if (!health_window(place, &patterns->window_days, error) || !find_patterns(place, patterns, error)) return false;
    for (int time = 1; time <= PATTERN_TIMES; time++)
        if (!count_time(place, place->now - time * patterns->window_days * HEALTH_DAY, patterns, error)) return false;
    judge(patterns);
    return true;
}

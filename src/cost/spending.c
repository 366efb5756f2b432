#include "cost/spending.h"

#include <math.h>
#include <string.h>

#include "house.h"

enum { SEGMENTS_MAX = 100 };

bool entry_groups(const MetricPlace *place, Str segment, MetricGroups *groups, Error *error)
{
    static const MetricReader anybody = {.metric = "cac", .reads = READS_GROUPS};
    return metric_groups(place, &anybody, segment, STR(""), groups, error);
}

static Day last_known(const PeriodSpan *span, uint32_t period)
{
    return (Day)smaller(span_last_day(span, period), span->as_of);
}

static bool has_groups(const MetricAsk *ask)
{
    return ask->grouping.group != NULL;
}

// ---- the people of a named segment ----

// Of the people of `segment` those in each group that was asked for.
static Grouping cut_groups(const MetricAsk *ask, const Grouping *segment)
{
    uint16_t *group = arena_array(ask->arena, uint16_t, segment->customers + 1);
    for (uint32_t c = 0; c < segment->customers; c++)
        group[c] = segment->group && segment->group[c] != 0 ? UINT16_MAX : reading_group(ask, c);
    return (Grouping){group, segment->customers, ask->grouping.groups};
}

static bool read_people(const Spending *spending, const Grouping *grouping, CustomerBase *base, Error *error)
{
    MetricTable unused = {0};
    MetricAsk ask = *spending->ask;
    ask.grouping = *grouping;
    return customer_base_read(&ask, spending->back, base, &unused, error);
}

static bool read_segment(Spending *spending, Str text, Error *error)
{
    const MetricAsk *ask = spending->ask;
    MetricGroups groups;
    MetricPlace place = {.house = ask->house,
                         .session = ask->session,
                         .port = ask->port,
                         .arena = ask->arena,
                         .locale = ask->locale,
                         .now = ask->now,
                         .threads = ask->threads};
    NamedSegment *named = &spending->segment[spending->segments++];
    named->text = text;
    if (!entry_groups(&place, text, &groups, error)) return false;
    Grouping cut = cut_groups(ask, &groups.layer[0]);
    return read_people(spending, &groups.layer[0], &named->all, error) &&
           read_people(spending, &cut, &named->groups, error);
}

static NamedSegment *find_segment(const Spending *spending, Str text)
{
    for (size_t i = 0; i < spending->segments; i++)
        if (str_equal(spending->segment[i].text, text)) return &spending->segment[i];
    return NULL;
}

static bool read_segments(Spending *spending, Error *error)
{
    spending->segment = arena_array(spending->ask->arena, NamedSegment, SEGMENTS_MAX);
    for (size_t i = 0; i < spending->entries.count; i++) {
        const Entry *entry = &spending->entries.entry[i];
        if (!entry->segment.size || find_segment(spending, entry->segment)) continue;
        if (spending->segments == SEGMENTS_MAX)
            return error_code(
                error, ERROR_USAGE, "too_many_segments",
                PHRASE("costs name more than 100 segments: by groups they can't be shared out",
                       "les coûts nomment plus de 100 segments\u00A0: ils ne peuvent pas être répartis par "
                       "groupes"),
                STR(""));
        if (!read_segment(spending, entry->segment, error)) return false;
    }
    return true;
}

bool spending_begin(const MetricAsk *ask, uint32_t back, Spending *spending, MetricTable *table, Error *error)
{
    static const Grouping all = {.groups = 1};
    *spending = (Spending){.ask = ask, .back = ask->series.custom ? 0 : back};
    if (!customer_base_read(ask, back, &spending->base, table, error)) return false;
    const PeriodSpan *span = &spending->base.orders.span;
    if (!span->count) return true;
    if (!entries_read(ask->session, BOOK_COSTS, str_of(table->currency.code), span_first_day(span, 0),
                      span_last_day(span, span->count - 1), ask->arena, &spending->entries, error))
        return false;
    return !has_groups(ask) ||
           (read_people(spending, &all, &spending->everybody, error) && read_segments(spending, error));
}

// ---- shares ----

int64_t spending_people(const CustomerBase *base, SpendingOn on, uint32_t group, uint32_t period)
{
    PeriodFigures figures = order_base_figures(&base->orders, group, period);
    return on == SPENT_TO_WIN ? figures.presence.first_orders : figures.presence.retained;
}

// by=first_channel, by=last_campaign: the groups bear the names that entries carry.
static bool names_group(const MetricAsk *ask, const char *what, Str said)
{
    Str by = ask->by;
    if (!ask->group || !said.size) return false;
    return (str_starts_with(by, STR("first_")) && str_equal((Str){by.data + 6, by.size - 6}, str_of(what))) ||
           (str_starts_with(by, STR("last_")) && str_equal((Str){by.data + 5, by.size - 5}, str_of(what)));
}

static double share_of(Spending *spending, const Entry *entry, SpendingOn on, uint32_t group, uint32_t period)
{
    const MetricAsk *ask = spending->ask;
    if (names_group(ask, "channel", entry->channel)) return str_equal(ask->group[group].key, entry->channel);
    if (names_group(ask, "campaign", entry->campaign)) return str_equal(ask->group[group].key, entry->campaign);
    const NamedSegment *named = entry->segment.size ? find_segment(spending, entry->segment) : NULL;
    int64_t all = spending_people(named ? &named->all : &spending->everybody, on, 0, period);
    int64_t ours = spending_people(named ? &named->groups : &spending->base, on, group, period);
    spending->shared = true;
    return all > 0 ? (double)ours / (double)all : 0;
}

bool spending_of(Spending *spending, SpendingOn on, uint32_t group, uint32_t period, int64_t *minor)
{
    const PeriodSpan *span = &spending->base.orders.span;
    Day first = span_first_day(span, period), last = last_known(span, period);
    CostKind kind = on == SPENT_TO_WIN ? COST_ACQUISITION : COST_RETENTION;
    double sum = 0;
    bool any = false;
    for (size_t i = 0; i < spending->entries.count; i++) {
        const Entry *entry = &spending->entries.entry[i];
        if (entry->kind != kind || entry->last_day < first || last < entry->first_day) continue;
        any = true;
        sum += (double)entry_within(entry, first, last) *
               (has_groups(spending->ask) ? share_of(spending, entry, on, group, period) : 1);
    }
    *minor = llround(sum);
    return any;
}

void spending_say(const Spending *spending, MetricTable *table)
{
    if (!spending->shared) return;
    reading_note(
        table, spending->ask->locale == LOCALE_FR
                   ? STR("les coûts qui nomment un segment sont répartis entre ses clients, les autres entre tous les "
                         "clients, à parts égales entre ceux qui ont été gagnés (ou gardés) dans la période")
                   : STR("costs that name a segment are shared out over its customers, all others over all customers, "
                         "in equal parts over those who were won (or kept) in the period"));
}

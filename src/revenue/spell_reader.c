// spell_reader.c - trials and failed payments: of those that have ended, how many ended well.
#include <stdlib.h>
#include <string.h>

#include "house.h"
#include "revenue/revenue_readers.h"
#include "revenue/revenue_reading.h"

typedef struct SpellSum {
    int64_t won, lost, open;
    int64_t won_minor, lost_minor, open_minor;
} SpellSum;

static SpellKind kind_of(const MetricAsk *ask)
{
    return strcmp(ask->metric->name, "trial_conversion") == 0 ? SPELL_TRIAL : SPELL_FAILURE;
}

static int64_t period_of(const RevenueReading *reading, Day day)
{
    const PeriodSpan *span = &reading->span;
    if (day > span->as_of) return -1;
    if (span->custom) return day >= span->custom_first && day <= span->custom_last ? 0 : -1;
    int64_t period = (int64_t)period_of_day(span->unit, day) - span->first;
    return period < span->count ? period : -1;
}

static uint32_t group_of(const RevenueReading *reading, const RecurringSpell *spell)
{
    if (!reading->group_of) return 0;
    bool plans = reading->grouping != RECURRING_BY_PERSON;
    return reading->group_of[plans ? spell->plan : reading->recurring.subscription[spell->subscription].person];
}

static int64_t stake_of(const RevenueReading *reading, const RecurringSpell *spell)
{
    int64_t converted = 0;
    if (spell->monthly_minor)
        (void)recurring_convert(&reading->recurring, spell->currency, spell->from, spell->monthly_minor, &converted);
    return converted;
}

static void add_spell(const RevenueReading *reading, const RecurringSpell *spell, SpellSum *sum)
{
    int64_t stake = stake_of(reading, spell);
    sum->won += spell->end == SPELL_WON;
    sum->lost += spell->end == SPELL_LOST;
    sum->open += spell->end == SPELL_OPEN;
    sum->won_minor += spell->end == SPELL_WON ? stake : 0;
    sum->lost_minor += spell->end == SPELL_LOST ? stake : 0;
    sum->open_minor += spell->end == SPELL_OPEN ? stake : 0;
}

static void fill_value(SpellKind kind, const SpellSum *sum, PeriodValue *value)
{
    bool trial = kind == SPELL_TRIAL;
    value_share(value, sum->won, sum->won + sum->lost);
    value_part(value, trial ? "converted" : "recovered", UNIT_COUNT, sum->won);
    value_part(value, trial ? "not_converted" : "lost", UNIT_COUNT, sum->lost);
    value_part(value, "open", UNIT_COUNT, sum->open);
    if (trial) return;
    value_part(value, "recovered_mrr", UNIT_AMOUNT, sum->won_minor);
    value_part(value, "lost_mrr", UNIT_AMOUNT, sum->lost_minor);
    value_part(value, "open_mrr", UNIT_AMOUNT, sum->open_minor);
}

bool read_spells(const MetricAsk *ask, MetricTable *table, Error *error)
{
    RevenueReading reading;
    if (!revenue_begin(ask, true, &reading, table, error)) return false;
    if (!table->any || reading.span.count == 0) return true;
    uint32_t count = reading.span.count;
    SpellSum *sums = arena_array(ask->arena, SpellSum, (size_t)reading.groups * count + 1);
    for (size_t s = 0; s < reading.recurring.spells; s++) {
        const RecurringSpell *spell = &reading.recurring.spell[s];
        int64_t period = period_of(&reading, spell->from);
        uint32_t group = group_of(&reading, spell);
        if (spell->kind != kind_of(ask) || period < 0 || group >= reading.groups) continue;
        add_spell(&reading, spell, &sums[(size_t)group * count + (size_t)period]);
    }
    for (uint32_t p = 0; p < count; p++)
        for (uint32_t g = 0; revenue_observed(&reading, p) && g < reading.groups; g++)
            fill_value(kind_of(ask), &sums[(size_t)g * count + p], reading_value(table, g, p));
    return true;
}

// ---- the people ----

static bool is_in(Str part, SpellEnd end)
{
    if (str_equal(part, STR("open"))) return end == SPELL_OPEN;
    if (str_equal(part, STR("lost")) || str_equal(part, STR("not_converted"))) return end == SPELL_LOST;
    return end == SPELL_WON;
}

static int by_customer(const void *a, const void *b)
{
    const MetricPerson *one = a, *other = b;
    if (one->customer != other->customer) return one->customer < other->customer ? -1 : 1;
    return (one->at > other->at) - (one->at < other->at);
}

// Somebody with two of them is one person, with what both are about.
static void join_people(MetricPeople *people)
{
    size_t kept = 0;
    if (people->count) qsort(people->person, people->count, sizeof *people->person, by_customer);
    for (size_t i = 0; i < people->count; i++) {
        MetricPerson *last = kept ? &people->person[kept - 1] : NULL;
        if (last && last->customer == people->person[i].customer)
            last->amount_minor += people->person[i].amount_minor;
        else
            people->person[kept++] = people->person[i];
    }
    people->count = kept;
}

bool spell_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error)
{
    RevenueReading reading;
    MetricTable table = {0};
    *people = (MetricPeople){0};
    if (!revenue_begin(ask, true, &reading, &table, error)) return false;
    const RecurringTable *recurring = &reading.recurring;
    people->person = arena_array(ask->arena, MetricPerson, recurring->spells + 1);
    for (size_t s = 0; s < recurring->spells; s++) {
        const RecurringSpell *spell = &recurring->spell[s];
        bool there = spell->kind == kind_of(ask) && period_of(&reading, spell->from) == (int64_t)period &&
                     group_of(&reading, spell) == group && is_in(part, spell->end);
        if (!there) continue;
        people->person[people->count++] =
            (MetricPerson){.customer = recurring->subscription[spell->subscription].customer,
                           .has_amount = true,
                           .amount_minor = stake_of(&reading, spell),
                           .at = spell->from_at,
                           .detail = recurring->plan[spell->plan]};
    }
    join_people(people);
    return true;
}

// revenue_readers.c - metrics of recurring revenue, period by period, and the people behind them.
#include "revenue/revenue_readers.h"

#include "house.h"
#include "revenue/revenue_metrics.h"
#include "revenue/revenue_reading.h"

// The first option of a reader: movements are netted within the period or within each day; retention is over the
// period or over the 12 months up to its end.
static bool is_daily(const MetricAsk *ask)
{
    return str_equal(ask->option[0], STR("day")) && ask->series.unit != PERIOD_DAY;
}

static StretchKind kind_of(const MetricAsk *ask)
{
    return str_equal(ask->option[0], STR("12_months")) ? STRETCH_YEAR : STRETCH_PERIOD;
}

static bool read_revenue(const MetricAsk *ask, MetricTable *table, Error *error)
{
    const RevenueMetric *metric = revenue_metric(ask->metric->name);
    RevenueReading reading;
    if (!revenue_begin(ask, metric->of_opening, &reading, table, error)) return false;
    if (!table->any || reading.span.count == 0) return true;
    StretchKind kind = kind_of(ask);
    RecurringTotals *totals = revenue_totals(&reading, kind, is_daily(ask), ask->arena);
    for (uint32_t p = 0; p < reading.span.count; p++) {
        if (!revenue_observed(&reading, p)) continue;
        double a_year = kind == STRETCH_YEAR ? 1 : revenue_periods_a_year(&reading.span, p);
        for (uint32_t g = 0; g < reading.groups; g++)
            revenue_value(metric, &totals[(size_t)g * reading.span.count + p], a_year, reading_value(table, g, p));
    }
    return true;
}

// ---- the people behind a number ----

typedef struct PeopleWalk {
    const MetricAsk *ask;
    const RecurringSums *sums;
    uint32_t group;
    Quantity quantity;
    bool amount;
    MetricPeople *people;
    // Of the person whose passages come now:
    bool any;
    uint32_t person;
    RecurringTotals totals;
    RecurringPiece told; // the largest movement, or the largest subscription
    int64_t told_size;
    Instant at;
} PeopleWalk;

static Str plan_shown(const RecurringTable *table, const RecurringStep *step)
{
    Str plan = step ? table->plan[step->plan] : STR("");
    return plan.size ? plan : STR("–");
}

static Str detail_of(const PeopleWalk *walk)
{
    const RecurringTable *table = walk->sums->table;
    const RecurringPiece *told = &walk->told;
    if (!told->after) return STR("");
    Str before = plan_shown(table, told->before), after = plan_shown(table, told->after);
    if (told->movement == MOVEMENT_NONE) return table->plan[told->after->plan];
    Str name = movement_name(told->movement);
    return str_format(walk->ask->arena, "%.*s: %.*s → %.*s", STR_ARGS(name), STR_ARGS(before), STR_ARGS(after));
}

static void end_person(PeopleWalk *walk)
{
    int64_t quantity = walk->any ? quantity_of(walk->quantity, &walk->totals) : 0;
    walk->any = false;
    if (quantity == 0) return;
    MetricPeople *people = walk->people;
    people->person[people->count++] = (MetricPerson){.customer = walk->sums->table->person[walk->person].root,
                                                     .has_amount = true,
                                                     .amount_minor = walk->amount ? quantity : walk->totals.closing,
                                                     .at = walk->at,
                                                     .detail = detail_of(walk)};
}

static void tell(PeopleWalk *walk, const RecurringPassage *passage)
{
    for (size_t i = 0; i < passage->pieces; i++) {
        const RecurringPiece *piece = &passage->piece[i];
        bool moved = piece->movement != MOVEMENT_NONE;
        bool told_moved = walk->told.movement != MOVEMENT_NONE;
        int64_t size = moved ? (piece->amount < 0 ? -piece->amount : piece->amount) : piece->closing;
        if (walk->told.after && (told_moved > moved || (told_moved == moved && size <= walk->told_size))) continue;
        walk->told = *piece;
        walk->told_size = size;
        walk->at = piece->after->at;
    }
}

static void take_passage(void *context, const RecurringPassage *passage)
{
    PeopleWalk *walk = context;
    RecurringTotals totals;
    if (walk->any && passage->person != walk->person) end_person(walk);
    if (!recurring_adds(walk->sums, passage, walk->group, &totals)) return;
    if (!walk->any) {
        walk->any = true;
        walk->person = passage->person;
        walk->totals = totals;
        walk->told = (RecurringPiece){.movement = MOVEMENT_NONE};
    } else
        (void)recurring_join(&walk->totals, &totals);
    tell(walk, passage);
}

static bool revenue_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                           Error *error)
{
    const RevenueMetric *metric = revenue_metric(ask->metric->name);
    RevenueReading reading;
    MetricTable table = {0};
    *people = (MetricPeople){0};
    if (!revenue_begin(ask, metric->of_opening, &reading, &table, error)) return false;
    if (!table.any || period >= reading.span.count || !revenue_observed(&reading, period)) return true;
    Stretch stretch = revenue_stretch(&reading, period, kind_of(ask)), *stretches = &stretch;
    RecurringRule rule = reading.rule;
    RecurringSums sums = {.table = &reading.recurring,
                          .grouping = reading.grouping,
                          .group = reading.group_of,
                          .groups = reading.groups,
                          .count = 1};
    if (is_daily(ask)) {
        stretches = revenue_days(stretch, ask->arena, &sums.count);
        rule.grid = PERIOD_DAY;
    }
    PeopleWalk walk = {.ask = ask, .sums = &sums, .group = group, .people = people};
    walk.quantity = revenue_part_quantity(metric, part, &walk.amount);
    people->person = arena_array(ask->arena, MetricPerson, reading.recurring.persons + 1);
    recurring_walk(&reading.recurring, stretches, sums.count, rule, take_passage, &walk);
    end_person(&walk);
    return true;
}

// ---- the list ----

static bool is_contractual(const WorkspaceSettings *settings)
{
    return settings->churn_rule == CHURN_CONTRACTUAL;
}

#define NETTING                                                                                                        \
    {                                                                                                                  \
        "netting", "period|day",                                                                                       \
            PHRASE("what a customer gains and loses is netted within the period (default) or within each day",         \
                   "gains et pertes d’un client se compensent dans la période (par défaut) ou dans chaque jour")       \
    }
#define OVER                                                                                                           \
    {                                                                                                                  \
        "over", "period|12_months",                                                                                    \
            PHRASE("from opening to closing of the period (default), or of the 12 months up to its end",               \
                   "de l’ouverture à la clôture de la période (par défaut), ou des 12 mois jusqu’à sa fin")            \
    }
#define REVENUE                                                                                                        \
    .read = read_revenue, .people = revenue_people, .reads = READS_GROUPS | READS_CONSTANT_CURRENCY,                   \
    .own_by = "plan|cohort"
#define CONTRACT                                                                                                       \
    .read = read_revenue, .people = revenue_people, .own_by = "plan|cohort", .options = {OVER}, .when = is_contractual

const MetricReader revenue_readers[] = {
    {.metric = "mrr", REVENUE, .parts = "value|customers|opening"},
    {.metric = "arr", REVENUE, .parts = "value|mrr|customers"},
    {.metric = "arpa", REVENUE, .parts = "customers|mrr"},
    {.metric = "asp", REVENUE, .options = {NETTING}, .parts = "customers|new_mrr"},
    {.metric = "mrr_movements",
     REVENUE,
     .options = {NETTING},
     .parts = "value|new|reactivation|resumed|expansion|upsell|cross_sell|contraction|downgrade|cancellation|paused|"
              "churn|transfer|currency|opening|closing"},
    {.metric = "new_mrr", REVENUE, .options = {NETTING}, .parts = "value|customers"},
    {.metric = "expansion_mrr", REVENUE, .options = {NETTING}, .parts = "value|upsell|cross_sell"},
    {.metric = "contraction_mrr", REVENUE, .options = {NETTING}, .parts = "value|downgrade|cancellation"},
    {.metric = "churned_mrr", REVENUE, .options = {NETTING}, .parts = "value|voluntary|involuntary|unknown"},
    {.metric = "reactivation_mrr", REVENUE, .options = {NETTING}, .parts = "value"},
    {.metric = "paused_mrr", REVENUE, .options = {NETTING}, .parts = "value|resumed"},
    {.metric = "revenue_churn",
     REVENUE,
     .options = {OVER},
     .parts = "value|cancelled|downgraded|paused|expansion|resumed|voluntary|involuntary|unknown|opening|customers"},
    {.metric = "grr",
     REVENUE,
     .options = {OVER},
     .parts = "value|kept|cancellations|downgrades|pauses|opening|customers"},
    {.metric = "ndr",
     REVENUE,
     .options = {OVER},
     .parts = "value|kept_and_added|opening|expansion_amount|upsell_amount|cross_sell_amount|downgrades_amount|"
              "cancellations_amount|pauses_amount|resumed_amount"},
    {.metric = "quick_ratio", REVENUE, .options = {NETTING}, .parts = "won|lost"},
    {.metric = "subscribers", REVENUE, .parts = "value|start|gained|left|paying"},
    {.metric = "subscriber_churn",
     REVENUE,
     .options = {OVER},
     .parts = "value|start|left|voluntary|involuntary|unknown"},
    {.metric = "subscriber_retention", REVENUE, .options = {OVER}, .parts = "value|start|retained|left"},
    {.metric = "crr", CONTRACT, .reads = READS_GROUPS | READS_WINDOW, .parts = "value|start|retained|lost"},
    {.metric = "churn",
     CONTRACT,
     .reads = READS_GROUPS | READS_WINDOW,
     .parts = "value|start|lost|voluntary|involuntary|unknown"},
    {.metric = "payment_recovery",
     .read = read_spells,
     .people = spell_people,
     .reads = READS_GROUPS,
     .own_by = "plan|cohort",
     .parts = "value|recovered|lost|open"},
    {.metric = "trial_conversion",
     .read = read_spells,
     .people = spell_people,
     .reads = READS_GROUPS,
     .own_by = "plan|cohort",
     .parts = "value|converted|not_converted|open"},
    {.metric = "revenue_forecast",
     .read = read_forecast,
     .reads = READS_GROUPS | READS_CONSTANT_CURRENCY,
     .own_by = "plan|cohort",
     .when = is_contractual,
     .options = {{"months", NULL,
                  PHRASE("how many months to come, 1 to 12 (default 3)",
                         "combien de mois à venir, de 1 à 12 (par défaut 3)")}}},
    {.metric = "subscriber_ltv",
     .read = read_subscriber_value,
     .reads = READS_GROUPS | READS_CONSTANT_CURRENCY,
     .own_by = "plan|cohort"},
    {.metric = "revenue_movements", .read = read_order_movements, .reads = READS_GROUPS},
    {0},
};

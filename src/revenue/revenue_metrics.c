#include "revenue/revenue_metrics.h"

#include <math.h>
#include <string.h>

// ---- quantities ----

static int64_t amount_at(Quantity quantity, const RecurringTotals *t)
{
    const int64_t *amount = t->amount;
    int64_t lost = -recurring_losses(t), won_by_same = recurring_expansion(t) + t->from_nothing;
    int64_t resumed_with_others = amount[MOVEMENT_RESUMED] - t->from_nothing;
    int64_t opening = t->opening + t->currency;
    switch ((int)quantity) {
    case Q_OPENING: return t->opening;
    case Q_CURRENCY: return t->currency;
    case Q_CLOSING: return t->closing;
    case Q_ARR: return 12 * t->closing;
    case Q_NEW: return amount[MOVEMENT_NEW];
    case Q_REACTIVATION: return amount[MOVEMENT_REACTIVATION];
    case Q_RESUMED: return amount[MOVEMENT_RESUMED];
    case Q_UPSELL: return amount[MOVEMENT_UPSELL];
    case Q_CROSS_SELL: return amount[MOVEMENT_CROSS_SELL];
    case Q_EXPANSION: return recurring_expansion(t);
    case Q_DOWNGRADE: return -amount[MOVEMENT_DOWNGRADE];
    case Q_CANCELLATION: return -amount[MOVEMENT_CANCELLATION];
    case Q_CONTRACTION: return -recurring_contraction(t);
    case Q_PAUSED: return -amount[MOVEMENT_PAUSED];
    case Q_CHURN: return -amount[MOVEMENT_CHURN];
    case Q_ENDED: return -amount[MOVEMENT_CHURN] - amount[MOVEMENT_CANCELLATION];
    case Q_LOST: return lost;
    case Q_WON:
        return amount[MOVEMENT_NEW] + amount[MOVEMENT_REACTIVATION] + amount[MOVEMENT_RESUMED] + recurring_expansion(t);
    case Q_NET: return recurring_net(t);
    case Q_TRANSFER: return t->transfer;
    case Q_KEPT: return opening - lost;
    case Q_SAME: return opening - lost + won_by_same + resumed_with_others;
    case Q_NET_LOST: return lost - won_by_same - resumed_with_others;
    case Q_VOLUNTARY: return -t->lost[LOSS_VOLUNTARY];
    case Q_INVOLUNTARY: return -t->lost[LOSS_INVOLUNTARY];
    case Q_UNKNOWN: return -t->lost[LOSS_UNKNOWN];
    default: return 0;
    }
}

int64_t quantity_of(Quantity quantity, const RecurringTotals *t)
{
    switch ((int)quantity) {
    case Q_PAYING: return t->paying_after;
    case Q_PAYING_BEFORE: return t->paying_before;
    case Q_SUBSCRIPTIONS: return t->subscriptions_after;
    case Q_UNPRICED: return t->unpriced;
    case Q_N_NEW: return t->persons[MOVEMENT_NEW];
    case Q_N_REACTIVATED: return t->persons[MOVEMENT_REACTIVATION];
    case Q_N_RESUMED: return t->persons[MOVEMENT_RESUMED];
    case Q_N_EXPANDED: return t->expanded;
    case Q_N_CONTRACTED: return t->contracted;
    case Q_N_PAUSED: return t->persons[MOVEMENT_PAUSED];
    case Q_N_CHURNED: return t->persons[MOVEMENT_CHURN];
    case Q_HELD: return t->held_after;
    case Q_HELD_BEFORE: return t->held_before;
    case Q_GAINED: return t->gained;
    case Q_LEFT: return t->left;
    case Q_STAYED: return t->held_before - t->left;
    case Q_LEFT_VOLUNTARY: return t->left_by[LOSS_VOLUNTARY];
    case Q_LEFT_INVOLUNTARY: return t->left_by[LOSS_INVOLUNTARY];
    case Q_LEFT_UNKNOWN: return t->left_by[LOSS_UNKNOWN];
    default: return amount_at(quantity, t);
    }
}

// ---- the metrics ----

#define AMOUNT(name, quantity)                                                                                         \
    {                                                                                                                  \
        name, UNIT_AMOUNT, quantity, false                                                                             \
    }
#define COUNT(name, quantity)                                                                                          \
    {                                                                                                                  \
        name, UNIT_COUNT, quantity, false                                                                              \
    }

static const RevenueMetric metrics[] = {
    {"mrr",
     VALUE_AMOUNT,
     Q_CLOSING,
     Q_NONE,
     false,
     {AMOUNT("arr", Q_ARR), COUNT("customers", Q_PAYING), COUNT("subscriptions", Q_SUBSCRIPTIONS),
      COUNT("without_price", Q_UNPRICED), AMOUNT("opening", Q_OPENING)}},
    {"arr", VALUE_AMOUNT, Q_ARR, Q_NONE, false, {AMOUNT("mrr", Q_CLOSING), COUNT("customers", Q_PAYING)}},
    {"arpa", VALUE_AVERAGE, Q_CLOSING, Q_PAYING, false, {AMOUNT("mrr", Q_CLOSING), COUNT("customers", Q_PAYING)}},
    {"asp", VALUE_AVERAGE, Q_NEW, Q_N_NEW, false, {AMOUNT("new_mrr", Q_NEW), COUNT("customers", Q_N_NEW)}},
    {"mrr_movements",
     VALUE_AMOUNT,
     Q_NET,
     Q_NONE,
     false,
     {AMOUNT("opening", Q_OPENING), AMOUNT("currency", Q_CURRENCY), AMOUNT("new", Q_NEW),
      AMOUNT("reactivation", Q_REACTIVATION), AMOUNT("resumed", Q_RESUMED), AMOUNT("expansion", Q_EXPANSION),
      AMOUNT("upsell", Q_UPSELL), AMOUNT("cross_sell", Q_CROSS_SELL), AMOUNT("contraction", Q_CONTRACTION),
      AMOUNT("downgrade", Q_DOWNGRADE), AMOUNT("cancellation", Q_CANCELLATION), AMOUNT("paused", Q_PAUSED),
      AMOUNT("churn", Q_CHURN), AMOUNT("transfer", Q_TRANSFER), AMOUNT("closing", Q_CLOSING)}},
    {"new_mrr", VALUE_AMOUNT, Q_NEW, Q_NONE, false, {COUNT("customers", Q_N_NEW)}},
    {"expansion_mrr",
     VALUE_AMOUNT,
     Q_EXPANSION,
     Q_NONE,
     false,
     {AMOUNT("upsell", Q_UPSELL), AMOUNT("cross_sell", Q_CROSS_SELL), COUNT("customers", Q_N_EXPANDED)}},
    {"contraction_mrr",
     VALUE_AMOUNT,
     Q_CONTRACTION,
     Q_NONE,
     false,
     {AMOUNT("downgrade", Q_DOWNGRADE), AMOUNT("cancellation", Q_CANCELLATION), COUNT("customers", Q_N_CONTRACTED)}},
    {"churned_mrr",
     VALUE_AMOUNT,
     Q_CHURN,
     Q_NONE,
     false,
     {AMOUNT("voluntary", Q_VOLUNTARY), AMOUNT("involuntary", Q_INVOLUNTARY), AMOUNT("unknown", Q_UNKNOWN),
      COUNT("customers", Q_N_CHURNED)}},
    {"reactivation_mrr", VALUE_AMOUNT, Q_REACTIVATION, Q_NONE, false, {COUNT("customers", Q_N_REACTIVATED)}},
    {"paused_mrr",
     VALUE_AMOUNT,
     Q_PAUSED,
     Q_NONE,
     false,
     {COUNT("customers", Q_N_PAUSED), AMOUNT("resumed", Q_RESUMED), COUNT("resumed_customers", Q_N_RESUMED)}},
    {"revenue_churn",
     VALUE_PART,
     Q_LOST,
     Q_NONE,
     true,
     {{"gross", UNIT_RATE, Q_LOST, false},
      {"net", UNIT_RATE, Q_NET_LOST, false},
      {"grr", UNIT_RATE, Q_KEPT, false},
      {"annual", UNIT_RATE, Q_ANNUAL, false},
      AMOUNT("opening", Q_OPENING),
      AMOUNT("cancelled", Q_ENDED),
      AMOUNT("downgraded", Q_DOWNGRADE),
      AMOUNT("paused", Q_PAUSED),
      AMOUNT("expansion", Q_EXPANSION),
      AMOUNT("resumed", Q_RESUMED),
      AMOUNT("voluntary", Q_VOLUNTARY),
      AMOUNT("involuntary", Q_INVOLUNTARY),
      AMOUNT("unknown", Q_UNKNOWN),
      COUNT("customers", Q_PAYING_BEFORE)}},
    {"grr",
     VALUE_PART,
     Q_KEPT,
     Q_NONE,
     true,
     {AMOUNT("opening", Q_OPENING), AMOUNT("kept", Q_KEPT), AMOUNT("cancellations", Q_ENDED),
      AMOUNT("downgrades", Q_DOWNGRADE), AMOUNT("pauses", Q_PAUSED), COUNT("customers", Q_PAYING_BEFORE)}},
    {"ndr",
     VALUE_PART,
     Q_SAME,
     Q_NONE,
     true,
     {AMOUNT("opening", Q_OPENING),
      AMOUNT("kept_and_added", Q_SAME),
      {"expansion", UNIT_POINTS, Q_EXPANSION, false},
      {"upsell", UNIT_POINTS, Q_UPSELL, false},
      {"cross_sell", UNIT_POINTS, Q_CROSS_SELL, false},
      {"downgrades", UNIT_POINTS, Q_DOWNGRADE, true},
      {"cancellations", UNIT_POINTS, Q_ENDED, true},
      {"pauses", UNIT_POINTS, Q_PAUSED, true},
      {"resumed", UNIT_POINTS, Q_RESUMED, false},
      AMOUNT("expansion_amount", Q_EXPANSION),
      AMOUNT("upsell_amount", Q_UPSELL),
      AMOUNT("cross_sell_amount", Q_CROSS_SELL),
      AMOUNT("downgrades_amount", Q_DOWNGRADE),
      AMOUNT("cancellations_amount", Q_ENDED),
      AMOUNT("pauses_amount", Q_PAUSED),
      AMOUNT("resumed_amount", Q_RESUMED)}},
    {"quick_ratio", VALUE_RATIO, Q_WON, Q_LOST, false, {AMOUNT("won", Q_WON), AMOUNT("lost", Q_LOST)}},
    {"subscribers",
     VALUE_COUNT,
     Q_HELD,
     Q_NONE,
     false,
     {COUNT("start", Q_HELD_BEFORE), COUNT("gained", Q_GAINED), COUNT("left", Q_LEFT), COUNT("paying", Q_PAYING)}},
    {"subscriber_churn",
     VALUE_SHARE,
     Q_LEFT,
     Q_HELD_BEFORE,
     true,
     {COUNT("start", Q_HELD_BEFORE),
      COUNT("left", Q_LEFT),
      COUNT("voluntary", Q_LEFT_VOLUNTARY),
      COUNT("involuntary", Q_LEFT_INVOLUNTARY),
      COUNT("unknown", Q_LEFT_UNKNOWN),
      {"annual", UNIT_RATE, Q_ANNUAL, false}}},
    {"subscriber_retention",
     VALUE_SHARE,
     Q_STAYED,
     Q_HELD_BEFORE,
     true,
     {COUNT("start", Q_HELD_BEFORE), COUNT("retained", Q_STAYED), COUNT("left", Q_LEFT)}},
    // Of the frame's catalogue, where customers are those who have a contract (workspace: churn_rule).
    {"crr",
     VALUE_SHARE,
     Q_STAYED,
     Q_HELD_BEFORE,
     true,
     {COUNT("start", Q_HELD_BEFORE), COUNT("retained", Q_STAYED), COUNT("lost", Q_LEFT)}},
    {"churn",
     VALUE_SHARE,
     Q_LEFT,
     Q_HELD_BEFORE,
     true,
     {COUNT("start", Q_HELD_BEFORE),
      COUNT("lost", Q_LEFT),
      COUNT("voluntary", Q_LEFT_VOLUNTARY),
      COUNT("involuntary", Q_LEFT_INVOLUNTARY),
      COUNT("unknown", Q_LEFT_UNKNOWN),
      {"annual", UNIT_RATE, Q_ANNUAL, false}}},
};

const RevenueMetric *revenue_metric(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(metrics); i++)
        if (strcmp(metrics[i].name, name) == 0) return &metrics[i];
    return NULL;
}

static bool is_quantity(MetricUnit unit)
{
    return unit == UNIT_AMOUNT || unit == UNIT_COUNT;
}

Quantity revenue_part_quantity(const RevenueMetric *metric, Str part, bool *amount)
{
    bool means = metric->value == VALUE_AVERAGE || metric->value == VALUE_RATIO;
    *amount = metric->value == VALUE_AMOUNT || metric->value == VALUE_PART;
    if (part.size == 0 || str_equal(part, STR("value"))) return means ? Q_NONE : metric->of;
    for (const RevenuePart *one = metric->part; one->name; one++) {
        if (!is_quantity(one->unit) || !str_equal(part, str_of(one->name))) continue;
        *amount = one->unit == UNIT_AMOUNT;
        return one->of;
    }
    return Q_NONE;
}

// ---- values ----

static double share_of_opening(Quantity quantity, const RecurringTotals *totals)
{
    int64_t opening = totals->opening + totals->currency;
    return opening > 0 ? (double)quantity_of(quantity, totals) / (double)opening : 0;
}

// What is kept is what is not lost; of both there is at most all.
static void fill_interval(Quantity of, const RecurringTotals *totals, PeriodValue *value)
{
    double low, high;
    value->has_interval = recurring_interval(totals, of == Q_SAME, &low, &high);
    if (!value->has_interval) return;
    value->low = of == Q_KEPT ? fmax(0, 1 - high) : low;
    value->high = of == Q_KEPT ? 1 - low : of == Q_LOST ? fmin(1, high) : high;
}

static void fill_value(const RevenueMetric *metric, const RecurringTotals *totals, PeriodValue *value)
{
    int64_t of = quantity_of(metric->of, totals), over = quantity_of(metric->over, totals);
    value->observed = true;
    switch (metric->value) {
    case VALUE_AMOUNT: value->amount_minor = of; break;
    case VALUE_COUNT: value->number = (double)of; break;
    case VALUE_PART:
        value->observed = totals->opening + totals->currency > 0;
        value->number = share_of_opening(metric->of, totals);
        value->has_n = true;
        value->n = totals->paying_before;
        if (value->observed) fill_interval(metric->of, totals, value);
        break;
    case VALUE_SHARE: value_share(value, of, over); break;
    case VALUE_AVERAGE:
        if (metric->of == Q_CLOSING) {
            value_mean(value, (double)of, totals->spread.cc, over);
            break;
        }
        value->observed = over > 0;
        value->amount_minor = over > 0 ? (int64_t)llround((double)of / (double)over) : 0;
        value->number = over > 0 ? (double)of / (double)over : 0;
        value->has_n = true;
        value->n = over;
        break;
    case VALUE_RATIO:
        value->observed = over > 0;
        value->number = over > 0 ? (double)of / (double)over : 0;
        break;
    }
}

void revenue_value(const RevenueMetric *metric, const RecurringTotals *totals, double periods_a_year,
                   PeriodValue *value)
{
    fill_value(metric, totals, value);
    bool has_opening = totals->opening + totals->currency > 0;
    for (const RevenuePart *part = metric->part; part->name; part++) {
        double number = part->negative ? 0 - share_of_opening(part->of, totals) : share_of_opening(part->of, totals);
        if (is_quantity(part->unit))
            value_part(value, part->name, part->unit, quantity_of(part->of, totals));
        else if (part->of == Q_ANNUAL && value->observed && periods_a_year > 0)
            value_part_number(value, part->name, part->unit, 1 - pow(1 - value->number, periods_a_year));
        else if (part->of != Q_ANNUAL && has_opening)
            value_part_number(value, part->name, part->unit, number);
    }
}

// review_findings.c - what the orders of the data folder show, by the engine that looks through an order file (audit/).
#include <math.h>

#include "base/number.h"
#include "house.h"
#include "event/dimension.h"
#include "event/log.h"
#include "order/order_lane.h"
#include "plan/review.h"

// Columns name their dimensions by number; the audit by name.
static void name_dimensions(const Review *review, Columns *columns)
{
    const Dimensions *dimensions = review->place->house->dimensions;
    for (uint32_t d = 0; d < columns->dimensions; d++) {
        ActivityDimension *dimension = &columns->dimension[d];
        Str *texts = arena_array(review->place->arena, Str, dimension->values + (size_t)1);
        bool known = d < dimension_count(dimensions);
        dimension->name = known ? dimension_name(dimensions, d) : STR("");
        uint32_t values = known ? dimension_values(dimensions, d) : 0;
        for (uint32_t code = 0; code < dimension->values && code < values; code++)
            texts[code] = dimension_text(dimensions, d, (uint16_t)code);
        dimension->texts = texts;
    }
}

// The metric that a goal against it would be set on; "" where none says it.
static Str metric_of(FindingKind kind)
{
    static const Str metrics[FINDING_KIND_COUNT] = {[FINDING_RETENTION_BREAK] = STR("crr"),
                                                    [FINDING_BAD_COHORT] = STR("crr"),
                                                    [FINDING_BIG_CUSTOMER_LOST] = STR("crr"),
                                                    [FINDING_PRICE_RISE] = STR("crr"),
                                                    [FINDING_GROUP] = STR("crr"),
                                                    [FINDING_SECOND_ORDER] = STR("second_order_conversion"),
                                                    [FINDING_ONE_TIME_BUYERS] = STR("second_order_conversion"),
                                                    [FINDING_ORDER_VALUE] = STR("aov"),
                                                    [FINDING_FREQUENCY] = STR("purchase_frequency"),
                                                    [FINDING_ACQUISITION] = STR("new"),
                                                    [FINDING_REFUNDS] = STR("revenue"),
                                                    [FINDING_BEST_SLEEPING] = STR("reactivated"),
                                                    [FINDING_CONCENTRATION] = STR("concentration")};
    return metrics[kind];
}

static double weight_of(const Finding *finding)
{
    enum { FAULT = 4, CHANCE = 1 };
    return finding->p_value < 1 ? FAULT : CHANCE;
}

static void take(Review *review, const Finding *finding)
{
    const MetricPlace *place = review->place;
    if (finding->of_customer && place->hides_amounts) return; // it says what one customer spends
    Str metric = metric_of(finding->kind);
    ReviewPoint point = {.key = finding_kind_name(finding->kind),
                         .title = finding->title,
                         .evidence = finding->evidence,
                         .action = finding->action,
                         .severity = finding->severity,
                         .weight = weight_of(finding),
                         .kpi = review_kpi(review, str_c(place->arena, metric)),
                         .metric = metric,
                         .segment = STR(""),
                         .has_value = finding->has_value,
                         .value_at_stake = finding->value_at_stake,
                         .value_basis = finding->has_value ? REVIEW_PLAIN(review, finding->value_basis) : STR(""),
                         .customer = finding->of_customer ? finding->customer : 0};
    if (finding->kind == FINDING_NOTHING_WRONG)
        review_strength(review, &point);
    else
        review_weakness(review, &point);
}

// Who buys best and last: there are some in any shop, and what they bring is worth knowing.
static void tell_champions(Review *review, const Audit *audit)
{
    static const double LIGHT = 0.4;
    const AuditRfmGroup *best = &audit->rfm[RFM_CHAMPIONS], *loyal = &audit->rfm[RFM_LOYAL];
    int64_t customers = best->customers + loyal->customers;
    if (audit->customers < RATE_SMALL_SAMPLE || !customers) return;
    Arena *arena = review->place->arena;
    Locale locale = review->place->locale;
    ReviewPoint point = {
        .key = STR("champions"),
        .title = REVIEW_SAY(review,
                            PHRASE("Champions and loyal customers bring {0} of the revenue",
                                   "Champions et clients fidèles font {0} du chiffre d’affaires"),
                            number_say_rate(arena, locale, best->revenue_share + loyal->revenue_share, 0)),
        .evidence =
            REVIEW_SAY(review,
                       PHRASE("{0} customers of {1}, {2} of all; they bought recently, often and well (RFM).",
                              "{0} clients sur {1}, soit {2}\u00A0; ils ont acheté récemment, souvent et bien (RFM)."),
                       number_say_count(arena, locale, customers), number_say_count(arena, locale, audit->customers),
                       number_say_rate(arena, locale, best->customer_share + loyal->customer_share, 0)),
        .action = STR(""),
        .weight = LIGHT,
        .metric = STR(""),
        .segment = STR("")};
    review_strength(review, &point);
}

static AuditOptions options_of(const Review *review)
{
    const WorkspaceSettings *settings = workspace_settings(review->place->house->workspace);
    enum { AUTO = -1 };
    return (AuditOptions){.unit = PERIOD_MONTH,
                          .as_of = review->as_of,
                          .window_days = settings->window_days ? settings->window_days : AUTO,
                          .conversion_days = {30, 60, 90, 0},
                          .margin = -1,
                          .acquisition_cost = -1,
                          .locale = review->place->locale,
                          .threads = review->place->threads};
}

static bool look(Review *review, Columns columns, Error *error)
{
    Audit *audit = arena_new(review->place->arena, Audit);
    AuditOptions options = options_of(review);
    name_dimensions(review, &columns);
    if (!audit_columns(&columns, &review->currency, &options, review->place->arena, audit, error)) return false;
    review->customers = audit->customers;
    review->orders = audit->orders;
    for (size_t i = 0; i < audit->findings; i++) take(review, &audit->finding[i]);
    tell_champions(review, audit);
    return true;
}

bool review_orders(Review *review, Error *error)
{
    const MetricPlace *place = review->place;
    OrderLane orders;
    const Columns *columns;
    order_lane(place->house->log, review->as_of, &orders);
    if (!place->port->ask->hold(place->port, &orders.lane, &columns, error)) return false;
    bool fine = columns->rows == 0 || look(review, *columns, error);
    place->port->ask->release(place->port, columns);
    return fine;
}

// cost_readers.c - the metrics that this folder reads.
#include "cost/cost.h"

#define INITIATIVE                                                                                                     \
    {                                                                                                                  \
        {                                                                                                              \
            "initiative", NULL, PHRASE("only of this initiative", "seulement de cette initiative")                     \
        }                                                                                                              \
    }
#define TOP                                                                                                            \
    {                                                                                                                  \
        {                                                                                                              \
            "top", NULL,                                                                                               \
                PHRASE("share of the customers in the top, in per cent (20)",                                          \
                       "part des clients en tête, en pour cent (20)")                                                  \
        }                                                                                                              \
    }

// How costs are shared out over groups: spending.h.
const MetricReader cost_metrics[] = {
    {.metric = "cac", .reads = READS_GROUPS | READS_WINDOW, .read = read_cac},
    {.metric = "cac_growth", .reads = READS_GROUPS | READS_WINDOW, .read = read_cac_growth},
    {.metric = "retention_cost", .reads = READS_GROUPS | READS_WINDOW, .read = read_retention_cost},
    {.metric = "cac_ratio", .reads = READS_GROUPS | READS_WINDOW, .read = read_cac_ratio},
    {.metric = "replacement_need", .reads = READS_GROUPS | READS_WINDOW, .read = read_replacement_need},
    {.metric = "roi", .own_by = "initiative|segment|campaign|channel", .options = INITIATIVE, .read = read_roi},
    {.metric = "market_share", .reads = READS_WINDOW, .read = read_market_share},
    {.metric = "cost_per_contact", .own_by = "channel", .read = read_cost_per_contact},
    {.metric = "churn_reasons",
     .reads = READS_GROUPS,
     .own_by = "reason",
     .read = read_churn_reasons,
     .parts = "exits",
     .people = exit_people},
    {.metric = "competitor_losses",
     .reads = READS_GROUPS,
     .own_by = "competitor",
     .read = read_competitor_losses,
     .parts = "exits",
     .people = exit_people},
    {.metric = "clv", .reads = READS_GROUPS | READS_WINDOW | READS_MARGIN, .read = read_clv},
    {.metric = "clv_total",
     .reads = READS_GROUPS | READS_WINDOW,
     .read = read_clv_total,
     .parts = "total|past|future",
     .people = clv_people},
    {.metric = "lost_value", .reads = READS_GROUPS | READS_WINDOW, .own_by = "reason", .read = read_lost_value},
    {.metric = "concentration",
     .reads = READS_GROUPS,
     .options = TOP,
     .read = read_concentration,
     .parts = "top",
     .people = top_people},
    {.metric = "resilience", .reads = READS_GROUPS | READS_WINDOW, .read = read_resilience},
    {.metric = "share_of_wallet", .reads = READS_GROUPS | READS_WINDOW, .read = read_share_of_wallet},
    {.metric = "median_order_value", .reads = READS_GROUPS, .read = read_order_values},
    {.metric = "trimmed_order_value", .reads = READS_GROUPS, .read = read_order_values},
    {.metric = "customer_profit",
     .reads = READS_GROUPS,
     .read = read_customer_profit,
     .parts = "value",
     .people = profit_people},
    {.metric = NULL}};

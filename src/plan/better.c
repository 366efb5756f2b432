#include "plan/better.h"

int metric_better(const Metric *metric)
{
    static const Str less[] = {STR("churn"),
                               STR("lost"),
                               STR("revenue_churn"),
                               STR("subscriber_churn"),
                               STR("churned_mrr"),
                               STR("contraction_mrr"),
                               STR("paused_mrr"),
                               STR("lost_value"),
                               STR("cac"),
                               STR("cac_growth"),
                               STR("cac_ratio"),
                               STR("retention_cost"),
                               STR("cost_per_contact"),
                               STR("replacement_need"),
                               STR("first_response_time"),
                               STR("resolution_time"),
                               STR("tickets"),
                               STR("ticket_backlog"),
                               STR("contact_rate"),
                               STR("frequent_contacts"),
                               STR("concentration"),
                               STR("resilience"),
                               STR("competitor_losses")};
    static const Str neither[] = {STR("churn_reasons"), STR("lifecycle"), STR("start"), STR("passed_through"),
                                  STR("tickets_solved")};
    for (size_t i = 0; i < COUNT_OF(less); i++)
        if (str_equal(str_of(metric->name), less[i])) return -1;
    for (size_t i = 0; i < COUNT_OF(neither); i++)
        if (str_equal(str_of(metric->name), neither[i])) return 0;
    return 1;
}

bool metric_ideal(const Metric *metric, double *ideal)
{
    enum { SCORE_BEST = 100 };
    bool less = metric_better(metric) < 0;
    *ideal = less || metric->unit == UNIT_RATE ? !less : SCORE_BEST;
    // Money that is kept can grow beyond what there was.
    if (str_equal(str_of(metric->name), STR("ndr"))) return false;
    if (less) return metric->unit == UNIT_RATE;
    return metric->unit == UNIT_RATE || metric->unit == UNIT_SCORE || metric->unit == UNIT_INDEX;
}

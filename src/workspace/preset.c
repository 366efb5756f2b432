#include "workspace/preset.h"

#include <string.h>

// The windows are a start for a folder without history, to be changed as soon as the data say better (null: auto).
const Preset presets[BUSINESS_MODEL_COUNT] = {
    [BUSINESS_NOT_CHOSEN] = {.name = "", .label = PHRASE("Not chosen", "Non choisi")},
    [BUSINESS_SAAS] = {.name = "saas",
                       .label = PHRASE("Subscriptions, SaaS", "Abonnements, SaaS"),
                       .churn = CHURN_CONTRACTUAL,
                       .metrics = {"mrr", "ndr", "revenue_churn", "churn", "crr", "arpc", "clv"}},
    [BUSINESS_ECOMMERCE] = {.name = "ecommerce",
                            .label = PHRASE("Online shop", "Boutique en ligne"),
                            .window_days = 180,
                            .metrics = {"repeat_purchase_rate", "aov", "crr", "purchase_frequency",
                                        "second_order_conversion", "clv", "returning_share"}},
    [BUSINESS_RETAIL] = {.name = "retail",
                         .label = PHRASE("Shops", "Commerce de détail"),
                         .window_days = 90,
                         .metrics = {"repeat_purchase_rate", "aov", "purchase_frequency", "crr", "returning_share",
                                     "rfm"}},
    [BUSINESS_SERVICE] = {.name = "service",
                          .label = PHRASE("Services", "Services"),
                          .window_days = 365,
                          .metrics = {"crr", "churn", "nps", "csat", "repeat_purchase_rate", "clv"}},
};

bool business_model_parse(Str name, BusinessModel *model)
{
    for (int i = BUSINESS_NOT_CHOSEN + 1; i < BUSINESS_MODEL_COUNT; i++)
        if (str_equal(name, str_of(presets[i].name))) return *model = (BusinessModel)i, true;
    return false;
}

size_t preset_metrics(BusinessModel model)
{
    size_t count = 0;
    while (count < PRESET_METRICS_MAX && presets[model].metrics[count]) count++;
    return count;
}

int preset_rank(BusinessModel model, const char *metric)
{
    for (size_t i = 0; i < preset_metrics(model); i++)
        if (strcmp(presets[model].metrics[i], metric) == 0) return (int)i + 1;
    return 0;
}

static const Str churn_rules[CHURN_RULE_COUNT] = {STR("inactivity"), STR("contractual")};

Str churn_rule_name(ChurnRule rule)
{
    return churn_rules[rule];
}

bool churn_rule_parse(Str name, ChurnRule *rule)
{
    for (int i = 0; i < CHURN_RULE_COUNT; i++)
        if (str_equal(name, churn_rules[i])) return *rule = (ChurnRule)i, true;
    return false;
}

static const Str recognitions[CHURN_RECOGNITION_COUNT] = {STR("end"), STR("cancel"), STR("period_end")};

Str churn_recognition_name(ChurnRecognition recognition)
{
    return recognitions[recognition];
}

bool churn_recognition_parse(Str name, ChurnRecognition *recognition)
{
    for (int i = 0; i < CHURN_RECOGNITION_COUNT; i++)
        if (str_equal(name, recognitions[i])) return *recognition = (ChurnRecognition)i, true;
    return false;
}

static const Str partial_losses[PARTIAL_LOSS_COUNT] = {STR("contraction"), STR("churn")};

Str partial_loss_name(PartialLoss loss)
{
    return partial_losses[loss];
}

bool partial_loss_parse(Str name, PartialLoss *loss)
{
    for (int i = 0; i < PARTIAL_LOSS_COUNT; i++)
        if (str_equal(name, partial_losses[i])) return *loss = (PartialLoss)i, true;
    return false;
}

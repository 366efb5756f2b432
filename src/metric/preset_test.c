// The presets of the workspace name metrics of the catalogue (the workspace lies below it and can't look).
#include "base/test.h"
#include "measure/catalogue.h"
#include "workspace/preset.h"

TEST(preset_names_metrics_of_the_catalogue_and_none_twice)
{
    const Metric *metric;
    for (int model = BUSINESS_SAAS; model < BUSINESS_MODEL_COUNT; model++) {
        CHECK(preset_metrics((BusinessModel)model) > 2);
        for (size_t i = 0; i < preset_metrics((BusinessModel)model); i++) {
            const char *name = presets[model].metrics[i];
            CHECK(metric_find(str_of(name), &metric));
            CHECK_TEXT(str_of(metric->name), name); // no alias
            CHECK_INT(preset_rank((BusinessModel)model, name), (int64_t)i + 1);
        }
    }
}

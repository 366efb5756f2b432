// contract_content.c - the model contract_lifetime as it is kept, and what it says of whom.
#include <math.h>

#include "base/json_put.h"
#include "predict/exact_json.h"
#include "prediction/contract_training.h"

enum { PARAMETERS = 2 };

const ContractGroup *contract_group_find(const ContractModel *model, ContractCycle cycle, Str plan)
{
    const ContractGroup *all = NULL;
    for (size_t i = 0; i < model->groups; i++) {
        const ContractGroup *group = &model->group[i];
        if (group->cycle.months != cycle.months || group->cycle.count != cycle.count) continue;
        if (group->of_plan && str_equal(group->plan, plan)) return group;
        if (!group->of_plan) all = group;
    }
    return all;
}

// ---- what the running contracts are ----

static size_t band_of(const double *bound, double value)
{
    size_t band = 0;
    while (band + 1 < CONTRACT_BANDS_MAX && value >= bound[band]) band++;
    return band;
}

static void add_shares(double *count, size_t bands, int64_t all)
{
    for (size_t i = 0; i < bands && all > 0; i++) count[i] /= (double)all;
}

ContractMix contract_mix_of(const ContractModel *model, const ContractList *list, const Profiled *profiled)
{
    static const double chances[] = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98}, ages[] = {1, 2, 3, 6, 12, 24, 48};
    ContractMix mix = {0};
    for (size_t i = 0; i < list->count; i++) {
        const PaidContract *contract = &list->contract[i];
        const ContractGroup *group = contract_group_find(model, contract->cycle, contract->plan);
        if (!group || !contract_runs(contract, list->as_of) || contract->root >= profiled->customers ||
            !profiled->may[contract->root])
            continue;
        double renewed = contract_renewed(list, contract, list->as_of);
        mix.renewal[band_of(chances, contract_retention(&group->fit, renewed))]++;
        mix.age[band_of(ages, renewed)]++;
        mix.group[group - model->group]++;
        mix.contracts++;
    }
    add_shares(mix.renewal, CONTRACT_BANDS_MAX, mix.contracts);
    add_shares(mix.age, CONTRACT_BANDS_MAX, mix.contracts);
    add_shares(mix.group, model->groups, mix.contracts);
    return mix;
}

// ---- written ----

static void put_group(JsonWriter *json, const ContractGroup *group)
{
    json_begin_object(json);
    put_text(json, "unit", group->cycle.months ? STR("month") : STR("day"));
    put_integer(json, "count", group->cycle.count);
    if (group->of_plan) put_text(json, "plan", group->plan);
    exact_put_list(json, "parameter", group->fit.parameter, PARAMETERS);
    exact_put_list(json, "covariance", &group->fit.covariance[0][0], (size_t)PARAMETERS * PARAMETERS);
    json_end_object(json);
}

Str contract_content(const ContractModel *model, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    put_integer(&json, "version", 1);
    json_key(&json, "groups");
    json_begin_array(&json);
    for (size_t i = 0; i < model->groups; i++) put_group(&json, &model->group[i]);
    json_end_array(&json);
    put_integer(&json, "contracts", model->mix.contracts);
    exact_put_list(&json, "renewal", model->mix.renewal, CONTRACT_BANDS_MAX);
    exact_put_list(&json, "age", model->mix.age, CONTRACT_BANDS_MAX);
    exact_put_list(&json, "group", model->mix.group, model->groups);
    json_end_object(&json);
    return text_str(&text);
}

// ---- read ----

// What a fit can be: logarithms of parameters within +-18 with variances up to 9 (estimate.h).
static bool take_list(JsonValue object, const char *key, size_t expected, double low, double high, Arena *arena,
                      double *to, Error *error)
{
    double *value;
    size_t count;
    if (!exact_get_list(object, key, expected, arena, &value, &count, error)) return false;
    if (count != expected) return exact_refuse(error, key);
    for (size_t i = 0; i < count; i++) {
        if (!(low <= value[i] && value[i] <= high)) return exact_refuse(error, key);
        to[i] = value[i];
    }
    return true;
}

static bool take_group(JsonValue object, Arena *arena, ContractGroup *group, Error *error)
{
    static const double parameter_low = 5e-9, parameter_high = 2e8, covariance_most = 10;
    enum { COUNT_MOST = 12000 }; // 1,000 years
    Str unit;
    size_t count;
    JsonValue plan;
    *group = (ContractGroup){0};
    if (!exact_get_text(object, "unit", arena, &unit, error) ||
        !exact_get_count(object, "count", COUNT_MOST, &count, error) ||
        !take_list(object, "parameter", PARAMETERS, parameter_low, parameter_high, arena, group->fit.parameter,
                   error) ||
        !take_list(object, "covariance", (size_t)PARAMETERS * PARAMETERS, -covariance_most, covariance_most, arena,
                   &group->fit.covariance[0][0], error))
        return false;
    group->cycle = (ContractCycle){str_equal(unit, STR("month")), (uint16_t)count};
    group->of_plan = json_member(object, STR("plan"), &plan);
    if (group->of_plan && !exact_get_text(object, "plan", arena, &group->plan, error)) return false;
    return count > 0 || exact_refuse(error, "count");
}

static bool take_mix(JsonValue object, const ContractModel *model, Arena *arena, ContractMix *mix, Error *error)
{
    size_t contracts;
    if (!exact_get_count(object, "contracts", UINT32_MAX, &contracts, error)) return false;
    mix->contracts = (int64_t)contracts;
    return take_list(object, "renewal", CONTRACT_BANDS_MAX, 0, 1, arena, mix->renewal, error) &&
           take_list(object, "age", CONTRACT_BANDS_MAX, 0, 1, arena, mix->age, error) &&
           take_list(object, "group", model->groups, 0, 1, arena, mix->group, error);
}

bool contract_content_read(Str text, Arena *arena, ContractModel *model, Error *error)
{
    JsonValue object, groups, one;
    *model = (ContractModel){.group = arena_array(arena, ContractGroup, CONTRACT_GROUPS_MAX)};
    if (!json_parse(text, &object, error) || !exact_get_member(object, "groups", JSON_ARRAY, &groups, error))
        return false;
    for (size_t cursor = 0; json_next(groups, &cursor, NULL, &one);) {
        if (model->groups == CONTRACT_GROUPS_MAX) return exact_refuse(error, "groups");
        if (!take_group(one, arena, &model->group[model->groups++], error)) return false;
    }
    return take_mix(object, model, arena, &model->mix, error);
}

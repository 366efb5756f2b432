// contract_training.c - the model contract_lifetime: fitted to what was known on a day in the past, judged by the
// renewals that came up after it, then fitted to all that is known.
#include "prediction/contract_training.h"

#include <math.h>

#include "prediction/contract_parts.h"

enum { LATER_MIN = 30, LATER_MAX = 365, LATER_PART = 4 };

// ---- refusals ----

static void refuse(ContractTraining *training, Arena *arena, Phrase phrase, int64_t first, int64_t second)
{
    Str numbers[] = {error_number(arena, (uint64_t)first), error_number(arena, (uint64_t)second)};
    for (int i = 0; i < LOCALE_COUNT; i++)
        training->refusal[i] = phrase_str(arena, (Locale)i, phrase, numbers, COUNT_OF(numbers));
}

static bool too_few_contracts(ContractTraining *training, Arena *arena)
{
    const ContractGroups *now = &training->now;
    if (now->contracts == 0)
        refuse(training, arena,
               PHRASE("not trained: nobody has paid for a subscription yet",
                      "pas entraîné\u00A0: personne n’a encore payé d’abonnement"),
               0, 0);
    else if (now->count == 0)
        refuse(training, arena,
               PHRASE("not trained: too few contracts ({0}); {1} of one billing period, each at least one period old, "
                      "are needed",
                      "pas entraîné\u00A0: trop peu de contrats ({0})\u202F; il en faut {1} d’une même période de "
                      "facturation, vieux d’une période au moins"),
               now->contracts, CONTRACT_CUSTOMERS_MIN);
    else if (now->ended < CONTRACT_ENDS_MIN)
        refuse(training, arena,
               PHRASE("not trained: too few contracts have ended ({0}); {1} are needed",
                      "pas entraîné\u00A0: trop peu de contrats ont pris fin ({0})\u202F; il en faut {1}"),
               now->ended, CONTRACT_ENDS_MIN);
    return training->refusal[LOCALE_EN].size > 0;
}

// Worse than the naive rule in what it says of a renewal, and in the shares by age.
static bool worse_than_naive(const ContractJudged *judged)
{
    return judged->log_loss > judged->naive_log_loss && judged->mean_absolute_error > judged->naive_mean_absolute_error;
}

static void refuse_judged(ContractTraining *training, Arena *arena)
{
    const ContractJudged *judged = &training->judged;
    if (judged->due < CONTRACT_DECISIONS_MIN)
        refuse(training, arena,
               PHRASE("not published: too few renewals came up in the time held out ({0}); {1} are needed to judge it",
                      "non publié\u00A0: trop peu de renouvellements sont venus à échéance pendant la période de "
                      "contrôle ({0})\u202F; il en faut {1} pour le juger"),
               judged->due, CONTRACT_DECISIONS_MIN);
    else if (worse_than_naive(judged))
        refuse(training, arena,
               PHRASE("not published: on the time held out it is no better than the rule that the same share leaves "
                      "each time",
                      "non publié\u00A0: sur la période de contrôle il ne fait pas mieux que la règle d’une même part "
                      "de départs à chaque fois"),
               0, 0);
}

// ---- judged on later time ----

static const ContractGroupSeen *group_then(const ContractTraining *training, const PaidContract *contract)
{
    const ContractGroupSeen *all = NULL;
    for (size_t i = 0; i < training->then.count; i++) {
        const ContractGroupSeen *group = &training->then.group[i];
        if (group->of.cycle.months != contract->cycle.months || group->of.cycle.count != contract->cycle.count)
            continue;
        if (group->of.of_plan && str_equal(group->of.plan, contract->plan)) return group;
        if (!group->of.of_plan) all = group;
    }
    return all;
}

static double loss_of(double chance, bool made)
{
    static const double least = 1e-9;
    return -log(fmax(made ? chance : 1 - chance, least));
}

// One renewal that came up, after `renewed` others.
static void add_decision(ContractJudged *judged, const ContractGroupSeen *group, uint32_t renewed, bool made)
{
    double chance = contract_retention(&group->of.fit, renewed), naive = 1 - group->churn;
    ContractAge *age = &judged->age[smaller(renewed, CONTRACT_AGES - 1)];
    age->due++;
    age->made += made;
    age->predicted += chance;
    age->naive += naive;
    judged->due++;
    judged->made += made;
    judged->log_loss += loss_of(chance, made);
    judged->naive_log_loss += loss_of(naive, made);
}

// Renewals to the end, of who was there at the end of the calibration; those after one that was not made too.
static void add_expected(ContractJudged *judged, const ContractGroupSeen *group, uint32_t renewed, uint32_t possible)
{
    double here = 1, naive = 1;
    for (uint32_t n = renewed; n < possible; n++) {
        here *= contract_retention(&group->of.fit, n);
        naive *= 1 - group->churn;
        judged->predicted += here;
        judged->naive += naive;
    }
    judged->possible += possible > renewed ? possible - renewed : 0;
}

static void judge_one(ContractTraining *training, const PaidContract *contract)
{
    const ContractList *list = &training->list;
    const ContractGroupSeen *group = group_then(training, contract);
    ContractSeen then = contract_seen(list, contract, training->calibration_end);
    ContractSeen now = contract_seen(list, contract, training->as_of);
    bool changed = contract->until <= training->calibration_end && !contract->ended;
    if (!group || !then.known || then.ended || changed) return;
    for (uint32_t n = then.periods; n + now.ended < now.periods; n++) add_decision(&training->judged, group, n, true);
    if (now.ended) add_decision(&training->judged, group, now.periods - 1, false);
    bool gone = contract->ended && contract->until <= training->as_of;
    Day seen = gone ? training->as_of : (Day)smaller(contract->until, training->as_of);
    add_expected(&training->judged, group, then.periods, contract_renewed(list, contract, seen));
    training->judged.contracts++;
}

static void judge(ContractTraining *training)
{
    ContractJudged *judged = &training->judged;
    for (size_t i = 0; i < training->list.count; i++) {
        const PaidContract *contract = &training->list.contract[i];
        if (contract->root < training->profiled.customers && training->profiled.may[contract->root])
            judge_one(training, contract);
    }
    if (judged->due == 0) return;
    judged->log_loss /= (double)judged->due;
    judged->naive_log_loss /= (double)judged->due;
    for (size_t a = 0; a < CONTRACT_AGES; a++) {
        const ContractAge *age = &judged->age[a];
        judged->mean_absolute_error += fabs(age->predicted - (double)age->made) / (double)judged->due;
        judged->naive_mean_absolute_error += fabs(age->naive - (double)age->made) / (double)judged->due;
    }
}

// ---- training ----

static void look_back(ContractTraining *training)
{
    const ContractList *list = &training->list;
    training->as_of = training->first_day = list->as_of;
    for (size_t i = 0; i < list->count; i++)
        training->first_day = (Day)smaller(training->first_day, list->contract[i].from);
    Day span = training->as_of - training->first_day;
    training->calibration_end = training->as_of - (Day)larger(LATER_MIN, smaller(span / LATER_PART, LATER_MAX));
    training->any = list->count > 0;
}

static void train(ContractTraining *training, Arena *arena)
{
    training->now = contract_groups_of(&training->list, &training->profiled, training->as_of, arena);
    if (too_few_contracts(training, arena)) return;
    training->then = contract_groups_of(&training->list, &training->profiled, training->calibration_end, arena);
    training->fitted = true;
    training->model = contract_model_of(&training->now, arena);
    training->model.mix = contract_mix_of(&training->model, &training->list, &training->profiled);
    judge(training);
    refuse_judged(training, arena);
}

bool contract_version(const PredictionPlace *place, ModelVersion *version, Error *error)
{
    Arena *arena = place->arena;
    ContractTraining *training = arena_new(arena, ContractTraining);
    *version = (ModelVersion){.model = PREDICTION_CONTRACT_LIFETIME, .trained_at = place->now};
    if (!profiled_people(place, &training->profiled, error) || !contract_list_read(place, &training->list, error))
        return false;
    look_back(training);
    train(training, arena);
    version->as_of = training->as_of;
    version->window_days = (int32_t)(training->as_of - training->calibration_end);
    version->refused = training->refusal[LOCALE_EN].size > 0;
    version->chosen = training->fitted ? STR("sbg") : STR("");
    version->definition = STR("{}");
    version->content = version->refused ? STR("") : contract_content(&training->model, arena);
    version->quality = contract_version_quality(training, arena);
    for (int locale = 0; locale < LOCALE_COUNT; locale++)
        version->report[locale] = contract_version_report(training, place, (Locale)locale);
    return true;
}

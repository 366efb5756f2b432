// contract_version_report.c - what the model contract_lifetime came to, as JSON: docs/predictions.md says what each
// member is.
#include "base/json_put.h"
#include "base/number.h"
#include "prediction/contract_parts.h"

enum { PERIODS_AHEAD = 12, PERIODS_SHOWN = 96 };

typedef struct Report {
    const ContractTraining *training;
    JsonWriter json;
    Locale locale;
    Arena *arena;
} Report;

static void put_day(Report *report, const char *key, Day day)
{
    put_text(&report->json, key, day_name(report->arena, day));
}

// ---- the time held out ----

static void put_rate(JsonWriter *json, const char *key, int64_t count, int64_t n)
{
    Rate rate = rate_of(count, n);
    json_key(json, key);
    json_begin_object(json);
    put_number_or_null(json, "value", rate.observed, rate.value);
    put_number_or_null(json, "low", rate.observed, rate.low);
    put_number_or_null(json, "high", rate.observed, rate.high);
    put_integer(json, "n", n);
    json_end_object(json);
}

static void write_ages(Report *report)
{
    JsonWriter *json = &report->json;
    json_key(json, "by_age");
    json_begin_array(json);
    for (size_t a = 0; a < CONTRACT_AGES; a++) {
        const ContractAge *age = &report->training->judged.age[a];
        if (age->due == 0) continue;
        json_begin_object(json);
        put_integer(json, "renewed", (int64_t)a);
        put_rate(json, "actual", age->made, age->due);
        put_number(json, "predicted", age->predicted / (double)age->due);
        put_number(json, "naive", age->naive / (double)age->due);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_errors(JsonWriter *json, const ContractJudged *judged)
{
    bool any = judged->due > 0;
    put_integer(json, "rows", judged->due);
    put_integer(json, "positives", judged->due - judged->made);
    put_number(json, "actual", (double)judged->made);
    put_number(json, "predicted", judged->predicted);
    put_number_or_null(json, "log_loss", any, judged->log_loss);
    if (!any) return;
    put_number(json, "mae", judged->mean_absolute_error);
    put_number(json, "naive_mae", judged->naive_mean_absolute_error);
}

static void write_holdout(Report *report)
{
    const ContractTraining *training = report->training;
    JsonWriter *json = &report->json;
    json_key(json, "holdout");
    if (!training->fitted) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_day(report, "from", training->calibration_end + 1);
    put_day(report, "to", training->as_of);
    put_integer(json, "customers", training->judged.contracts);
    write_errors(json, &training->judged);
    put_number(json, "naive", training->judged.naive);
    put_number_or_null(json, "naive_log_loss", training->judged.due > 0, training->judged.naive_log_loss);
    write_ages(report);
    json_end_object(json);
}

// ---- groups ----

static void put_pair(JsonWriter *json, const char *key, const double *value)
{
    json_key(json, key);
    json_begin_object(json);
    put_number(json, "alpha", value[0]);
    put_number(json, "beta", value[1]);
    json_end_object(json);
}

static void write_period(Report *report, const ContractGroupSeen *group, size_t period)
{
    SurvivalPoint point;
    JsonWriter *json = &report->json;
    bool seen = period <= group->periods && survival_at(&group->observed, (int32_t)period, &point);
    json_begin_object(json);
    put_integer(json, "period", (int64_t)period);
    json_key(json, "observed");
    json_begin_object(json);
    put_number_or_null(json, "value", seen, seen ? point.survival : 0);
    put_number_or_null(json, "low", seen, seen ? point.low : 0);
    put_number_or_null(json, "high", seen, seen ? point.high : 0);
    put_integer(json, "n", seen ? point.at_risk : 0);
    json_end_object(json);
    put_number(json, "predicted", contract_survival(&group->of.fit, (double)period));
    put_number(json, "renewal", contract_retention(&group->of.fit, (double)period - 1));
    json_end_object(json);
}

static void write_group(Report *report, const ContractGroupSeen *group)
{
    JsonWriter *json = &report->json;
    const ContractFit *fit = &group->of.fit;
    json_begin_object(json);
    put_text(json, "cycle", cycle_name(group->of.cycle, report->arena));
    put_text(json, "label", cycle_say(group->of.cycle, report->locale, report->arena));
    put_boolean(json, "of_plan", group->of.of_plan);
    put_text_or_null(json, "plan", group->of.plan);
    put_integer(json, "contracts", group->contracts);
    put_integer(json, "ended", group->ended);
    put_integer(json, "running", group->running);
    put_pair(json, "parameters", fit->parameter);
    put_pair(json, "errors", fit->error);
    put_pair(json, "low", fit->low);
    put_pair(json, "high", fit->high);
    put_number(json, "log_likelihood", fit->log_likelihood);
    put_number(json, "shrunk", fit->shrunk);
    put_number(json, "naive_churn", group->churn);
    json_key(json, "periods");
    json_begin_array(json);
    for (size_t period = 1; period <= group->periods + PERIODS_AHEAD && period <= PERIODS_SHOWN; period++)
        write_period(report, group, period);
    json_end_array(json);
    json_end_object(json);
}

static void write_groups(Report *report)
{
    const ContractTraining *training = report->training;
    json_key(&report->json, "groups");
    json_begin_array(&report->json);
    for (size_t i = 0; training->fitted && i < training->now.count; i++) write_group(report, &training->now.group[i]);
    json_end_array(&report->json);
}

// ---- the whole ----

static void write_people(Report *report)
{
    const ContractTraining *training = report->training;
    const Profiled *profiled = &training->profiled;
    JsonWriter *json = &report->json;
    int64_t without = 0;
    uint8_t *has = arena_array(report->arena, uint8_t, profiled->customers);
    for (size_t i = 0; i < training->list.count; i++)
        if (training->list.contract[i].root < profiled->customers) has[training->list.contract[i].root] = 1;
    for (CustomerId c = 1; c < profiled->customers; c++) without += profiled->may[c] && !has[c];
    put_integer(json, "rows", training->now.contracts);
    put_integer(json, "positives", training->now.ended);
    put_integer(json, "population", training->now.running);
    json_key(json, "left_out");
    json_begin_object(json);
    put_integer(json, "objected", profiled->objected);
    put_integer(json, "too_new", 0);
    put_integer(json, "without_history", without);
    json_end_object(json);
}

static void warn(Report *report, bool holds, Phrase phrase, int64_t number)
{
    Str count = number_say_count(report->arena, report->locale, number);
    if (holds) json_string(&report->json, phrase_str(report->arena, report->locale, phrase, &count, 1));
}

static void write_warnings(Report *report)
{
    const ContractGroups *now = &report->training->now;
    bool shrunk = false;
    for (size_t i = 0; i < now->count; i++) shrunk |= now->group[i].of.fit.shrunk > 0;
    json_key(&report->json, "warnings");
    json_begin_array(&report->json);
    warn(report, report->training->fitted && shrunk,
         PHRASE("few contracts: drawn to what published fits have in common, with wide intervals",
                "peu de contrats\u00A0: rapproché de ce que les ajustements publiés ont en commun, avec de larges "
                "intervalles"),
         0);
    warn(report, report->training->fitted && now->unfitted > 0,
         PHRASE("contracts whose billing period too few have: {0}; nothing is said of them",
                "contrats d’une période de facturation trop rare\u00A0: {0}\u202F; rien n’en est dit"),
         now->unfitted);
    warn(report, now->more,
         PHRASE("more than {0} billing periods and plans: the others have no fit of their own",
                "plus de {0} périodes de facturation et offres\u00A0: les autres n’ont pas d’ajustement propre"),
         CONTRACT_GROUPS_MAX);
    json_end_array(&report->json);
}

Str contract_version_report(const ContractTraining *training, const PredictionPlace *place, Locale locale)
{
    Text text = text_in(place->arena);
    Report report = {training, json_writer(&text), locale, place->arena};
    JsonWriter *json = &report.json;
    Str least = error_number(place->arena, CONTRACT_PLAN_MIN);
    Phrase because = PHRASE("the model for contracts, whose end is seen: one fit for each billing period, and for each "
                            "plan with {0} contracts or more",
                            "le modèle des contrats, dont la fin se voit\u00A0: un ajustement par période de "
                            "facturation, et par offre d’au moins {0} contrats");
    json_begin_object(json);
    put_day(&report, "as_of", training->as_of);
    put_integer(json, "window_days", training->as_of - training->calibration_end);
    json_key(json, "window");
    json_begin_object(json);
    put_day(&report, "from", training->first_day);
    put_day(&report, "to", training->as_of);
    json_end_object(json);
    write_people(&report);
    put_text_or_null(json, "chosen", training->fitted ? STR("sbg") : STR(""));
    put_text_or_null(json, "chosen_because",
                     training->fitted ? phrase_str(place->arena, locale, because, &least, 1) : STR(""));
    write_holdout(&report);
    write_groups(&report);
    put_text_or_null(json, "refusal", training->refusal[locale]);
    write_warnings(&report);
    json_end_object(json);
    return text_str(&text);
}

Str contract_version_quality(const ContractTraining *training, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    if (training->fitted) write_errors(&json, &training->judged);
    json_end_object(&json);
    return text_str(&text);
}

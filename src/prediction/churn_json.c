#include <math.h>

#include "base/csv.h"
#include "base/json_put.h"
#include "base/number.h"
#include "predict/quality_json.h"
#include "prediction/churn_report.h"

// The AUC is a number here, as other programs print it; what needs both outcomes is null without one of them.
static void put_judged(JsonWriter *json, const Quality *quality)
{
    bool ranked = quality->ranked;
    put_integer(json, "rows", quality->rows), put_integer(json, "positives", quality->positives);
    put_number_or_null(json, "auc", ranked, quality->auc);
    put_number_or_null(json, "auc_low", ranked, quality->auc_low);
    put_number_or_null(json, "auc_high", ranked, quality->auc_high);
    put_quality_figures(json, quality);
}

static void put_naive(JsonWriter *json, const Quality *naive)
{
    json_key(json, "naive");
    json_begin_object(json);
    put_number_or_null(json, "brier", naive->rows > 0, naive->brier);
    put_number_or_null(json, "log_loss", naive->rows > 0, naive->log_loss);
    json_end_object(json);
}

static void put_coefficient(JsonWriter *json, const PropensityCoefficient *term)
{
    bool known = !term->aliased;
    json_begin_object(json);
    put_text(json, "name", term->name);
    put_number_or_null(json, "value", known, term->value), put_number_or_null(json, "error", known, term->error);
    put_number_or_null(json, "odds_ratio", known, term->odds_ratio);
    put_number_or_null(json, "low", known, term->odds_low), put_number_or_null(json, "high", known, term->odds_high);
    put_number_or_null(json, "p", known, term->p);
    if (term->aliased) put_boolean(json, "aliased", true);
    if (term->separated) put_boolean(json, "separated", true);
    json_end_object(json);
}

static void put_models(JsonWriter *json, const PropensityReport *report)
{
    json_key(json, "models");
    json_begin_object(json);
    for (PropensityKind kind = 0; kind < PROPENSITY_KINDS; kind++) {
        json_key(json, kind == PROPENSITY_LOGISTIC ? "logistic" : "boosting");
        json_begin_object(json);
        put_number(json, "inner_log_loss", report->inner_log_loss[kind]);
        put_judged(json, &report->holdout[kind]);
        if (kind == PROPENSITY_BOOSTING) {
            put_integer(json, "trees", (int64_t)report->rounds);
        } else {
            put_integer(json, "iterations", report->logistic_iterations);
            put_number(json, "ridge", report->ridge);
            put_boolean(json, "separated", report->separated);
            json_key(json, "coefficients");
            json_begin_array(json);
            for (size_t i = 0; i < report->coefficients; i++) put_coefficient(json, &report->coefficient[i]);
            json_end_array(json);
        }
        json_end_object(json);
    }
    json_end_object(json);
}

static void put_drivers(JsonWriter *json, const ChurnReport *churn)
{
    const PropensityReport *report = &churn->report;
    json_key(json, "drivers");
    json_begin_array(json);
    for (size_t i = 0; i < report->drivers; i++) {
        const PropensityDriver *driver = &report->driver[i];
        json_begin_object(json);
        put_text(json, "feature", churn->file->features.column[driver->column].name);
        put_number(json, "importance", driver->importance), put_number(json, "share", driver->share);
        put_text_or_null(json, "direction",
                         driver->direction > 0   ? STR("up")
                         : driver->direction < 0 ? STR("down")
                                                 : STR(""));
        json_end_object(json);
    }
    json_end_array(json);
}

static Str left_out_name(LeftOut why)
{
    static const Str name[] = {STR("used"), STR("constant"), STR("identifier"), STR("leak"), STR("empty")};
    return name[why];
}

static void put_left_out(JsonWriter *json, const ChurnReport *churn)
{
    json_key(json, "left_out");
    json_begin_array(json);
    for (size_t i = 0; i < churn->report.left; i++) {
        const PropensityLeft *left = &churn->report.left_out[i];
        json_begin_object(json);
        put_text(json, "feature", churn->file->features.column[left->column].name);
        put_text(json, "why", left_out_name(left->why));
        put_number_or_null(json, "auc_alone", left->why == LEFT_LEAK, left->auc);
        json_end_object(json);
    }
    json_end_array(json);
}

// ---- customers ----

static void put_value(JsonWriter *json, const FeatureColumn *column, size_t row)
{
    json_key(json, "value");
    if (column->kind == FEATURE_WORD && column->word[row] < column->word_count)
        json_string(json, column->words[column->word[row]]);
    else if (column->kind == FEATURE_WORD || !isfinite(column->number[row]))
        json_null(json);
    else if (column->day)
        json_string(json, feature_value_text(column, row, json->text->arena));
    else if (column->kind == FEATURE_YES_NO)
        json_boolean(json, column->number[row] != 0);
    else
        json_number(json, column->number[row]);
}

static void put_customer(JsonWriter *json, const ChurnReport *churn, size_t row)
{
    static const Str parts[] = {STR("training"), STR("holdout"), STR("unknown")};
    json_begin_object(json);
    put_text(json, "id", churn->file->id[row]);
    put_number(json, "probability", churn->probability[row]);
    put_text(json, "part", parts[churn->part[row]]);
    json_key(json, "reasons");
    if (churn->explained[row]) {
        json_begin_array(json);
        for (size_t i = 0; i < churn->reasons[row]; i++) {
            const Reason *reason = &churn->reason[row][i];
            json_begin_object(json);
            put_text(json, "feature", churn->file->features.column[reason->column].name);
            put_value(json, &churn->file->features.column[reason->column], row);
            put_number(json, "effect", reason->effect);
            json_end_object(json);
        }
        json_end_array(json);
    } else {
        json_null(json);
    }
    json_end_object(json);
}

// ---- time to churn ----

static void put_cox(JsonWriter *json, const ChurnReport *churn, Locale locale)
{
    json_key(json, "cox");
    json_begin_object(json);
    const CoxFit *cox = &churn->cox;
    bool known = !churn->cox_refusal[locale].size;
    put_text_or_null(json, "refusal", churn->cox_refusal[locale]);
    put_integer(json, "rows", (int64_t)churn->cox_rows);
    put_number_or_null(json, "concordance", known, cox->concordance);
    put_number_or_null(json, "log_likelihood", known, cox->log_likelihood);
    json_key(json, "coefficients");
    json_begin_array(json);
    for (size_t i = 0; i < cox->covariates && known; i++) {
        const CoxCovariate *covariate = &cox->covariate[i];
        bool told = !covariate->redundant && !covariate->separated;
        json_begin_object(json);
        put_text(json, "name", churn->covariate[i]);
        put_number_or_null(json, "hazard_ratio", told, covariate->hazard_ratio);
        put_number_or_null(json, "low", told, covariate->low), put_number_or_null(json, "high", told, covariate->high);
        put_number_or_null(json, "p", told, covariate->p),
            put_number_or_null(json, "drift_p", told, covariate->drift_p);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "left_out");
    json_begin_array(json);
    const FeatureTable *table = &churn->file->features;
    for (size_t c = 0; c < table->columns; c++) {
        if (churn->follows[c] == 0) continue;
        json_begin_object(json);
        put_text(json, "feature", table->column[c].name);
        put_number_or_null(json, "rank_correlation", true, churn->follows[c]);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

void churn_json(const ChurnReport *churn, Locale locale, Arena *arena, Text *out)
{
    const PropensityReport *report = &churn->report;
    JsonWriter json = json_writer(out);
    json_begin_object(&json);
    put_integer(&json, "rows", report->rows), put_integer(&json, "positives", report->positives);
    put_text(&json, "label", churn->file->label_name), put_text_or_null(&json, "positive", churn->file->yes);
    put_text_or_null(&json, "id", churn->file->id_name);
    put_integer(&json, "missing_labels", (int64_t)churn->file->missing_labels);
    put_text_or_null(&json, "refusal", propensity_refusal_say(report, locale, arena));
    bool trained = propensity_trained(report);
    put_text_or_null(&json, "chosen", trained ? propensity_kind_name(report->chosen) : STR(""));
    put_text_or_null(&json, "chosen_because", trained ? propensity_because(report, locale, arena) : STR(""));
    if (trained) {
        const Quality *held = &report->holdout[report->chosen];
        json_key(&json, "holdout");
        json_begin_object(&json);
        put_text(&json, "rule", churn->rule);
        put_judged(&json, held);
        put_quality_curves(&json, held), put_naive(&json, &report->naive);
        json_end_object(&json);
        put_models(&json, report), put_drivers(&json, churn);
        put_number(&json, "base", churn->model.base);
        put_boolean(&json, "few_events_per_term", report->few_per_term);
    }
    put_left_out(&json, churn);
    if (churn->has_cox) put_cox(&json, churn, locale);
    json_key(&json, "customers");
    json_begin_array(&json);
    for (size_t row = 0; row < churn->file->rows && churn->scored; row++) put_customer(&json, churn, row);
    json_end_array(&json);
    json_end_object(&json);
    text_add_byte(out, '\n');
}

void churn_csv(const ChurnReport *churn, Arena *arena, Text *out)
{
    text_add(out, STR("id,probability,part"));
    for (int i = 1; i <= CHURN_REASONS; i++) text_addf(out, ",reason_%d,value_%d,effect_%d", i, i, i);
    text_add_byte(out, '\n');
    static const Str parts[] = {STR("training"), STR("holdout"), STR("unknown")};
    for (size_t row = 0; row < churn->file->rows && churn->scored; row++) {
        csv_add(out, churn->file->id[row]);
        csv_add_number(out, number_decimal(arena, churn->probability[row], 12));
        csv_add(out, parts[churn->part[row]]);
        for (size_t i = 0; i < CHURN_REASONS; i++) {
            bool there = i < churn->reasons[row];
            const Reason *reason = &churn->reason[row][i];
            const FeatureColumn *column = there ? &churn->file->features.column[reason->column] : NULL;
            csv_add(out, there ? column->name : STR(""));
            csv_add(out, there ? feature_value_text(column, row, arena) : STR(""));
            csv_add_number(out, there ? number_decimal(arena, reason->effect, 12) : STR(""));
        }
        csv_end_record(out);
    }
}

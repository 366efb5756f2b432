#include "predict/exact_json.h"
#include "predict/propensity.h"

#include <math.h>

enum { VERSION = 1 };
static const char format_name[] = "fidele propensity";

void propensity_write(const PropensityModel *model, Text *text)
{
    JsonWriter json = json_writer(text);
    json_begin_object(&json);
    json_key(&json, "format"), json_string(&json, str_of(format_name));
    json_key(&json, "version"), json_integer(&json, VERSION);
    json_key(&json, "kind"), json_string(&json, propensity_kind_name(model->kind));
    exact_put_key(&json, "share", model->share);
    exact_put_key(&json, "slope", model->calibration.slope), exact_put_key(&json, "offset", model->calibration.offset);
    exact_put_key(&json, "base", model->base);
    exact_put_list(&json, "score_edges", model->score_edge, model->score_edges);
    exact_put_list(&json, "score_bins", model->score_bin, model->score_edges + 1);
    json_key(&json, "design"), design_write(&model->design, &json);
    if (model->kind == PROPENSITY_LOGISTIC) {
        exact_put_key(&json, "intercept", model->intercept);
        exact_put_list(&json, "values", model->value, design_linear_terms(&model->design));
    } else {
        json_key(&json, "trees"), trees_write(&model->trees, &json);
    }
    json_end_object(&json);
}

static bool get_kind(JsonValue value, Arena *arena, PropensityModel *model, Error *error)
{
    Str format, kind;
    size_t version;
    if (!exact_get_text(value, "format", arena, &format, error) ||
        !exact_get_count(value, "version", INT32_MAX, &version, error) ||
        !exact_get_text(value, "kind", arena, &kind, error))
        return false;
    if (!str_equal(format, str_of(format_name))) return exact_refuse(error, "format");
    if (version != VERSION) return exact_refuse(error, "version");
    for (PropensityKind i = 0; i < PROPENSITY_KINDS; i++) {
        model->kind = i;
        if (str_equal(kind, propensity_kind_name(i))) return true;
    }
    return exact_refuse(error, "kind");
}

static bool get_score_bins(JsonValue value, Arena *arena, PropensityModel *model, Error *error)
{
    double *edge, *bin;
    size_t bins;
    if (!exact_get_list(value, "score_edges", DRIFT_BINS - 1, arena, &edge, &model->score_edges, error) ||
        !exact_get_list(value, "score_bins", DRIFT_BINS, arena, &bin, &bins, error))
        return false;
    if (bins != model->score_edges + 1) return exact_refuse(error, "score_bins");
    for (size_t i = 0; i < bins; i++) {
        if (!(bin[i] >= 0)) return exact_refuse(error, "score_bins");
        model->score_bin[i] = bin[i];
        if (i < model->score_edges) model->score_edge[i] = edge[i];
    }
    return true;
}

// Coefficients small enough that no row's log odds can leave the doubles.
static bool get_values(JsonValue value, Arena *arena, PropensityModel *model, Error *error)
{
    size_t count;
    if (!exact_get(value, "intercept", &model->intercept, error) ||
        !exact_get_list(value, "values", TERMS_MAX, arena, &model->value, &count, error))
        return false;
    bool holds = count == design_linear_terms(&model->design) && fabs(model->intercept) < 1e6;
    for (size_t i = 0; i < count; i++) holds = holds && fabs(model->value[i]) < 1e6;
    return holds || exact_refuse(error, "values");
}

bool propensity_read(Str text, Arena *arena, PropensityModel *model, Error *error)
{
    JsonValue value, part;
    *model = (PropensityModel){0};
    if (!json_parse(text, &value, error) || !get_kind(value, arena, model, error) ||
        !exact_get(value, "share", &model->share, error) ||
        !exact_get(value, "slope", &model->calibration.slope, error) ||
        !exact_get(value, "offset", &model->calibration.offset, error) ||
        !exact_get(value, "base", &model->base, error) || !get_score_bins(value, arena, model, error) ||
        !exact_get_member(value, "design", JSON_OBJECT, &part, error) ||
        !design_read(part, arena, &model->design, error))
        return false;
    if (!(model->share > 0 && model->share < 1)) return exact_refuse(error, "share");
    if (!(model->calibration.slope > 0) || model->calibration.slope > 1e6 || fabs(model->calibration.offset) > 1e6)
        return exact_refuse(error, "slope");
    if (model->kind == PROPENSITY_LOGISTIC) return get_values(value, arena, model, error);
    return exact_get_member(value, "trees", JSON_OBJECT, &part, error) &&
           trees_read(part, design_tree_terms(&model->design), arena, &model->trees, error);
}

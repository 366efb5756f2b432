#include "predict/design.h"
#include "predict/exact_json.h"

#include <math.h>

static void put_column(const DesignColumn *column, JsonWriter *json)
{
    json_begin_object(json);
    json_key(json, "name"), json_string(json, column->name);
    json_key(json, "kind"), json_integer(json, column->kind);
    json_key(json, "left_out"), json_integer(json, column->left_out);
    if (column->left_out == LEFT_IN) {
        exact_put_key(json, "low", column->low), exact_put_key(json, "high", column->high);
        exact_put_key(json, "median", column->median);
        exact_put_key(json, "known", column->known), exact_put_key(json, "missing", column->missing);
        json_key(json, "levels");
        json_begin_array(json);
        for (size_t i = 0; i < column->levels; i++) json_string(json, column->level[i]);
        json_end_array(json);
        exact_put_list(json, "edges", column->edge, column->edges);
        exact_put_list(json, "bins", column->bin, column->bins);
    }
    json_end_object(json);
}

static void put_term(const Term *term, JsonWriter *json)
{
    json_begin_object(json);
    json_key(json, "kind"), json_integer(json, term->kind);
    json_key(json, "column"), json_integer(json, term->column);
    json_key(json, "level"), json_integer(json, term->level);
    json_key(json, "base"), json_integer(json, term->base);
    exact_put_key(json, "mean", term->mean), exact_put_key(json, "scale", term->scale);
    exact_put_key(json, "rows", term->rows);
    json_end_object(json);
}

void design_write(const Design *design, JsonWriter *json)
{
    json_begin_object(json);
    json_key(json, "columns");
    json_begin_array(json);
    for (size_t i = 0; i < design->columns; i++) put_column(&design->column[i], json);
    json_end_array(json);
    json_key(json, "terms");
    json_begin_array(json);
    for (size_t i = 0; i < design->terms; i++) put_term(&design->term[i], json);
    json_end_array(json);
    json_end_object(json);
}

// ---- reading ----

static bool get_levels(JsonValue value, Arena *arena, DesignColumn *column, Error *error)
{
    JsonValue list, item;
    if (!exact_get_member(value, "levels", JSON_ARRAY, &list, error)) return false;
    column->levels = json_count(list);
    if (column->levels > TERMS_MAX) return exact_refuse(error, "levels");
    column->level = arena_array(arena, Str, column->levels);
    size_t cursor = 0;
    for (size_t i = 0; json_next(list, &cursor, NULL, &item); i++) {
        if (item.type != JSON_STRING) return exact_refuse(error, "levels");
        column->level[i] = str_copy(arena, json_get_string(item, arena));
        if (i && str_compare(column->level[i - 1], column->level[i]) >= 0) return exact_refuse(error, "levels");
    }
    return true;
}

static bool bins_hold(const DesignColumn *column)
{
    for (size_t i = 0; i < column->bins; i++)
        if (!(column->bin[i] >= 0) || column->bin[i] > 1e15) return false;
    for (size_t i = 1; i < column->edges; i++)
        if (!(column->edge[i - 1] < column->edge[i])) return false;
    return column->bins == (column->kind == FEATURE_WORD ? column->levels : column->edges) + 2;
}

static bool get_column(JsonValue value, Arena *arena, DesignColumn *column, Error *error)
{
    size_t kind, left_out;
    if (!exact_get_text(value, "name", arena, &column->name, error) ||
        !exact_get_count(value, "kind", FEATURE_WORD, &kind, error) ||
        !exact_get_count(value, "left_out", LEFT_EMPTY, &left_out, error))
        return false;
    column->kind = (FeatureKind)kind, column->left_out = (LeftOut)left_out;
    if (column->left_out != LEFT_IN) return true;
    if (!exact_get(value, "low", &column->low, error) || !exact_get(value, "high", &column->high, error) ||
        !exact_get(value, "median", &column->median, error) || !exact_get(value, "known", &column->known, error) ||
        !exact_get(value, "missing", &column->missing, error) || !get_levels(value, arena, column, error) ||
        !exact_get_list(value, "edges", DRIFT_BINS, arena, &column->edge, &column->edges, error) ||
        !exact_get_list(value, "bins", TERMS_MAX + 2, arena, &column->bin, &column->bins, error))
        return false;
    if (column->low > column->high || !bins_hold(column)) return exact_refuse(error, "bins");
    return true;
}

// What a term of that kind may say of its column.
static bool term_holds(const Design *design, const Term *term)
{
    const DesignColumn *column = &design->column[term->column];
    bool words = column->kind == FEATURE_WORD;
    if (column->left_out != LEFT_IN || !(term->scale >= 0) || !(term->rows >= 0)) return false;
    if (term->kind == TERM_VALUE) // no value held within the bounds is many scales from the mean
        return !words && term->scale > 0 && !term->base && fabs(column->low - term->mean) < 1e12 * term->scale &&
               fabs(column->high - term->mean) < 1e12 * term->scale;
    if (!(term->mean >= 0) || !(term->mean <= 1)) return false;
    if (term->kind == TERM_LEVEL) return words && term->level < column->levels;
    return words || (term->kind == TERM_MISSING && !term->base);
}

static bool get_term(JsonValue value, Design *design, Term *term, Error *error)
{
    size_t kind, column, level, base;
    if (!exact_get_count(value, "kind", TERM_OTHER, &kind, error) ||
        !exact_get_count(value, "column", UINT32_MAX, &column, error) ||
        !exact_get_count(value, "level", TERMS_MAX, &level, error) ||
        !exact_get_count(value, "base", 1, &base, error) || !exact_get(value, "mean", &term->mean, error) ||
        !exact_get(value, "scale", &term->scale, error) || !exact_get(value, "rows", &term->rows, error))
        return false;
    if (column >= design->columns) return exact_refuse(error, "column");
    term->kind = (TermKind)kind, term->column = (uint32_t)column, term->level = (uint32_t)level, term->base = base == 1;
    return term_holds(design, term) || exact_refuse(error, "terms");
}

bool design_read(JsonValue value, Arena *arena, Design *design, Error *error)
{
    JsonValue columns, terms, item;
    if (!exact_get_member(value, "columns", JSON_ARRAY, &columns, error) ||
        !exact_get_member(value, "terms", JSON_ARRAY, &terms, error))
        return false;
    *design = (Design){.columns = json_count(columns), .terms = json_count(terms)};
    if (design->terms > TERMS_MAX) return exact_refuse(error, "terms");
    design->column = arena_array(arena, DesignColumn, design->columns);
    design->term = arena_array(arena, Term, design->terms);
    size_t cursor = 0;
    for (size_t i = 0; json_next(columns, &cursor, NULL, &item); i++)
        if (!get_column(item, arena, &design->column[i], error)) return false;
    cursor = 0;
    for (size_t i = 0; json_next(terms, &cursor, NULL, &item); i++)
        if (!get_term(item, design, &design->term[i], error)) return false;
    return true;
}

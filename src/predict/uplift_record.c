#include <math.h>
#include <string.h>

#include "predict/uplift_parts.h"

// Every value is a number of 8 bytes: one function walks a record in both directions, so that they cannot differ.
typedef struct Record {
    Text *to; // NULL: reading
    Str from;
    size_t at;
    bool wrong;
} Record;

static void number(Record *record, double *value)
{
    if (record->to) return text_add(record->to, (Str){(const char *)value, sizeof *value});
    record->wrong = record->wrong || record->from.size - record->at < sizeof *value;
    if (record->wrong) return;
    memcpy(value, record->from.data + record->at, sizeof *value);
    record->at += sizeof *value;
    record->wrong = !isfinite(*value);
}

// A whole number from 0 to `most`.
static uint64_t whole(Record *record, uint64_t value, uint64_t most)
{
    double as_number = (double)value;
    number(record, &as_number);
    record->wrong = record->wrong || !(as_number >= 0 && as_number <= (double)most) || as_number != floor(as_number);
    return record->wrong ? 0 : (uint64_t)as_number;
}

static void sampled(Record *record, Sampled *value)
{
    value->observed = whole(record, value->observed, 1);
    value->has_interval = whole(record, value->has_interval, 1);
    number(record, &value->value);
    number(record, &value->low);
    number(record, &value->high);
}

static void qini(Record *record, Qini *value)
{
    double *const numbers[] = {&value->value, &value->low, &value->high, &value->chance, &value->coefficient};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) number(record, numbers[i]);
}

static const uint64_t people_max = UINT64_C(1) << 40;

static void groups(Record *record, UpliftGroup *group, size_t *count)
{
    *count = whole(record, *count, UPLIFT_DECILES);
    for (size_t i = 0; i < *count; i++) {
        Sampled *const parts[] = {&group[i].treated_outcome, &group[i].control_outcome, &group[i].effect,
                                  &group[i].persuadability};
        number(record, &group[i].least);
        group[i].treated = (int64_t)whole(record, (uint64_t)group[i].treated, people_max);
        group[i].control = (int64_t)whole(record, (uint64_t)group[i].control, people_max);
        group[i].quadrant = (Quadrant)whole(record, group[i].quadrant, QUADRANT_DO_NOT_DISTURB);
        for (size_t p = 0; p < COUNT_OF(parts); p++) sampled(record, parts[p]);
    }
}

static void report_of(Record *record, UpliftReport *report)
{
    Qini *const areas[] = {&report->method[UPLIFT_TWO_MODEL], &report->method[UPLIFT_TRANSFORMED], &report->risk_first,
                           &report->response_first, &report->difference};
    report->treated = (int64_t)whole(record, (uint64_t)report->treated, people_max);
    report->control = (int64_t)whole(record, (uint64_t)report->control, people_max);
    sampled(record, &report->effect);
    sampled(record, &report->persuadability);
    for (size_t i = 0; i < COUNT_OF(areas); i++) qini(record, areas[i]);
    report->chosen = (UpliftMethod)whole(record, report->chosen, UPLIFT_METHODS - 1);
    groups(record, report->decile, &report->deciles);
    groups(record, report->group, &report->groups);
    for (size_t i = 0; i < UPLIFT_CURVE; i++) {
        number(record, &report->curve[i].share);
        number(record, &report->curve[i].gain);
        number(record, &report->curve[i].propensity_gain);
    }
}

static uint32_t place(Record *record, uint32_t column, size_t columns)
{
    return (uint32_t)whole(record, column, columns ? columns - 1 : 0);
}

static void basis_of(Record *record, Basis *basis)
{
    basis->features = whole(record, basis->features, UPLIFT_FEATURES_MAX);
    basis->columns = whole(record, basis->columns, BASIS_COLUMNS_MAX);
    record->wrong = record->wrong || !basis->columns;
    for (size_t f = 0; f < basis->features && !record->wrong; f++) {
        BasisFeature *feature = &basis->feature[f];
        feature->knots = (uint32_t)whole(record, feature->knots, BASIS_KNOTS);
        feature->place = place(record, feature->place, basis->columns);
        feature->bend = place(record, feature->bend, basis->columns);
        feature->missing = place(record, feature->missing, basis->columns);
        for (uint32_t k = 0; k < feature->knots; k++) {
            number(record, &feature->at[k]);
            record->wrong = record->wrong || (k > 0 && feature->at[k] <= feature->at[k - 1]);
        }
    }
}

static void model_of(Record *record, UpliftModel *model, Basis *basis, Arena *arena)
{
    double **const sides[] = {&model->control, &model->treated, &model->transformed};
    model->method = (UpliftMethod)whole(record, model->method, UPLIFT_METHODS - 1);
    basis_of(record, basis);
    for (size_t s = 0; s < COUNT_OF(sides) && !record->wrong; s++) {
        if (!record->to) *sides[s] = arena_array(arena, double, basis->columns);
        for (size_t i = 0; i < basis->columns; i++) number(record, &(*sides[s])[i]);
    }
}

static const double release = 20261;

static void walk(Record *record, UpliftModel *model, Basis *basis, UpliftReport *report, Arena *arena)
{
    double mark = release;
    number(record, &mark);
    record->wrong = record->wrong || mark != release;
    report_of(record, report);
    model_of(record, model, basis, arena);
}

Str uplift_write(const UpliftModel *model, const UpliftReport *report, Arena *arena)
{
    Text text = text_in(arena);
    Record record = {.to = &text};
    UpliftModel copy = *model;
    UpliftReport *told = arena_new(arena, UpliftReport);
    Basis *basis = arena_new(arena, Basis);
    memcpy(told, report, sizeof *told);
    memcpy(basis, model->basis, sizeof *basis);
    walk(&record, &copy, basis, told, arena);
    return text_str(&text);
}

bool uplift_read(Str bytes, Arena *perm, UpliftModel **model, UpliftReport *report, Error *error)
{
    Record record = {.from = bytes};
    UpliftModel *read = arena_new(perm, UpliftModel);
    UpliftReport *told = arena_new(perm, UpliftReport);
    Basis *basis = arena_new(perm, Basis);
    walk(&record, read, basis, told, perm);
    if (record.wrong || record.at != bytes.size)
        return error_code(error, ERROR_FAILED, "damaged",
                          PHRASE("the uplift model is damaged or of another release: train it again",
                                 "le modèle d’uplift est abîmé ou d’une autre version\u00A0: entraînez-le à nouveau"),
                          STR(""));
    read->basis = basis;
    uplift_judge(told);
    *model = read;
    memcpy(report, told, sizeof *report);
    return true;
}

// prediction_scores_http.c - lists of who is scored: highest first, and who is expected to bring most.
#include <math.h>
#include <stdlib.h>

#include "base/json_put.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "customer/search_http.h"
#include "house.h"
#include "prediction/prediction_http.h"
#include "prediction/value.h"
#include "workspace/workspace.h"

typedef struct Ranked {
    CustomerId person;
    double score;
} Ranked;

static int highest_first(const void *a, const void *b)
{
    const Ranked *left = a, *right = b;
    if (left->score != right->score) return left->score > right->score ? -1 : 1;
    return (left->person > right->person) - (left->person < right->person);
}

// What lists go by: of lifetime past and future value, or where there is no model of amounts the purchases; of
// contracts what those that run will pay, 0 when no price is known.
static double rank_of(const Scored *scored, CustomerId person)
{
    if (scored->model == PREDICTION_LIFETIME)
        return scored->has_amounts ? scored->future[person] + scored->past[person] : scored->expected[person];
    if (scored->model == PREDICTION_CONTRACT_LIFETIME && !isnan(scored->score[person]))
        return isnan(scored->future[person]) ? 0 : scored->future[person];
    return scored->score[person];
}

static size_t rank(const Scored *scored, Ranked *ranked)
{
    size_t count = 0;
    for (CustomerId c = 1; c < scored->customers; c++) {
        double score = rank_of(scored, c);
        if (!isnan(score)) ranked[count++] = (Ranked){c, score};
    }
    if (count) qsort(ranked, count, sizeof *ranked, highest_first);
    return count;
}

void write_reasons(JsonWriter *json, const PersonReasons *reasons, bool sentences)
{
    json_key(json, "reasons");
    json_begin_array(json);
    for (size_t i = 0; i < reasons->count; i++) {
        const PredictionReason *one = &reasons->reason[i];
        json_begin_object(json);
        put_text(json, "feature", one->feature);
        put_text(json, "label", one->label);
        put_text_or_null(json, "value", one->value);
        put_number(json, "effect", one->effect);
        if (sentences) put_text(json, "sentence", one->sentence);
        json_end_object(json);
    }
    json_end_array(json);
}

// ---- a page ----

typedef struct Page {
    Call *call;
    StoreSession *session;
    const Scored *scored;
    Ranked *ranked;
    size_t count, from, to;
    Currency currency;
} Page;

static bool page_of(Page *page, Error *error)
{
    Str after;
    int64_t from = 0;
    if (!call_cursor(page->call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &from)) return say_not_found(error);
    page->from = (size_t)smaller(larger(from, 0), (int64_t)page->count);
    page->to = (size_t)smaller((int64_t)page->from + call_limit(page->call), (int64_t)page->count);
    return true;
}

static void end_page(const Page *page, JsonWriter *json)
{
    json_end_array(json);
    write_next(json, page->call, page->to < page->count, str_format(page->call->arena, "%zu", page->to));
    write_masked(json, page->call);
    json_end_object(json);
}

static bool write_customer(const Page *page, JsonWriter *json, CustomerId person, Error *error)
{
    json_key(json, "customer");
    if (!write_line(json, page->call, page->session, person, error)) return false;
    json_end_object(json);
    return true;
}

static void write_lifetime_score(const Page *page, JsonWriter *json, const Ranked *one)
{
    const Scored *scored = page->scored;
    double days = scored->settings.horizon_days;
    put_number(json, "p_alive", scored->alive[one->person]);
    put_number(json, "expected_purchases", scored->expected[one->person]);
    if (!scored->has_amounts || page->call->principal.masked & MASK_AMOUNTS) {
        Predicted range = lifetime_purchases(&scored->fit, scored->figures[one->person], days);
        put_number(json, "score", scored->expected[one->person]);
        put_number(json, "low", range.low);
        put_number(json, "high", range.high);
        return;
    }
    double minors = (double)currency_minor_per_major(&page->currency), past = scored->past[one->person];
    Predicted range = lifetime_revenue_range(&scored->fit, &scored->amounts, scored->figures[one->person],
                                             scored->mean_amount[one->person], days, scored->settings.yearly_discount);
    put_number(json, "score", one->score / minors);
    put_number(json, "low", (past + range.low * scored->settings.margin) / minors);
    put_number(json, "high", (past + range.high * scored->settings.margin) / minors);
    put_money(json, "clv", llround(one->score), &page->currency, page->call->arena);
    put_money(json, "past", llround(past), &page->currency, page->call->arena);
    put_money(json, "future", llround(scored->future[one->person]), &page->currency, page->call->arena);
}

// Of several contracts as contract_scores.h has it: the next renewal, the longest time, all that they will pay.
static void write_contract_score(const Page *page, JsonWriter *json, const Ranked *one)
{
    const Scored *scored = page->scored;
    const ScoredContract *contract;
    size_t count = contracts_of_person(scored, one->person, &contract);
    Predicted months = {0}, minor = {0};
    bool priced = !isnan(scored->future[one->person]) && !(page->call->principal.masked & MASK_AMOUNTS);
    for (size_t i = 0; i < count; i++) {
        ContractForetold foretold = contract_foretold(scored, &contract[i], scored->settings.horizon_days);
        if (foretold.outlook.months.value > months.value) months = foretold.outlook.months;
        if (!isnan(foretold.future_minor.value)) minor = predicted_sum(minor, foretold.future_minor);
    }
    double minors = (double)currency_minor_per_major(&page->currency);
    put_number(json, "score", priced ? minor.value / minors : months.value);
    put_number(json, "low", priced ? minor.low / minors : months.low);
    put_number(json, "high", priced ? minor.high / minors : months.high);
    put_number(json, "renewal", scored->score[one->person]);
    put_number(json, "months", months.value);
    put_integer(json, "contracts", (int64_t)count);
    if (priced) put_money(json, "future", llround(minor.value), &page->currency, page->call->arena);
}

static bool write_scores(const Page *page, JsonWriter *json, Error *error)
{
    size_t rows = page->to - page->from;
    Arena *arena = page->call->arena;
    PredictionModel model = page->scored->model;
    PersonReasons *reasons = arena_array(arena, PersonReasons, rows + 1);
    CustomerId *person = arena_array(arena, CustomerId, rows + 1);
    PredictionPlace place = place_of_prediction(page->call, page->session);
    for (size_t i = 0; i < rows; i++) person[i] = page->ranked[page->from + i].person;
    if (!prediction_of_value(model)) scored_reasons(page->scored, &place, person, rows, reasons);
    for (size_t i = 0; i < rows; i++) {
        const Ranked *one = &page->ranked[page->from + i];
        json_begin_object(json);
        if (!write_customer(page, json, one->person, error)) return false;
        if (model == PREDICTION_LIFETIME) {
            write_lifetime_score(page, json, one);
        } else if (model == PREDICTION_CONTRACT_LIFETIME) {
            write_contract_score(page, json, one);
        } else {
            put_number(json, "score", one->score);
            put_text(json, "band", prediction_band(one->score));
        }
        write_reasons(json, &reasons[i], true);
        json_end_object(json);
    }
    return true;
}

static bool answer_scores(Page *page, PredictionModel model, Error *error)
{
    Call *call = page->call;
    const Scored *scored = page->scored;
    page->ranked = arena_array(call->arena, Ranked, scored->customers);
    page->count = rank(scored, page->ranked);
    if (!page_of(page, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_text(&json, "model", prediction_model_name(model));
    put_integer_or_null(&json, "version", scored->version.id > 0, scored->version.version);
    put_text(&json, "as_of", day_name(call->arena, scored->as_of));
    put_integer(&json, "count", (int64_t)page->count);
    put_integer(&json, "objected", scored->objected);
    json_key(&json, "items");
    json_begin_array(&json);
    if (!write_scores(page, &json, error)) return false;
    end_page(page, &json);
    return true;
}

bool list_scores(Call *call, StoreSession *session, Error *error)
{
    PredictionModel model;
    PredictionPlace place = place_of_prediction(call, session);
    Page page = {.call = call, .session = session, .currency = workspace_first(call->house->workspace)->currency};
    if (!path_prediction(call, &model, error) || !scored_acquire(&place, model, &page.scored, error)) return false;
    bool fine = answer_scores(&page, model, error);
    scored_release(page.scored);
    return fine;
}

// ---- who is expected to bring most ----

static double sum_of(const Ranked *ranked, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += fmax(0, ranked[i].score);
    return sum;
}

// Left out for callers from whom amounts are hidden.
static void put_amount(const Page *page, JsonWriter *json, const char *name, double minor)
{
    if (!(page->call->principal.masked & MASK_AMOUNTS))
        put_money(json, name, llround(minor), &page->currency, page->call->arena);
}

static bool write_top(Page *page, JsonWriter *json, double total, Error *error)
{
    double before = sum_of(page->ranked, page->from);
    for (size_t i = page->from; i < page->to; i++) {
        const Ranked *one = &page->ranked[i];
        before += fmax(0, one->score);
        json_begin_object(json);
        if (!write_customer(page, json, one->person, error)) return false;
        put_amount(page, json, "future", one->score);
        put_number_or_null(json, "share", total > 0, fmax(0, one->score) / total);
        put_number_or_null(json, "cumulative_share", total > 0, before / total);
        json_end_object(json);
    }
    return true;
}

static size_t rank_value(const ValuePeople *value, Ranked *ranked)
{
    size_t count = 0;
    for (CustomerId c = 1; c < value->customers; c++)
        if (!isnan(value->future_minor[c])) ranked[count++] = (Ranked){c, value->future_minor[c]};
    if (count) qsort(ranked, count, sizeof *ranked, highest_first);
    return count;
}

static bool answer_top(Page *page, const ValuePeople *value, double share, Error *error)
{
    Call *call = page->call;
    page->ranked = arena_array(call->arena, Ranked, value->customers);
    size_t people = rank_value(value, page->ranked);
    double total = sum_of(page->ranked, people);
    page->count = (size_t)ceil(share * (double)people - 1e-9);
    if (!page_of(page, error)) return false;
    double top = sum_of(page->ranked, page->count);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_number(&json, "share", share);
    put_integer(&json, "customers", (int64_t)people);
    put_integer(&json, "top_customers", (int64_t)page->count);
    put_integer(&json, "horizon_days", value->horizon_days);
    put_amount(page, &json, "total", total);
    put_amount(page, &json, "top", top);
    put_number_or_null(&json, "top_share", total > 0, top / total);
    json_key(&json, "items");
    json_begin_array(&json);
    if (!write_top(page, &json, total, error)) return false;
    end_page(page, &json);
    return true;
}

static bool given_share(const Call *call, double *share, Error *error)
{
    Str said = call_query(call, "share");
    *share = 0.2;
    if (!said.size || (number_parse(said, share) && *share > 0 && *share <= 1)) return true;
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("share: {0}: expected a number above 0 and up to 1",
                             "share\u00A0: {0}\u00A0: un nombre au-dessus de 0 et jusqu’à 1 est attendu"),
                      error_value(call->arena, said));
}

bool list_top(Call *call, StoreSession *session, Error *error)
{
    double share;
    ValuePeople value;
    PredictionPlace place = place_of_prediction(call, session);
    Page page = {.call = call, .session = session, .currency = workspace_first(call->house->workspace)->currency};
    return given_share(call, &share, error) && prediction_value(&place, &value, error) &&
           answer_top(&page, &value, share, error);
}

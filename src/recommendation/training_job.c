#include "recommendation/training_job.h"

#include <stdlib.h>

#include "base/json_put.h"
#include "base/thread.h"
#include "house.h"
#include "recommendation/preference.h"
#include "workspace/workspace.h"

enum { DAY_SECONDS = 86400 };

typedef struct Audience {
    uint32_t customer;
    double probability;
} Audience;

typedef struct Training {
    JobCall *call;
    Shop shop;
    KeptModel model;
    NextQuality quality;
    InterestQuality content_quality;
    NextAsk ask;
    uint8_t *rules;
    const uint32_t *line_start, *view_start, *read_start;
    int64_t began_ms, trained_ms;
    Text content, report;
    int64_t version;
    // One opportunity after the other, then one stretch of people after the other.
    size_t opportunity, opportunities;
    Audience *audience;
    size_t listed;
    uint32_t from, to; // people
    PriceCuts cuts;
    int64_t written, with_history, missing; // people; missing: without a summary afterwards
} Training;

// ---- training ----

static bool read_horizon(StoreSession *session, int32_t *days, Error *error)
{
    Rows rows;
    *days = NEXT_HORIZON_DAYS;
    if (!store_select(session, &query_recommendation_settings, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) *days = (int32_t)rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static bool read_all(Training *training, Error *error)
{
    JobCall *call = training->call;
    StoreSession *session;
    int32_t horizon;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = read_horizon(session, &horizon, error) &&
                shop_read(call->house, session, call->now, horizon, call->arena, &training->shop, error) &&
                product_rules_read(session, &training->shop.catalogue, call->arena, &training->rules, error);
    store_read_end(session);
    if (!fine) return false;
    const Shop *shop = &training->shop;
    training->ask = (NextAsk){.line = shop->line,
                              .lines = shop->lines,
                              .view = shop->view,
                              .views = shop->views,
                              .customers = shop->customers,
                              .items = shop->catalogue.products,
                              .end = shop->end,
                              .horizon_days = horizon,
                              .rule = training->rules,
                              .threads = thread_count_available()};
    return true;
}

// The last day with an order is the end: a folder whose orders stopped is judged on what it has.
static void find_end(Training *training)
{
    const Shop *shop = &training->shop;
    Day last = 0;
    for (size_t i = 0; i < shop->lines; i++)
        if (shop->line[i].day > last) last = shop->line[i].day;
    if (shop->lines && last < training->ask.end) training->ask.end = last;
}

static void train(Training *training)
{
    Arena *arena = training->call->arena;
    Shop *shop = &training->shop;
    const Catalogue *catalogue = &shop->catalogue;
    KeptModel *model = &training->model;
    find_end(training);
    model->catalogue = *catalogue;
    next_train(&training->ask, arena, &model->next, &training->quality);
    interest_count(shop->read, shop->reads, catalogue->contents, catalogue->tags, catalogue->tag_start,
                   catalogue->tag_of, shop->end, arena, &model->interest);
    interest_judge(&model->interest, shop->read, shop->reads, shop->end, training->ask.horizon_days,
                   &training->content_quality);
    model->interest_better = training->content_quality.better;
    training->line_start = next_starts(shop->line, shop->lines, shop->customers, arena);
    training->view_start = next_starts(shop->view, shop->views, shop->customers, arena);
    training->read_start = next_starts(shop->read, shop->reads, shop->customers, arena);
    training->cuts = price_cuts(catalogue, arena);
    training->opportunities = (size_t)smaller((int64_t)model->next.affinity.rules, OPPORTUNITIES_MAX);
    training->trained_ms = steady_milliseconds() - training->began_ms;
}

static void write_content_quality(JsonWriter *json, const Training *training, Arena *arena)
{
    const InterestQuality *quality = &training->content_quality;
    json_key(json, "content");
    json_begin_object(json);
    put_integer(json, "contents", training->shop.catalogue.contents);
    put_integer(json, "readings", (int64_t)training->shop.reads);
    json_key(json, "chosen");
    json_string(json, quality->better ? STR("interests") : STR("interests_unproven"));
    json_key(json, "from");
    json_string(json, day_name(arena, quality->from));
    json_key(json, "to");
    json_string(json, day_name(arena, quality->to));
    put_integer(json, "customers", quality->people);
    rate_write(json, "hit_rate", &quality->hit);
    rate_write(json, "popularity_hit_rate", &quality->popularity_hit);
    json_end_object(json);
}

// What GET /recommendations/model adds nothing to but words: figures, and the verdict as a number.
static void write_report(Training *training)
{
    const Shop *shop = &training->shop;
    Arena *arena = training->call->arena;
    training->report = text_in(arena);
    JsonWriter json = json_writer(&training->report);
    json_begin_object(&json);
    put_integer(&json, "verdict", training->quality.verdict);
    put_integer(&json, "people", training->quality.people);
    json_key(&json, "report");
    json_begin_object(&json);
    put_integer(&json, "lines", (int64_t)shop->lines);
    put_integer(&json, "views", (int64_t)shop->views);
    put_integer(&json, "customers", training->model.next.affinity.customers);
    put_integer(&json, "products", shop->catalogue.products);
    put_integer(&json, "baskets", training->model.next.affinity.baskets);
    put_integer(&json, "opportunities", (int64_t)training->opportunities);
    put_integer(&json, "left_out", shop->objected);
    next_quality_write(&json, &training->model.next, &training->quality, LOCALE_EN, arena);
    write_content_quality(&json, training, arena);
    json_end_object(&json);
    json_end_object(&json);
}

// ---- keeping the model ----

static bool last_number(StoreSession *session, const Query *query, int64_t *number, Error *error)
{
    Rows rows;
    if (!store_select(session, query, NO_VALUES, &rows, error)) return false;
    *number = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

static bool keep_model(StoreSession *session, void *context, Error *error)
{
    Training *training = context;
    int64_t last;
    if (!job_hold_within(training->call, session, error) ||
        !last_number(session, &query_recommendation_model_last, &last, error))
        return false;
    training->version = last + 1;
    return store_execute(session, &query_recommendation_model_insert,
                         VALUES(value_integer(training->version), value_integer(training->call->now),
                                value_integer(training->ask.end), value_integer(training->trained_ms),
                                value_integer(training->model.next.learned), value_text(text_str(&training->report)),
                                value_bytes(text_str(&training->content))),
                         NULL, error) &&
           store_execute(session, &query_recommendation_model_forget, VALUES(value_integer(training->version)), NULL,
                         error) &&
           store_execute(session, &query_recommendation_opportunity_unplace, NO_VALUES, NULL, error);
}

// ---- opportunities ----

static int likely_first(const void *left, const void *right)
{
    const Audience *a = left, *b = right;
    if (a->probability != b->probability) return a->probability > b->probability ? -1 : 1;
    return (a->customer > b->customer) - (a->customer < b->customer);
}

typedef struct Having {
    bool a, b;
} Having;

static Having having(const Training *training, uint32_t customer, const AffinityRule *rule)
{
    Having has = {0};
    for (uint32_t i = training->line_start[customer]; i < training->line_start[customer + 1]; i++) {
        has.a = has.a || training->shop.line[i].item == rule->a;
        has.b = has.b || training->shop.line[i].item == rule->b;
    }
    return has;
}

// Who has A and not B, the most probable first.
static size_t find_audience(Training *training, const AffinityRule *rule)
{
    Arena *scratch = arena_open(0);
    NextDesk *desk = next_desk(training->ask.items, scratch);
    size_t count = 0;
    for (uint32_t c = 0; c < training->shop.customers; c++) {
        Having has = having(training, c, rule);
        if (!has.a || has.b) continue;
        NextHistory history =
            next_history(&training->ask, training->line_start, training->view_start, c, training->ask.end);
        double probability =
            next_probability(&training->model.next, training->rules, &history, training->ask.end, rule->b, desk);
        if (probability >= 0) training->audience[count++] = (Audience){c, probability};
    }
    arena_close(scratch);
    qsort(training->audience, count, sizeof *training->audience, likely_first);
    return count;
}

static Str rule_text(const Training *training, const AffinityRule *rule)
{
    Text out = text_in(training->call->arena);
    JsonWriter json = json_writer(&out);
    json_begin_object(&json);
    rule_write(&json, training->shop.catalogue.product, rule);
    json_end_object(&json);
    return text_str(&out);
}

static bool opportunity_number(StoreSession *session, Str a, Str b, int64_t *id, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_recommendation_opportunity_of, VALUES(value_text(a), value_text(b)), &rows,
                      error))
        return false;
    *id = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    if (!rows_close(&rows, error)) return false;
    if (*id) return true;
    if (!last_number(session, &query_recommendation_opportunity_last, id, error)) return false;
    ++*id;
    return true;
}

static bool keep_opportunity(StoreSession *session, void *context, Error *error)
{
    Training *training = context;
    const AffinityRule *rule = &training->model.next.affinity.rule[training->opportunity];
    const Product *product = training->shop.catalogue.product;
    size_t listed = (size_t)smaller((int64_t)training->listed, OPPORTUNITY_LISTED_MAX);
    int64_t id;
    if (!job_hold_within(training->call, session, error) ||
        !opportunity_number(session, product[rule->a].key, product[rule->b].key, &id, error) ||
        !store_execute(session, &query_recommendation_opportunity_put,
                       VALUES(value_integer(id), value_text(product[rule->a].key), value_text(product[rule->b].key),
                              value_integer((int64_t)training->opportunity + 1),
                              value_integer((int64_t)training->listed), value_integer((int64_t)listed),
                              value_text(rule_text(training, rule))),
                       NULL, error) ||
        !store_execute(session, &query_recommendation_opportunity_customers_clear, VALUES(value_integer(id)), NULL,
                       error))
        return false;
    for (size_t i = 0; i < listed; i++)
        if (!store_execute_soon(session, &query_recommendation_opportunity_customer_add,
                                VALUES(value_integer(id), value_integer((int64_t)i + 1),
                                       value_integer(training->audience[i].customer),
                                       value_real(training->audience[i].probability)),
                                error))
            return false;
    return true;
}

static bool keep_opportunities(Training *training, Error *error)
{
    JobCall *call = training->call;
    training->audience = arena_array(call->arena, Audience, training->shop.customers);
    for (; training->opportunity < training->opportunities; training->opportunity++) {
        if (atomic_load(call->cancelled)) return true;
        training->listed = find_audience(training, &training->model.next.affinity.rule[training->opportunity]);
        if (!store_write(call->house->store, keep_opportunity, training, error)) return false;
        progress_add(call->progress, 1);
    }
    return true;
}

// ---- summaries ----

static bool is_person(const Training *training, uint32_t customer)
{
    const Identity *identity = training->call->house->identity;
    return customer > 0 && identity_root(identity, customer) == customer && !identity_hidden(identity, customer);
}

static bool keep_summary(StoreSession *session, const Training *training, uint32_t customer, Error *error)
{
    const Shop *shop = &training->shop;
    const uint32_t *line = training->line_start, *read = training->read_start;
    PreferenceSource source = {.line = shop->line + line[customer],
                               .lines = line[customer + 1] - line[customer],
                               .read = shop->read + read[customer],
                               .reads = read[customer + 1] - read[customer],
                               .orders = shop->orders[customer],
                               .discounted = shop->discounted[customer],
                               .weekday = shop->weekday[customer]};
    Preference preference;
    Arena *scratch = arena_open(0);
    Text out = text_in(scratch);
    JsonWriter json = json_writer(&out);
    preference_of(&shop->catalogue, &training->model.interest, training->cuts, &source, shop->end, scratch,
                  &preference);
    json_begin_object(&json);
    preference_write(&json, &shop->catalogue, &preference, NULL, scratch);
    json_end_object(&json);
    bool kept = store_execute_soon(
        session, &query_recommendation_summary_put,
        VALUES(value_integer(customer), value_integer(training->call->now), value_text(text_str(&out))), error);
    arena_close(scratch);
    return kept;
}

static bool keep_summaries_of(StoreSession *session, void *context, Error *error)
{
    const Training *training = context;
    if (!job_hold_within(training->call, session, error)) return false;
    for (uint32_t c = training->from; c < training->to; c++)
        if (is_person(training, c) && !training->shop.left_out[c] && !keep_summary(session, training, c, error))
            return false;
    return true;
}

// Summaries of an earlier run are of people who were erased, merged or objected since.
static bool finish_summaries(StoreSession *session, void *context, Error *error)
{
    Training *training = context;
    int64_t took = steady_milliseconds() - training->began_ms, kept;
    if (!job_hold_within(training->call, session, error) ||
        !store_execute(session, &query_recommendation_summary_drop_older, VALUES(value_integer(training->call->now)),
                       NULL, error) ||
        !store_execute(session, &query_recommendation_opportunity_customers_unplaced, NO_VALUES, NULL, error) ||
        !last_number(session, &query_recommendation_summary_count, &kept, error))
        return false;
    training->missing = training->written - kept;
    return store_execute(session, &query_recommendation_summary_run_put,
                         VALUES(value_integer(training->call->now), value_integer(took), value_integer(kept),
                                value_integer(training->with_history), value_integer(training->shop.objected),
                                value_integer(training->missing)),
                         NULL, error);
}

static bool keep_summaries(Training *training, Error *error)
{
    enum { AT_ONCE = 2000 }; // so that nobody who writes waits for long
    JobCall *call = training->call;
    const Shop *shop = &training->shop;
    for (training->from = 1; training->from < shop->customers; training->from = training->to) {
        if (atomic_load(call->cancelled)) return true;
        training->to = (uint32_t)smaller(shop->customers, (int64_t)training->from + AT_ONCE);
        if (!store_write(call->house->store, keep_summaries_of, training, error)) return false;
        for (uint32_t c = training->from; c < training->to; c++) {
            if (!is_person(training, c) || shop->left_out[c]) continue;
            training->written++;
            training->with_history += shop->orders[c] > 0 || training->read_start[c] < training->read_start[c + 1];
        }
        progress_add(call->progress, training->to - training->from);
    }
    return store_write(call->house->store, finish_summaries, training, error);
}

// ---- the job ----

static void write_result(Training *training)
{
    JsonWriter json = json_writer(&training->call->result);
    json_begin_object(&json);
    put_integer(&json, "version", training->version);
    json_key(&json, "published");
    json_boolean(&json, training->model.next.learned);
    put_integer(&json, "took_ms", steady_milliseconds() - training->began_ms);
    put_integer(&json, "trained_ms", training->trained_ms);
    put_integer(&json, "lines", (int64_t)training->shop.lines);
    put_integer(&json, "opportunities", (int64_t)training->opportunities);
    json_key(&json, "summaries");
    json_begin_object(&json);
    put_integer(&json, "customers", training->written);
    put_integer(&json, "with_history", training->with_history);
    put_integer(&json, "left_out", training->shop.objected);
    put_integer(&json, "missing", training->missing);
    json_end_object(&json);
    json_end_object(&json);
}

static bool run(JobCall *call, Error *error)
{
    Training *training = arena_new(call->arena, Training);
    training->call = call;
    training->began_ms = steady_milliseconds();
    if (!read_all(training, error)) return false;
    atomic_store(&call->progress->total, (uint64_t)training->shop.customers + OPPORTUNITIES_MAX);
    train(training);
    write_report(training);
    training->content = text_in(call->arena);
    kept_model_write(&training->model, &training->content);
    if (!store_write(call->house->store, keep_model, training, error) || !keep_opportunities(training, error) ||
        !keep_summaries(training, error))
        return false;
    write_result(training);
    return true;
}

const JobKind recommendation_jobs[] = {
    {.name = RECOMMENDATION_TRAINING_JOB, .every_seconds = DAY_SECONDS, .alone = true, .run = run}, {.name = NULL}};

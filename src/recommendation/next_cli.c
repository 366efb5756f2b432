// next_cli.c - `fidele predict next FILE|--data DIR`: what each customer of a file of order lines will probably buy
// next, how good that is on a hold-out, and what is bought with what.
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/json_put.h"
#include "base/number.h"
#include "base/thread.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "cli/table.h"
#include "prediction/predict_cli.h"
#include "recommendation/next_file.h"
#include "recommendation/next_folder_cli.h"

enum { TOP = 5, TOP_MAX = 100, RULES_LISTED = 200, RULES_SHOWN = 10, CUSTOMERS_SHOWN = 10 };

static const char *const options[] = {"top", "horizon", "columns", "date-order", "decimal", NULL};

typedef struct NextRun {
    const CommandCall *call;
    NextFile file;
    NextModel model;
    NextQuality quality;
    const uint32_t *start;
    size_t top;
    NextDesk *desk;
    NextAsk ask;
} NextRun;

// ---- reading and training ----

static bool read_options(const CommandCall *call, OrderReadOptions *read, Error *error)
{
    *read = (OrderReadOptions){.layout = predict_layout(call), .as_of = DAY_MAX};
    if (!zone_open(option_text(call->options, "time-zone", STR("UTC")), call->arena, &read->zone, error)) return false;
    read->threads = (int)option_count(call->options, "threads", thread_count_available());
    read->today = (Day)(zone_civil(read->zone, (int64_t)time(NULL)) / SECONDS_PER_DAY);
    if (getrandom(&read->hash_seed, sizeof read->hash_seed, 0) < 0) read->hash_seed = (uint64_t)time(NULL);
    return true;
}

static bool read_file(NextRun *run, Error *error)
{
    OrderReadOptions read;
    ProgressBar bar;
    Phrase label = PHRASE("Reading", "Lecture");
    if (!read_options(run->call, &read, error)) return false;
    progress_bar_start(&bar, str_of(label.in[run->call->locale]), option_given(run->call->options, "quiet"));
    read.progress = &bar.progress;
    bool done = next_file_read(predict_file(run->call), &read, run->call->arena, &run->file, error);
    progress_bar_finish(&bar);
    run->ask.threads = read.threads;
    return done;
}

static void train(NextRun *run)
{
    const CommandCall *call = run->call;
    const NextFile *file = &run->file;
    run->ask = (NextAsk){.line = file->line,
                         .lines = file->lines,
                         .customers = file->customers,
                         .items = file->products,
                         .end = file->end,
                         .horizon_days = (int32_t)option_count(call->options, "horizon", NEXT_HORIZON_DAYS),
                         .threads = run->ask.threads};
    run->top = (size_t)option_count(call->options, "top", TOP);
    next_train(&run->ask, call->arena, &run->model, &run->quality);
    run->start = next_starts(file->line, file->lines, file->customers, call->arena);
    run->desk = next_desk(file->products, call->arena);
}

static size_t suggest(const NextRun *run, uint32_t customer, Suggestion *suggestion)
{
    NextHistory history = next_history(&run->ask, run->start, NULL, customer, run->file.end);
    return next_suggest(&run->model, NULL, &history, run->file.end, run->top, run->desk, suggestion);
}

// ---- JSON ----

static void write_file(JsonWriter *json, const NextRun *run)
{
    const NextFile *file = &run->file;
    put_integer(json, "rows", (int64_t)file->reading.rows);
    put_integer(json, "accepted", (int64_t)file->reading.accepted);
    put_integer(json, "lines", (int64_t)file->lines);
    put_integer(json, "returned", (int64_t)file->returned);
    put_integer(json, "without_product", (int64_t)file->nameless);
    put_integer(json, "customers_count", file->customers);
    put_integer(json, "products_count", file->products);
    put_integer(json, "baskets", run->model.affinity.baskets);
    json_key(json, "from");
    json_string(json, day_name(run->call->arena, file->first));
    json_key(json, "to");
    json_string(json, day_name(run->call->arena, file->end));
}

static void write_rules(JsonWriter *json, const NextRun *run)
{
    json_key(json, "opportunities");
    json_begin_array(json);
    for (size_t i = 0; i < run->model.affinity.rules && i < RULES_LISTED; i++) {
        json_begin_object(json);
        rule_write(json, run->file.product, &run->model.affinity.rule[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_customers(JsonWriter *json, const NextRun *run)
{
    Suggestion suggestion[TOP_MAX];
    Arena *scratch = arena_open(0);
    json_key(json, "customers");
    json_begin_array(json);
    for (uint32_t c = 0; c < run->file.customers; c++) {
        size_t count = suggest(run, c, suggestion);
        json_begin_object(json);
        json_key(json, "customer");
        json_string(json, run->file.customer[c]);
        json_key(json, "suggestions");
        json_begin_array(json);
        for (size_t i = 0; i < count; i++)
            suggestion_write(json, run->file.product, &suggestion[i], run->call->locale, scratch);
        json_end_array(json);
        json_end_object(json);
        arena_reset(scratch);
    }
    json_end_array(json);
    arena_close(scratch);
}

static void report_json(const NextRun *run, Text *out)
{
    JsonWriter json = json_writer(out);
    json_begin_object(&json);
    write_file(&json, run);
    next_quality_write(&json, &run->model, &run->quality, run->call->locale, run->call->arena);
    write_rules(&json, run);
    write_customers(&json, run);
    json_end_object(&json);
    text_add_byte(out, '\n');
}

// ---- CSV ----

static void report_csv(const NextRun *run, Text *out)
{
    Suggestion suggestion[TOP_MAX];
    Arena *scratch = arena_open(0);
    text_add(out, STR("customer,rank,product,probability,reason,because\n"));
    for (uint32_t c = 0; c < run->file.customers; c++) {
        size_t count = suggest(run, c, suggestion);
        for (size_t i = 0; i < count; i++) {
            const Suggestion *one = &suggestion[i];
            bool because = one->reason == NEXT_BOUGHT_WITH || one->reason == NEXT_BOUGHT_AFTER;
            csv_add(out, run->file.customer[c]);
            csv_add_number(out, str_format(scratch, "%zu", i + 1));
            csv_add(out, run->file.product[one->item].key);
            csv_add_number(out, number_decimal(scratch, one->probability, 6));
            csv_add(out, next_reason_name(one->reason));
            csv_add(out, because ? run->file.product[one->because].key : STR(""));
            csv_end_record(out);
        }
        arena_reset(scratch);
    }
    arena_close(scratch);
}

// ---- text ----

static Str rate_said(const NextRun *run, const Rate *rate)
{
    const CommandCall *call = run->call;
    if (!rate->observed) return STR("-");
    return str_format(call->arena, "%.*s [%.*s, %.*s]",
                      STR_ARGS(number_say_rate(call->arena, call->locale, rate->value, 1)),
                      STR_ARGS(number_say_rate(call->arena, call->locale, rate->low, 1)),
                      STR_ARGS(number_say_rate(call->arena, call->locale, rate->high, 1)));
}

static void say_quality(const NextRun *run, Text *out)
{
    const CommandCall *call = run->call;
    static const Phrase names[NEXT_METHODS] = {
        {{"model", "modèle"}}, {{"what is popular", "popularité"}}, {{"what they buy most", "habitudes"}}};
    Str refusal = next_refusal(&run->quality, call->locale, call->arena);
    if (refusal.size) text_addf(out, "%.*s\n", STR_ARGS(refusal));
    if (run->quality.verdict == NEXT_TOO_SHORT) return;
    Phrase judged = PHRASE("On what {0} customers bought from {1} to {2}, which it had not seen:",
                           "Sur ce que {0} clients ont acheté du {1} au {2}, qu’il n’avait pas vu\u00A0:");
    Str said = phrase_say(
        call->arena, call->locale, judged, number_say_count(call->arena, call->locale, run->quality.people),
        day_say(call->arena, call->locale, run->quality.from), day_say(call->arena, call->locale, run->quality.to));
    text_addf(out, "%.*s\n\n", STR_ARGS(said));
    Phrase third = PHRASE("among the first 3", "parmi les 3 premiers");
    Phrase tenth = PHRASE("among the first 10", "parmi les 10 premiers");
    Phrase rank = PHRASE("mean reciprocal rank", "rang réciproque moyen");
    TableColumn columns[] = {{STR(""), false},
                             {str_of(third.in[call->locale]), true},
                             {str_of(tenth.in[call->locale]), true},
                             {str_of(rank.in[call->locale]), true}};
    Table *table = table_new(call->arena, columns, COUNT_OF(columns));
    for (int m = 0; m < NEXT_METHODS; m++) {
        const Mean *mean = &run->quality.rank[m];
        Str cells[] = {str_of(names[m].in[call->locale]), rate_said(run, &run->quality.hit[m][1]),
                       rate_said(run, &run->quality.hit[m][3]),
                       mean->observed ? number_say(call->arena, call->locale, mean->value, 3) : STR("-")};
        table_row(table, cells);
    }
    table_print(table, display_columns(STDOUT_FILENO), out);
}

static void say_rules(const NextRun *run, Text *out)
{
    const CommandCall *call = run->call;
    Phrase title = PHRASE("Bought together, and who has only the first", "Achetés ensemble, et qui n’a que le premier");
    Phrase words[] = {PHRASE("product", "produit"), PHRASE("goes with", "va avec"), PHRASE("lift", "lift"),
                      PHRASE("95 %", "95\u202F%"), PHRASE("customers without", "clients sans")};
    TableColumn columns[] = {{str_of(words[0].in[call->locale]), false},
                             {str_of(words[1].in[call->locale]), false},
                             {str_of(words[2].in[call->locale]), true},
                             {str_of(words[3].in[call->locale]), true},
                             {str_of(words[4].in[call->locale]), true}};
    if (run->model.affinity.rules == 0) return;
    text_addf(out, "\n%s\n", title.in[call->locale]);
    Table *table = table_new(call->arena, columns, COUNT_OF(columns));
    for (size_t i = 0; i < run->model.affinity.rules && i < RULES_SHOWN; i++) {
        const AffinityRule *rule = &run->model.affinity.rule[i];
        Str low = number_say(call->arena, call->locale, rule->lift_low, 1);
        Str high = number_say(call->arena, call->locale, rule->lift_high, 1);
        Str cells[] = {display_clean(call->arena, product_label(&run->file.product[rule->a])),
                       display_clean(call->arena, product_label(&run->file.product[rule->b])),
                       number_say(call->arena, call->locale, rule->lift, 1),
                       str_format(call->arena, "[%.*s, %.*s]", STR_ARGS(low), STR_ARGS(high)),
                       number_say_count(call->arena, call->locale, rule->audience)};
        table_row(table, cells);
    }
    table_print(table, display_columns(STDOUT_FILENO), out);
}

static void say_customers(const NextRun *run, Text *out)
{
    const CommandCall *call = run->call;
    Suggestion suggestion[TOP_MAX];
    Phrase title = PHRASE("The next {0} days, per customer (all of them: --format csv or json)",
                          "Les {0} prochains jours, par client (tous\u00A0: --format csv ou json)");
    Str days = number_say_count(call->arena, call->locale, run->model.horizon_days);
    text_addf(out, "\n%.*s\n", STR_ARGS(phrase_say(call->arena, call->locale, title, days)));
    for (uint32_t c = 0; c < run->file.customers && c < CUSTOMERS_SHOWN; c++) {
        size_t count = suggest(run, c, suggestion);
        text_addf(out, "%.*s\n", STR_ARGS(display_clean(call->arena, run->file.customer[c])));
        for (size_t i = 0; i < count && i < 3; i++) {
            Str name = display_clean(call->arena, product_label(&run->file.product[suggestion[i].item]));
            Str chance = number_say_rate(call->arena, call->locale, suggestion[i].probability, 1);
            Str why = suggestion_sentence(run->file.product, &suggestion[i], call->locale, call->arena);
            text_addf(out, "  %.*s  %.*s  %.*s\n", STR_ARGS(chance), STR_ARGS(name),
                      STR_ARGS(display_clean(call->arena, why)));
        }
    }
}

static void report_text(const NextRun *run, Text *out)
{
    const CommandCall *call = run->call;
    Phrase read = PHRASE("{0} lines, {1} customers, {2} products, {3} to {4}",
                         "{0} lignes, {1} clients, {2} produits, du {3} au {4}");
    Str said = phrase_say(
        call->arena, call->locale, read, number_say_count(call->arena, call->locale, (int64_t)run->file.lines),
        number_say_count(call->arena, call->locale, run->file.customers),
        number_say_count(call->arena, call->locale, run->file.products),
        day_say(call->arena, call->locale, run->file.first), day_say(call->arena, call->locale, run->file.end));
    text_addf(out, "%.*s\n\n", STR_ARGS(said));
    say_quality(run, out);
    say_rules(run, out);
    say_customers(run, out);
}

static bool print(const NextRun *run, Error *error)
{
    Text out = text_in(run->call->arena);
    switch (predict_form(run->call)) {
    case PREDICT_JSON: report_json(run, &out); break;
    case PREDICT_CSV: report_csv(run, &out); break;
    case PREDICT_TEXT: report_text(run, &out); break;
    }
    return output_write(option_text(run->call->options, "output", STR("-")), text_str(&out), error);
}

static bool run_next(const CommandCall *call, Error *error)
{
    NextRun run = {.call = call};
    if (!predict_file(call).size) return next_of_folder(call, error);
    if (!read_file(&run, error)) return false;
    train(&run);
    bool done = print(&run, error);
    next_file_close(&run.file);
    return done;
}

const PredictKind predict_next = {.word = "next", .options = options, .run = run_next};

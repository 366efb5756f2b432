// next_folder_cli.c - `fidele predict next --data DIR`: the model of next products that the folder holds.
#include <unistd.h>

#include "base/csv.h"
#include "base/number.h"
#include "cli/display.h"
#include "cli/reply.h"
#include "cli/table.h"
#include "recommendation/next_folder_cli.h"

enum { PAIRS_SHOWN = 10 };

static const char *const model_path = "/api/v1/recommendations/model";
static const char *const pairs_path = "/api/v1/opportunities?limit=1000";

static bool train(const CommandCall *call, Error *error)
{
    JsonValue answer;
    Str result;
    return reply_ask(call, "POST", STR("/api/v1/recommendations/train"), STR(""), &answer, error) &&
           reply_follow(call, answer, PHRASE("Training", "Entraînement"), &result, error);
}

// ---- CSV: a line a pair ----

typedef struct Pairs {
    const CommandCall *call;
    Text *out;
    Table *table; // NULL: CSV
    size_t count;
} Pairs;

static void add_pair_csv(void *context, JsonValue item)
{
    static const char *const texts[] = {"a.key", "b.key", "kind"};
    static const char *const numbers[] = {"lift", "lift_low", "lift_high", "customers"};
    const Pairs *pairs = context;
    for (size_t i = 0; i < COUNT_OF(texts); i++) csv_add(pairs->out, reply_text(pairs->call, item, texts[i]));
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        csv_add_number(pairs->out, reply_text(pairs->call, item, numbers[i]));
    csv_end_record(pairs->out);
}

// ---- text ----

static Str number_said(const CommandCall *call, JsonValue object, const char *name, int decimals)
{
    double number;
    if (!number_parse(reply_text(call, object, name), &number)) return STR("–");
    return number_say(call->arena, call->locale, number, decimals);
}

static Str share_said(const CommandCall *call, JsonValue rate)
{
    static const char *const names[] = {"value", "low", "high"};
    Str said[COUNT_OF(names)];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        double share;
        if (!number_parse(reply_text(call, rate, names[i]), &share)) return STR("–");
        said[i] = number_say_rate(call->arena, call->locale, share, 1);
    }
    return str_format(call->arena, "%.*s [%.*s, %.*s]", STR_ARGS(said[0]), STR_ARGS(said[1]), STR_ARGS(said[2]));
}

// Of the first three products, the part of customers who bought one of them.
static Str hit_said(const CommandCall *call, JsonValue method)
{
    enum { FIRST = 3 };
    JsonValue rates, item, rate;
    int64_t depth;
    if (!json_member(method, STR("hit_rates"), &rates)) return STR("–");
    for (size_t at = 0; json_next(rates, &at, NULL, &item);)
        if (number_parse_count(reply_text(call, item, "k"), &depth) && depth == FIRST &&
            json_member(item, STR("rate"), &rate))
            return share_said(call, rate);
    return STR("–");
}

static void add_line(const CommandCall *call, Text *out, Phrase phrase, Str first, Str second, Str third)
{
    display_wrap(out, phrase_say(call->arena, call->locale, phrase, first, second, third), 0,
                 display_columns(STDOUT_FILENO));
    text_add_byte(out, '\n');
}

static void add_standing(const CommandCall *call, JsonValue model, Text *out)
{
    Str none = STR(""), refusal = display_clean(call->arena, reply_text(call, model, "refusal"));
    if (str_equal(reply_text(call, model, "status"), STR("never"))) {
        add_line(call, out,
                 PHRASE("Next product: not trained yet; --train trains it now.",
                        "Prochain produit\u00A0: pas encore entraîné\u202F; --train l’entraîne maintenant."),
                 none, none, none);
        return;
    }
    add_line(call, out,
             PHRASE("Next product: version {0}, of {1} lines of orders and {2} products.",
                    "Prochain produit\u00A0: version {0}, sur {1} lignes de commandes et {2} produits."),
             reply_text(call, model, "version"), number_said(call, model, "lines", 0),
             number_said(call, model, "products", 0));
    if (refusal.size) add_line(call, out, PHRASE("{0}", "{0}"), refusal, none, none);
}

static void add_quality(const CommandCall *call, JsonValue model, Text *out)
{
    static const struct Method {
        const char *name;
        Phrase label;
    } methods[] = {{"model", PHRASE("model", "modèle")},
                   {"popularity", PHRASE("what is popular", "popularité")},
                   {"habit", PHRASE("what they buy most", "habitudes")}};
    JsonValue holdout, method;
    if (!json_member(model, STR("holdout"), &holdout) || holdout.type != JSON_OBJECT) return;
    Phrase hit = PHRASE("bought one of the first 3", "a acheté l’un des 3 premiers");
    Phrase rank = PHRASE("mean reciprocal rank", "rang réciproque moyen");
    const TableColumn columns[] = {
        {STR(""), false}, {str_of(hit.in[call->locale]), true}, {str_of(rank.in[call->locale]), true}};
    Table *table = table_new(call->arena, columns, COUNT_OF(columns));
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        if (!json_member(holdout, str_of(methods[i].name), &method)) continue;
        const Str cells[] = {str_of(methods[i].label.in[call->locale]), hit_said(call, method),
                             number_said(call, method, "reciprocal_rank.value", 3)};
        table_row(table, cells);
    }
    add_line(call, out,
             PHRASE("Judged on what {0} customers bought from {1} to {2}, which it had not seen:",
                    "Jugé sur ce que {0} clients ont acheté du {1} au {2}, qu’il n’avait pas vu\u00A0:"),
             number_said(call, holdout, "customers", 0), reply_text(call, holdout, "from"),
             reply_text(call, holdout, "to"));
    table_print(table, display_columns(STDOUT_FILENO), out);
}

static Str product_said(const CommandCall *call, JsonValue item, const char *name, const char *key)
{
    Str said = reply_text(call, item, name);
    return display_clean(call->arena, said.size ? said : reply_text(call, item, key));
}

static void add_pair(void *context, JsonValue item)
{
    Pairs *pairs = context;
    if (pairs->count++ >= PAIRS_SHOWN) return;
    const CommandCall *call = pairs->call;
    const Str cells[] = {product_said(call, item, "a.name", "a.key"), product_said(call, item, "b.name", "b.key"),
                         str_format(call->arena, "%.*s [%.*s, %.*s]", STR_ARGS(number_said(call, item, "lift", 2)),
                                    STR_ARGS(number_said(call, item, "lift_low", 2)),
                                    STR_ARGS(number_said(call, item, "lift_high", 2))),
                         number_said(call, item, "customers", 0)};
    table_row(pairs->table, cells);
}

static bool add_pairs(const CommandCall *call, Text *out, Error *error)
{
    Phrase titles[] = {PHRASE("who has", "qui a"), PHRASE("and not", "sans"), PHRASE("lift", "lift"),
                       PHRASE("customers", "clients")};
    TableColumn columns[COUNT_OF(titles)];
    for (size_t i = 0; i < COUNT_OF(titles); i++)
        columns[i] = (TableColumn){str_of(titles[i].in[call->locale]), i >= 2};
    Pairs pairs = {.call = call, .table = table_new(call->arena, columns, COUNT_OF(columns))};
    if (!reply_each(call, str_of(pairs_path), add_pair, &pairs, error)) return false;
    text_add_byte(out, '\n');
    if (pairs.count)
        table_print(pairs.table, display_columns(STDOUT_FILENO), out);
    else
        add_line(call, out,
                 PHRASE("No two products go together more often than by chance.",
                        "Aucune paire de produits ne va ensemble plus souvent que par hasard."),
                 STR(""), STR(""), STR(""));
    return true;
}

bool next_of_folder(const CommandCall *call, Error *error)
{
    if (option_given(call->options, "train") && !train(call, error)) return false;
    if (predict_form(call) == PREDICT_JSON) return reply_pass_on(call, str_of(model_path), error);
    Text out = text_in(call->arena);
    if (predict_form(call) == PREDICT_CSV) {
        Pairs pairs = {.call = call, .out = &out};
        text_add(&out, STR("a,b,kind,lift,low,high,customers\n"));
        return reply_each(call, str_of(pairs_path), add_pair_csv, &pairs, error) &&
               reply_print(call, text_str(&out), error);
    }
    JsonValue model;
    if (!reply_ask(call, "GET", str_of(model_path), STR(""), &model, error)) return false;
    add_standing(call, model, &out);
    add_quality(call, model, &out);
    bool never = str_equal(reply_text(call, model, "status"), STR("never"));
    return (never || add_pairs(call, &out, error)) && reply_print(call, text_str(&out), error);
}

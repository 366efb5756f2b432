// `fidele rfm`: a thin edge over GET /api/v1/rfm.
#include "base/money.h"
#include "base/number.h"
#include "cli/reply.h"
#include "cli/table.h"

extern const Command *const rfm_commands[];

static const Option rfm_options[] = {
    {.name = "segment",
     .value = "SEGMENT",
     .kind = OPTION_TEXT,
     .help = PHRASE("who is counted: segment:KEY, trait:country=FR, or a rule as JSON",
                    "qui est compté\u00A0: segment:CLÉ, trait:country=FR, ou une règle en JSON")},
    {.name = "as-of",
     .value = "DATE",
     .kind = OPTION_TEXT,
     .help = PHRASE("the last day that is known (default: today)", "le dernier jour connu (par défaut, aujourd’hui)")},
    {.name = "format",
     .value = "text|json|csv",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

static Str target_of(const CommandCall *call)
{
    static const char *const passed[] = {"segment", "as-of", NULL};
    Text target = text_in(call->arena);
    text_add(&target, STR("/api/v1/rfm"));
    target_add_options(call, passed, &target);
    if (reply_form(call) == REPLY_CSV) target_add(&target, "format", STR("csv"));
    return text_str(&target);
}

static Str money_text(const CommandCall *call, JsonValue group, const char *name)
{
    Currency currency;
    int64_t minor;
    Str amount = reply_text(call, group, str_c(call->arena, str_format(call->arena, "%s.amount", name)));
    Str code = reply_text(call, group, str_c(call->arena, str_format(call->arena, "%s.currency", name)));
    bool known = amount.size && currency_find(code, &currency) && money_parse(amount, &currency, &minor);
    return known ? money_say(call->arena, call->locale, minor, &currency) : STR("–");
}

static void add_group(const CommandCall *call, JsonValue group, Table *table)
{
    double share, days;
    Str said_share = reply_text(call, group, "share"), said_days = reply_text(call, group, "recency_days");
    const Str cells[] = {
        reply_text(call, group, "name"),
        reply_text(call, group, "customers"),
        number_parse(said_share, &share) ? number_say_rate(call->arena, call->locale, share, 1) : STR("–"),
        money_text(call, group, "revenue"),
        money_text(call, group, "average_order_value"),
        number_parse(said_days, &days) ? number_say_count(call->arena, call->locale, (int64_t)(days + 0.5)) : STR("–"),
    };
    table_row(table, cells);
}

static bool print_groups(const CommandCall *call, JsonValue answer, Error *error)
{
    static const Phrase titles[] = {
        PHRASE("group", "groupe"),   PHRASE("customers", "clients"),          PHRASE("share", "part"),
        PHRASE("revenue", "revenu"), PHRASE("average order", "panier moyen"), PHRASE("days since", "jours depuis")};
    TableColumn columns[COUNT_OF(titles)];
    Text out = text_in(call->arena);
    JsonValue groups, group;
    for (size_t i = 0; i < COUNT_OF(titles); i++) columns[i] = (TableColumn){str_of(titles[i].in[call->locale]), i > 0};
    Table *table = table_new(call->arena, columns, COUNT_OF(columns));
    (void)json_member(answer, STR("groups"), &groups);
    for (size_t cursor = 0; json_next(groups, &cursor, NULL, &group);) add_group(call, group, table);
    table_print(table, 100, &out);
    return reply_print(call, text_str(&out), error);
}

static bool run_rfm(const CommandCall *call, Error *error)
{
    JsonValue answer;
    if (reply_form(call) != REPLY_TEXT) return reply_pass_on(call, target_of(call), error);
    return reply_ask(call, "GET", target_of(call), STR(""), &answer, error) && print_groups(call, answer, error);
}

static const Command rfm_command = {
    .name = "rfm",
    .summary = PHRASE("customers by recency, frequency and value, in eleven groups",
                      "les clients par récence, fréquence et montant, en onze groupes"),
    .options = rfm_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,
    .details = PHRASE("The groups of `fidele audit`, of what the data folder holds.",
                      "Les groupes de `fidele audit`, de ce que contient le dossier de données."),
    .examples = "fidele rfm\nfidele rfm --segment trait:country=FR --format csv",
    .run = run_rfm,
};

const Command *const rfm_commands[] = {&rfm_command, NULL};

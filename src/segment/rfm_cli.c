// `fidele rfm`: a thin edge over GET /api/v1/rfm; with --migration, segment/rfm_migration_cli.h.
#include "base/number.h"
#include "cli/table.h"
#include "segment/rfm_migration.h"
#include "segment/rfm_migration_cli.h"

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
    {.name = "migration",
     .kind = OPTION_FLAG,
     .help = PHRASE("who went from which group to which between two days",
                    "qui est passé de quel groupe à quel autre entre deux jours")},
    {.name = "from",
     .value = "DATE",
     .kind = OPTION_DAY,
     .help = PHRASE("the first day (default: the end of the month before --to)",
                    "le premier jour (par défaut, la fin du mois d’avant --to)")},
    {.name = "to",
     .value = "DATE",
     .kind = OPTION_DAY,
     .help = PHRASE("the second day (default: the end of the last month that is over)",
                    "le second jour (par défaut, la fin du dernier mois écoulé)")},
    {.name = "months",
     .value = "COUNT",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = RFM_MONTHS_MAX,
     .help = PHRASE("month by month: so many of them up to --to", "mois par mois\u00A0: autant, jusqu’à --to")},
    {.name = "columns",
     .value = "LIST",
     .kind = OPTION_TEXT,
     .help = PHRASE("of FILE without a header: customer,date,amount …",
                    "d’un FICHIER sans en-tête\u00A0: customer,date,amount …")},
    {.name = "currency",
     .value = "CODE",
     .kind = OPTION_TEXT,
     .help = PHRASE("ISO 4217 code of the amounts of FILE", "code ISO 4217 des montants du FICHIER")},
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

static void add_group(const CommandCall *call, JsonValue group, Table *table)
{
    double share, days;
    Str said_share = reply_text(call, group, "share"), said_days = reply_text(call, group, "recency_days");
    const Str cells[] = {
        reply_text(call, group, "name"),
        reply_text(call, group, "customers"),
        number_parse(said_share, &share) ? number_say_rate(call->arena, call->locale, share, 1) : STR("–"),
        rfm_money_text(call, group, "revenue"),
        rfm_money_text(call, group, "average_order_value"),
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
    if (!rfm_check_options(call, error)) return false;
    if (option_given(call->options, "migration")) return rfm_run_migration(call, error);
    if (reply_form(call) != REPLY_TEXT) return reply_pass_on(call, target_of(call), error);
    return reply_ask(call, "GET", target_of(call), STR(""), &answer, error) && print_groups(call, answer, error);
}

static const Command rfm_command = {
    .name = "rfm",
    .summary = PHRASE("customers by recency, frequency and value, in eleven groups",
                      "les clients par récence, fréquence et montant, en onze groupes"),
    .arguments = "[FILE]",
    .arguments_max = 1,
    .options = rfm_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT | COMMON_TIME_ZONE | COMMON_QUIET |
              COMMON_THREADS,
    .details = PHRASE("The groups of `fidele audit`, of what the data folder holds.\n"
                      "With --migration, who moved between them; of an export of orders too (FILE), without a data "
                      "folder. Each day has its own scores, among those who had bought by then.",
                      "Les groupes de `fidele audit`, de ce que contient le dossier de données.\n"
                      "Avec --migration, qui en a changé\u202F; aussi d’un export de commandes (FICHIER), sans dossier "
                      "de données. Chaque jour a ses propres notes, parmi ceux qui avaient acheté à cette date."),
    .examples =
        "fidele rfm\nfidele rfm --segment trait:country=FR --format csv\n"
        "fidele rfm --migration --from 2026-06-30 --to 2026-09-30\nfidele rfm orders.csv --migration --months 12",
    .run = run_rfm,
};

const Command *const rfm_commands[] = {&rfm_command, NULL};

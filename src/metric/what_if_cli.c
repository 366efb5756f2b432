// `fidele what-if`: a thin edge over GET /api/v1/what-if.
#include "base/number.h"
#include "cli/reply.h"
#include "cli/table.h"
#include "metric/figure_cli.h"

extern const Command *const what_if_commands[];

static const Option what_if_options[] = {
    {.name = "crr-points",
     .value = "POINTS",
     .kind = OPTION_TEXT,
     .help = PHRASE("points of retention more (default 5)", "points de rétention en plus (par défaut 5)")},
    {.name = "period",
     .value = "PERIOD",
     .kind = OPTION_TEXT,
     .help = PHRASE("one period (default: the last twelve months that have ended)",
                    "une période (par défaut\u00A0: les douze derniers mois terminés)")},
    {.name = "as-of",
     .value = "DATE",
     .kind = OPTION_TEXT,
     .help = PHRASE("the last day that is known (default: today)", "le dernier jour connu (par défaut, aujourd’hui)")},
    {.name = "margin",
     .value = "SHARE",
     .kind = OPTION_TEXT,
     .help = PHRASE("share of revenue that is profit, 0 to 1", "part du revenu qui est du bénéfice, de 0 à 1")},
    {.name = "cac",
     .value = "AMOUNT",
     .kind = OPTION_TEXT,
     .help = PHRASE("what winning a customer costs (default: from the costs that were entered)",
                    "ce que coûte de gagner un client (par défaut\u00A0: d’après les coûts saisis)")},
    {.name = "format",
     .value = "text|json|csv",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

static const struct {
    const char *member;
    MetricUnit unit;
    Phrase label;
} lines[] = {
    {"start", UNIT_COUNT, PHRASE("customers at its start", "clients à son début")},
    {"crr", UNIT_RATE, PHRASE("retention as it was", "rétention telle qu’elle était")},
    {"crr_after", UNIT_RATE, PHRASE("retention with the points", "rétention avec les points")},
    {"customers", UNIT_NET_COUNT, PHRASE("customers kept more", "clients gardés de plus")},
    {"revenue_per_customer", UNIT_AMOUNT, PHRASE("revenue per customer", "revenu par client")},
    {"revenue", UNIT_AMOUNT, PHRASE("revenue won", "revenu gagné")},
    {"profit", UNIT_AMOUNT, PHRASE("profit won", "bénéfice gagné")},
    {"lost", UNIT_COUNT, PHRASE("customers lost", "clients perdus")},
    {"lost_after", UNIT_COUNT, PHRASE("customers lost with the points", "clients perdus avec les points")},
    {"clv", UNIT_AMOUNT, PHRASE("what one is worth", "ce que vaut l’un d’eux")},
    {"lost_value", UNIT_AMOUNT, PHRASE("what losing them costs", "ce que coûte leur perte")},
    {"cac", UNIT_AMOUNT, PHRASE("what winning one costs", "ce que coûte d’en gagner un")},
    {"replacement_cost", UNIT_AMOUNT, PHRASE("what replacing them costs", "ce que coûte leur remplacement")},
    {"replacement_cost_after", UNIT_AMOUNT, PHRASE("and with the points", "et avec les points")},
};

static void print_reasons(const MetricPrint *print, JsonValue answer)
{
    const TableColumn columns[] = {
        {str_of(said(print, PHRASE("reason", "raison"))), false},
        {str_of(said(print, PHRASE("lost", "perdus"))), true},
        {str_of(said(print, PHRASE("what losing them costs", "ce que coûte leur perte"))), true}};
    Table *table = table_new(print->arena, columns, COUNT_OF(columns));
    JsonValue reasons, reason;
    if (!json_member(answer, STR("reasons"), &reasons) || json_count(reasons) == 0) return;
    for (size_t cursor = 0; json_next(reasons, &cursor, NULL, &reason);) {
        const Str cells[] = {shown_text(print, reason, "label"), shown_count(print, reason, "lost"),
                             shown_figure(print, UNIT_AMOUNT, reason, "lost_value")};
        table_row(table, cells);
    }
    text_add_byte(print->out, '\n');
    table_print(table, print->width, print->out);
}

static void print_answer(const MetricPrint *print, JsonValue answer)
{
    Str from = shown_text(print, answer, "from"), to = shown_text(print, answer, "to");
    text_addf(print->out, "%.*s..%.*s\n", STR_ARGS(from), STR_ARGS(to));
    print_wrapped(print, shown_text(print, answer, "sentence"));
    text_add_byte(print->out, '\n');
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        print_labelled(print, lines[i].label, shown_figure(print, lines[i].unit, answer, lines[i].member));
    print_reasons(print, answer);
}

static bool run_what_if(const CommandCall *call, Error *error)
{
    static const char *const passed[] = {"crr-points", "period", "as-of", "margin", "cac", NULL};
    JsonValue answer;
    Text target = text_in(call->arena), out = text_in(call->arena);
    MetricPrint print = metric_print(call, &out);
    text_add(&target, STR("/api/v1/what-if"));
    target_add_options(call, passed, &target);
    if (reply_form(call) == REPLY_CSV) target_add(&target, "format", STR("csv"));
    if (reply_form(call) != REPLY_TEXT) return reply_pass_on(call, text_str(&target), error);
    if (!reply_ask(call, "GET", text_str(&target), STR(""), &answer, error)) return false;
    print_answer(&print, answer);
    return reply_print(call, text_str(&out), error);
}

static const Command what_if_command = {
    .name = "what-if",
    .summary = PHRASE("what a few points of retention would bring, and what losing customers costs",
                      "ce que quelques points de rétention apporteraient, et ce que coûte de perdre des clients"),
    .options = what_if_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,
    .details =
        PHRASE("Where exits were noted with a reason, or subscriptions cancelled with one, the cost is told "
               "apart by reason; with --format csv `fidele metric lost_value --by reason` has it.",
               "Quand des départs ont été notés avec une raison, ou des abonnements résiliés avec une raison, le "
               "coût est réparti par raison\u00A0; en CSV, `fidele metric lost_value --by reason` le donne."),
    .examples = "fidele what-if\nfidele what-if --crr-points 5 --margin 0.4 --cac 250 --period 2026-01-01..2026-09-30",
    .run = run_what_if,
};

const Command *const what_if_commands[] = {&what_if_command, NULL};

// `fidele cohorts`, `survival`, `funnels`, `retention-drivers`, `order-gaps`, `friction`, `group-comparisons`: thin
// edges over the routes of these names. JSON and CSV are the answers as they stand; text is the CSV as a table, so that
// all three are the same figures.
#include <string.h>

#include "base/csv.h"
#include "base/number.h"
#include "cli/display.h"
#include "cli/reply.h"
#include "cli/table.h"
#include "metric/figure_cli.h"
#include "module.h"

typedef enum ColumnKind {
    COLUMN_TEXT,
    COLUMN_NUMBER, // a count, days
    COLUMN_RATE,   // a share; "not observed" when it is empty
    COLUMN_VALUE,  // a share where the line's unit or measure is "rate", else a number; "not observed" when it is empty
    COLUMN_BOUND   // of an interval; as COLUMN_VALUE, and empty when there is none
} ColumnKind;

typedef struct TextColumn {
    const char *column; // of the CSV
    ColumnKind kind;
    Phrase title;
} TextColumn;

enum { TEXT_COLUMNS_MAX = 12 };

typedef struct RouteText {
    const char *path;
    const char *const *passed;           // options that are its parameters; ends with NULL
    TextColumn column[TEXT_COLUMNS_MAX]; // ends with one without a column
} RouteText;

// ---- a line of the CSV as a row of the table ----

typedef struct Lines {
    const MetricPrint *print;
    const TextColumn *column;
    size_t columns;
    size_t at[TEXT_COLUMNS_MAX]; // which field of the CSV
    size_t unit;                 // field that says the unit; SIZE_MAX: none does
    bool always_rate;
} Lines;

static Str field_of(const Lines *lines, const CsvRecord *record, size_t field)
{
    return field < record->count ? csv_value(record->fields[field], lines->print->arena) : STR("");
}

static bool is_rate(const Lines *lines, const CsvRecord *record, ColumnKind kind)
{
    if (kind == COLUMN_RATE) return true;
    if (kind == COLUMN_BOUND && lines->unit == SIZE_MAX) return lines->always_rate;
    return kind != COLUMN_NUMBER && lines->unit != SIZE_MAX &&
           str_equal(field_of(lines, record, lines->unit), STR("rate"));
}

static Str cell_of(const Lines *lines, const CsvRecord *record, size_t column)
{
    enum { DECIMALS = 2 };
    const MetricPrint *print = lines->print;
    ColumnKind kind = lines->column[column].kind;
    Str text = field_of(lines, record, lines->at[column]);
    double number;
    if (kind == COLUMN_TEXT) return display_clean(print->arena, text);
    if (text.size == 0)
        return kind == COLUMN_RATE || kind == COLUMN_VALUE ? str_of(said(print, PHRASE("not observed", "non observé")))
                                                           : STR("");
    if (!number_parse(text, &number)) return display_clean(print->arena, text);
    if (is_rate(lines, record, kind)) return number_say_rate(print->arena, print->locale, number, DECIMALS);
    bool whole = number == (double)(int64_t)number;
    return number_say(print->arena, print->locale, number, whole ? 0 : DECIMALS);
}

static void find_columns(const CsvRecord *head, const TextColumn *columns, Lines *lines)
{
    lines->unit = SIZE_MAX;
    for (size_t field = 0; field < head->count; field++) {
        Str name = head->fields[field].raw;
        if (str_equal(name, STR("unit")) || str_equal(name, STR("measure"))) lines->unit = field;
        for (size_t i = 0; columns[i].column; i++)
            if (str_equal(name, str_of(columns[i].column))) lines->at[i] = field;
    }
    for (lines->columns = 0; columns[lines->columns].column; lines->columns++)
        lines->always_rate = lines->always_rate || columns[lines->columns].kind == COLUMN_RATE;
}

static void print_lines(const MetricPrint *print, const TextColumn *columns, Str csv)
{
    const CsvFormat format = {',', true, '\n'};
    CsvRecord *record = arena_new(print->arena, CsvRecord);
    Lines lines = {.print = print, .column = columns};
    TableColumn *heads = arena_array(print->arena, TableColumn, TEXT_COLUMNS_MAX);
    size_t offset = 0;
    if (csv_next(format, csv, &offset, record) != CSV_RECORD) return;
    find_columns(record, columns, &lines);
    for (size_t i = 0; i < lines.columns; i++)
        heads[i] = (TableColumn){str_of(said(print, columns[i].title)), columns[i].kind != COLUMN_TEXT};
    Table *table = table_new(print->arena, heads, lines.columns);
    while (csv_next(format, csv, &offset, record) == CSV_RECORD) {
        Str cells[TEXT_COLUMNS_MAX];
        for (size_t i = 0; i < lines.columns; i++) cells[i] = cell_of(&lines, record, i);
        table_row(table, cells);
    }
    table_print(table, print->width, print->out);
}

// ---- asking ----

static Str target_of(const CommandCall *call, const RouteText *route, const char *format)
{
    Text target = text_in(call->arena);
    text_add(&target, str_of(route->path));
    target_add(&target, "format", str_of(format));
    target_add_options(call, route->passed, &target);
    return text_str(&target);
}

// What it is, and what it is not.
static void print_told(const MetricPrint *print, JsonValue answer)
{
    static const char *const members[] = {"definition", "day_definition", "caution"};
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        Str text = shown_text(print, answer, members[i]);
        if (text.size) print_wrapped(print, text);
    }
}

static bool run_route(const CommandCall *call, const RouteText *route, Error *error)
{
    JsonValue answer;
    CommandReply reply;
    Text out = text_in(call->arena);
    MetricPrint print = metric_print(call, &out);
    ReplyForm form = reply_form(call);
    if (form != REPLY_TEXT)
        return reply_pass_on(call, target_of(call, route, form == REPLY_CSV ? "csv" : "json"), error);
    if (!reply_ask(call, "GET", target_of(call, route, "json"), STR(""), &answer, error) ||
        !call->door->request(call, STR("GET"), target_of(call, route, "csv"), STR(""), STR(""), &reply, error))
        return false;
    print_told(&print, answer);
    print_labelled(&print, PHRASE("as of", "au"), shown_text(&print, answer, "as_of"));
    print_labelled(&print, PHRASE("time zone", "fuseau horaire"), shown_text(&print, answer, "time_zone"));
    text_add_byte(&out, '\n');
    bool grouped = strcmp(route->column[0].column, "by") != 0 || option_given(call->options, "by");
    print_lines(&print, route->column + !grouped, reply.body);
    return reply_print(call, text_str(&out), error);
}

// ---- options ----

#define TEXT_OPTION(option, placeholder, english, french)                                                              \
    {                                                                                                                  \
        .name = (option), .value = (placeholder), .kind = OPTION_TEXT, .help = PHRASE(english, french)                 \
    }
#define FORMAT_OPTION                                                                                                  \
    {                                                                                                                  \
        .name = "format", .value = "text|json|csv", .kind = OPTION_CHOICE,                                             \
        .help = PHRASE("how the result is written", "forme du résultat")                                               \
    }
#define WHO_OPTIONS                                                                                                    \
    TEXT_OPTION("segment", "SEGMENT", "who is counted: trait:country=FR, or a rule as JSON",                           \
                "qui est compté\u00A0: trait:country=FR, ou une règle en JSON"),                                       \
        TEXT_OPTION("by", "GROUPS", "groups: a trait, first_product …", "groupes\u00A0: un attribut, first_product…"), \
        TEXT_OPTION("as-of", "DATE", "the last day that is known (default: today)",                                    \
                    "le dernier jour connu (par défaut, aujourd’hui)")
#define DAY_OPTIONS                                                                                                    \
    TEXT_OPTION("from", "DATE", "from this day on", "à partir de ce jour"),                                            \
        TEXT_OPTION("to", "DATE", "up to this day", "jusqu’à ce jour")

#define COMMAND(command, english, french, option_list, example, function)                                              \
    {                                                                                                                  \
        .name = (command), .summary = PHRASE(english, french), .options = (option_list),                               \
        .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,                                     \
        .details =                                                                                                     \
            PHRASE("docs/behaviour.md says what each means.", "docs/behaviour.md dit ce que chacune veut dire."),      \
        .examples = (example), .run = (function),                                                                      \
    }

// ---- cohorts ----

static const Option cohort_options[] = {
    TEXT_OPTION("unit", "UNIT", "of the cohorts: hour, day, week, month (default), quarter, year",
                "des cohortes\u00A0: hour, day, week, month (par défaut), quarter, year"),
    TEXT_OPTION("bucket", "UNIT", "of the columns (default: as unit)", "des colonnes (par défaut comme unit)"),
    TEXT_OPTION("entry", "EVENTS", "events that open a cohort (default orders)",
                "événements qui ouvrent une cohorte (par défaut orders)"),
    TEXT_OPTION("entries", "WORD", "first (default) or every", "first (par défaut) ou every"),
    TEXT_OPTION("activity", "EVENTS", "events that count as coming back (default orders)",
                "événements qui comptent comme retour (par défaut orders)"),
    TEXT_OPTION("mode", "WORD", "on (default), on_or_after, bracket", "on (par défaut), on_or_after, bracket"),
    TEXT_OPTION("brackets", "RANGES", "of --mode bracket: 0,1-7,8-30", "de --mode bracket\u00A0: 0,1-7,8-30"),
    TEXT_OPTION("day", "WORD", "calendar (default), rolling, rolling_hour",
                "calendar (par défaut), rolling, rolling_hour"),
    TEXT_OPTION("buckets", "NUMBER", "how many columns at most", "combien de colonnes au plus"),
    TEXT_OPTION("measure", "WORD", "rate (default), customers, orders, revenue, margin, cumulative_revenue, ltv",
                "rate (par défaut), customers, orders, revenue, margin, cumulative_revenue, ltv"),
    DAY_OPTIONS,
    WHO_OPTIONS,
    FORMAT_OPTION,
    {.name = NULL}};
static const char *const cohort_passed[] = {"unit",     "bucket", "entry",   "entries", "activity", "mode",
                                            "brackets", "day",    "buckets", "measure", "from",     "to",
                                            "segment",  "by",     "as-of",   NULL};
static const RouteText cohort_text = {"/api/v1/cohorts",
                                      cohort_passed,
                                      {{"by", COLUMN_TEXT, PHRASE("by", "par")},
                                       {"cohort", COLUMN_TEXT, PHRASE("cohort", "cohorte")},
                                       {"size", COLUMN_NUMBER, PHRASE("size", "taille")},
                                       {"bucket", COLUMN_TEXT, PHRASE("bucket", "bucket")},
                                       {"value", COLUMN_VALUE, PHRASE("value", "valeur")},
                                       {"low", COLUMN_BOUND, PHRASE("95 % from", "95\u202F% de")},
                                       {"high", COLUMN_BOUND, PHRASE("to", "à")},
                                       {"active", COLUMN_NUMBER, PHRASE("active so far", "actifs jusqu’ici")}}};

static bool run_cohorts(const CommandCall *call, Error *error)
{
    return run_route(call, &cohort_text, error);
}

// ---- survival ----

static const Option survival_options[] = {
    TEXT_OPTION("event", "EVENTS", "whose silence is leaving (default orders)",
                "dont le silence est un départ (par défaut orders)"),
    TEXT_OPTION("rule", "WORD", "inactivity or contractual (default: as the workspace says)",
                "inactivity ou contractual (par défaut comme l’espace de travail)"),
    TEXT_OPTION("window", "DAYS", "days of silence, or auto (default)", "jours de silence, ou auto (par défaut)"),
    TEXT_OPTION("hazard-days", "DAYS", "width of the stretches in which the peak of leaving is looked for",
                "largeur des tranches où le pic des départs est cherché"),
    WHO_OPTIONS,
    FORMAT_OPTION,
    {.name = NULL}};
static const char *const survival_passed[] = {"event", "rule", "window", "hazard-days", "segment", "by", "as-of", NULL};
static const RouteText survival_text = {"/api/v1/survival",
                                        survival_passed,
                                        {{"by", COLUMN_TEXT, PHRASE("by", "par")},
                                         {"day", COLUMN_NUMBER, PHRASE("day", "jour")},
                                         {"at_risk", COLUMN_NUMBER, PHRASE("at risk", "à risque")},
                                         {"left", COLUMN_NUMBER, PHRASE("left", "partis")},
                                         {"censored", COLUMN_NUMBER, PHRASE("censored", "censurés")},
                                         {"survival", COLUMN_RATE, PHRASE("still there", "encore là")},
                                         {"low", COLUMN_BOUND, PHRASE("95 % from", "95\u202F% de")},
                                         {"high", COLUMN_BOUND, PHRASE("to", "à")}}};

static bool run_survival(const CommandCall *call, Error *error)
{
    return run_route(call, &survival_text, error);
}

// ---- funnels ----

static const Option funnel_options[] = {
    TEXT_OPTION("steps", "EVENTS", "events, separated by commas: page,Product Added[channel=web],orders",
                "événements, séparés par des virgules\u00A0: page,Product Added[channel=web],orders"),
    TEXT_OPTION("funnel", "NUMBER", "a saved funnel", "un entonnoir enregistré"),
    TEXT_OPTION("window", "TIME", "from the first step to the last: 7d (default), 12h, 30m",
                "de la première étape à la dernière\u00A0: 7d (par défaut), 12h, 30m"),
    TEXT_OPTION("order", "WORD", "ordered (default), strict, unordered", "ordered (par défaut), strict, unordered"),
    TEXT_OPTION("exclude", "EVENTS", "events that make an attempt void: Order Cancelled:0-2",
                "événements qui annulent un essai\u00A0: Order Cancelled:0-2"),
    DAY_OPTIONS,
    WHO_OPTIONS,
    FORMAT_OPTION,
    {.name = NULL}};
static const char *const funnel_passed[] = {"steps", "funnel",  "window", "order", "exclude", "from",
                                            "to",    "segment", "by",     "as-of", NULL};
static const RouteText funnel_text = {
    "/api/v1/funnels",
    funnel_passed,
    {{"by", COLUMN_TEXT, PHRASE("by", "par")},
     {"name", COLUMN_TEXT, PHRASE("step", "étape")},
     {"reached", COLUMN_NUMBER, PHRASE("reached", "arrivés")},
     {"rate", COLUMN_RATE, PHRASE("of the step before", "de l’étape d’avant")},
     {"low", COLUMN_BOUND, PHRASE("95 % from", "95\u202F% de")},
     {"high", COLUMN_BOUND, PHRASE("to", "à")},
     {"overall", COLUMN_RATE, PHRASE("of the first", "de la première")},
     {"median_seconds", COLUMN_NUMBER, PHRASE("median seconds", "secondes médianes")}}};

static bool run_funnels(const CommandCall *call, Error *error)
{
    return run_route(call, &funnel_text, error);
}

// ---- retention drivers ----

static const Option driver_options[] = {
    TEXT_OPTION("days", "DAYS", "the first days, in which behaviours are looked for (default 14)",
                "les premiers jours, où les comportements sont cherchés (par défaut 14)"),
    TEXT_OPTION("later", "DAYS", "days in which who is active has stayed (default 30..60)",
                "jours pendant lesquels qui est actif est resté (par défaut 30..60)"),
    TEXT_OPTION("entry", "EVENTS", "the event with which people begin (default any)",
                "l’événement par lequel on commence (par défaut any)"),
    TEXT_OPTION("activity", "EVENTS", "what staying is (default any)", "ce qu’est rester (par défaut any)"),
    TEXT_OPTION("events", "EVENTS", "the behaviours, separated by commas (default: all)",
                "les comportements, séparés par des virgules (par défaut tous)"),
    DAY_OPTIONS,
    TEXT_OPTION("segment", "SEGMENT", "who is counted", "qui est compté"),
    TEXT_OPTION("as-of", "DATE", "the last day that is known (default: today)",
                "le dernier jour connu (par défaut, aujourd’hui)"),
    FORMAT_OPTION,
    {.name = NULL}};
static const char *const driver_passed[] = {"days", "later", "entry",   "activity", "events",
                                            "from", "to",    "segment", "as-of",    NULL};
static const RouteText driver_text = {
    "/api/v1/retention-drivers",
    driver_passed,
    {{"event", COLUMN_TEXT, PHRASE("event", "événement")},
     {"at_least", COLUMN_NUMBER, PHRASE("at least", "au moins")},
     {"did", COLUMN_NUMBER, PHRASE("did", "l’ont fait")},
     {"retention_did", COLUMN_RATE, PHRASE("stayed who did", "restés qui l’ont fait")},
     {"retention_did_not", COLUMN_RATE, PHRASE("stayed who did not", "restés sinon")},
     {"lift", COLUMN_NUMBER, PHRASE("lift", "lift")},
     {"correlation", COLUMN_TEXT, PHRASE("correlation", "corrélation")},
     {"p_adjusted", COLUMN_TEXT, PHRASE("p adjusted", "p ajusté")}}};

static bool run_drivers(const CommandCall *call, Error *error)
{
    return run_route(call, &driver_text, error);
}

// ---- order gaps ----

static const Option gap_options[] = {TEXT_OPTION("numbers", "NUMBER", "up to the gap after which order (default 5)",
                                                 "jusqu’à l’intervalle après quelle commande (par défaut 5)"),
                                     TEXT_OPTION("bin-days", "DAYS", "width of the bars of the histogram (default 7)",
                                                 "largeur des barres de l’histogramme (par défaut 7)"),
                                     DAY_OPTIONS,
                                     WHO_OPTIONS,
                                     FORMAT_OPTION,
                                     {.name = NULL}};
static const char *const gap_passed[] = {"numbers", "bin-days", "from", "to", "segment", "by", "as-of", NULL};
static const RouteText gap_text = {"/api/v1/order-gaps",
                                   gap_passed,
                                   {{"by", COLUMN_TEXT, PHRASE("by", "par")},
                                    {"from_order", COLUMN_TEXT, PHRASE("from order", "de la commande")},
                                    {"to_order", COLUMN_TEXT, PHRASE("to", "à")},
                                    {"n", COLUMN_NUMBER, PHRASE("n", "n")},
                                    {"open", COLUMN_NUMBER, PHRASE("open", "ouverts")},
                                    {"median_days", COLUMN_VALUE, PHRASE("median days", "jours médians")},
                                    {"again_30", COLUMN_RATE, PHRASE("again in 30 days", "à nouveau en 30 jours")},
                                    {"again_90", COLUMN_RATE, PHRASE("in 90 days", "en 90 jours")},
                                    {"bin_from", COLUMN_TEXT, PHRASE("days from", "jours de")},
                                    {"bin_to", COLUMN_TEXT, PHRASE("to", "à")},
                                    {"gaps", COLUMN_NUMBER, PHRASE("gaps", "intervalles")}}};

static bool run_gaps(const CommandCall *call, Error *error)
{
    return run_route(call, &gap_text, error);
}

// ---- friction ----

static const Option friction_options[] = {DAY_OPTIONS, WHO_OPTIONS, FORMAT_OPTION, {.name = NULL}};
static const char *const friction_passed[] = {"from", "to", "segment", "by", "as-of", NULL};
static const RouteText friction_text = {"/api/v1/friction",
                                        friction_passed,
                                        {{"by", COLUMN_TEXT, PHRASE("by", "par")},
                                         {"name", COLUMN_TEXT, PHRASE("what", "quoi")},
                                         {"value", COLUMN_VALUE, PHRASE("value", "valeur")},
                                         {"threshold", COLUMN_BOUND, PHRASE("threshold", "seuil")},
                                         {"unit", COLUMN_TEXT, PHRASE("unit", "unité")},
                                         {"friction", COLUMN_TEXT, PHRASE("friction", "friction")},
                                         {"n", COLUMN_NUMBER, PHRASE("n", "n")},
                                         {"affected_sessions", COLUMN_NUMBER, PHRASE("sessions", "visites")},
                                         {"affected_tickets", COLUMN_NUMBER, PHRASE("tickets", "tickets")},
                                         {"affected_customers", COLUMN_NUMBER, PHRASE("customers", "clients")}}};

static bool run_friction(const CommandCall *call, Error *error)
{
    return run_route(call, &friction_text, error);
}

// ---- groups side by side ----

static const Option comparison_options[] = {
    TEXT_OPTION("metrics", "NAMES", "which figures, separated by commas (default crr,clv)",
                "quels chiffres, séparés par des virgules (par défaut crr,clv)"),
    TEXT_OPTION("period", "PERIOD", "one period: 2026-Q3", "une période\u00A0: 2026-Q3"),
    TEXT_OPTION("window", "DAYS", "as of the metrics", "comme pour les indicateurs"),
    TEXT_OPTION("amount", "WORD", "net, gross or margin", "net, gross ou margin"),
    WHO_OPTIONS,
    FORMAT_OPTION,
    {.name = NULL}};
static const char *const comparison_passed[] = {"metrics", "period", "window", "amount",
                                                "segment", "by",     "as-of",  NULL};
static const RouteText comparison_text = {"/api/v1/group-comparisons",
                                          comparison_passed,
                                          {{"metric", COLUMN_TEXT, PHRASE("metric", "indicateur")},
                                           {"by", COLUMN_TEXT, PHRASE("by", "par")},
                                           {"value", COLUMN_VALUE, PHRASE("value", "valeur")},
                                           {"low", COLUMN_BOUND, PHRASE("95 % from", "95\u202F% de")},
                                           {"high", COLUMN_BOUND, PHRASE("to", "à")},
                                           {"n", COLUMN_NUMBER, PHRASE("n", "n")},
                                           {"gap", COLUMN_BOUND, PHRASE("gap to the best", "écart au meilleur")},
                                           {"gap_flagged", COLUMN_TEXT, PHRASE("flagged", "signalé")}}};

static bool run_comparisons(const CommandCall *call, Error *error)
{
    return run_route(call, &comparison_text, error);
}

// ---- the list ----

static const Command cohorts_command = COMMAND(
    "cohorts", "cohorts of people, followed over time", "cohortes de personnes, suivies dans le temps", cohort_options,
    "fidele cohorts --unit week --as-of 2026-06-30\nfidele cohorts --entry any --mode on_or_after", run_cohorts);
static const Command survival_command = COMMAND("survival", "how long people stay", "combien de temps les gens restent",
                                                survival_options, "fidele survival --by first_product", run_survival);
static const Command funnels_command =
    COMMAND("funnels", "how many people take one step after the other",
            "combien de personnes franchissent une étape après l’autre", funnel_options,
            "fidele funnels --steps \"page,Product Added[channel=web],orders\" --window 7d", run_funnels);
static const Command drivers_command =
    COMMAND("retention-drivers", "behaviours of the first days that go with staying",
            "comportements des premiers jours qui vont avec le fait de rester", driver_options,
            "fidele retention-drivers --days 14 --later 30..60", run_drivers);
static const Command gaps_command = COMMAND("order-gaps", "the time between orders, by number of the order",
                                            "le temps entre les commandes, selon leur numéro", gap_options,
                                            "fidele order-gaps --numbers 3 --by first_channel", run_gaps);
static const Command friction_command =
    COMMAND("friction", "where people are held up: slow pages, errors, abandonment, waiting",
            "ce qui retient les gens\u00A0: pages lentes, erreurs, abandon, attente", friction_options,
            "fidele friction --from 2026-06-01 --to 2026-06-30", run_friction);
static const Command comparisons_command =
    COMMAND("group-comparisons", "retention and value by first product or plan, side by side",
            "rétention et valeur selon le premier produit ou forfait, côte à côte", comparison_options,
            "fidele group-comparisons --by first_product --period 2026-Q2", run_comparisons);

extern const Command *const behaviour_commands[];
const Command *const behaviour_commands[] = {
    &cohorts_command, &survival_command, &funnels_command,     &drivers_command,
    &gaps_command,    &friction_command, &comparisons_command, NULL};

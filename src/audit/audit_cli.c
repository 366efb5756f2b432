// audit_cli.c - `fidele audit FILE`: options in, report out.
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "audit/audit_text_cli.h"
#include "base/number.h"
#include "base/thread.h"
#include "cli/command.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/progress_bar.h"

enum { FILES_MAX = 1000, REJECTS_REPORTED = 1000 };

static const Option audit_options[] = {
    {.name = "format",
     .value = "text|json|csv|html",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the report is written", "forme du rapport")},
    {.name = "period",
     .value = "UNIT",
     .kind = OPTION_TEXT,
     .help =
         PHRASE("day, week, month (default), quarter or year; or one study period: 2026Q3, 2026-07, 2026, "
                "2026-W27, 2026-07-01..2026-09-30",
                "day, week, month (par défaut), quarter ou year\u00A0; ou une période d'étude\u00A0: 2026Q3, 2026-07, "
                "2026, 2026-W27, 2026-07-01..2026-09-30")},
    {.name = "as-of",
     .value = "DATE",
     .kind = OPTION_DAY,
     .help = PHRASE("the last day that counts (default: the last day of the file)",
                    "dernier jour compté (par défaut\u00A0: le dernier jour du fichier)")},
    {.name = "window",
     .value = "auto|DAYS|period",
     .kind = OPTION_TEXT,
     .help = PHRASE("silence after which a customer counts as lost: found in the data (auto), a number of days, or "
                    "the period itself",
                    "silence après lequel un client est compté perdu\u00A0: trouvé dans les données (auto), un nombre "
                    "de jours, ou la période elle-même")},
    {.name = "columns",
     .value = "ROLES",
     .kind = OPTION_TEXT,
     .help = PHRASE("what each column is, in order: customer,date,amount,order,quantity,price,product,channel,"
                    "country,segment,plan,promotion,reason,cost,margin,ended,currency,status,time; - skips one",
                    "ce qu'est chaque colonne, dans l'ordre\u00A0: customer,date,amount,order,quantity,price,product,"
                    "channel,country,segment,plan,promotion,reason,cost,margin,ended,currency,status,time\u00A0; - en "
                    "saute une")},
    {.name = "delimiter",
     .value = "CHARACTER",
     .kind = OPTION_TEXT,
     .help = PHRASE("what separates the columns: , ; | or tab", "ce qui sépare les colonnes\u00A0: ,\u00A0; | ou tab")},
    {.name = "date-order",
     .value = "dmy|mdy|ymd",
     .kind = OPTION_CHOICE,
     .help = PHRASE("order of day, month and year in the dates", "ordre du jour, du mois et de l'année")},
    {.name = "decimal",
     .value = "point|comma",
     .kind = OPTION_CHOICE,
     .help = PHRASE("the decimal sign of the amounts", "signe décimal des montants")},
    {.name = "currency",
     .value = "CODE",
     .kind = OPTION_TEXT,
     .help = PHRASE("ISO 4217 code of the amounts; rows in another currency are left out",
                    "code ISO 4217 des montants\u00A0; les lignes d'une autre devise sont écartées")},
    {.name = "second-order-days",
     .value = "DAYS,…",
     .kind = OPTION_TEXT,
     .help = PHRASE("delays for the second order (default: 30,60,90)",
                    "délais de la deuxième commande (par défaut\u00A0: 30,60,90)")},
    {.name = "margin",
     .value = "SHARE",
     .kind = OPTION_NUMBER,
     .low = 0,
     .high = 1,
     .help = PHRASE("margin as a share of revenue, 0 to 1: adds lifetime value in margin",
                    "marge en part du chiffre d'affaires, de 0 à 1\u00A0: ajoute la valeur vie en marge")},
    {.name = "cac",
     .value = "AMOUNT",
     .kind = OPTION_TEXT,
     .help = PHRASE("cost of acquiring a customer: prices the replacement of those lost",
                    "coût d'acquisition d'un client\u00A0: chiffre le remplacement des clients perdus")},
    {.name = "headline",
     .value = "NAMES",
     .kind = OPTION_TEXT,
     .help = PHRASE("the figures at the top (default: crr,churn,clv); also aov, rpr, pf, arpc, revenue",
                    "les chiffres en tête (par défaut\u00A0: crr,churn,clv)\u00A0; aussi aov, rpr, pf, arpc, revenue")},
    {.name = "rejects",
     .value = "FILE",
     .kind = OPTION_TEXT,
     .help = PHRASE("writes the refused rows there, each with its line and reason",
                    "y écrit les lignes refusées, chacune avec son numéro et sa raison")},
    {.name = "customers",
     .value = "FILE",
     .kind = OPTION_TEXT,
     .help = PHRASE("writes one line a customer there: orders, revenue, scores, group, future value",
                    "y écrit une ligne par client\u00A0: commandes, revenu, scores, groupe, valeur future")},
    {.name = "horizon",
     .value = "DAYS",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = LIFETIME_DAYS_MAX,
     .help = PHRASE("how far ahead orders and revenue are predicted (default: 365)",
                    "horizon des commandes et du chiffre d’affaires prédits (par défaut\u00A0: 365)")},
    {.name = "calibration-end",
     .value = "DATE",
     .kind = OPTION_DAY,
     .help = PHRASE("the last day the predictive model may see; what came later is what it is judged on",
                    "dernier jour que voit le modèle prédictif\u00A0; la suite sert à le juger")},
    {.name = NULL}};

static bool read_period(const Options *given, AuditOptions *options, Error *error)
{
    Str text = option_text(given, "period", STR("month"));
    options->unit = PERIOD_MONTH;
    if (period_unit_parse(text, &options->unit)) return true;
    options->custom_period = period_parse(text, &options->custom_first, &options->custom_last);
    if (options->custom_period) return true;
    return option_refuse(
        given, "period",
        PHRASE("--{0} {1}: expected day, week, month, quarter, year, or a period such as 2026Q3 or "
               "2026-07-01..2026-09-30",
               "--{0} {1}\u00A0: attendu\u00A0: day, week, month, quarter, year, ou une période comme 2026Q3 ou "
               "2026-07-01..2026-09-30"),
        error);
}

static bool read_window(const Options *given, AuditOptions *options, Error *error)
{
    enum { AUTO = -1, LONGEST = 36500 };
    Str text = option_text(given, "window", STR("auto"));
    int64_t days = AUTO;
    if (str_equal(text, STR("period")))
        days = 0;
    else if (!str_equal(text, STR("auto")) && (!number_parse_count(text, &days) || days < 1 || days > LONGEST))
        return option_refuse(given, "window",
                             PHRASE("--{0} {1}: expected auto, period, or a number of days from 1 to 36500",
                                    "--{0} {1}\u00A0: attendu\u00A0: auto, period, ou un nombre de jours de 1 à 36500"),
                             error);
    options->window_days = (int32_t)days;
    return true;
}

static bool read_delays(const Options *given, AuditOptions *options, Error *error)
{
    Str rest = option_text(given, "second-order-days", STR("30,60,90")), part;
    size_t count = 0;
    while (str_cut(&rest, ',', &part)) {
        int64_t days;
        if (count == CONVERSION_DELAYS_MAX - 1 || !number_parse_count(part, &days) || days < 1 || days > 3650)
            return option_refuse(
                given, "second-order-days",
                PHRASE("--{0} {1}: expected up to five numbers of days, such as 30,60,90",
                       "--{0} {1}\u00A0: attendu\u00A0: jusqu'à cinq nombres de jours, comme 30,60,90"),
                error);
        options->conversion_days[count++] = (int32_t)days;
    }
    return true;
}

static bool read_headline(const Options *given, AuditOptions *options, Error *error)
{
    static const Str known[] = {STR("crr"), STR("churn"), STR("clv"),  STR("aov"),
                                STR("rpr"), STR("pf"),    STR("arpc"), STR("revenue")};
    Str rest = option_text(given, "headline", STR("crr,churn,clv")), part;
    while (str_cut(&rest, ',', &part)) {
        bool found = false;
        for (size_t i = 0; i < COUNT_OF(known); i++) found = found || str_equal(part, known[i]);
        if (!found || options->headlines == HEADLINE_MAX)
            return option_refuse(
                given, "headline",
                PHRASE("--{0} {1}: expected one to six of crr, churn, clv, aov, rpr, pf, arpc, revenue",
                       "--{0} {1}\u00A0: attendu\u00A0: un à six de crr, churn, clv, aov, rpr, pf, arpc, revenue"),
                error);
        options->headline[options->headlines++] = part;
    }
    return true;
}

static bool read_money(const Options *given, AuditOptions *options, Error *error)
{
    Currency currency = currency_unknown;
    options->read.currency = option_text(given, "currency", STR(""));
    if (option_given(given, "currency") && !currency_find(options->read.currency, &currency))
        return option_refuse(given, "currency",
                             PHRASE("--{0} {1}: expected an ISO 4217 code, such as EUR",
                                    "--{0} {1}\u00A0: attendu\u00A0: un code ISO 4217, comme EUR"),
                             error);
    options->margin = option_number(given, "margin", -1);
    options->acquisition_cost = -1;
    if (option_given(given, "cac") &&
        (!money_parse(option_text(given, "cac", STR("")), &currency, &options->acquisition_cost) ||
         options->acquisition_cost < 0))
        return option_refuse(given, "cac",
                             PHRASE("--{0} {1}: expected an amount such as 25.50",
                                    "--{0} {1}\u00A0: attendu\u00A0: un montant comme 25.50"),
                             error);
    return true;
}

static bool read_file_format(const Options *given, AuditOptions *options, Error *error)
{
    LayoutOptions *layout = &options->read.layout;
    layout->columns = option_text(given, "columns", STR(""));
    Str delimiter = option_text(given, "delimiter", STR(""));
    if (str_equal(delimiter, STR("tab")) || str_equal(delimiter, STR("\\t"))) delimiter = STR("\t");
    if (option_given(given, "delimiter") && (delimiter.size != 1 || !memchr(",;|\t", delimiter.data[0], 4)))
        return option_refuse(
            given, "delimiter",
            PHRASE("--{0} {1}: expected , ; | or tab", "--{0} {1}\u00A0: attendu\u00A0: ,\u00A0; | ou tab"), error);
    layout->delimiter = delimiter.size ? delimiter.data[0] : 0;
    static const DateOrder orders[] = {DATE_ORDER_DMY, DATE_ORDER_MDY, DATE_ORDER_YMD, DATE_ORDER_FIND};
    layout->date_order = orders[option_choice(given, "date-order", 3)];
    static const char decimals[] = {'.', ',', 0};
    layout->decimal = decimals[option_choice(given, "decimal", 2)];
    return true;
}

static bool read_options(const CommandCall *call, AuditOptions *options, Error *error)
{
    const Options *given = call->options;
    *options = (AuditOptions){.locale = call->locale};
    if (!read_period(given, options, error) || !read_window(given, options, error) ||
        !read_delays(given, options, error) || !read_headline(given, options, error) ||
        !read_money(given, options, error) || !read_file_format(given, options, error) ||
        !zone_open(option_text(given, "time-zone", STR("UTC")), call->arena, &options->read.zone, error))
        return false;
    options->as_of = option_day(given, "as-of", DAY_MAX);
    options->calibrated = option_given(given, "calibration-end");
    options->calibration_end = option_day(given, "calibration-end", DAY_MAX);
    options->horizon_days = (int32_t)option_count(given, "horizon", AUDIT_HORIZON_DAYS);
    options->threads = (int)option_count(given, "threads", thread_count_available());
    Day today = (Day)(zone_civil(options->read.zone, (int64_t)time(NULL)) / SECONDS_PER_DAY);
    options->read.today = options->as_of != DAY_MAX && options->as_of > today ? options->as_of : today;
    if (getrandom(&options->read.hash_seed, sizeof options->read.hash_seed, 0) < 0)
        options->read.hash_seed = (uint64_t)time(NULL);
    options->read.rejects_max = option_given(given, "rejects") ? SIZE_MAX : REJECTS_REPORTED;
    return true;
}

static bool write_reports(const CommandCall *call, const Audit *audit, Error *error)
{
    static void (*const writers[])(const Audit *, Arena *, Text *) = {NULL, audit_json, audit_csv, audit_html};
    const struct {
        const char *option;
        void (*write)(const Audit *, Arena *, Text *);
    } lists[] = {{"rejects", audit_rejects_csv}, {"customers", audit_customers_csv}};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (!option_given(call->options, lists[i].option)) continue;
        Text list = text_in(call->arena);
        lists[i].write(audit, call->arena, &list);
        if (!output_write(option_text(call->options, lists[i].option, STR("")), text_str(&list), error)) return false;
    }
    Text report = text_in(call->arena);
    size_t format = option_choice(call->options, "format", 0);
    if (writers[format])
        writers[format](audit, call->arena, &report);
    else
        audit_text(audit, display_columns(STDOUT_FILENO), call->arena, &report);
    return output_write(option_text(call->options, "output", STR("-")), text_str(&report), error);
}

static bool audit_command_run(const CommandCall *call, Error *error)
{
    AuditOptions options;
    if (!read_options(call, &options, error)) return false;
    ProgressBar bar;
    Phrase label = PHRASE("Reading", "Lecture");
    progress_bar_start(&bar, str_of(label.in[call->locale]), option_given(call->options, "quiet"));
    options.read.progress = &bar.progress;
    Audit audit;
    bool done = audit_run(call->options->argument, call->options->arguments, &options, call->arena, &audit, error);
    progress_bar_finish(&bar);
    if (!done) return false;
    done = write_reports(call, &audit, error);
    audit_close(&audit);
    return done;
}

static const Command audit_command = {
    .name = "audit",
    .summary = PHRASE("retention audit of an order export; needs no server and no set-up",
                      "audit de fidélité d'un export de commandes\u00A0; sans serveur ni installation"),
    .arguments = "FILE…",
    .arguments_min = 1,
    .arguments_max = FILES_MAX,
    .options = audit_options,
    .common = COMMON_OUTPUT | COMMON_TIME_ZONE | COMMON_QUIET | COMMON_THREADS,
    .details = PHRASE(
        "FILE is a CSV or TSV export, plain or packed with gzip or zstd; - is standard input; several files "
        "are one export. Delimiter, encoding, columns, dates and amounts are found and said first; the "
        "options above correct them. Amounts below 0 are refunds.",
        "FILE est un export CSV ou TSV, tel quel ou compressé (gzip, zstd)\u00A0; - est l'entrée standard\u00A0; "
        "plusieurs fichiers forment un seul export. Séparateur, encodage, colonnes, dates et montants sont "
        "trouvés et annoncés d'abord\u00A0; les options ci-dessus les corrigent. Les montants négatifs sont des "
        "remboursements."),
    .examples = "fidele audit orders.csv\n"
                "fidele audit orders.csv --format html --output report.html\n"
                "fidele audit lines.csv.gz --columns order,-,-,quantity,date,price,customer",
    .run = audit_command_run,
};

static const Command *const audit_commands[] = {&audit_command, NULL};
const Module audit_module = {.name = "audit", .commands = audit_commands};

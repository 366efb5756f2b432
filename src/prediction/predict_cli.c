// predict_cli.c - `fidele predict lifetime|occasions|churn|contracts|next|revenue FILE|--data DIR`.
#include "prediction/predict_cli.h"

#include "cli/reply.h"

static const PredictKind *const kinds[] = {
    &predict_lifetime, &predict_occasions, &predict_churn, &predict_contracts, &predict_next, &predict_revenue,
};

// Of all kinds; each takes those it names, and --format.
static const Option predict_options[] = {
    {.name = "format",
     .value = "text|json|csv",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the report is written", "forme du rapport")},
    {.name = "train",
     .kind = OPTION_FLAG,
     .help = PHRASE("of a data folder: trains the model now",
                    "d’un dossier de données\u00A0: entraîne le modèle maintenant")},
    {.name = "calibration-end",
     .value = "DATE",
     .kind = OPTION_DAY,
     .help = PHRASE("lifetime: the last day the models may see; what came later is what they are judged on",
                    "lifetime\u00A0: dernier jour que voient les modèles\u00A0; la suite sert à les juger")},
    {.name = "time-unit",
     .value = "day|week|month|year",
     .kind = OPTION_CHOICE,
     .help = PHRASE("lifetime: the unit of the parameters (default: week)",
                    "lifetime\u00A0: unité des paramètres (par défaut\u00A0: week)")},
    {.name = "horizon",
     .value = "DAYS",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 1095,
     .help = PHRASE("lifetime: how far ahead purchases and value are expected (default: 365)",
                    "lifetime\u00A0: horizon des achats et de la valeur attendus (par défaut\u00A0: 365)")},
    {.name = "discount",
     .value = "RATE",
     .kind = OPTION_NUMBER,
     .low = 0,
     .high = 1,
     .help = PHRASE("lifetime: yearly discount rate, 0 to 1 (default: 0)",
                    "lifetime\u00A0: taux d’actualisation annuel, de 0 à 1 (par défaut\u00A0: 0)")},
    {.name = "margin",
     .value = "SHARE",
     .kind = OPTION_NUMBER,
     .low = 0,
     .high = 1,
     .help = PHRASE("lifetime: margin as a share of revenue, 0 to 1: values are then margin",
                    "lifetime\u00A0: marge en part du chiffre d’affaires, de 0 à 1\u00A0; les valeurs sont alors en "
                    "marge")},
    {.name = "as-of",
     .value = "DATE",
     .kind = OPTION_DAY,
     .help = PHRASE("lifetime: the last day that counts (default: the last day of the file)",
                    "lifetime\u00A0: dernier jour compté (par défaut\u00A0: le dernier jour du fichier)")},
    {.name = "model",
     .value = "NAME",
     .kind = OPTION_TEXT,
     .help = PHRASE("lifetime: auto (default: the one under which what came later was most likely), bg_nbd, mbg_nbd or "
                    "pareto_nbd",
                    "lifetime\u00A0: auto (par défaut\u00A0: celui sous lequel la suite était la plus probable), "
                    "bg_nbd, mbg_nbd ou pareto_nbd")},
    {.name = "intervals",
     .value = "COUNT",
     .kind = OPTION_COUNT,
     .low = 0,
     .high = 100000000,
     .help = PHRASE("lifetime: of how many customers, those who will bring most, intervals are told (default: 1000); "
                    "each takes about a millisecond",
                    "lifetime\u00A0: nombre de clients, ceux qui rapporteront le plus, dont les intervalles sont "
                    "donnés (par défaut\u00A0: 1000)\u202F; une milliseconde chacun environ")},
    {.name = "every",
     .value = "week|month|quarter|year",
     .kind = OPTION_CHOICE,
     .help = PHRASE("occasions: the period in which one purchase is possible (default: month)",
                    "occasions\u00A0: la période où un achat est possible (par défaut\u00A0: month)")},
    {.name = "top",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 100,
     .help = PHRASE("next: how many products for each customer (default: 5); --horizon is 30 days there",
                    "next\u00A0: nombre de produits par client (par défaut\u00A0: 5)\u202F; --horizon y est de 30 "
                    "jours")},
    {.name = "months",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 24,
     .help = PHRASE("revenue: how many months ahead (default: 12)",
                    "revenue\u00A0: nombre de mois à venir (par défaut\u00A0: 12)")},
    {.name = "churn-points",
     .value = "POINTS",
     .kind = OPTION_NUMBER,
     .low = -20,
     .high = 20,
     .help = PHRASE("revenue: what if every month so many points more were lost, as -1 (a point less)",
                    "revenue\u00A0: et si chaque mois autant de points de plus étaient perdus, comme -1 (un point de "
                    "moins)")},
    {.name = "series",
     .value = "revenue|mrr",
     .kind = OPTION_CHOICE,
     .help = PHRASE("revenue, of a data folder: all that a month brings (default), or what subscriptions are worth a "
                    "month",
                    "revenue, d’un dossier de données\u00A0: tout ce que rapporte un mois (par défaut), ou ce que "
                    "valent les abonnements par mois")},
    {.name = "columns",
     .value = "ROLES",
     .kind = OPTION_TEXT,
     .help = PHRASE("what each column of an order file is, in order: customer,date,amount,order,…; - skips one",
                    "ce qu’est chaque colonne d’un fichier de commandes, dans l’ordre\u00A0: "
                    "customer,date,amount,order,…\u00A0; - en saute une")},
    {.name = "currency",
     .value = "CODE",
     .kind = OPTION_TEXT,
     .help = PHRASE("ISO 4217 code of the amounts; rows in another currency are left out",
                    "code ISO 4217 des montants\u00A0; les lignes d’une autre devise sont écartées")},
    {.name = "date-order",
     .value = "dmy|mdy|ymd",
     .kind = OPTION_CHOICE,
     .help = PHRASE("order of day, month and year in the dates of an order file",
                    "ordre du jour, du mois et de l’année dans les dates d’un fichier de commandes")},
    {.name = "decimal",
     .value = "point|comma",
     .kind = OPTION_CHOICE,
     .help = PHRASE("the decimal sign of the amounts of an order file",
                    "signe décimal des montants d’un fichier de commandes")},
    {.name = "label",
     .value = "COLUMN",
     .kind = OPTION_TEXT,
     .help = PHRASE("churn: the column that says who left (two values, such as yes and no)",
                    "churn\u00A0: la colonne qui dit qui est parti (deux valeurs, comme oui et non)")},
    {.name = "positive",
     .value = "VALUE",
     .kind = OPTION_TEXT,
     .help = PHRASE("churn: the value of --label that says so (default: yes, 1, churned …, else the rarer one)",
                    "churn\u00A0: la valeur de --label qui le dit (par défaut\u00A0: yes, 1, churned …, sinon la plus "
                    "rare)")},
    {.name = "id",
     .value = "COLUMN",
     .kind = OPTION_TEXT,
     .help =
         PHRASE("churn: the column that names the customer (default: customer_id, id …, else the number of the row)",
                "churn\u00A0: la colonne qui nomme le client (par défaut\u00A0: customer_id, id …, sinon le numéro "
                "de la ligne)")},
    {.name = "holdout",
     .value = "RULE",
     .kind = OPTION_TEXT,
     .help =
         PHRASE("churn: the rows the models are judged on and never see: every:5:4 (default; rows whose number from "
                "0 leaves 4 when divided by 5), last:20% or random:20%:SEED",
                "churn\u00A0: les lignes qui jugent les modèles sans qu’ils les voient\u00A0: every:5:4 (par "
                "défaut\u202F; celles dont le numéro à partir de 0, divisé par 5, laisse 4), last:20% ou "
                "random:20%:GRAINE")},
    {.name = "keep",
     .value = "COLUMNS",
     .kind = OPTION_TEXT,
     .help = PHRASE("churn: columns to use although they seem to give the answer away, separated by commas",
                    "churn\u00A0: colonnes à utiliser bien qu’elles semblent donner la réponse, séparées par des "
                    "virgules")},
    {.name = "duration",
     .value = "COLUMN",
     .kind = OPTION_TEXT,
     .help =
         PHRASE("churn: how long each customer has been there; adds the time to churn (Cox). contracts: how many "
                "periods (--time-unit, default: month) each ran",
                "churn\u00A0: ancienneté de chaque client\u202F; ajoute le délai avant départ (Cox). contracts\u00A0: "
                "nombre de périodes (--time-unit, par défaut\u00A0: month) de chacun")},
    {.name = NULL}};

PredictForm predict_form(const CommandCall *call)
{
    return (PredictForm)option_choice(call->options, "format", PREDICT_TEXT);
}

Str predict_file(const CommandCall *call)
{
    return call->options->arguments > 1 ? call->options->argument[1] : STR("");
}

LayoutOptions predict_layout(const CommandCall *call)
{
    static const DateOrder orders[] = {DATE_ORDER_DMY, DATE_ORDER_MDY, DATE_ORDER_YMD, DATE_ORDER_FIND};
    static const char decimals[] = {'.', ',', 0};
    return (LayoutOptions){.columns = option_text(call->options, "columns", STR("")),
                           .date_order = orders[option_choice(call->options, "date-order", 3)],
                           .decimal = decimals[option_choice(call->options, "decimal", 2)]};
}

static Str path_of(const CommandCall *call, const char *model, const char *rest)
{
    return str_format(call->arena, "/api/v1/predictions/%s%s", model, rest);
}

static void add_score(void *context, JsonValue item)
{
    JsonValue name = {0};
    Text *out = context;
    (void)json_member(item, STR("customer"), &name);
    JsonValue id, score;
    if (!json_member(name, STR("id"), &id) || !json_member(item, STR("score"), &score)) return;
    text_addf(out, "%.*s,%.*s\n", STR_ARGS(id.text), STR_ARGS(score.text));
}

static bool train(const CommandCall *call, const char *model, Error *error)
{
    JsonValue answer;
    Str result;
    return reply_ask(call, "POST", path_of(call, model, "/train"), STR(""), &answer, error) &&
           reply_follow(call, answer, PHRASE("Training", "Entraînement"), &result, error);
}

bool predict_of_folder(const CommandCall *call, const char *model, Error *error)
{
    if (option_given(call->options, "train") && !train(call, model, error)) return false;
    if (predict_form(call) == PREDICT_JSON) return reply_pass_on(call, path_of(call, model, ""), error);
    Text out = text_in(call->arena);
    if (predict_form(call) == PREDICT_TEXT) {
        JsonValue report;
        if (!reply_ask(call, "GET", path_of(call, model, ""), STR(""), &report, error)) return false;
        predict_folder_text(call, report, &out);
        return reply_print(call, text_str(&out), error);
    }
    text_add(&out, STR("customer,score\n"));
    return reply_each(call, path_of(call, model, "/scores?limit=1000"), add_score, &out, error) &&
           reply_print(call, text_str(&out), error);
}

// ---- the command ----

static bool lists(const char *const *options, Str name)
{
    while (options && *options && !str_equal(name, str_of(*options))) options++;
    return options && *options;
}

static bool takes(const PredictKind *kind, Str name)
{
    static const char *const common[] = {"format", "data",    "database", "activity", "output", "time-zone",
                                         "quiet",  "threads", "locale",   "help",     NULL};
    if (str_equal(name, STR("train"))) return !kind->untrained;
    return lists(common, name) || lists(kind->options, name);
}

static bool check_options(const CommandCall *call, const PredictKind *kind, Error *error)
{
    for (size_t i = 0; i < call->options->givens; i++) {
        Str name = call->options->given[i].name;
        if (!takes(kind, name))
            return error_say(error, ERROR_USAGE,
                             PHRASE("--{0}: `fidele predict {1}` does not take it",
                                    "--{0}\u00A0: `fidele predict {1}` ne la prend pas"),
                             name, str_of(kind->word));
        if (!predict_file(call).size && lists(kind->options, name) && !lists(kind->of_both, name))
            return error_say(error, ERROR_USAGE,
                             PHRASE("--{0} says how a file is read, and no file was named: `fidele predict {1} FILE`",
                                    "--{0} dit comment lire un fichier, et aucun n’est nommé\u00A0: `fidele predict "
                                    "{1} FICHIER`"),
                             name, str_of(kind->word));
    }
    return true;
}

static bool check_source(const CommandCall *call, Error *error)
{
    if (predict_file(call).size && option_given(call->options, "train"))
        return error_say(
            error, ERROR_USAGE,
            PHRASE("--train: models of a file are always trained; it is for those of a data folder",
                   "--train\u00A0: les modèles d’un fichier sont toujours entraînés\u202F; l’option vaut pour "
                   "ceux d’un dossier de données"), );
    return !predict_file(call).size || !option_given(call->options, "data") ||
           error_say(error, ERROR_USAGE,
                     PHRASE("{0} and --data: predict from a file or from a data folder, not both",
                            "{0} et --data\u00A0: prédisez d’un fichier ou d’un dossier de données, pas des deux"),
                     error_value(call->arena, predict_file(call)));
}

static bool run_predict(const CommandCall *call, Error *error)
{
    Str word = call->options->argument[0];
    Text known = text_in(call->arena);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (str_equal(word, str_of(kinds[i]->word)))
            return check_options(call, kinds[i], error) && check_source(call, error) && kinds[i]->run(call, error);
        text_addf(&known, "%s%s", known.size ? ", " : "", kinds[i]->word);
    }
    return error_say(error, ERROR_USAGE,
                     PHRASE("{0}: expected one of {1}", "{0}\u00A0: l’un de ces mots est attendu\u00A0: {1}"),
                     error_value(call->arena, word), text_str(&known));
}

static const Command predict_command = {
    .name = "predict",
    .summary = PHRASE("what customers will do: lifetime value, who leaves and why, what they buy next, revenue to come",
                      "ce que feront les clients\u00A0: valeur vie, qui part et pourquoi, prochain achat, chiffre "
                      "d’affaires à venir"),
    .arguments = "lifetime|occasions|churn|contracts|next|revenue [FILE]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = predict_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT | COMMON_TIME_ZONE | COMMON_QUIET |
              COMMON_THREADS,
    .details =
        PHRASE("With FILE no data folder is needed; without it the report is of the models of --data.\n"
               "lifetime reads an export of orders, as `fidele audit` does: purchases still to come and what "
               "they are worth, per customer.\n"
               "occasions is for what is bought at most once a period, such as a yearly gift.\n"
               "churn reads any table with one row a customer and learns from --label who leaves: what the "
               "columns are is found; quality is measured on rows held out; each probability has its reasons.\n"
               "contracts reads the same kind of table, where leaving is seen: how many renew, period by period, "
               "and how many more renewals each customer will bring.\n"
               "next reads the lines of orders (customer, date, product): what each customer will probably buy "
               "next and why, and what is bought together.\n"
               "revenue reads an export of orders too: the months to come with P10, P50 and P90, and what such "
               "forecasts were worth earlier.",
               "Avec FILE, aucun dossier de données n’est nécessaire\u00A0; sans lui, le rapport est celui des "
               "modèles de --data.\n"
               "lifetime lit un export de commandes, comme `fidele audit`\u00A0: achats à venir et leur valeur, "
               "par client.\n"
               "occasions vaut pour ce qui s’achète au plus une fois par période, comme un don annuel.\n"
               "churn lit n’importe quel tableau d’une ligne par client et apprend de --label qui part\u00A0: la "
               "nature des colonnes est trouvée\u202F; la qualité est mesurée sur des lignes tenues à "
               "l’écart\u202F; chaque probabilité a ses raisons.\n"
               "contracts lit le même genre de tableau, là où les départs se voient\u00A0: la part qui "
               "renouvelle, période par période, et les renouvellements encore attendus de chaque client.\n"
               "next lit les lignes de commandes (client, date, produit)\u00A0: le prochain achat probable de "
               "chaque client et pourquoi, et ce qui s’achète ensemble.\n"
               "revenue lit aussi un export de commandes\u00A0: les mois à venir avec P10, P50 et P90, et ce que "
               "valaient de telles prévisions plus tôt."),
    .examples = "fidele predict lifetime orders.csv\n"
                "fidele predict lifetime orders.csv --calibration-end 2026-06-30 --time-unit week --format json\n"
                "fidele predict lifetime --data ./fidele-data\n"
                "fidele predict occasions gifts.csv --every year\n"
                "fidele predict churn customers.csv --label churn --format json\n"
                "fidele predict contracts customers.csv --label churn --duration tenure\n"
                "fidele predict next lines.csv --columns customer,date,product\n"
                "fidele predict revenue orders.csv --months 6\n"
                "fidele predict revenue --data ./fidele-data --series mrr --churn-points -1",
    .run = run_predict,
};

static const Command *const predict_commands[] = {&predict_command, NULL};
const Module predict_command_module = {.name = "predict_command", .commands = predict_commands};

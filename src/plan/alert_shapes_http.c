// alert_shapes_http.c - the forms of rules and alerts in JSON.
#include "plan/rule.h"
#include "plan/shapes_http.h"

#define ALWAYS(name_, type_, english, french)                                                                          \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .help = PHRASE(english, french)                            \
    }
#define NULLABLE(name_, type_, english, french)                                                                        \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .nullable = true, .help = PHRASE(english, french)          \
    }

#define RULE_BODY(required_)                                                                                               \
    {.name = "name",                                                                                                       \
     .type = FIELD_TEXT,                                                                                                   \
     .required = (required_),                                                                                              \
     .low = 1,                                                                                                             \
     .high = 200,                                                                                                          \
     .help = PHRASE("for people", "pour les personnes")},                                                                  \
        {.name = "metric",                                                                                                 \
         .type = FIELD_TEXT,                                                                                               \
         .low = 1,                                                                                                         \
         .high = 100,                                                                                                      \
         .help = PHRASE("a name of GET /api/v1/metrics; none of the kind health",                                          \
                        "un nom de GET /api/v1/metrics\u00A0; aucun du genre health")},                                    \
        {.name = "parameters",                                                                                             \
         .type = FIELD_MAP,                                                                                                \
         .help = PHRASE("of the metric, as texts: segment, by, window …",                                                  \
                        "de l’indicateur, en textes\u00A0: segment, by, window…")},                                        \
        {.name = "period",                                                                                                 \
         .type = FIELD_TEXT,                                                                                               \
         .words = "day|week|month|quarter|year",                                                                           \
         .help = PHRASE("that is judged; default month", "jugée\u00A0; par défaut month")},                                \
        {.name = "kind",                                                                                                   \
         .type = FIELD_TEXT,                                                                                               \
         .required = (required_),                                                                                          \
         .words = "above|below|change|break|anomaly|health",                                                               \
         .help = PHRASE(                                                                                                   \
             "above or below the threshold; change against the period before by more than the threshold; "                 \
             "break: another level; anomaly: unlike the periods before; health: of no figure, it tells of alerts on "      \
             "customers’ health",                                                                                          \
             "au-dessus ou au-dessous du seuil\u00A0; change\u00A0: variation de plus que le seuil par "                   \
             "rapport à la période précédente\u00A0; break\u00A0: un autre niveau\u00A0; anomaly\u00A0: "              \
             "différent des périodes précédentes\u00A0; health\u00A0: d’aucun chiffre, elle dit les alertes sur la " \
             "santé des clients")},                                                                                        \
        {.name = "threshold",                                                                                              \
         .type = FIELD_NUMBER,                                                                                             \
         .help = PHRASE("shares 0 to 1, amounts in major units; of a change 0.2 is 20 %, or 0.02 two points; of "          \
                        "an anomaly standard deviations, default 3.5",                                                     \
                        "parts de 0 à 1, montants en unités\u00A0; d’une variation, 0.2 est 20\u202F% ou 0.02 deux "   \
                        "points\u00A0; d’une anomalie des écarts types, par défaut 3.5")},                                 \
        {.name = "change_by",                                                                                              \
         .type = FIELD_TEXT,                                                                                               \
         .words = "percent|points",                                                                                        \
         .help = PHRASE("relative (default), or in the unit of the metric",                                                \
                        "relative (par défaut), ou dans l’unité de l’indicateur")},                                        \
        {.name = "direction",                                                                                              \
         .type = FIELD_TEXT,                                                                                               \
         .words = "any|rise|fall",                                                                                         \
         .help = PHRASE("of a change, break or anomaly; default any",                                                      \
                        "d’une variation, rupture ou anomalie\u00A0; par défaut any")},                                    \
        {.name = "recovery",                                                                                               \
         .type = FIELD_NUMBER,                                                                                             \
         .help = PHRASE("how far beyond the threshold it has to come back before it may fire again; default 0",            \
                        "de combien il doit revenir au-delà du seuil avant une nouvelle alerte\u00A0; par défaut 0")},     \
        {.name = "certainty",                                                                                              \
         .type = FIELD_TEXT,                                                                                               \
         .words = "sample|interval",                                                                                       \
         .help =                                                                                                           \
             PHRASE("sample: enough to tell is sample_min; interval: the 95 % interval must not hold the threshold, "      \
                    "or the two periods must differ at 5 %, either; default sample, of a change interval",                 \
                    "sample\u00A0: sample_min suffit\u00A0; interval\u00A0: l’intervalle à 95\u202F% ne doit pas non "  \
                    "plus contenir le seuil, ou les deux périodes doivent différer au seuil de 5\u202F%\u00A0; par "     \
                    "défaut sample, d’une variation interval")},                                                           \
        {.name = "sample_min",                                                                                             \
         .type = FIELD_INTEGER,                                                                                            \
         .low = 30,                                                                                                        \
         .high = 1000000000,                                                                                               \
         .help = PHRASE("shares and means of fewer never fire; default and at least 30",                                   \
                        "parts et moyennes de moins n’alertent jamais\u00A0; par défaut et au moins 30")},                 \
        {.name = "incomplete",                                                                                             \
         .type = FIELD_BOOLEAN,                                                                                            \
         .help = PHRASE("the period that has not ended is judged too; default false",                                      \
                        "la période en cours est jugée aussi\u00A0; par défaut false")},                                   \
        {.name = "every",                                                                                                  \
         .type = FIELD_TEXT,                                                                                               \
         .words = "hour|day|week|month",                                                                                   \
         .help = PHRASE("how often it is looked at; default day, of health hour",                                          \
                        "fréquence d’examen\u00A0; par défaut day, pour health hour")},                                    \
        {.name = "max_per_day",                                                                                            \
         .type = FIELD_INTEGER,                                                                                            \
         .low = 0,                                                                                                         \
         .high = RULE_DAY_MAX,                                                                                             \
         .help = PHRASE("alerts of this rule that are told on one day; default 10",                                        \
                        "alertes de cette règle dites en un jour\u00A0; par défaut 10")},                                  \
        {.name = "recipients",                                                                                             \
         .type = FIELD_ARRAY,                                                                                              \
         .item = FIELD_TEXT,                                                                                               \
         .low = 0,                                                                                                         \
         .high = RECIPIENTS_MAX,                                                                                           \
         .help = PHRASE("addresses that get a mail; webhooks of the topic Alert Fired are told too",                       \
                        "adresses qui reçoivent un courriel\u00A0; les webhooks du sujet Alert Fired sont prévenus "     \
                        "aussi")},                                                                                         \
    {                                                                                                                      \
        .name = "locale", .type = FIELD_TEXT, .words = "en|fr",                                                            \
        .help = PHRASE("of the mails; default that of the workspace",                                                      \
                       "des courriels\u00A0; par défaut celle de l’espace de travail")                                     \
    }

static const Field create_fields[] = {RULE_BODY(true), {0}};
const Shape alert_rule_create_shape = {.name = "AlertRuleCreate", .fields = create_fields};

static const Field change_fields[] = {
    RULE_BODY(false),
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "active|paused",
     .help = PHRASE("paused: it is not judged", "paused\u00A0: elle n’est pas jugée")},
    {.name = "snoozed_until",
     .type = FIELD_INSTANT,
     .nullable = true,
     .help =
         PHRASE("until then it is not judged; null: it is", "jusque-là elle n’est pas jugée\u00A0; null\u00A0: elle "
                                                            "l’est")},
    {0},
};
const Shape alert_rule_change_shape = {.name = "AlertRuleChange", .fields = change_fields};

static const Field group_fields[] = {
    ALWAYS("group", FIELD_TEXT, "its key; \"\" without by", "sa clé\u00A0; \"\" sans by"),
    ALWAYS("verdict", FIELD_TEXT, "of the last period: fine, near, over, small_sample, uncertain, unobserved",
           "de la dernière période\u00A0: fine, near, over, small_sample, uncertain, unobserved"),
    NULLABLE("value", FIELD_NUMBER, "of the last period; null: not observed",
             "de la dernière période\u00A0; "
             "null\u00A0: pas observée"),
    NULLABLE("n", FIELD_INTEGER, "of how many", "sur combien"),
    NULLABLE("judged", FIELD_DAY, "first day of the last whole period that was judged",
             "premier jour de la dernière période entière jugée"),
    NULLABLE("open_alert", FIELD_INTEGER, "of the episode that goes on", "de l’épisode en cours"),
    {0},
};
static const Shape group_shape = {.name = "AlertRuleGroup", .fields = group_fields};

#define RULE_FIELDS                                                                                                    \
    ALWAYS("id", FIELD_INTEGER, "its number", "son numéro"),                                                           \
        ALWAYS("name", FIELD_TEXT, "for people",                                                                       \
               "pour les "                                                                                             \
               "personnes"),                                                                                           \
        NULLABLE("metric", FIELD_TEXT, "that is judged; of health there is none",                                      \
                 "surveillé\u00A0; health n’en a pas"),                                                                \
        ALWAYS("parameters", FIELD_MAP, "of the metric", "de l’indicateur"),                                           \
        ALWAYS("period", FIELD_TEXT, "of the points", "des points"),                                                   \
        ALWAYS("kind", FIELD_TEXT, "above, below, change, break, anomaly, health",                                     \
               "above, below, change, break, anomaly, health"),                                                        \
        NULLABLE("threshold", FIELD_NUMBER, "of a break and of health there is none",                                  \
                 "une rupture et health n’en ont pas"),                                                                \
        ALWAYS("change_by", FIELD_TEXT, "percent, points", "percent, points"),                                         \
        ALWAYS("direction", FIELD_TEXT, "any, rise, fall", "any, rise, fall"),                                         \
        ALWAYS("recovery", FIELD_NUMBER, "how far it has to come back", "de combien il doit revenir"),                 \
        ALWAYS("certainty", FIELD_TEXT, "sample, interval", "sample, interval"),                                       \
        ALWAYS("sample_min", FIELD_INTEGER, "fewer never fire", "moins n’alertent jamais"),                            \
        ALWAYS("incomplete", FIELD_BOOLEAN, "the period that has not ended is judged too",                             \
               "la période en cours est jugée aussi"),                                                                 \
        ALWAYS("every", FIELD_TEXT, "hour, day, week, month", "hour, day, week, month"),                               \
        ALWAYS("max_per_day", FIELD_INTEGER, "alerts told on one day", "alertes dites en un jour"),                    \
        {.name = "recipients",                                                                                         \
         .type = FIELD_ARRAY,                                                                                          \
         .item = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("who gets a mail", "qui reçoit un courriel")},                                                 \
        ALWAYS("locale", FIELD_TEXT, "of the mails", "des courriels"),                                                 \
        ALWAYS("status", FIELD_TEXT, "active, paused", "active, paused"),                                              \
        NULLABLE("snoozed_until", FIELD_INSTANT, "until then it is not judged", "jusque-là elle n’est pas jugée"),     \
        ALWAYS("next_at", FIELD_INSTANT, "when it is looked at next", "prochain examen"),                              \
        NULLABLE("judged_at", FIELD_INSTANT, "when it was looked at last", "dernier examen"),                          \
        NULLABLE("failure", FIELD_TEXT, "why it could not be judged", "pourquoi elle n’a pas pu être jugée"),          \
        ALWAYS("made_at", FIELD_INSTANT, "when it was made", "création"),                                              \
        ALWAYS("version", FIELD_INTEGER, "grows with each change; the ETag",                                           \
               "croît à chaque changement\u00A0; l’ETag")

static const Field rule_fields[] = {
    RULE_FIELDS,
    {.name = "groups",
     .type = FIELD_ARRAY,
     .shape = &group_shape,
     .help = PHRASE("how each group stands; of one rule alone", "état de chaque groupe\u00A0; d’une seule règle")},
    {0},
};
const Shape alert_rule_shape = {.name = "AlertRule", .fields = rule_fields};

#define LIST_FIELDS(shape_, english, french)                                                                           \
    {.name = "items", .type = FIELD_ARRAY, .shape = &(shape_), .required = true, .help = PHRASE(english, french)},     \
        NULLABLE("next_cursor", FIELD_TEXT, "for the next page; null: this is the last",                               \
                 "pour la page suivante\u00A0; null\u00A0: c’est la dernière")

static const Field rule_list_fields[] = {LIST_FIELDS(alert_rule_shape, "by number", "par numéro"), {0}};
const Shape alert_rule_list_shape = {.name = "AlertRuleList", .fields = rule_list_fields};

static const Field check_fields[] = {
    ALWAYS("job", FIELD_INTEGER, "GET /jobs/{id} says when it is done", "GET /jobs/{id} dit quand c’est fait"),
    {0},
};
const Shape alert_check_shape = {.name = "AlertCheck", .fields = check_fields};

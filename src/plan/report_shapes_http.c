// report_shapes_http.c - the forms of reports, snapshots and restatements in JSON.
#include "plan/report.h"
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
#define LIST_FIELDS(shape_, english, french)                                                                           \
    {.name = "items", .type = FIELD_ARRAY, .shape = &(shape_), .required = true, .help = PHRASE(english, french)},     \
        NULLABLE("next_cursor", FIELD_TEXT, "for the next page; null: this is the last",                               \
                 "pour la page suivante\u00A0; null\u00A0: c’est la dernière")

// ---- reports ----

static const Field asked_fields[] = {
    {.name = "metric",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 100,
     .help = PHRASE("a name of GET /api/v1/metrics", "un nom de GET /api/v1/metrics")},
    {.name = "parameters",
     .type = FIELD_MAP,
     .help = PHRASE("of the metric, as texts: segment, by, window …", "de l’indicateur, en textes\u00A0: segment, by, "
                                                                      "window…")},
    {0},
};
static const Shape asked_shape = {.name = "FigureAsked", .fields = asked_fields};

#define REPORT_BODY(required_)                                                                                                         \
    {.name = "name",                                                                                                                   \
     .type = FIELD_TEXT,                                                                                                               \
     .required = (required_),                                                                                                          \
     .low = 1,                                                                                                                         \
     .high = 200,                                                                                                                      \
     .help = PHRASE("the title", "le titre")},                                                                                         \
        {.name = "metrics",                                                                                                            \
         .type = FIELD_ARRAY,                                                                                                          \
         .shape = &asked_shape,                                                                                                        \
         .required = (required_),                                                                                                      \
         .low = 1,                                                                                                                     \
         .high = REPORT_METRICS_MAX,                                                                                                   \
         .help = PHRASE("what it shows, in order", "ce qu’il montre, dans l’ordre")},                                                  \
        {.name = "period",                                                                                                             \
         .type = FIELD_TEXT,                                                                                                           \
         .words = "day|week|month|quarter|year",                                                                                       \
         .help = PHRASE("the last whole one is reported; default month",                                                               \
                        "la dernière entière est rapportée\u00A0; par défaut month")},                                                 \
        {.name = "periods",                                                                                                            \
         .type = FIELD_INTEGER,                                                                                                        \
         .low = 1,                                                                                                                     \
         .high = REPORT_PERIODS_MAX,                                                                                                   \
         .help = PHRASE("how many are shown, with those before; default 6",                                                            \
                        "combien sont montrées, avec les précédentes\u00A0; par défaut 6")},                                           \
        {.name = "schedule",                                                                                                           \
         .type = FIELD_TEXT,                                                                                                           \
         .nullable = true,                                                                                                             \
         .low = 0,                                                                                                                     \
         .high = 60,                                                                                                                   \
         .help = PHRASE("“monthly day 1 08:00”, “weekly monday 08:00”, “daily 08:00”, “quarterly day last 08:00”, in " \
                        "the workspace's time zone; null: only when asked for",                                                        \
                        "«\u00A0monthly day 1 08:00\u00A0», «\u00A0weekly monday 08:00\u00A0», «\u00A0daily "                     \
                        "08:00\u00A0», «\u00A0quarterly day last 08:00\u00A0», dans le fuseau de l’espace de "                    \
                        "travail\u00A0; null\u00A0: seulement à la demande")},                                                         \
        {.name = "recipients",                                                                                                         \
         .type = FIELD_ARRAY,                                                                                                          \
         .item = FIELD_TEXT,                                                                                                           \
         .low = 0,                                                                                                                     \
         .high = RECIPIENTS_MAX,                                                                                                       \
         .help = PHRASE("addresses it is sent to", "adresses auxquelles il est envoyé")},                                              \
    {                                                                                                                                  \
        .name = "locale", .type = FIELD_TEXT, .words = "en|fr",                                                                        \
        .help = PHRASE("its language; default that of the workspace",                                                                  \
                       "sa langue\u00A0; par défaut celle de l’espace de travail")                                                     \
    }

static const Field create_fields[] = {REPORT_BODY(true), {0}};
const Shape report_create_shape = {.name = "ReportCreate", .fields = create_fields};
static const Field change_fields[] = {
    REPORT_BODY(false),
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "active|paused",
     .help = PHRASE("paused: it is made when asked for alone", "paused\u00A0: il n’est fait qu’à la demande")},
    {0},
};
const Shape report_change_shape = {.name = "ReportChange", .fields = change_fields};

static const Field report_fields[] = {
    ALWAYS("id", FIELD_INTEGER, "its number", "son numéro"),
    ALWAYS("name", FIELD_TEXT, "the title", "le titre"),
    {.name = "metrics",
     .type = FIELD_ARRAY,
     .shape = &asked_shape,
     .required = true,
     .help = PHRASE("what it shows", "ce qu’il montre")},
    ALWAYS("period", FIELD_TEXT, "that is reported", "rapportée"),
    ALWAYS("periods", FIELD_INTEGER, "how many are shown", "combien sont montrées"),
    NULLABLE("schedule", FIELD_TEXT, "when it is made", "quand il est fait"),
    {.name = "recipients",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("whom it is sent to", "à qui il est envoyé")},
    ALWAYS("locale", FIELD_TEXT, "its language", "sa langue"),
    ALWAYS("status", FIELD_TEXT, "active, paused", "active, paused"),
    NULLABLE("next_at", FIELD_INSTANT, "when it is made next", "prochaine fois"),
    NULLABLE("failure", FIELD_TEXT, "why it could not be made last", "pourquoi il n’a pas pu être fait"),
    ALWAYS("made_at", FIELD_INSTANT, "when it was set up", "création"),
    ALWAYS("version", FIELD_INTEGER, "grows with each change; the ETag", "croît à chaque changement\u00A0; l’ETag"),
    {0},
};
const Shape report_shape = {.name = "Report", .fields = report_fields};
static const Field report_list_fields[] = {LIST_FIELDS(report_shape, "by number", "par numéro"), {0}};
const Shape report_list_shape = {.name = "ReportList", .fields = report_list_fields};

static const Field issue_fields[] = {
    ALWAYS("id", FIELD_INTEGER, "its number", "son numéro"),
    ALWAYS("report", FIELD_INTEGER, "of which it is an issue", "dont il est une édition"),
    ALWAYS("kind", FIELD_TEXT, "scheduled, asked", "scheduled, asked"),
    ALWAYS("due_at", FIELD_INSTANT, "when it was due", "échéance"),
    ALWAYS("from", FIELD_DAY, "first day of what it reports", "premier jour rapporté"),
    ALWAYS("to", FIELD_DAY, "last day", "dernier jour"),
    ALWAYS("made_at", FIELD_INSTANT, "when it was made", "quand il a été fait"),
    ALWAYS("missed", FIELD_INTEGER, "due times before it at which nothing was made",
           "échéances précédentes sans rapport"),
    ALWAYS("snapshot", FIELD_INTEGER, "of its figures", "de ses chiffres"),
    ALWAYS("subject", FIELD_TEXT, "of the mail", "du courriel"),
    {.name = "recipients",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("whom it was sent to", "à qui il a été envoyé")},
    {.name = "plain",
     .type = FIELD_TEXT,
     .help = PHRASE("as text; of one issue alone", "en texte\u00A0; d’une seule "
                                                   "édition")},
    {0},
};
const Shape report_issue_shape = {.name = "ReportIssue", .fields = issue_fields};
static const Field issue_list_fields[] = {LIST_FIELDS(report_issue_shape, "newest first", "les dernières d’abord"),
                                          {0}};
const Shape report_issue_list_shape = {.name = "ReportIssueList", .fields = issue_list_fields};

static const Field sent_fields[] = {
    ALWAYS("job", FIELD_INTEGER, "GET /jobs/{id} says when it is done", "GET /jobs/{id} dit quand c’est fait"),
    {0},
};
const Shape report_sent_shape = {.name = "ReportSent", .fields = sent_fields};

// ---- snapshots ----

static const Field snapshot_create_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .low = 1, .high = 200, .help = PHRASE("for people", "pour les personnes")},
    {.name = "metrics",
     .type = FIELD_ARRAY,
     .shape = &asked_shape,
     .required = true,
     .low = 1,
     .high = REPORT_METRICS_MAX,
     .help = PHRASE("whose figures are kept", "dont les chiffres sont gardés")},
    {.name = "period",
     .type = FIELD_TEXT,
     .words = "day|week|month|quarter|year",
     .help = PHRASE("of the figures; default month", "des chiffres\u00A0; par défaut month")},
    {.name = "periods",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = RULE_PERIODS,
     .help = PHRASE("how many, the last whole one and those before; default 12",
                    "combien, la dernière entière et les précédentes\u00A0; par défaut 12")},
    {0},
};
const Shape snapshot_create_shape = {.name = "SnapshotCreate", .fields = snapshot_create_fields};

static const Field snapshot_fields[] = {
    ALWAYS("id", FIELD_INTEGER, "its number", "son numéro"),
    ALWAYS("name", FIELD_TEXT, "for people", "pour les personnes"),
    ALWAYS("made_at", FIELD_INSTANT, "when it was made", "quand il a été fait"),
    ALWAYS("reported", FIELD_DAY, "the civil day of that", "le jour civil correspondant"),
    ALWAYS("last_event", FIELD_INTEGER, "number of the last event that was known", "numéro du dernier événement connu"),
    NULLABLE("issue", FIELD_INTEGER, "of the report it was made with", "de l’édition du rapport"),
    {0},
};
const Shape snapshot_shape = {.name = "Snapshot", .fields = snapshot_fields};
static const Field snapshot_list_fields[] = {LIST_FIELDS(snapshot_shape, "newest first", "les derniers d’abord"), {0}};
const Shape snapshot_list_shape = {.name = "SnapshotList", .fields = snapshot_list_fields};

static const Field known_fields[] = {
    NULLABLE("value", FIELD_NUMBER, "null: not observed", "null\u00A0: pas observé"),
    NULLABLE("low", FIELD_NUMBER, "95 % interval: from", "intervalle à 95\u202F%\u00A0: de"),
    NULLABLE("high", FIELD_NUMBER, "95 % interval: to", "intervalle à 95\u202F%\u00A0: à"),
    NULLABLE("n", FIELD_INTEGER, "of how many", "sur combien"),
    ALWAYS("complete", FIELD_BOOLEAN, "the period had ended", "la période était terminée"),
    {0},
};
static const Shape known_shape = {.name = "FigureKnown", .fields = known_fields};

static const Field restated_fields[] = {
    ALWAYS("period", FIELD_TEXT, "2026-02 …", "2026-02…"),
    ALWAYS("from", FIELD_DAY, "its first day", "son premier jour"),
    ALWAYS("to", FIELD_DAY, "its last day", "son dernier jour"),
    ALWAYS("group", FIELD_TEXT, "key of the group; \"\" without by", "clé du groupe\u00A0; \"\" sans by"),
    {.name = "as_reported",
     .type = FIELD_OBJECT,
     .shape = &known_shape,
     .required = true,
     .help = PHRASE("as it was reported then", "tel que rapporté alors")},
    {.name = "as_known_now",
     .type = FIELD_OBJECT,
     .shape = &known_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("as it is known now; null: there is no such group any more",
                    "tel que connu maintenant\u00A0; null\u00A0: ce groupe n’existe plus")},
    NULLABLE("difference", FIELD_NUMBER, "now less then", "maintenant moins alors"),
    ALWAYS("late_events", FIELD_INTEGER,
           "events of the period that came in after the snapshot: GET /restatements/late-events lists them",
           "événements de la période arrivés après\u00A0: GET /restatements/late-events les liste"),
    {0},
};
static const Shape restated_shape = {.name = "FigureRestated", .fields = restated_fields};

static const Field restatement_fields[] = {
    ALWAYS("metric", FIELD_TEXT, "its name", "son nom"),
    ALWAYS("label", FIELD_TEXT, "for people", "pour les personnes"),
    ALWAYS("unit", FIELD_TEXT, "of the values; amounts in major units", "des valeurs\u00A0; montants en unités"),
    NULLABLE("currency", FIELD_TEXT, "of amounts", "des montants"),
    ALWAYS("parameters", FIELD_MAP, "of the metric", "de l’indicateur"),
    {.name = "snapshot",
     .type = FIELD_OBJECT,
     .shape = &snapshot_shape,
     .required = true,
     .help = PHRASE("the last one of that day or before it", "le dernier de ce jour ou d’avant")},
    {.name = "points",
     .type = FIELD_ARRAY,
     .shape = &restated_shape,
     .required = true,
     .help = PHRASE("by group, then period", "par groupe, puis période")},
    {0},
};
const Shape restatement_shape = {.name = "Restatement", .fields = restatement_fields};

static const Field late_fields[] = {
    ALWAYS("id", FIELD_INTEGER, "its number in the log", "son numéro dans le journal"),
    ALWAYS("event", FIELD_TEXT, "its name", "son nom"),
    ALWAYS("customer", FIELD_INTEGER, "whose it is", "de qui il est"),
    ALWAYS("at", FIELD_INSTANT, "when it happened", "quand il a eu lieu"),
    ALWAYS("received_at", FIELD_INSTANT, "when it came in", "quand il est arrivé"),
    {0},
};
static const Shape late_shape = {.name = "LateEvent", .fields = late_fields};
static const Field late_list_fields[] = {LIST_FIELDS(late_shape, "in the order they came in", "par ordre d’arrivée"),
                                         {0}};
const Shape late_event_list_shape = {.name = "LateEventList", .fields = late_list_fields};

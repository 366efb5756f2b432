// experiment_shapes_http.c - what is sent and answered about experiments.
#include "base/json_put.h"
#include "experiment/experiment_http.h"
#include "experiment/readout.h"

#define KEY_FIELD(english, french)                                                                                     \
    {                                                                                                                  \
        .name = "key", .type = FIELD_TEXT, .required = true, .low = 1, .high = EXPERIMENT_KEY_BYTES_MAX,               \
        .help = PHRASE(english, french)                                                                                \
    }

static const Field arm_fields[] = {
    KEY_FIELD("for code: control, b", "pour le code\u00A0: control, b"),
    {.name = "name", .type = FIELD_TEXT, .high = 200, .help = PHRASE("for people", "pour les personnes")},
    {.name = "share",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("of those who may take part: 0.5", "de ceux qui peuvent participer\u00A0: 0,5")},
    {0}};
static const Shape arm_shape = {.name = "ExperimentArm", .fields = arm_fields};

#define PLAN_FIELDS(needed)                                                                                              \
    {.name = "name",                                                                                                     \
     .type = FIELD_TEXT,                                                                                                 \
     .required = (needed),                                                                                               \
     .low = 1,                                                                                                           \
     .high = 200,                                                                                                        \
     .help = PHRASE("for people", "pour les personnes")},                                                                \
        {.name = "hypothesis",                                                                                           \
         .type = FIELD_TEXT,                                                                                             \
         .high = 4000,                                                                                                   \
         .help = PHRASE("what is expected and why", "ce qui est attendu, et pourquoi")},                                 \
        {.name = "segment",                                                                                              \
         .type = FIELD_TEXT,                                                                                             \
         .high = 16384,                                                                                                  \
         .help = PHRASE("who may take part, a rule; empty: everybody",                                                   \
                        "qui peut participer, une règle\u202F; vide\u00A0: tout le monde")},                             \
        {.name = "outcome",                                                                                              \
         .type = FIELD_TEXT,                                                                                             \
         .words = OUTCOME_WORDS,                                                                                         \
         .help = PHRASE("what is watched: the share who purchase again (default), orders or revenue of each, the "       \
                        "share with an event",                                                                           \
                        "ce qui est suivi\u00A0: la part qui rachète (par défaut), commandes ou revenu de chacun, la " \
                        "part ayant un événement")},                                                                     \
        {.name = "event",                                                                                                \
         .type = FIELD_TEXT,                                                                                             \
         .high = 200,                                                                                                    \
         .help = PHRASE("of the outcome event: Trial Converted",                                                         \
                        "pour l’issue «\u00A0event\u00A0»\u00A0: Trial Converted")},                                     \
        {.name = "follow_days",                                                                                          \
         .type = FIELD_INTEGER,                                                                                          \
         .low = 1,                                                                                                       \
         .high = EXPERIMENT_FOLLOW_DAYS_MAX,                                                                             \
         .help = PHRASE("how long each person is watched from the exposure on; default 30",                              \
                        "combien de temps chacun est suivi dès l’exposition\u202F; 30 par défaut")},                     \
        {.name = "criterion",                                                                                            \
         .type = FIELD_NUMBER,                                                                                           \
         .nullable = true,                                                                                               \
         .help = PHRASE("the least difference that makes it worth adopting: 0.02 is 2 points; amounts in major units",   \
                        "la moindre différence pour laquelle l’adopter\u00A0: 0,02 vaut 2 points\u202F; montants en " \
                        "unités principales")},                                                                          \
    {                                                                                                                    \
        .name = "arms", .type = FIELD_ARRAY, .low = EXPERIMENT_ARMS, .high = EXPERIMENT_ARMS, .shape = &arm_shape,       \
        .help = PHRASE("the control group first; default: half and half",                                                \
                       "le groupe témoin d’abord\u202F; par défaut moitié-moitié")                                       \
    }

static const Field fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    KEY_FIELD("for code; the lot is drawn with it", "pour le code\u202F; sert au tirage"),
    PLAN_FIELDS(true),
    {.name = "status",
     .type = FIELD_TEXT,
     .required = true,
     .words = EXPERIMENT_STATUS_WORDS,
     .help = PHRASE("people are only exposed while it runs", "on n’expose que pendant qu’elle court")},
    {.name = "started_at", .type = FIELD_INSTANT, .nullable = true, .help = PHRASE("when", "quand")},
    {.name = "stopped_at", .type = FIELD_INSTANT, .nullable = true, .help = PHRASE("when", "quand")},
    {.name = "decision",
     .type = FIELD_TEXT,
     .required = true,
     .words = DECISION_WORDS,
     .help = PHRASE("what people made of it", "ce qu’on en a décidé")},
    {.name = "lesson", .type = FIELD_TEXT, .required = true, .help = PHRASE("for the next time", "pour la suite")},
    {.name = "made_by", .type = FIELD_INTEGER, .help = PHRASE("of the staff", "de l’équipe")},
    {.name = "made_at", .type = FIELD_INSTANT, .help = PHRASE("when", "quand")},
    {.name = "version", .type = FIELD_INTEGER, .help = PHRASE("for If-Match", "pour If-Match")},
    {0}};
const Shape experiment_shape = {.name = "Experiment", .fields = fields};

#define NEXT_CURSOR                                                                                                    \
    {                                                                                                                  \
        .name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true,                                 \
        .help = PHRASE("null: that was all", "null\u00A0: c’était tout")                                               \
    }
static const Field list_fields[] = {{.name = "items",
                                     .type = FIELD_ARRAY,
                                     .required = true,
                                     .shape = &experiment_shape,
                                     .help = PHRASE("newest first", "les plus récentes d’abord")},
                                    NEXT_CURSOR,
                                    {0}};
const Shape experiment_list_shape = {.name = "ExperimentList", .fields = list_fields};

static const Field add_fields[] = {
    KEY_FIELD("lower-case letters, digits, - and _", "minuscules, chiffres, - et _"), PLAN_FIELDS(true), {0}};
const Shape experiment_add_shape = {.name = "ExperimentAdd", .fields = add_fields};

static const Field change_fields[] = {PLAN_FIELDS(false), {0}};
const Shape experiment_change_shape = {.name = "ExperimentChange", .fields = change_fields};

static const Field stop_fields[] = {
    {.name = "decision",
     .type = FIELD_TEXT,
     .words = DECISION_WORDS,
     .help = PHRASE("may be said again later", "peut être redite plus tard")},
    {.name = "lesson", .type = FIELD_TEXT, .high = 4000, .help = PHRASE("for the next time", "pour la suite")},
    {0}};
const Shape experiment_stop_shape = {.name = "ExperimentStop", .fields = stop_fields};

static const Field assignment_fields[] = {
    {.name = "experiment", .type = FIELD_TEXT, .required = true, .help = PHRASE("its key", "sa clé")},
    {.name = "customer", .type = FIELD_INTEGER, .required = true, .help = PHRASE("the person", "la personne")},
    {.name = "arm",
     .type = FIELD_OBJECT,
     .shape = &arm_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: takes no part", "null\u00A0: ne participe pas")},
    {.name = "exposed_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: not exposed", "null\u00A0: pas exposée")},
    {0}};
const Shape experiment_assignment_shape = {.name = "ExperimentAssignment", .fields = assignment_fields};

static const Field exposure_add_fields[] = {{.name = "customer",
                                             .type = FIELD_TEXT,
                                             .required = true,
                                             .high = 500,
                                             .help = PHRASE("42, email:… or user_id:…", "42, email:… ou user_id:…")},
                                            {0}};
const Shape experiment_exposure_add_shape = {.name = "ExperimentExposureAdd", .fields = exposure_add_fields};

static const Field exposure_fields[] = {
    {.name = "customer", .type = FIELD_INTEGER, .required = true, .help = PHRASE("who", "qui")},
    {.name = "arm", .type = FIELD_TEXT, .required = true, .help = PHRASE("its key", "sa clé")},
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},
    {0}};
static const Shape exposure_shape = {.name = "ExperimentExposure", .fields = exposure_fields};
static const Field exposure_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &exposure_shape}, NEXT_CURSOR, {0}};
const Shape experiment_exposure_list_shape = {.name = "ExperimentExposureList", .fields = exposure_list_fields};

static const Field enrolment_fields[] = {{.name = "job",
                                          .type = FIELD_INTEGER,
                                          .required = true,
                                          .help = PHRASE("for GET /jobs/{id}", "pour GET /jobs/{id}")},
                                         {0}};
const Shape experiment_enrolment_shape = {.name = "ExperimentEnrolment", .fields = enrolment_fields};

// ---- results ----

#define FIGURE_FIELDS                                                                                                  \
    {.name = "value",                                                                                                  \
     .type = FIELD_ANY,                                                                                                \
     .required = true,                                                                                                 \
     .nullable = true,                                                                                                 \
     .help = PHRASE("a number or an amount; null: not observed yet",                                                   \
                    "un nombre ou un montant\u202F; null\u00A0: pas encore observé")},                                 \
        {.name = "low",                                                                                                \
         .type = FIELD_ANY,                                                                                            \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("95 %: from", "95\u202F%\u00A0: de")},                                                         \
    {                                                                                                                  \
        .name = "high", .type = FIELD_ANY, .required = true, .nullable = true,                                         \
        .help = PHRASE("95 %: to", "95\u202F%\u00A0: à")                                                               \
    }
static const Field figure_fields[] = {FIGURE_FIELDS, {0}};
static const Shape figure_shape = {.name = "ExperimentFigure", .fields = figure_fields};
static const Field result_arm_fields[] = {
    KEY_FIELD("of the arm", "du groupe"),
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "share", .type = FIELD_NUMBER, .required = true, .help = PHRASE("as planned", "comme prévu")},
    {.name = "exposed", .type = FIELD_INTEGER, .required = true, .help = PHRASE("people", "personnes")},
    {.name = "n",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of them whose days have ended", "dont les jours sont passés")},
    FIGURE_FIELDS,
    {.name = "before",
     .type = FIELD_OBJECT,
     .shape = &figure_shape,
     .required = true,
     .help = PHRASE("the same people in as many days before", "les mêmes, autant de jours avant")},
    {0}};
static const Shape result_arm_shape = {.name = "ExperimentResultArm", .fields = result_arm_fields};
static const Field difference_fields[] = {FIGURE_FIELDS,
                                          {.name = "p",
                                           .type = FIELD_NUMBER,
                                           .required = true,
                                           .nullable = true,
                                           .help = PHRASE("two-sided: of a difference as large by chance alone",
                                                          "bilatérale\u00A0: d’un tel écart par le seul hasard")},
                                          {0}};
static const Shape difference_shape = {.name = "ExperimentDifference", .fields = difference_fields};
static const Field balance_fields[] = {
    {.name = "p",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("of a split as uneven by chance alone; below 0.001 something is broken",
                    "d’un partage aussi inégal par hasard\u202F; sous 0,001 quelque chose est cassé")},
    {.name = "fair", .type = FIELD_BOOLEAN, .required = true},
    {0}};
static const Shape balance_shape = {.name = "ExperimentBalance", .fields = balance_fields};
static const Field results_fields[] = {
    {.name = "experiment", .type = FIELD_TEXT, .required = true, .help = PHRASE("its key", "sa clé")},
    {.name = "as_of", .type = FIELD_INSTANT, .required = true, .help = PHRASE("known until", "connu jusqu’à")},
    {.name = "outcome", .type = FIELD_TEXT, .required = true, .words = OUTCOME_WORDS},
    {.name = "unit", .type = FIELD_TEXT, .required = true, .words = "rate|number|amount"},
    {.name = "follow_days", .type = FIELD_INTEGER, .required = true},
    {.name = "arms", .type = FIELD_ARRAY, .required = true, .shape = &result_arm_shape},
    {.name = "difference",
     .type = FIELD_OBJECT,
     .shape = &difference_shape,
     .required = true,
     .help = PHRASE("the treated arm less the control group", "le groupe traité moins le groupe témoin")},
    {.name = "change",
     .type = FIELD_OBJECT,
     .shape = &difference_shape,
     .required = true,
     .help = PHRASE("the same of what each person changed from before to after",
                    "la même pour le changement de chaque personne d’avant à après")},
    {.name = "balance", .type = FIELD_OBJECT, .shape = &balance_shape, .required = true},
    {.name = "detectable",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("the smallest difference that so many people show in 80 of 100 trials",
                    "la plus petite différence que tant de personnes révèlent 80 fois sur 100")},
    {.name = "verdict", .type = FIELD_TEXT, .required = true, .words = VERDICT_WORDS},
    {.name = "criterion_met",
     .type = FIELD_BOOLEAN,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: no criterion, or not observed yet", "null\u00A0: pas de critère, ou pas encore observé")},
    {.name = "sentence", .type = FIELD_TEXT, .required = true, .help = PHRASE("it in plain words", "en clair")},
    {0}};
const Shape experiment_results_shape = {.name = "ExperimentResults", .fields = results_fields};

// goal_shapes_http.c - the forms of goals in JSON.
#include "plan/goal_http.h"

#define ALWAYS(name_, type_, english, french)                                                                          \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .help = PHRASE(english, french)                            \
    }
#define NULLABLE(name_, type_, english, french)                                                                        \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .nullable = true, .help = PHRASE(english, french)          \
    }
#define PART(name_, shape_, english, french)                                                                           \
    {                                                                                                                  \
        .name = (name_), .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &(shape_),                 \
        .help = PHRASE(english, french)                                                                                \
    }
#define LIST(name_, shape_, english, french)                                                                           \
    {                                                                                                                  \
        .name = (name_), .type = FIELD_ARRAY, .required = true, .shape = &(shape_), .help = PHRASE(english, french)    \
    }

// ---- bodies ----

#define GOAL_BODY                                                                                                      \
    {.name = "name",                                                                                                   \
     .type = FIELD_TEXT,                                                                                               \
     .low = 0,                                                                                                         \
     .high = 200,                                                                                                      \
     .help = PHRASE("for people; without it, the sentence the goal makes",                                             \
                    "pour les personnes\u00A0; sans lui, la phrase que fait l’objectif")},                             \
        {.name = "metric",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .low = 0,                                                                                                     \
         .high = 100,                                                                                                  \
         .help = PHRASE("a name of GET /api/v1/metrics", "un nom de GET /api/v1/metrics")},                            \
        {.name = "segment",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .low = 0,                                                                                                     \
         .high = 16384,                                                                                                \
         .help = PHRASE("who is counted, as of metrics; none: all customers",                                          \
                        "qui est compté, comme des indicateurs\u00A0; aucun\u00A0: tous les clients")},                \
        {.name = "period",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .words = "week|month|quarter|year",                                                                           \
         .help = PHRASE("of the points; default month", "des points\u00A0; par défaut month")},                        \
        {.name = "target",                                                                                             \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("rates 0 to 1, amounts in major units", "taux de 0 à 1, montants en unités")},                 \
        {.name = "from",                                                                                               \
         .type = FIELD_DAY,                                                                                            \
         .nullable = true,                                                                                             \
         .help = PHRASE("a day of the period that the baseline is of; default: the last one that has ended",           \
                        "un jour de la période du point de départ\u00A0; par défaut la dernière terminée")},           \
        {.name = "deadline", .type = FIELD_DAY, .nullable = true, .help = PHRASE("by when", "pour quand")},            \
        {.name = "owner",                                                                                              \
         .type = FIELD_TEXT,                                                                                           \
         .nullable = true,                                                                                             \
         .high = 300,                                                                                                  \
         .help =                                                                                                       \
             PHRASE("of the staff: me, a number or an address", "de l’équipe\u00A0: me, un numéro ou une adresse")},   \
        {.name = "reason",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .low = 0,                                                                                                     \
         .high = GOAL_TEXT_BYTES_MAX,                                                                                  \
         .help = PHRASE("why this one", "pourquoi celui-ci")},                                                         \
        {.name = "finding",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .low = 0,                                                                                                     \
         .high = 100,                                                                                                  \
         .help = PHRASE("key of the weakness of GET /api/v1/audit that it answers",                                    \
                        "clé de la faiblesse de GET /api/v1/audit à laquelle il répond")},                             \
    {                                                                                                                  \
        .name = "justification", .type = FIELD_TEXT, .low = 0, .high = GOAL_TEXT_BYTES_MAX,                            \
        .help = PHRASE("why a target beyond what seems attainable can be reached",                                     \
                       "pourquoi une cible au-delà de l’atteignable peut être tenue")                                  \
    }

static const Field create_fields[] = {
    GOAL_BODY,
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "draft|active",
     .help = PHRASE("default draft; active: all five letters hold",
                    "par défaut draft\u00A0; active\u00A0: les cinq lettres tiennent")},
    {0},
};
const Shape goal_create_shape = {.name = "GoalCreate", .fields = create_fields};

static const Field change_fields[] = {
    GOAL_BODY,
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "draft|active|closed",
     .help = PHRASE("active: all five letters hold; closed: given up",
                    "active\u00A0: les cinq lettres tiennent\u00A0; closed\u00A0: abandonné")},
    {.name = "outcome",
     .type = FIELD_TEXT,
     .low = 0,
     .high = GOAL_TEXT_BYTES_MAX,
     .help = PHRASE("what was learnt", "ce qui a été appris")},
    {0},
};
const Shape goal_change_shape = {.name = "GoalChange", .fields = change_fields};

static const Field check_body_fields[] = {GOAL_BODY, {0}};
const Shape goal_check_shape = {.name = "GoalCheck", .fields = check_body_fields};

// ---- answers ----

#define POINT_FIELDS                                                                                                   \
    NULLABLE("value", FIELD_NUMBER, "null: not observed", "null\u00A0: pas observé"),                                  \
        NULLABLE("low", FIELD_NUMBER, "95 % interval: from", "intervalle à 95\u202F%\u00A0: de"),                      \
        NULLABLE("high", FIELD_NUMBER, "95 % interval: to", "intervalle à 95\u202F%\u00A0: à"),                        \
        NULLABLE("n", FIELD_INTEGER, "of how many", "sur combien")

static const Field baseline_fields[] = {
    POINT_FIELDS,
    ALWAYS("period", FIELD_TEXT, "that it is of", "dont il est"),
    ALWAYS("text", FIELD_TEXT, "for people", "pour les personnes"),
    {0},
};
static const Shape baseline_shape = {.name = "GoalBaseline", .fields = baseline_fields};

static const Field now_fields[] = {
    ALWAYS("period", FIELD_TEXT, "the last that has ended", "la dernière terminée"),
    POINT_FIELDS,
    ALWAYS("expected", FIELD_NUMBER, "what was due then", "ce qui était attendu alors"),
    NULLABLE("difference", FIELD_NUMBER, "in the good direction: below 0 is behind",
             "dans le bon sens\u00A0: sous 0, c’est en retard"),
    ALWAYS("state", FIELD_TEXT, "unknown, behind, on_track, ahead", "unknown, behind, on_track, ahead"),
    ALWAYS("sure", FIELD_BOOLEAN, "what was due lies outside the 95 % interval",
           "l’attendu est hors de l’intervalle à 95\u202F%"),
    ALWAYS("small_sample", FIELD_BOOLEAN, "n is below 30: nothing is concluded",
           "n est sous 30\u00A0: rien n’est conclu"),
    ALWAYS("done", FIELD_NUMBER, "of the step from baseline to target: 0.5 is half way; may be below 0 or above 1",
           "du pas du départ à la cible\u00A0: 0.5 est la moitié\u00A0; peut être sous 0 ou au-dessus de 1"),
    ALWAYS("text", FIELD_TEXT, "for people", "pour les personnes"),
    {0},
};
static const Shape now_shape = {.name = "GoalNow", .fields = now_fields};

static const Field forecast_fields[] = {
    NULLABLE("value", FIELD_NUMBER, "at the deadline; null: fewer than 6 periods are known",
             "à l’échéance\u00A0; null\u00A0: moins de 6 périodes sont connues"),
    NULLABLE("low", FIELD_NUMBER, "95 % interval: from", "intervalle à 95\u202F%\u00A0: de"),
    NULLABLE("high", FIELD_NUMBER, "95 % interval: to", "intervalle à 95\u202F%\u00A0: à"),
    NULLABLE("probability", FIELD_NUMBER, "of meeting the target", "d’atteindre la cible"),
    NULLABLE("method", FIELD_TEXT, "trend: the line of the last periods; level: their mean",
             "trend\u00A0: la droite des dernières périodes\u00A0; level\u00A0: leur moyenne"),
    ALWAYS("period", FIELD_TEXT, "that it is of", "dont elle est"),
    ALWAYS("points", FIELD_INTEGER, "periods it is made of", "périodes dont elle est faite"),
    ALWAYS("text", FIELD_TEXT, "for people, with method and source", "pour les personnes, avec méthode et source"),
    {0},
};
static const Shape forecast_shape = {.name = "GoalForecast", .fields = forecast_fields};

static const Field check_fields[] = {
    ALWAYS("letter", FIELD_TEXT, "S, M, A, R, T", "S, M, A, R, T"),
    ALWAYS("good", FIELD_BOOLEAN, "it holds", "elle tient"),
    ALWAYS("caution", FIELD_BOOLEAN, "it holds, and there is something to know",
           "elle tient, et il y a quelque chose à "
           "savoir"),
    ALWAYS("message", FIELD_TEXT, "why", "pourquoi"),
    {0},
};
static const Shape letter_shape = {.name = "GoalLetter", .fields = check_fields};

static const Field history_fields[] = {
    ALWAYS("periods", FIELD_INTEGER, "up to the baseline, at most 25", "jusqu’au point de départ, au plus 25"),
    ALWAYS("best", FIELD_NUMBER, "of these", "de celles-ci"),
    ALWAYS("best_period", FIELD_TEXT, "when", "quand"),
    ALWAYS("median", FIELD_NUMBER, "of these", "de celles-ci"),
    ALWAYS("deviation", FIELD_NUMBER, "standard deviation of these", "écart type de celles-ci"),
    {0},
};
static const Shape history_shape = {.name = "GoalHistory", .fields = history_fields};

static const Field suggestion_fields[] = {
    ALWAYS("key", FIELD_TEXT, "best: what was reached before; benchmark; step: half a standard deviation",
           "best\u00A0: ce qui a déjà été atteint\u00A0; benchmark\u00A0; step\u00A0: un demi-écart type"),
    ALWAYS("value", FIELD_NUMBER, "a target", "une cible"),
    ALWAYS("text", FIELD_TEXT, "for people", "pour les personnes"),
    {0},
};
static const Shape suggestion_shape = {.name = "GoalSuggestion", .fields = suggestion_fields};

#define SEEN_FIELDS                                                                                                    \
    NULLABLE("metric_label", FIELD_TEXT, "for people", "pour les personnes"),                                          \
        NULLABLE("unit", FIELD_TEXT, "rate, amount …", "rate, amount…"),                                               \
        NULLABLE("currency", FIELD_TEXT, "of amounts", "des montants"),                                                \
        ALWAYS("better", FIELD_TEXT, "up, down or neither", "up, down ou neither"),                                    \
        ALWAYS("segment_text", FIELD_TEXT, "who is counted, for people", "qui est compté, pour les personnes"),        \
        PART("baseline", baseline_shape, "from where; null: not observed", "d’où\u00A0; null\u00A0: pas observé"),     \
        LIST("checks", letter_shape, "the five letters", "les cinq lettres"),                                          \
        ALWAYS("smart", FIELD_BOOLEAN, "all five hold", "toutes les cinq tiennent")

static const Field checked_fields[] = {
    ALWAYS("name", FIELD_TEXT, "the sentence it makes", "la phrase qu’il fait"),
    SEEN_FIELDS,
    PART("history", history_shape, "what was reached; null: nothing is known",
         "ce qui a été atteint\u00A0; null\u00A0: rien n’est connu"),
    LIST("suggestions", suggestion_shape, "targets that the data suggest", "cibles que les données suggèrent"),
    NULLABLE("pace_text", FIELD_TEXT, "what is due each period", "ce qui est attendu chaque période"),
    {0},
};
const Shape goal_checked_shape = {.name = "GoalChecked", .fields = checked_fields};

static const Field goal_fields[] = {
    ALWAYS("id", FIELD_INTEGER, "its number", "son numéro"),
    ALWAYS("name", FIELD_TEXT, "as it was given, or the sentence it makes", "tel que donné, ou la phrase qu’il fait"),
    ALWAYS("named", FIELD_BOOLEAN, "it was given", "il a été donné"),
    NULLABLE("metric", FIELD_TEXT, "null: not chosen yet", "null\u00A0: pas encore choisi"),
    SEEN_FIELDS,
    ALWAYS("segment", FIELD_TEXT, "as of metrics; \"\": all customers",
           "comme des indicateurs\u00A0; \"\"\u00A0: tous"),
    ALWAYS("period", FIELD_TEXT, "of the points", "des points"),
    NULLABLE("target", FIELD_NUMBER, "where to", "où aller"),
    NULLABLE("target_text", FIELD_TEXT, "for people", "pour les personnes"),
    NULLABLE("from", FIELD_DAY, "of the baseline; null: of the last period that has ended",
             "du point de départ\u00A0; null\u00A0: de la dernière période terminée"),
    NULLABLE("deadline", FIELD_DAY, "by when", "pour quand"),
    NULLABLE("owner", FIELD_INTEGER, "of the staff", "de l’équipe"),
    NULLABLE("owner_name", FIELD_TEXT, "who that is", "qui c’est"),
    NULLABLE("reason", FIELD_TEXT, "why", "pourquoi"),
    NULLABLE("finding", FIELD_TEXT, "of the audit", "de l’audit"),
    NULLABLE("justification", FIELD_TEXT, "of a target that seems out of reach",
             "d’une cible qui semble hors d’atteinte"),
    ALWAYS("status", FIELD_TEXT, "draft, active, met, missed, closed", "draft, active, met, missed, closed"),
    ALWAYS("cycle", FIELD_INTEGER, "round of the method", "tour de la méthode"),
    PART("progress", now_shape, "null: of a draft, or without a way to go",
         "null\u00A0: d’un brouillon, ou sans chemin à faire"),
    PART("forecast", forecast_shape, "where it is heading", "où il va"),
    NULLABLE("activated_at", FIELD_INSTANT, "when", "quand"),
    NULLABLE("ended_at", FIELD_INSTANT, "when it was met, missed or closed", "quand il a été tenu, manqué ou clos"),
    NULLABLE("outcome", FIELD_TEXT, "what was learnt", "ce qui a été appris"),
    NULLABLE("judged_at", FIELD_INSTANT, "when the daily look was", "quand a eu lieu le regard quotidien"),
    ALWAYS("made_at", FIELD_INSTANT, "when it was made", "création"),
    ALWAYS("version", FIELD_INTEGER, "grows with each change; the ETag", "croît à chaque changement\u00A0; l’ETag"),
    {0},
};
const Shape goal_shape = {.name = "Goal", .fields = goal_fields};

#define LIST_FIELDS(shape_, english, french)                                                                           \
    {.name = "items", .type = FIELD_ARRAY, .shape = &(shape_), .required = true, .help = PHRASE(english, french)},     \
        NULLABLE("next_cursor", FIELD_TEXT, "for the next page; null: this is the last",                               \
                 "pour la page suivante\u00A0; null\u00A0: c’est la dernière")

static const Field list_fields[] = {LIST_FIELDS(goal_shape, "newest first", "les derniers d’abord"), {0}};
const Shape goal_list_shape = {.name = "GoalList", .fields = list_fields};

static const Field point_fields[] = {
    ALWAYS("period", FIELD_TEXT, "2026-05", "2026-05"),
    ALWAYS("from", FIELD_DAY, "its first day", "son premier jour"),
    ALWAYS("to", FIELD_DAY, "its last day", "son dernier jour"),
    POINT_FIELDS,
    NULLABLE("expected", FIELD_NUMBER, "the way from baseline to target; null: before the baseline",
             "le chemin du départ à la cible\u00A0; null\u00A0: avant le départ"),
    {0},
};
static const Shape point_shape = {.name = "GoalPoint", .fields = point_fields};
static const Field progress_fields[] = {
    LIST_FIELDS(point_shape, "by period, those to come included", "par période, celles à venir comprises"), {0}};
const Shape goal_progress_shape = {.name = "GoalProgress", .fields = progress_fields};

static const Field day_fields[] = {
    ALWAYS("day", FIELD_DAY, "of the look", "du regard"),
    ALWAYS("period", FIELD_TEXT, "that was looked at", "regardée"),
    POINT_FIELDS,
    NULLABLE("expected", FIELD_NUMBER, "what was due", "ce qui était attendu"),
    ALWAYS("state", FIELD_TEXT, "unknown, behind, on_track, ahead", "unknown, behind, on_track, ahead"),
    NULLABLE("probability", FIELD_NUMBER, "of meeting the target", "d’atteindre la cible"),
    {0},
};
static const Shape day_shape = {.name = "GoalDay", .fields = day_fields};
static const Field day_list_fields[] = {LIST_FIELDS(day_shape, "by day", "par jour"), {0}};
const Shape goal_day_list_shape = {.name = "GoalDayList", .fields = day_list_fields};

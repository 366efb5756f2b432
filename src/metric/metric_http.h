// metric_http.h - what the routes about metrics share.
#ifndef FIDELE_METRIC_METRIC_HTTP_H
#define FIDELE_METRIC_METRIC_HTTP_H

#include "api/route.h"
#include "metric/answer.h"

MetricPlace metric_place(const Call *call, StoreSession *session);
MetricWords metric_words(const Call *call); // of the query
// The metric of the path. Error not_found.
MUST_USE bool path_metric(const Call *call, const Metric **metric, Error *error);

// Parameters that only some metrics take: Route.further.
bool metric_further_parameter(size_t index, Parameter *parameter);

#define VALUE_FIELDS                                                                                                   \
    {.name = "value",                                                                                                  \
     .type = FIELD_ANY,                                                                                                \
     .required = true,                                                                                                 \
     .nullable = true,                                                                                                 \
     .help = PHRASE("a number, or an amount with its currency; null: not observed yet",                                \
                    "un nombre, ou un montant avec sa devise ; null : pas encore observé")},                           \
        {.name = "low",                                                                                                \
         .type = FIELD_ANY,                                                                                            \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("95 % interval: from", "intervalle à 95 % : de")},                                             \
        {.name = "high",                                                                                               \
         .type = FIELD_ANY,                                                                                            \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("95 % interval: to", "intervalle à 95 % : à")},                                                \
    {                                                                                                                  \
        .name = "n", .type = FIELD_INTEGER, .required = true, .nullable = true,                                        \
        .help = PHRASE("of how many it is a share or a mean", "sur combien portent la part ou la moyenne")             \
    }

#define METRIC_PARAMETERS                                                                                                 \
    {.name = "period",                                                                                                    \
     .type = FIELD_TEXT,                                                                                                  \
     .help = PHRASE("day, week, month (default), quarter, year; or one period: 2026-Q3, 2026-07-01..2026-09-30",          \
                    "day, week, month (par défaut), quarter, year\u202F; ou une période\u00A0: 2026-Q3, "               \
                    "2026-07-01..2026-09-30")},                                                                           \
        {.name = "from",                                                                                                  \
         .type = FIELD_DAY,                                                                                               \
         .help = PHRASE("a day of the first period; default: the first event",                                            \
                        "un jour de la première période\u202F; par défaut le premier événement")},                        \
        {.name = "to",                                                                                                    \
         .type = FIELD_DAY,                                                                                               \
         .help = PHRASE("a day of the last period; default: as_of",                                                       \
                        "un jour de la dernière période\u202F; par défaut as_of")},                                       \
        {.name = "as_of",                                                                                                 \
         .type = FIELD_DAY,                                                                                               \
         .help = PHRASE("the last day that is known; default: today",                                                     \
                        "le dernier jour connu\u202F; par défaut aujourd’hui")},                                          \
        {.name = "window",                                                                                                \
         .type = FIELD_TEXT,                                                                                              \
         .help = PHRASE("a customer is who purchased within so many days; auto (default): from the data; period: "        \
                        "within the period",                                                                              \
                        "est client qui a acheté depuis moins de jours\u202F; auto (par défaut)\u00A0: d’après les " \
                        "données\u202F; period\u00A0: pendant la période")},                                              \
        {.name = "amount",                                                                                                \
         .type = FIELD_TEXT,                                                                                              \
         .words = "net|gross|margin",                                                                                     \
         .help = PHRASE("net (default): less refunds; gross: before refunds; margin: what was earned",                    \
                        "net (par défaut)\u00A0: moins les remboursements\u202F; gross\u00A0: avant eux\u202F; "         \
                        "margin\u00A0: ce qui a été gagné")},                                                             \
        {.name = "segment",                                                                                               \
         .type = FIELD_TEXT,                                                                                              \
         .high = 16384,                                                                                                   \
         .help = PHRASE("who is counted: trait:country=FR, dimension:plan=pro, or a rule as JSON",                        \
                        "qui est compté\u00A0: trait:country=FR, dimension:plan=pro, ou une règle en JSON")},             \
        {.name = "by",                                                                                                    \
         .type = FIELD_TEXT,                                                                                              \
         .help = PHRASE("groups: a trait, a dimension of events, lifecycle_stage, tag, account, first_DIMENSION, "        \
                        "last_DIMENSION",                                                                                 \
                        "groupes\u00A0: un attribut, une dimension des événements, lifecycle_stage, tag, account, "     \
                        "first_DIMENSION, last_DIMENSION")},                                                              \
    {                                                                                                                     \
        .name = "currency", .type = FIELD_TEXT, .words = "constant",                                                      \
        .help =                                                                                                           \
            PHRASE("constant: all amounts at the rate of as_of", "constant\u00A0: tous les montants au taux de as_of")    \
    }

#endif

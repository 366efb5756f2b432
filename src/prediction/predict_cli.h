// predict_cli.h - `fidele predict KIND FILE|--data DIR`: the frame, and what a kind adds to it.
//
// A kind is one file (lifetime_cli.c, churn_cli.c, next_cli.c) and one row of the table in predict_cli.c, where its
// options stand too: one command has one table of options. An option that the kind does not take is refused.
#ifndef FIDELE_PREDICTION_PREDICT_CLI_H
#define FIDELE_PREDICTION_PREDICT_CLI_H

#include "base/json.h"
#include "cli/command.h"
#include "import/orders.h"

typedef struct PredictKind {
    const char *word;           // "lifetime"
    const char *const *options; // of its own, those it takes; ends with NULL. --format and the common ones go with all
    const char *const *of_both; // of these, those that a data folder is asked with too, not a file alone; NULL: none
    // With FILE it reads the file, without it asks the data folder (predict_of_folder).
    bool (*run)(const CommandCall *call, Error *error);
    bool untrained; // it has no model that is trained: --train is refused
} PredictKind;

extern const PredictKind predict_lifetime;  // lifetime_cli.c
extern const PredictKind predict_churn;     // churn_cli.c
extern const PredictKind predict_contracts; // contracts_cli.c
extern const PredictKind predict_occasions; // occasions_cli.c
extern const PredictKind predict_next;      // recommendation/next_cli.c
extern const PredictKind predict_revenue;   // revenue_cli.c

typedef enum PredictForm { PREDICT_TEXT, PREDICT_JSON, PREDICT_CSV } PredictForm;
PredictForm predict_form(const CommandCall *call); // --format

// FILE; "" when there is none. "-" is standard input.
Str predict_file(const CommandCall *call);

// How a file of orders is written: --columns, --date-order, --decimal.
LayoutOptions predict_layout(const CommandCall *call);
// FILE as orders: these, --currency, --as-of, --time-zone. The caller closes columns and reading.
MUST_USE bool predict_orders(const CommandCall *call, Progress *progress, OrderReading *reading, Columns *columns,
                             Error *error);

// The report of a model of the data folder, as GET /api/v1/predictions/{model} answers it. With --format csv its
// scores, highest first (…/scores).
// With --train it is trained first, and that is waited for.
MUST_USE bool predict_of_folder(const CommandCall *call, const char *model, Error *error);
void predict_folder_text(const CommandCall *call, JsonValue report, Text *out); // folder_text_cli.c

#endif

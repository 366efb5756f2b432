// forecast_text_cli.h - a forecast of revenue, as the API answers it, for a person and for a spreadsheet.
#ifndef FIDELE_PREDICTION_FORECAST_TEXT_CLI_H
#define FIDELE_PREDICTION_FORECAST_TEXT_CLI_H

#include "base/json.h"
#include "cli/command.h"

// `report` is the object of prediction/forecast_report.h.
void forecast_text(const CommandCall *call, JsonValue report, Text *out);
// period, observed, p10, p50, p90, what_if, currency: one row a month, those that came first.
void forecast_csv(const CommandCall *call, JsonValue report, Text *out);

#endif

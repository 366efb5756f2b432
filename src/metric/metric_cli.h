// metric_cli.h - `fidele metric`: the catalogue on the command line, as a calculator and as a book of definitions.
#ifndef FIDELE_METRIC_METRIC_CLI_H
#define FIDELE_METRIC_METRIC_CLI_H

#include "cli/command.h"
#include "measure/catalogue.h"
#include "metric/figure_cli.h"

extern const Module metric_module;

// metric_result_cli.c: what was calculated. The value stands first.
void print_result_text(const MetricPrint *print, const MetricResult *result);
void print_result_csv(const MetricPrint *print, const Metric *metric, const MetricResult *result);
void print_result_json(const MetricPrint *print, const Metric *metric, const MetricResult *result);

// metric_definition_cli.c: what the catalogue says.
void print_definition_text(const MetricPrint *print, const Metric *metric);
void print_definition_json(const MetricPrint *print, const Metric *metric);
void print_definition_csv(const MetricPrint *print, const Metric *metric);
void print_list_text(const MetricPrint *print);
void print_list_json(const MetricPrint *print);
void print_list_csv(const MetricPrint *print);
void print_markdown(const MetricPrint *print); // docs/metrics.md

// metric_series_cli.c: the metric of a data folder.
typedef enum SeriesForm { SERIES_TABLE, SERIES_JSON, SERIES_CSV } SeriesForm;
bool series_asked(const Options *options); // one of the options says so
MUST_USE bool print_series(const CommandCall *call, const MetricPrint *print, const Metric *metric, SeriesForm form,
                           Error *error);
void add_words(const CommandCall *call, Text *target); // what was given, as parameters of the address
// metric_people_cli.c: the people behind --people PART.
MUST_USE bool print_people(const CommandCall *call, const MetricPrint *print, const Metric *metric, SeriesForm form,
                           Error *error);
// metric_change_cli.c: --decompose BEFORE,AFTER.
MUST_USE bool print_change(const CommandCall *call, const MetricPrint *print, const Metric *metric, SeriesForm form,
                           Error *error);

#endif

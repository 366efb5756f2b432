// figure_cli.h - figures of JSON answers, told to people: what the commands about metrics print with.
#ifndef FIDELE_METRIC_FIGURE_CLI_H
#define FIDELE_METRIC_FIGURE_CLI_H

#include "base/json.h"
#include "cli/command.h"
#include "measure/figure.h"

// What is printed, and how. Texts end in a line feed.
typedef struct MetricPrint {
    Locale locale;
    size_t width; // of lines of text
    Arena *arena;
    Text *out;
} MetricPrint;

MetricPrint metric_print(const CommandCall *call, Text *out);
const char *said(const MetricPrint *print, Phrase phrase);

// ---- members of an answer ----

Str shown_text(const MetricPrint *print, JsonValue object, const char *name); // cleaned for a terminal; "" without
bool known_number(JsonValue object, const char *name, double *number);        // false: absent or null
Str shown_count(const MetricPrint *print, JsonValue object, const char *name);
// Of a unit, or an amount with its currency; null is "not observed".
Str shown_figure(const MetricPrint *print, MetricUnit unit, JsonValue object, const char *name);
Str shown_interval(const MetricPrint *print, MetricUnit unit, JsonValue object); // of its low and high; "" without
// A difference: of shares in points. "" when it is not known.
Str shown_change(const MetricPrint *print, MetricUnit unit, JsonValue object, const char *name);
MetricUnit unit_of_metric(Str name); // of the catalogue; a rate when there is no such metric

// ---- lines ----

void print_wrapped(const MetricPrint *print, Str text);
void print_labelled(const MetricPrint *print, Phrase label, Str text); // "label: text"; nothing when it is ""

#endif

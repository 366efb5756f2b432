// `fidele metric NAME --by WHAT --decompose BEFORE,AFTER`: which groups a change comes from.
#include "cli/display.h"
#include "cli/reply.h"
#include "cli/table.h"
#include "metric/metric_cli.h"

static bool target_of(const CommandCall *call, const Metric *metric, SeriesForm form, Str *address, Error *error)
{
    static const char *const passed[] = {"by", "as-of", "window", "segment", NULL};
    Text target = text_in(call->arena);
    Str rest = option_text(call->options, "decompose", STR("")), before = STR("");
    if (!str_cut(&rest, ',', &before) || !before.size || !rest.size)
        return option_refuse(call->options, "decompose",
                             PHRASE("--{0} {1}: name two periods, as 2026-Q2,2026-Q3",
                                    "--{0} {1}\u00A0: nommez deux périodes, comme 2026-Q2,2026-Q3"),
                             error);
    text_addf(&target, "/api/v1/metrics/%s/decomposition", metric->name);
    target_add(&target, "from_period", before);
    target_add(&target, "to_period", rest);
    target_add_options(call, passed, &target);
    if (form == SERIES_CSV) target_add(&target, "format", STR("csv"));
    *address = text_str(&target);
    return true;
}

static void add_row(const MetricPrint *print, JsonValue item, Table *table)
{
    const Str cells[] = {shown_text(print, item, "by_label"),
                         shown_figure(print, UNIT_RATE, item, "before"),
                         shown_count(print, item, "n_before"),
                         shown_figure(print, UNIT_RATE, item, "after"),
                         shown_count(print, item, "n_after"),
                         shown_figure(print, UNIT_POINTS, item, "rate_effect"),
                         shown_figure(print, UNIT_POINTS, item, "mix_effect"),
                         shown_figure(print, UNIT_POINTS, item, "contribution")};
    table_row(table, cells);
}

static void print_groups(const MetricPrint *print, JsonValue answer)
{
    const TableColumn columns[] = {{shown_text(print, answer, "by"), false},
                                   {str_of(said(print, PHRASE("before", "avant"))), true},
                                   {STR("n"), true},
                                   {str_of(said(print, PHRASE("after", "après"))), true},
                                   {STR("n"), true},
                                   {str_of(said(print, PHRASE("own rate", "propre taux"))), true},
                                   {str_of(said(print, PHRASE("weight", "poids"))), true},
                                   {str_of(said(print, PHRASE("contribution", "apport"))), true}};
    Table *table = table_new(print->arena, columns, COUNT_OF(columns));
    JsonValue items, item;
    if (!json_member(answer, STR("items"), &items)) return;
    for (size_t cursor = 0; json_next(items, &cursor, NULL, &item);) add_row(print, item, table);
    table_print(table, print->width, print->out);
}

static Str end_text(const MetricPrint *print, JsonValue answer, const char *name)
{
    JsonValue end;
    if (!json_member(answer, str_of(name), &end)) return STR("");
    return phrase_say(print->arena, print->locale, PHRASE("{0} ({1}, n={2})", "{0} ({1}, n={2})"),
                      shown_figure(print, UNIT_RATE, end, "value"), shown_text(print, end, "period"),
                      shown_count(print, end, "n"));
}

bool print_change(const CommandCall *call, const MetricPrint *print, const Metric *metric, SeriesForm form,
                  Error *error)
{
    Str target = STR("");
    JsonValue answer;
    CommandReply reply;
    if (!target_of(call, metric, form, &target, error) ||
        !call->door->request(call, STR("GET"), target, STR(""), STR(""), &reply, error))
        return false;
    if (form != SERIES_TABLE) {
        text_add(print->out, reply.body);
        if (form == SERIES_JSON) text_add_byte(print->out, '\n');
        return true;
    }
    if (!json_parse(reply.body, &answer, error)) return false;
    text_addf(print->out, "%s\n\n", said(print, metric->label));
    print_groups(print, answer);
    text_add_byte(print->out, '\n');
    print_labelled(print, PHRASE("before", "avant"), end_text(print, answer, "before"));
    print_labelled(print, PHRASE("after", "après"), end_text(print, answer, "after"));
    print_labelled(print, PHRASE("change", "écart"), shown_figure(print, UNIT_POINTS, answer, "change"));
    print_labelled(print, PHRASE("hash", "empreinte"), shown_text(print, answer, "hash"));
    return true;
}

// `fidele metric NAME --people PART`: the people behind a number.
#include "base/csv.h"
#include "cli/reply.h"
#include "cli/table.h"
#include "metric/metric_cli.h"

static Str people_target(const CommandCall *call, const Metric *metric)
{
    Text target = text_in(call->arena);
    text_addf(&target, "/api/v1/metrics/%s/customers?limit=1000", metric->name);
    add_words(call, &target);
    target_add(&target, "part", option_text(call->options, "people", STR("")));
    target_add(&target, "by_value", option_text(call->options, "by-value", STR("")));
    return text_str(&target);
}

typedef struct PeopleOut {
    const CommandCall *call;
    const MetricPrint *print;
    SeriesForm form;
    Table *table;
    JsonWriter json;
} PeopleOut;

static void add_person_csv(const PeopleOut *out, JsonValue person)
{
    Text *text = out->print->out;
    csv_add_number(text, reply_text(out->call, person, "id"));
    csv_add(text, reply_text(out->call, person, "email"));
    csv_add_number(text, reply_text(out->call, person, "amount.amount"));
    csv_add(text, reply_text(out->call, person, "at"));
    csv_add(text, reply_text(out->call, person, "detail"));
    csv_end_record(text);
}

static void add_person_row(const PeopleOut *out, JsonValue person)
{
    const MetricPrint *print = out->print;
    const Str cells[] = {shown_count(print, person, "id"), shown_text(print, person, "email"),
                         shown_figure(print, UNIT_AMOUNT, person, "amount"), shown_text(print, person, "at"),
                         shown_text(print, person, "detail")};
    table_row(out->table, cells);
}

static void add_person(void *context, JsonValue person)
{
    PeopleOut *out = context;
    if (out->form == SERIES_CSV)
        add_person_csv(out, person);
    else if (out->form == SERIES_TABLE)
        add_person_row(out, person);
    else
        json_value(&out->json, person);
}

bool print_people(const CommandCall *call, const MetricPrint *print, const Metric *metric, SeriesForm form,
                  Error *error)
{
    const TableColumn columns[] = {{str_of(said(print, PHRASE("customer", "client"))), true},
                                   {str_of(said(print, PHRASE("e-mail", "e-mail"))), false},
                                   {str_of(said(print, PHRASE("amount", "montant"))), true},
                                   {str_of(said(print, PHRASE("at", "quand"))), false},
                                   {str_of(said(print, PHRASE("what", "quoi"))), false}};
    PeopleOut out = {call, print, form, table_new(print->arena, columns, COUNT_OF(columns)), json_writer(print->out)};
    if (form == SERIES_CSV) text_add(print->out, STR("customer,email,amount,at,detail\n"));
    if (form == SERIES_JSON) json_begin_array(&out.json);
    if (!reply_each(call, people_target(call, metric), add_person, &out, error)) return false;
    if (form == SERIES_TABLE) table_print(out.table, print->width, print->out);
    if (form == SERIES_JSON) {
        json_end_array(&out.json);
        text_add_byte(print->out, '\n');
    }
    return true;
}

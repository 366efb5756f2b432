// revenue_cli.c - `fidele predict revenue FILE|--data DIR`: the months to come, with what earlier forecasts were worth.
#include "base/json_put.h"
#include "base/thread.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "cli/reply.h"
#include "prediction/forecast_report.h"
#include "prediction/forecast_text_cli.h"
#include "prediction/predict_cli.h"

enum { MONTHS = 12 };

static const char *const options[] = {"months",   "churn-points", "series",  "as-of", "columns",
                                      "currency", "date-order",   "decimal", NULL};
static const char *const of_both[] = {"months", "churn-points", "series", NULL};

static bool print_report(const CommandCall *call, Str json, Error *error)
{
    JsonValue report;
    Text out = text_in(call->arena);
    if (predict_form(call) == PREDICT_JSON) return reply_print(call, json, error);
    if (!json_parse(json, &report, error)) return false;
    if (predict_form(call) == PREDICT_CSV)
        forecast_csv(call, report, &out);
    else
        forecast_text(call, report, &out);
    return reply_print(call, text_str(&out), error);
}

// ---- of a data folder ----

static bool run_folder(const CommandCall *call, Error *error)
{
    CommandReply reply;
    Text target = text_in(call->arena);
    text_add(&target, STR("/api/v1/forecast/revenue"));
    target_add_options(call, of_both, &target);
    return call->door->request(call, STR("GET"), text_str(&target), STR(""), STR(""), &reply, error) &&
           print_report(call, reply.body, error);
}

// ---- of a file ----

static bool report_file(const CommandCall *call, const Columns *columns, const OrderReading *reading, Error *error)
{
    ForecastRead read;
    ForecastAsk ask = {.months = (size_t)option_count(call->options, "months", MONTHS),
                       .churn_points = option_number(call->options, "churn-points", 0),
                       .currency = reading->currency};
    int threads = (int)option_count(call->options, "threads", thread_count_available());
    Day last = option_day(call->options, "as-of", second_day(columns->last));
    forecast_read_columns(columns, last, threads, call->arena, &read);
    ForecastReport report = forecast_report(&ask, &read, call->arena);
    if (!report.made) {
        *error = report.refusal;
        return false;
    }
    Text json = text_in(call->arena);
    JsonWriter writer = json_writer(&json);
    json_begin_object(&writer);
    put_integer(&writer, "rows", (int64_t)reading->rows);
    put_integer(&writer, "accepted", (int64_t)reading->accepted);
    put_integer(&writer, "rejected", (int64_t)reading->rejected);
    forecast_report_json(&report, call->locale, call->arena, &writer);
    json_end_object(&writer);
    return print_report(call, text_str(&json), error);
}

static bool run_file(const CommandCall *call, Error *error)
{
    ProgressBar bar;
    Phrase label = PHRASE("Reading", "Lecture");
    OrderReading reading;
    Columns columns;
    if (option_choice(call->options, "series", FORECAST_REVENUE) == FORECAST_MRR)
        return error_say(error, ERROR_USAGE,
                         PHRASE("--series mrr: an export of orders tells nothing of subscriptions; import them and ask "
                                "for --data",
                                "--series mrr\u00A0: un export de commandes ne dit rien des abonnements\u202F; "
                                "importez-les et demandez --data"), );
    progress_bar_start(&bar, str_of(label.in[call->locale]), option_given(call->options, "quiet"));
    bool fine = predict_orders(call, &bar.progress, &reading, &columns, error);
    progress_bar_finish(&bar);
    if (!fine) return false;
    fine = report_file(call, &columns, &reading, error);
    columns_close(&columns);
    orders_close(&reading);
    return fine;
}

static bool run_revenue(const CommandCall *call, Error *error)
{
    return predict_file(call).size ? run_file(call, error) : run_folder(call, error);
}

const PredictKind predict_revenue = {
    .word = "revenue", .options = options, .of_both = of_both, .run = run_revenue, .untrained = true};

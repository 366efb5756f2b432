// lifetime_cli.c - `fidele predict lifetime`.
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "import/orders.h"
#include "prediction/lifetime_text_cli.h"
#include "prediction/predict_cli.h"

enum { HORIZON_DAYS = 365, WEEK = 1, INTERVALS = 1000 };

static const char *const options[] = {"calibration-end", "time-unit", "horizon", "discount", "margin",
                                      "as-of",           "intervals", "model",   "columns",  "currency",
                                      "date-order",      "decimal",   NULL};

static LifetimeOptions read_options(const CommandCall *call)
{
    static const Str units[] = {STR("day"), STR("week"), STR("month"), STR("year")};
    static const double days[] = {1, 7, 365.25 / 12, 365.25};
    size_t unit = option_choice(call->options, "time-unit", WEEK);
    int64_t intervals = predict_form(call) == PREDICT_TEXT ? CUSTOMERS_SHOWN : INTERVALS;
    return (LifetimeOptions){.calibration_end = option_day(call->options, "calibration-end", DAY_MAX),
                             .unit = units[unit],
                             .unit_days = days[unit],
                             .horizon_days = (double)option_count(call->options, "horizon", HORIZON_DAYS),
                             .yearly_discount = option_number(call->options, "discount", 0),
                             .margin = option_number(call->options, "margin", -1),
                             .intervals = (size_t)option_count(call->options, "intervals", intervals),
                             .threads = (int)option_count(call->options, "threads", thread_count_available())};
}

// auto, or the name of one of the models.
static bool read_model(const CommandCall *call, LifetimeOptions *asked, Error *error)
{
    Str name = option_text(call->options, "model", STR("auto"));
    if (str_equal(name, STR("auto"))) return true;
    asked->by_hand = true;
    for (asked->model = 0; asked->model < LIFETIME_MODEL_COUNT; asked->model++)
        if (str_equal(name, lifetime_name(asked->model))) return true;
    return option_refuse(call->options, "model",
                         PHRASE("--{0} {1}: expected auto, bg_nbd, mbg_nbd or pareto_nbd",
                                "--{0} {1}\u00A0: attendu\u00A0: auto, bg_nbd, mbg_nbd ou pareto_nbd"),
                         error);
}

static bool read_currency(const CommandCall *call, OrderReadOptions *read, Error *error)
{
    Currency currency;
    read->currency = option_text(call->options, "currency", STR(""));
    return !read->currency.size || currency_find(read->currency, &currency) ||
           option_refuse(call->options, "currency",
                         PHRASE("--{0} {1}: expected an ISO 4217 code, such as EUR",
                                "--{0} {1}\u00A0: attendu\u00A0: un code ISO 4217, comme EUR"),
                         error);
}

bool predict_orders(const CommandCall *call, Progress *progress, OrderReading *reading, Columns *columns, Error *error)
{
    OrderReadOptions read = {.layout = predict_layout(call),
                             .as_of = option_day(call->options, "as-of", DAY_MAX),
                             .threads = (int)option_count(call->options, "threads", thread_count_available()),
                             .progress = progress};
    if (!read_currency(call, &read, error) ||
        !zone_open(option_text(call->options, "time-zone", STR("UTC")), call->arena, &read.zone, error))
        return false;
    Day today = (Day)(zone_civil(read.zone, (int64_t)time(NULL)) / SECONDS_PER_DAY);
    read.today = read.as_of != DAY_MAX && read.as_of > today ? read.as_of : today;
    if (getrandom(&read.hash_seed, sizeof read.hash_seed, 0) < 0) read.hash_seed = (uint64_t)time(NULL);
    return orders_read(&call->options->argument[1], 1, &read, call->arena, reading, columns, error);
}

static bool write_report(const CommandCall *call, const LifetimeReport *report, const OrderReading *reading,
                         Error *error)
{
    Text out = text_in(call->arena);
    switch (predict_form(call)) {
    case PREDICT_JSON: lifetime_report_json(report, call->locale, call->arena, &out); break;
    case PREDICT_CSV: lifetime_report_csv(report, &out); break;
    case PREDICT_TEXT:
        lifetime_text(
            &(LifetimePage){report, reading, call->locale, display_columns(STDOUT_FILENO), call->arena, &out});
        break;
    }
    return output_write(option_text(call->options, "output", STR("-")), text_str(&out), error);
}

static bool run_lifetime(const CommandCall *call, Error *error)
{
    if (!predict_file(call).size) return predict_of_folder(call, "lifetime", error);
    LifetimeOptions asked = read_options(call);
    if (!read_model(call, &asked, error)) return false;
    ProgressBar bar;
    Phrase label = PHRASE("Reading", "Lecture");
    progress_bar_start(&bar, str_of(label.in[call->locale]), option_given(call->options, "quiet"));
    OrderReading reading;
    Columns columns;
    LifetimeReport report;
    bool fine = predict_orders(call, &bar.progress, &reading, &columns, error);
    progress_bar_finish(&bar);
    if (!fine) return false;
    fine = lifetime_report(&columns, &reading.currency, &asked, call->arena, &report, error);
    report.rows = reading.rows, report.accepted = reading.accepted, report.rejected = reading.rejected;
    fine = fine && write_report(call, &report, &reading, error);
    columns_close(&columns);
    orders_close(&reading);
    return fine;
}

const PredictKind predict_lifetime = {.word = "lifetime", .options = options, .run = run_lifetime};

// rfm_file_cli.c - moves between RFM groups of an export of orders; no data folder is needed.
#include <sys/random.h>
#include <time.h>

#include "base/thread.h"
#include "cli/progress_bar.h"
#include "import/orders.h"
#include "segment/rfm_migration.h"
#include "segment/rfm_migration_cli.h"

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

static bool read_orders(const CommandCall *call, OrderReading *reading, Columns *columns, Day *today, Error *error)
{
    ProgressBar bar;
    Phrase label = PHRASE("Reading", "Lecture");
    OrderReadOptions read = {.layout = {.columns = option_text(call->options, "columns", STR(""))},
                             .as_of = DAY_MAX,
                             .threads = (int)option_count(call->options, "threads", thread_count_available()),
                             .progress = &bar.progress};
    if (!read_currency(call, &read, error) ||
        !zone_open(option_text(call->options, "time-zone", STR("UTC")), call->arena, &read.zone, error))
        return false;
    *today = read.today = (Day)(zone_civil(read.zone, (int64_t)time(NULL)) / SECONDS_PER_DAY);
    if (getrandom(&read.hash_seed, sizeof read.hash_seed, 0) < 0) read.hash_seed = (uint64_t)time(NULL);
    progress_bar_start(&bar, str_of(label.in[call->locale]), option_given(call->options, "quiet"));
    bool fine = orders_read(call->options->argument, 1, &read, call->arena, reading, columns, error);
    progress_bar_finish(&bar);
    return fine;
}

static RfmDay day_of_file(const CommandCall *call, const Columns *columns, Day day, Arena *arena)
{
    Arena *scratch = arena_open(0);
    Columns known = columns_until(columns, day, scratch);
    int threads = (int)option_count(call->options, "threads", thread_count_available());
    Summaries summaries = ask_summaries(&known, day, threads, scratch);
    RfmPeople people = rfm_people(&summaries, day, scratch);
    RfmDay read = rfm_day(&people, &summaries, day, arena);
    arena_close(scratch);
    return read;
}

static RfmMoves moves_of_file(const CommandCall *call, const Columns *columns, RfmSpan span)
{
    RfmMoves moves;
    Arena *scratch = arena_open(0);
    RfmDay before = day_of_file(call, columns, span.from, scratch),
           after = day_of_file(call, columns, span.to, scratch);
    rfm_moves(&before, &after, NULL, &moves);
    arena_close(scratch);
    return moves;
}

static void write_months(const CommandCall *call, const RfmTelling *telling, const Columns *columns, Day known)
{
    int64_t months = option_count(call->options, "months", RFM_MONTHS_DEFAULT);
    json_key(telling->json, "items");
    json_begin_array(telling->json);
    for (int32_t back = (int32_t)months - 1; back >= 0; back--) {
        RfmSpan span = {rfm_month_end(known, back + 1), rfm_month_end(known, back)};
        RfmMoves moves = moves_of_file(call, columns, span);
        json_begin_object(telling->json);
        rfm_write_month(telling, span, &moves);
        json_end_object(telling->json);
    }
    json_end_array(telling->json);
}

// The last day of the file is over; it may well be known up to a later one, on which nobody bought.
static bool write_answer(const CommandCall *call, const RfmTelling *telling, const Columns *columns, Day today,
                         Error *error)
{
    RfmSpan span;
    Day known = second_day(columns->last), from = option_day(call->options, "from", known),
        to = option_day(call->options, "to", known);
    if (!rfm_span(option_given(call->options, "from") ? &from : NULL, option_given(call->options, "to") ? &to : NULL,
                  known, known > today ? known : today, &span, error))
        return false;
    json_begin_object(telling->json);
    if (option_given(call->options, "months")) {
        write_months(call, telling, columns, span.to);
    } else {
        RfmMoves moves = moves_of_file(call, columns, span);
        rfm_write_migration(telling, span, &moves);
    }
    json_end_object(telling->json);
    return true;
}

bool rfm_file_answer(const CommandCall *call, Text *answer, Error *error)
{
    OrderReading reading;
    Columns columns;
    Day today;
    if (!read_orders(call, &reading, &columns, &today, error)) return false;
    JsonWriter json = json_writer(answer);
    RfmTelling telling = {
        .json = &json, .currency = reading.currency, .amounts = true, .locale = call->locale, .arena = call->arena};
    bool fine = write_answer(call, &telling, &columns, today, error);
    columns_close(&columns);
    orders_close(&reading);
    return fine;
}

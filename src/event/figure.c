#include "event/figure.h"

#include <string.h>

#include "event/log_parts.h"

static Str base_of(const EventLog *log)
{
    return str_of(workspace_first(log->workspace)->currency.code);
}

static void put_code(char code[4], Str currency)
{
    memset(code, 0, 4);
    for (size_t i = 0; i < currency.size && i < 3; i++) code[i] = currency.data[i];
}

static void stage(EventLog *log, const EventFigure *figure, int64_t change)
{
    ActivityFigure staged = {.seq = figure->seq,
                             .amount_minor = figure->amount_minor,
                             .customer = figure->customer,
                             .counts = figure->counts,
                             .change = change};
    if (!str_equal(figure->currency, base_of(log))) put_code(staged.currency, figure->currency);
    activity_set_figure(log->activity, &staged);
}

// ---- writing ----

static bool set(EventLog *log, StoreSession *session, const EventFigure *figure, bool plain, Error *error)
{
    stage(log, figure, log->seq);
    return store_execute_soon(session, &query_figure_set,
                              VALUES(value_integer(figure->seq), value_integer(figure->customer),
                                     value_integer(figure->counts), value_integer(figure->amount_minor),
                                     value_text(figure->currency), value_integer(plain), value_integer(log->seq)),
                              error);
}

bool log_set_figure(EventLog *log, StoreSession *session, const EventFigure *figure, Error *error)
{
    return set(log, session, figure, false, error);
}

bool log_is_foreign(const EventLog *log, bool has_amount, Str currency)
{
    return has_amount && !str_equal(currency, base_of(log));
}

bool log_figure_foreign(EventLog *log, StoreSession *session, const Event *event, Error *error)
{
    if (!log_is_foreign(log, event->has_amount, event->currency)) return true;
    const EventFigure figure = {
        .seq = event->seq, .counts = true, .amount_minor = event->amount_minor, .currency = event->currency};
    return set(log, session, &figure, true, error);
}

// ---- rates ----

static bool read_rates(EventLog *log, StoreSession *session, Arena *arena, Error *error)
{
    const Currency *base = &workspace_first(log->workspace)->currency;
    size_t count = 0, room = 1024;
    ActivityRate *rates = arena_array(arena, ActivityRate, room);
    Rows rows;
    if (!store_select(session, &query_figure_rates, VALUES(value_text(base_of(log))), &rows, error)) return false;
    while (rows_next(&rows)) {
        Currency currency;
        if (!currency_find(rows_text(&rows, 0), &currency)) continue;
        if (count == room) {
            ActivityRate *larger = arena_array(arena, ActivityRate, 2 * room);
            memcpy(larger, rates, room * sizeof *rates);
            rates = larger;
            room *= 2;
        }
        rates[count] = (ActivityRate){.day = (Day)rows_integer(&rows, 1),
                                      .rate = rows_integer(&rows, 2),
                                      .shift = base->exponent - currency.exponent};
        put_code(rates[count++].currency, str_of(currency.code));
    }
    if (!rows_close(&rows, error)) return false;
    activity_set_rates(log->activity, rates, count);
    return true;
}

static bool stage_rates(EventLog *log, StoreSession *session, Error *error)
{
    Arena *arena = arena_open(0);
    bool fine = read_rates(log, session, arena, error);
    arena_close(arena);
    return fine;
}

bool log_rates_changed(EventLog *log, StoreSession *session, Error *error)
{
    log->rates++;
    return store_execute(session, &query_figure_rates_changed, NO_VALUES, NULL, error) &&
           stage_rates(log, session, error);
}

// ---- following ----

// *last moves to the number of the last row.
static bool take_figures(EventLog *log, Rows *rows, int64_t *last, Error *error)
{
    while (rows_next(rows)) {
        EventFigure figure = {.seq = rows_integer(rows, 0),
                              .customer = (CustomerId)rows_integer(rows, 1),
                              .counts = rows_integer(rows, 2),
                              .amount_minor = rows_integer(rows, 3),
                              .currency = rows_text(rows, 4)};
        stage(log, &figure, rows_integer(rows, 5));
        *last = figure.seq;
    }
    return rows_close(rows, error);
}

static bool follow_rates(EventLog *log, StoreSession *session, Error *error)
{
    Rows rows;
    int64_t rates = 0;
    if (!store_select(session, &query_figure_state, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) rates = rows_integer(&rows, 1);
    if (!rows_close(&rows, error)) return false;
    if (rates == log->rates) return true;
    log->rates = rates;
    return stage_rates(log, session, error);
}

bool log_follow_figures(EventLog *log, StoreSession *session, int64_t since, Error *error)
{
    Rows rows;
    int64_t last;
    return store_select(session, &query_figure_since, VALUES(value_integer(since)), &rows, error) &&
           take_figures(log, &rows, &last, error) && follow_rates(log, session, error);
}

// All there are, in portions.
static bool follow_all(EventLog *log, StoreSession *session, Error *error)
{
    enum { PAGE_FIGURES = 50000 };
    int64_t before, last = 0;
    log->rates = -1;
    do {
        Rows rows;
        before = last;
        if (!store_select(session, &query_figure_all, VALUES(value_integer(last), value_integer(PAGE_FIGURES)), &rows,
                          error) ||
            !take_figures(log, &rows, &last, error))
            return false;
        activity_commit(log->activity);
    } while (last > before);
    return follow_rates(log, session, error);
}

// ---- another currency of the workspace ----

static bool rebase(StoreSession *session, void *context, Error *error)
{
    const EventLog *log = context;
    Value base = value_text(base_of(log));
    return store_execute(session, &query_figure_forget_plain, NO_VALUES, NULL, error) &&
           store_execute(session, &query_figure_find_plain, &base, 1, NULL, error) &&
           store_execute(session, &query_figure_rebase, &base, 1, NULL, error);
}

static bool read_base(const EventLog *log, StoreSession *session, bool *same, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_figure_state, NO_VALUES, &rows, error)) return false;
    *same = rows_next(&rows) && str_equal(rows_text(&rows, 0), base_of(log));
    return rows_close(&rows, error);
}

static bool read_within(EventLog *log, bool (*read)(EventLog *log, StoreSession *session, Error *error), Error *error)
{
    StoreSession *session;
    if (!store_read_begin(log->store, &session, error)) return false;
    bool good = read(log, session, error);
    store_read_end(session);
    return good;
}

static bool look_at_base(EventLog *log, StoreSession *session, Error *error)
{
    return read_base(log, session, &log->same_base, error);
}

bool log_open_figures(EventLog *log, Error *error)
{
    if (!read_within(log, look_at_base, error) || (!log->same_base && !store_write(log->store, rebase, log, error)) ||
        !read_within(log, follow_all, error))
        return false;
    activity_commit(log->activity);
    return true;
}

// ---- reading ----

CountedAs log_counted(const EventLog *log, const Event *event, int64_t *amount_minor)
{
    *amount_minor = event->has_amount && !log_is_foreign(log, true, event->currency) ? event->amount_minor : 0;
    return activity_counted(log->activity, event->seq, event->at, amount_minor);
}

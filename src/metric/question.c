#include "metric/question.h"

#include <string.h>

#include "base/number.h"
#include "house.h"
#include "metric/grouping_parts.h"
#include "module.h"
#include "workspace/workspace.h"

const char *const series_amount_names[SERIES_AMOUNT_END] = {"net", "gross", "margin"};

typedef struct Asking {
    const MetricPlace *place;
    const MetricReader *reader;
    const MetricWords *words;
    MetricQuestion *question;
} Asking;

static Str word(const Asking *asking, const char *name)
{
    return asking->words->word(asking->words->context, name);
}

static bool refuse(const Asking *asking, const char *name, Phrase expected, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("{0} {1}: expected {2}", "{0} {1}\u00A0: attendu\u00A0: {2}"), str_of(name),
                      error_value(asking->place->arena, word(asking, name)),
                      str_of(expected.in[asking->place->locale]));
}

// ---- periods ----

bool metric_one_period(Str text, SeriesAsk *ask)
{
    Day first, last;
    if (!period_parse(text, &first, &last)) return false;
    ask->custom = str_contains(text, STR(".."));
    ask->custom_first = first;
    ask->custom_last = last;
    for (int unit = 0; !ask->custom && unit < PERIOD_UNIT_COUNT; unit++) {
        PeriodNumber number = period_of_day((PeriodUnit)unit, first);
        if (period_first_day((PeriodUnit)unit, number) == first && period_last_day((PeriodUnit)unit, number) == last)
            ask->unit = (PeriodUnit)unit;
    }
    if (ask->custom) return true;
    ask->has_from = ask->has_to = true;
    ask->from = first;
    ask->to = last;
    return true;
}

static bool read_period(const Asking *asking, Error *error)
{
    SeriesAsk *ask = &asking->question->ask.series;
    Str period = word(asking, "period");
    bool between = word(asking, "from").size || word(asking, "to").size;
    ask->unit = PERIOD_MONTH;
    if (period.size == 0 || period_unit_parse(period, &ask->unit)) return true;
    if (!metric_one_period(period, ask))
        return refuse(asking, "period",
                      PHRASE("day, week, month, quarter, year, or one period as 2026-Q3 or 2026-07-01..2026-09-30",
                             "day, week, month, quarter, year, ou une période comme 2026-Q3 ou "
                             "2026-07-01..2026-09-30"),
                      error);
    return !between || refuse(asking, "period",
                              PHRASE("day, week, month, quarter or year beside from and to",
                                     "day, week, month, quarter ou year avec from et to"),
                              error);
}

static bool read_day(const Asking *asking, const char *name, bool *has, Day *day, Error *error)
{
    Str said = word(asking, name);
    if (said.size == 0) return true;
    *has = true;
    return day_parse(said, day) ||
           refuse(asking, name, PHRASE("a day as 2026-07-01", "un jour comme 2026-07-01"), error);
}

static bool read_days(const Asking *asking, Error *error)
{
    MetricAsk *ask = &asking->question->ask;
    Day today = reading_day(ask, asking->place->now);
    bool has_as_of = false;
    if (!read_day(asking, "from", &ask->series.has_from, &ask->series.from, error) ||
        !read_day(asking, "to", &ask->series.has_to, &ask->series.to, error) ||
        !read_day(asking, "as_of", &has_as_of, &ask->series.as_of, error))
        return false;
    if (!has_as_of) ask->series.as_of = today;
    if (ask->series.as_of <= today && ask->series.as_of >= 0) return true;
    return refuse(asking, "as_of", PHRASE("a day that has come", "un jour qui est venu"), error);
}

// ---- window ----

// What the workspace calls inactive, unless the question says otherwise.
static void use_workspace_window(const Asking *asking)
{
    SeriesAsk *ask = &asking->question->ask.series;
    const WorkspaceSettings *settings = workspace_settings(asking->place->house->workspace);
    if (settings->churn_rule != CHURN_BY_INACTIVITY || !settings->window_days) return;
    ask->window_days = settings->window_days;
    ask->window_of_workspace = true;
}

static bool read_window(const Asking *asking, Error *error)
{
    enum { WINDOW_DAYS_MAX = 36500 };
    SeriesAsk *ask = &asking->question->ask.series;
    Str window = word(asking, "window");
    int64_t days;
    ask->window_days = SERIES_WINDOW_AUTO;
    if (window.size && !(asking->reader->reads & READS_WINDOW))
        return refuse_reading(asking->place, asking->reader, "window", READS_WINDOW, error);
    if (window.size == 0) use_workspace_window(asking);
    if (window.size == 0 || str_equal(window, STR("auto"))) return true;
    if (str_equal(window, STR("period"))) {
        ask->window_days = SERIES_WINDOW_PERIOD;
        return true;
    }
    if (!number_parse_count(window, &days) || days < 1 || days > WINDOW_DAYS_MAX)
        return refuse(asking, "window",
                      PHRASE("auto, period or a number of days", "auto, period ou un nombre de jours"), error);
    ask->window_days = (int32_t)days;
    return true;
}

// ---- words ----

static bool read_amount(const Asking *asking, Error *error)
{
    Str amount = word(asking, "amount");
    SeriesAsk *ask = &asking->question->ask.series;
    if (amount.size == 0) return true;
    for (int one = SERIES_NET; one <= SERIES_AMOUNT_END; one++) {
        if (one == SERIES_AMOUNT_END)
            return refuse(asking, "amount", PHRASE("net, gross or margin", "net, gross ou margin"), error);
        if (!str_equal(amount, str_of(series_amount_names[one]))) continue;
        ask->amount = (SeriesAmount)one;
        break;
    }
    uint32_t needed = ask->amount == SERIES_MARGIN ? READS_MARGIN : READS_AMOUNT;
    const char *what = ask->amount == SERIES_MARGIN ? "amount=margin" : "amount";
    return asking->reader->reads & needed || refuse_reading(asking->place, asking->reader, what, needed, error);
}

static bool read_compare(const Asking *asking, Error *error)
{
    Str compare = word(asking, "compare");
    if (str_equal(compare, STR("previous"))) asking->question->compare = COMPARE_PREVIOUS;
    if (str_equal(compare, STR("year_ago"))) asking->question->compare = COMPARE_YEAR_AGO;
    return compare.size == 0 || asking->question->compare != COMPARE_NOTHING ||
           refuse(asking, "compare", PHRASE("previous or year_ago", "previous ou year_ago"), error);
}

static bool read_currency(const Asking *asking, Error *error)
{
    Str currency = word(asking, "currency");
    if (currency.size == 0) return true;
    if (!str_equal(currency, STR("constant"))) return refuse(asking, "currency", PHRASE("constant", "constant"), error);
    asking->question->ask.constant_currency = true;
    return asking->reader->reads & READS_CONSTANT_CURRENCY ||
           refuse_reading(asking->place, asking->reader, "currency=constant", READS_CONSTANT_CURRENCY, error);
}

static bool read_analyse(const Asking *asking, Error *error)
{
    Str rest = word(asking, "analyse"), one;
    while (rest.size && str_cut(&rest, ',', &one)) {
        if (str_equal(one, STR("breaks")))
            asking->question->analyse |= ANALYSE_BREAKS;
        else if (str_equal(one, STR("trend")))
            asking->question->analyse |= ANALYSE_TREND;
        else
            return refuse(asking, "analyse", PHRASE("breaks, trend or both", "breaks, trend ou les deux"), error);
    }
    return true;
}

// ---- what only some readers know ----

typedef struct OptionWalk {
    size_t module, reader, option;
} OptionWalk;

// One option after the other, of all readers of all modules.
static const MetricOption *walk_options(OptionWalk *at, const MetricReader **of)
{
    for (; modules[at->module]; at->module++, at->reader = 0) {
        const MetricReader *readers = modules[at->module]->metrics;
        for (; readers && readers[at->reader].metric; at->reader++, at->option = 0) {
            *of = &readers[at->reader];
            if (at->option < METRIC_OPTIONS_MAX && (*of)->options[at->option].name)
                return &(*of)->options[at->option++];
        }
    }
    return NULL;
}

static bool is_first_of_name(const MetricOption *option)
{
    const MetricReader *reader;
    const MetricOption *other;
    OptionWalk walk = {0};
    while ((other = walk_options(&walk, &reader)) != option)
        if (strcmp(other->name, option->name) == 0) return false;
    return true;
}

bool metric_further_option(size_t index, const MetricOption **option)
{
    const MetricReader *reader;
    OptionWalk walk = {0};
    while ((*option = walk_options(&walk, &reader)) != NULL)
        if (is_first_of_name(*option) && index-- == 0) return true;
    return false;
}

static bool refuse_option(const Asking *asking, const MetricOption *option, Error *error)
{
    const MetricReader *reader;
    const MetricOption *other;
    OptionWalk walk = {0};
    Text takers = text_in(asking->place->arena);
    while ((other = walk_options(&walk, &reader)) != NULL)
        if (strcmp(other->name, option->name) == 0) text_addf(&takers, "%s%s", takers.size ? ", " : "", reader->metric);
    return error_code(
        error, ERROR_USAGE, "invalid_parameter",
        PHRASE("{1} takes no {0}; these do: {2}", "{1} ne prend pas {0}\u00A0; ceux-ci le prennent\u00A0: {2}"),
        str_of(option->name), str_of(asking->reader->metric), text_str(&takers));
}

static bool is_own(const MetricReader *reader, const char *name)
{
    for (size_t i = 0; i < METRIC_OPTIONS_MAX && reader->options[i].name; i++)
        if (strcmp(reader->options[i].name, name) == 0) return true;
    return false;
}

#define PHRASE_OF(text) PHRASE(text, text) // words are the same in all languages

static bool read_options(const Asking *asking, Error *error)
{
    const MetricReader *reader = asking->reader;
    const MetricOption *option;
    for (size_t i = 0; metric_further_option(i, &option); i++)
        if (word(asking, option->name).size && !is_own(reader, option->name))
            return refuse_option(asking, option, error);
    for (size_t i = 0; i < METRIC_OPTIONS_MAX && reader->options[i].name; i++) {
        Str said = word(asking, reader->options[i].name);
        asking->question->ask.option[i] = said;
        if (said.size && reader->options[i].words && !word_among(reader->options[i].words, said))
            return refuse(asking, reader->options[i].name, PHRASE_OF(reader->options[i].words), error);
    }
    return true;
}

// ---- all of it ----

bool metric_question(const MetricPlace *place, const Metric *metric, const MetricWords *words, MetricQuestion *question,
                     Error *error)
{
    Asking asking = {place, place_reader(place, metric), words, question};
    *question = (MetricQuestion){.place = place, .reader = asking.reader};
    question->ask = (MetricAsk){.house = place->house,
                                .session = place->session,
                                .port = place->port,
                                .arena = place->arena,
                                .locale = place->locale,
                                .threads = place->threads,
                                .now = place->now,
                                .metric = metric,
                                .row_dimension = -1};
    question->segment = word(&asking, "segment");
    question->by = word(&asking, "by");
    return read_period(&asking, error) && read_days(&asking, error) && read_window(&asking, error) &&
           read_amount(&asking, error) && read_compare(&asking, error) && read_currency(&asking, error) &&
           read_analyse(&asking, error) && read_options(&asking, error) &&
           metric_groups(place, asking.reader, question->segment, question->by, &question->groups, error);
}

#include "prediction/lifetime_report.h"

#include <math.h>
#include <stdlib.h>

#include "base/thread.h"

enum { JUDGED_PART = 4, LATER_DAYS_MIN = 7, WEEK_DAYS = 7, CUSTOMERS_A_PART = 256 };

// ---- what is known, and what came later ----

static BuyingHistory history_of(const Buying *buying, double unit_days)
{
    return (BuyingHistory){.customers = buying->count,
                           .x = buying->x,
                           .t_x = buying->t_x,
                           .T = buying->T,
                           .mean_amount = buying->mean_amount,
                           .unit_days = unit_days};
}

static BuyingSplit split_of(const Buying *buying, double unit_days)
{
    return (BuyingSplit){.history = history_of(buying, unit_days),
                         .customer = buying->customer,
                         .later = buying->later,
                         .later_amount = buying->later_amount,
                         .later_days = (uint32_t)(buying->later_end - buying->end)};
}

static bool check_calibration(const Columns *columns, const LifetimeOptions *options, Arena *arena, Error *error)
{
    Day first = second_day(columns->first), last = second_day(columns->last);
    if (options->calibration_end == DAY_MAX || (options->calibration_end >= first && options->calibration_end < last))
        return true;
    return error_say(
        error, ERROR_USAGE,
        PHRASE("--calibration-end {0}: the orders are of {1} to {2}; it has to leave some of them for later",
               "--calibration-end {0}\u00A0: les commandes vont du {1} au {2}\u00A0; il faut en laisser "
               "pour la suite"),
        day_name(arena, options->calibration_end), day_name(arena, first), day_name(arena, last));
}

// ---- judging ----

static void say_unjudged(LifetimeReport *report, Phrase why)
{
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) report->unjudged[locale] = str_of(why.in[locale]);
}

static void fill_groups(LifetimeReport *report, const BuyingSplit *split)
{
    const LifetimeFit *fit = &report->choice.trial[report->choice.model].fit;
    for (size_t i = 0; i < split->history.customers; i++) {
        BuyingFigures of = {split->history.x[i], split->history.t_x[i], split->history.T[i]};
        JudgedGroup *group = &report->group[of.x < JUDGED_GROUPS - 1 ? of.x : JUDGED_GROUPS - 1];
        group->customers++;
        group->actual += split->later[i];
        group->predicted += lifetime_expected(fit, of, split->later_days);
    }
}

// Week by week from the first day on, before and after the day up to which the model saw.
static void track(LifetimeReport *report, const BuyingSplit *split, Day end, Arena *arena)
{
    RepeatsAsk ask = {.to = report->judged_to, .won_until = end, .width = WEEK_DAYS};
    uint32_t longest = 0;
    for (size_t i = 0; i < split->history.customers; i++)
        longest = split->history.T[i] > longest ? split->history.T[i] : longest;
    ask.from = end - (Day)longest;
    report->week_actual = ask_repeats(report->columns, &ask, arena, &report->weeks);
    report->weeks = (size_t)(ask.to - ask.from + 1) / WEEK_DAYS;
    report->week_predicted = arena_array(arena, double, report->weeks);
    lifetime_track(&report->choice.trial[report->choice.model].fit, &split->history, WEEK_DAYS, report->weeks,
                   report->week_predicted);
}

static void judge(LifetimeReport *report, const Buying *earlier, Arena *arena)
{
    if (earlier->later_end - earlier->end < LATER_DAYS_MIN) {
        say_unjudged(report, PHRASE("less than a week is left to judge models on",
                                    "il reste moins d’une semaine pour juger les modèles"));
        return;
    }
    BuyingSplit split = split_of(earlier, report->options.unit_days);
    report->choice = lifetime_choose(&split, report->options.threads, arena);
    report->judged = report->choice.chosen;
    report->judged_from = earlier->end + 1;
    report->judged_to = earlier->later_end;
    if (report->judged) {
        fill_groups(report, &split);
        track(report, &split, earlier->end, arena);
        return;
    }
    say_unjudged(report, PHRASE("too few customers had bought early enough to judge models on what came later",
                                "trop peu de clients avaient acheté assez tôt pour juger les modèles sur la "
                                "suite"));
}

// ---- fitting and choosing ----

static void take_trials(LifetimeReport *report)
{
    for (size_t m = 0; m < LIFETIME_MODEL_COUNT; m++) {
        report->fitted[m] = report->choice.trial[m].fitted;
        report->fit[m] = report->choice.trial[m].fit;
    }
}

static void fit_models(LifetimeReport *report)
{
    for (LifetimeModel m = 0; m < LIFETIME_MODEL_COUNT; m++)
        report->fitted[m] =
            lifetime_fit(m, &report->history, report->options.threads, &report->fit[m], &report->refusal[m]);
}

static bool take_model(LifetimeReport *report, Error *error)
{
    LifetimeModel model = report->options.model;
    Phrase asked = PHRASE("{0}: asked for by --model", "{0}\u00A0: demandé par --model");
    if (!report->fitted[model]) {
        bool again = lifetime_fit(model, &report->history, report->options.threads, &report->fit[model], error);
        report->fitted[model] = again; // it is refused as before: the error says why
        if (!again) return false;
    }
    report->chosen = true;
    report->model = model;
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++)
        report->because[locale] = phrase_say(report->arena, locale, asked, str_of(lifetime_title(model).in[locale]));
    return true;
}

static bool choose(LifetimeReport *report, Error *error)
{
    if (report->options.by_hand) return take_model(report, error);
    if (report->judged && report->fitted[report->choice.model]) {
        report->chosen = true;
        report->model = report->choice.model;
        for (Locale locale = 0; locale < LOCALE_COUNT; locale++)
            report->because[locale] = report->choice.because[locale];
        return true;
    }
    Phrase simplest = PHRASE("{0}: the simplest one, since none could be judged on what came later",
                             "{0}\u00A0: le plus simple, aucun n’ayant pu être jugé sur la suite");
    for (LifetimeModel m = 0; m < LIFETIME_MODEL_COUNT && !report->chosen; m++) {
        if (!report->fitted[m]) continue;
        report->chosen = true;
        report->model = m;
        for (Locale locale = 0; locale < LOCALE_COUNT; locale++) report->because[locale] = str_of(simplest.in[locale]);
    }
    if (!report->chosen) *error = report->refusal[LIFETIME_BG_NBD];
    return report->chosen;
}

const LifetimeFit *lifetime_chosen(const LifetimeReport *report)
{
    return &report->fit[report->model];
}

// ---- customers ----

static double value_factor(const LifetimeReport *report)
{
    return report->options.margin < 0 ? 1 : report->options.margin;
}

static void tell_next(void *context, size_t part, int thread)
{
    (void)thread;
    const LifetimeReport *report = context;
    size_t to = (part + 1) * CUSTOMERS_A_PART;
    for (size_t i = part * CUSTOMERS_A_PART; i < to && i < report->buying.count; i++)
        report->next[i] = lifetime_next_purchase(lifetime_chosen(report), report_figures(report, i));
}

static void tell_range(void *context, size_t place, int thread)
{
    (void)thread;
    const LifetimeReport *report = context;
    const LifetimeFit *fit = lifetime_chosen(report);
    double factor = value_factor(report), days = report->options.horizon_days;
    size_t i = report->order[place];
    BuyingFigures of = report_figures(report, i);
    report->purchases_range[place] = lifetime_purchases(fit, of, days);
    if (!report->has_amounts) return;
    Predicted future = lifetime_revenue_range(fit, &report->amounts, of, report->buying.mean_amount[i], days,
                                              report->options.yearly_discount);
    report->future_range[place] = (Predicted){future.value * factor, future.low * factor, future.high * factor};
}

typedef struct Ranked {
    double future, past, alive;
    Str id;
    size_t customer;
} Ranked;

static int by_value(const void *a, const void *b)
{
    const Ranked *one = a, *other = b;
    if (one->future != other->future) return one->future < other->future ? 1 : -1;
    if (one->alive != other->alive) return one->alive < other->alive ? 1 : -1;
    if (one->past != other->past) return one->past < other->past ? 1 : -1;
    return str_compare(one->id, other->id);
}

static void rank_customers(LifetimeReport *report, Arena *arena)
{
    Arena *scratch = arena_open(0);
    Ranked *ranked = arena_array(scratch, Ranked, report->buying.count);
    for (size_t i = 0; i < report->buying.count; i++)
        ranked[i] = (Ranked){report->future[i], report->past[i], report->alive[i],
                             report->columns->ids[report->buying.customer[i]], i};
    qsort(ranked, report->buying.count, sizeof *ranked, by_value);
    report->order = arena_array(arena, size_t, report->buying.count);
    for (size_t i = 0; i < report->buying.count; i++) report->order[i] = ranked[i].customer;
    arena_close(scratch);
}

static void tell_customers(LifetimeReport *report, Arena *arena)
{
    size_t count = report->buying.count;
    const LifetimeOptions *options = &report->options;
    report->alive = arena_array(arena, double, count);
    report->past = arena_array(arena, double, count);
    report->purchases = arena_array(arena, double, count);
    report->future = arena_array(arena, double, count);
    report->next = arena_array(arena, NextPurchase, count);
    lifetime_score(lifetime_chosen(report), report->has_amounts ? &report->amounts : NULL, &report->history,
                   options->horizon_days, options->yearly_discount, options->threads,
                   (LifetimeScores){report->alive, report->purchases, report->has_amounts ? report->future : NULL});
    thread_run(options->threads, count / CUSTOMERS_A_PART + 1, tell_next, report);
    for (size_t i = 0; i < count; i++) {
        // Whole minor units: past and future, and the lines, add up to what is told of both and of all.
        report->past[i] = round(report->buying.amount[i] * value_factor(report));
        report->future[i] = round(report->future[i] * value_factor(report));
        report->total_purchases += report->purchases[i];
        report->total_future += report->future[i];
    }
    rank_customers(report, arena);
    report->intervals = options->intervals < count ? options->intervals : count;
    report->purchases_range = arena_array(arena, Predicted, report->intervals);
    report->future_range = arena_array(arena, Predicted, report->intervals);
    thread_run(options->threads, report->intervals, tell_range, report);
}

// ---- all of it ----

static void look_back(LifetimeReport *report, Arena *arena)
{
    const LifetimeOptions *options = &report->options;
    if (options->calibration_end != DAY_MAX) {
        judge(report, &report->buying, arena);
        if (report->judged) {
            take_trials(report);
            return;
        }
    } else {
        Day end = report->as_of - (report->as_of - report->first) / JUDGED_PART;
        Buying earlier = ask_buying(report->columns, end, report->as_of, options->threads, arena);
        judge(report, &earlier, arena);
    }
    fit_models(report);
}

bool lifetime_report(const Columns *columns, const Currency *currency, const LifetimeOptions *options, Arena *arena,
                     LifetimeReport *report, Error *error)
{
    if (!check_calibration(columns, options, arena, error)) return false;
    Day last = second_day(columns->last);
    *report = (LifetimeReport){.options = *options,
                               .arena = arena,
                               .columns = columns,
                               .currency = *currency,
                               .first = second_day(columns->first),
                               .as_of = options->calibration_end == DAY_MAX ? last : options->calibration_end};
    report->buying = ask_buying(columns, report->as_of, last, options->threads, arena);
    report->history = history_of(&report->buying, options->unit_days);
    look_back(report, arena);
    if (!choose(report, error)) return false;
    report->has_amounts = gamma_gamma_fit(&report->history, (double)currency_minor_per_major(currency),
                                          options->threads, &report->amounts, &report->amounts_refusal);
    tell_customers(report, arena);
    return true;
}

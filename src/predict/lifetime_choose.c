#include <math.h>

#include "base/number.h"
#include "predict/lifetime_parts.h"
#include "predict/lifetime_state.h"

enum { JUDGED_MAX = 20000 };
static const double least = 1e-300; // a chance that is told as 0

// Every n-th customer, so that at most JUDGED_MAX are asked.
typedef struct Jury {
    size_t every, count;
} Jury;

static Jury jury_of(const BuyingHistory *history)
{
    size_t every = history->customers / JUDGED_MAX + 1;
    return (Jury){every, history->customers == 0 ? 0 : (history->customers - 1) / every + 1};
}

static void judge(const BuyingSplit *split, Jury jury, LifetimeTrial *trial)
{
    const BuyingHistory *history = &split->history;
    double off = 0;
    for (size_t i = 0; i < jury.count; i++) {
        size_t c = i * jury.every;
        BuyingFigures of = {history->x[c], history->t_x[c], history->T[c]};
        LifetimeState state = lifetime_state(&trial->fit, of);
        double expected = lifetime_expected_of(&trial->fit, &state, split->later_days);
        double chance = lifetime_probability_of(&trial->fit, &state, split->later_days, split->later[c]);
        trial->later_log_likelihood += log(fmax(chance, least));
        trial->predicted += expected;
        off += fabs(expected - split->later[c]);
    }
    trial->mean_absolute_error = jury.count > 0 ? off / (double)jury.count : 0;
}

static void judge_naive(const BuyingSplit *split, Jury jury, LifetimeChoice *choice)
{
    const BuyingHistory *history = &split->history;
    double off = 0;
    for (size_t i = 0; i < jury.count; i++) {
        size_t c = i * jury.every;
        double expected = history->T[c] > 0 ? (double)history->x[c] / history->T[c] * split->later_days : 0;
        choice->actual += split->later[c];
        choice->naive += expected;
        off += fabs(expected - split->later[c]);
    }
    choice->judged = jury.count;
    choice->naive_mean_absolute_error = jury.count > 0 ? off / (double)jury.count : 0;
}

static void say_why(LifetimeChoice *choice, Arena *arena)
{
    const LifetimeTrial *best = &choice->trial[choice->model], *next = NULL;
    LifetimeModel second = choice->model;
    for (LifetimeModel m = 0; m < LIFETIME_MODEL_COUNT; m++) {
        if (m == choice->model || !choice->trial[m].fitted) continue;
        if (!next || choice->trial[m].later_log_likelihood > next->later_log_likelihood)
            next = &choice->trial[m], second = m;
    }
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        Str title = str_of(lifetime_title(choice->model).in[locale]);
        if (!next) {
            choice->because[locale] = phrase_say(
                arena, locale,
                PHRASE("{0}: the only model that could be fitted", "{0}\u00A0: le seul modèle qui a pu être ajusté"),
                title);
            continue;
        }
        Str by = number_say(arena, locale, best->later_log_likelihood - next->later_log_likelihood, 1);
        choice->because[locale] = phrase_say(
            arena, locale,
            PHRASE(
                "{0}: what customers did later was most likely under it, by {1} in the logarithm over {2}",
                "{0}\u00A0: ce que les clients ont fait ensuite y était le plus probable, de {1} en logarithme devant "
                "{2}"),
            title, by, str_of(lifetime_title(second).in[locale]));
    }
}

LifetimeChoice lifetime_choose(const BuyingSplit *split, int threads, Arena *arena)
{
    LifetimeChoice choice = {0};
    Arena *scratch = arena_open(0);
    LifetimeGroups groups = {0};
    Error error = {0};
    bool grouped = lifetime_groups(&split->history, scratch, &groups, &error);
    Jury jury = jury_of(&split->history);
    for (LifetimeModel m = 0; m < LIFETIME_MODEL_COUNT; m++) {
        LifetimeTrial *trial = &choice.trial[m];
        trial->fitted = grouped && lifetime_fit_groups(m, &groups, threads, &trial->fit, &error);
        for (Locale locale = 0; !trial->fitted && locale < LOCALE_COUNT; locale++)
            trial->refusal[locale] = str_copy(arena, str_of(error.message[locale]));
        if (!trial->fitted) continue;
        judge(split, jury, trial);
        const LifetimeTrial *best = &choice.trial[choice.model];
        if (!choice.chosen || trial->later_log_likelihood > best->later_log_likelihood) choice.model = m;
        choice.chosen = true;
    }
    judge_naive(split, jury, &choice);
    if (choice.chosen) say_why(&choice, arena);
    arena_close(scratch);
    return choice;
}

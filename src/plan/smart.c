#include "plan/smart.h"

#include <math.h>

#include "base/number.h"

typedef struct Checking {
    const Goal *goal;
    const GoalFigures *figures;
    Day today;
    Locale locale;
    Arena *arena;
} Checking;

#define say(checking, ...) phrase_say((checking)->arena, (checking)->locale, __VA_ARGS__)
#define plain(checking, phrase) str_of((phrase).in[(checking)->locale])

static Str figure(const Checking *checking, double number)
{
    return goal_say(checking->figures, checking->locale, checking->arena, number);
}

static SmartCheck bad(char letter, Str message)
{
    return (SmartCheck){.letter = letter, .message = message};
}

static SmartCheck good(char letter, Str message)
{
    return (SmartCheck){.letter = letter, .good = true, .message = message};
}

static SmartCheck careful(char letter, Str message)
{
    return (SmartCheck){.letter = letter, .good = true, .caution = true, .message = message};
}

static SmartCheck check_specific(const Checking *checking)
{
    const Goal *goal = checking->goal;
    const GoalFigures *figures = checking->figures;
    if (!goal->metric.size)
        return bad('S',
                   plain(checking, PHRASE("Which figure? Choose a metric: “improve retention” can’t be followed.",
                                          "Quel chiffre\u202F? Choisissez un indicateur\u00A0: «\u00A0améliorer la "
                                          "rétention\u00A0» ne peut pas être suivi.")));
    if (figures->refusal.size) return bad('S', figures->refusal);
    if (figures->better == 0)
        return bad('S',
                   plain(checking, PHRASE("More of this figure is neither good nor bad: choose another.",
                                          "Plus de ce chiffre n’est ni bien ni mal\u00A0: choisissez-en un autre.")));
    if (!goal->owner)
        return bad('S', plain(checking, PHRASE("Who answers for it? Name one person.",
                                               "Qui en répond\u202F? Nommez une personne.")));
    Str who = goal_say_segment(goal, checking->locale, checking->arena);
    return good('S', say(checking, PHRASE("{0}, {1}; {2} answers for it.", "{0}, {1}\u00A0; {2} en répond."),
                         str_of(figures->metric->label.in[checking->locale]), who,
                         goal->owner_name.size ? goal->owner_name : goal->owner_email));
}

static Str say_baseline(const Checking *checking)
{
    const PacePoint *baseline = &checking->figures->baseline;
    Str value = figure(checking, baseline->value);
    Str period = period_say(checking->arena, checking->locale, checking->goal->period, baseline->period);
    if (!baseline->has_n) return say(checking, PHRASE("{0} in {1}", "{0} en {1}"), value, period);
    Str n = number_say_count(checking->arena, checking->locale, baseline->n);
    if (!baseline->has_interval)
        return say(checking, PHRASE("{0} in {1}, n = {2}", "{0} en {1}, n = {2}"), value, period, n);
    return say(checking,
               PHRASE("{0} in {1} (n = {2}, 95% interval {3} to {4})",
                      "{0} en {1} (n = {2}, intervalle à 95\u202F% de {3} à {4})"),
               value, period, n, figure(checking, baseline->low), figure(checking, baseline->high));
}

static bool within_units(const GoalFigures *figures, double target)
{
    return figures->metric->unit != UNIT_RATE || (target >= 0 && target <= 1) || (!figures->has_ideal && target >= 0);
}

static SmartCheck check_measurable(const Checking *checking)
{
    const Goal *goal = checking->goal;
    const GoalFigures *figures = checking->figures;
    const PacePoint *baseline = &figures->baseline;
    if (!figures->metric || figures->refusal.size || !figures->has_baseline)
        return bad('M',
                   plain(checking, PHRASE("There is no baseline: this figure has not been observed in the period.",
                                          "Il n’y a pas de point de départ\u00A0: ce chiffre n’a pas été observé sur "
                                          "la période.")));
    Str from = say_baseline(checking);
    if (!goal->has_target)
        return bad('M',
                   say(checking,
                       PHRASE("From {0} to what? Give a target.", "De {0} à combien\u202F? Donnez une cible."), from));
    if (!within_units(figures, goal->target))
        return bad('M',
                   plain(checking, PHRASE("A rate lies between 0 and 100%.", "Un taux est entre 0 et 100\u202F%.")));
    Str target = figure(checking, goal->target);
    if (figures->better * (goal->target - baseline->value) <= 0)
        return bad(
            'M', say(checking, PHRASE("{1} is no improvement on {0}.", "{1} n’est pas mieux que {0}."), from, target));
    if (baseline->has_n && baseline->n < PACE_SAMPLE_MIN)
        return careful('M', say(checking,
                                PHRASE("From {0} to {1}. So few can’t be told from chance: choose more people or "
                                       "longer periods.",
                                       "De {0} à {1}. Si peu ne se distingue pas du hasard\u00A0: prenez plus de "
                                       "monde ou des périodes plus longues."),
                                from, target));
    if (baseline->has_interval && goal->target >= baseline->low && goal->target <= baseline->high)
        return careful('M', say(checking,
                                PHRASE("From {0} to {1}: so small a step lies within chance.",
                                       "De {0} à {1}\u00A0: un si petit pas tient dans le hasard."),
                                from, target));
    return good('M', say(checking, PHRASE("From {0} to {1}.", "De {0} à {1}."), from, target));
}

// ---- attainable ----

static SmartCheck unless_justified(const Checking *checking, Str message)
{
    if (str_trim(checking->goal->justification).size)
        return careful('A', say(checking, PHRASE("{0} Justified: {1}", "{0} Justifié\u00A0: {1}"), message,
                                checking->goal->justification));
    return bad('A', say(checking,
                        PHRASE("{0} Write why it can be done all the same, or lower it.",
                               "{0} Écrivez pourquoi c’est possible malgré tout, ou baissez la cible."),
                        message));
}

static Str say_history(const Checking *checking)
{
    const GoalFigures *figures = checking->figures;
    Text text = text_in(checking->arena);
    Str known = number_say_count(checking->arena, checking->locale, (int64_t)figures->known);
    if (figures->known)
        text_add(&text,
                 say(checking,
                     PHRASE("Best of the last {0} periods: {1} in {2}.",
                            "Meilleur des {0} dernières périodes\u00A0: {1} en {2}."),
                     known, figure(checking, figures->best),
                     period_say(checking->arena, checking->locale, checking->goal->period, figures->best_period)));
    if (figures->known > 2 && figures->deviation > 0) {
        double step = fabs(checking->goal->target - figures->baseline.value) / figures->deviation;
        text_add(&text, say(checking,
                            PHRASE(" The step is {0} standard deviations of these.",
                                   " Le pas vaut {0} écarts types de celles-ci."),
                            number_say(checking->arena, checking->locale, step, 1)));
    }
    if (figures->benchmark.id)
        text_add(&text, say(checking, PHRASE(" Benchmark: {0} ({1}).", " Repère\u00A0: {0} ({1})."),
                            figure(checking, figures->benchmark.value), figures->benchmark.source));
    if (!text.size)
        text_add(&text, plain(checking, PHRASE("There is no history to compare with yet.",
                                               "Il n’y a pas encore d’historique à comparer.")));
    return str_trim(text_str(&text));
}

static bool far_beyond(const GoalFigures *figures, double target)
{
    static const double STEPS_MOST = 3, LEFT_MOST = 0.5;
    double step = fabs(target - figures->baseline.value), left = fabs(figures->ideal - figures->baseline.value);
    bool best_passed = figures->better * (target - figures->best) > 0;
    return figures->has_ideal && figures->known > 2 && best_passed && step > STEPS_MOST * figures->deviation &&
           step > LEFT_MOST * left;
}

static SmartCheck check_attainable(const Checking *checking)
{
    const Goal *goal = checking->goal;
    const GoalFigures *figures = checking->figures;
    if (!figures->metric || !goal->has_target || !figures->has_baseline)
        return bad('A', plain(checking, PHRASE("It takes a baseline and a target to tell.",
                                               "Il faut un point de départ et une cible pour le dire.")));
    Str target = figure(checking, goal->target), history = say_history(checking);
    if (figures->has_ideal && figures->better * (goal->target - figures->ideal) >= 0)
        return unless_justified(checking, say(checking,
                                              PHRASE("Not attainable: {0} is an ideal. {1}",
                                                     "Pas atteignable\u00A0: {0} est un idéal. {1}"),
                                              target, history));
    if (far_beyond(figures, goal->target))
        return unless_justified(checking, say(checking,
                                              PHRASE("Hardly attainable: {0} is more than half of the way to "
                                                     "the ideal. {1}",
                                                     "Difficilement atteignable\u00A0: {0} est plus de la moitié "
                                                     "du chemin vers l’idéal. {1}"),
                                              target, history));
    bool reached = figures->known && figures->better * (figures->best - goal->target) >= 0;
    if (reached || !figures->known) return good('A', history);
    return careful('A',
                   say(checking, PHRASE("{0} would be a first. {1}", "{0} serait une première. {1}"), target, history));
}

static SmartCheck check_relevant(const Checking *checking)
{
    const Goal *goal = checking->goal;
    Str reason = str_trim(goal->reason);
    if (goal->finding.size && reason.size)
        return good('R', say(checking, PHRASE("From the audit: {0}", "De l’audit\u00A0: {0}"), reason));
    if (goal->finding.size)
        return good('R', plain(checking,
                               PHRASE("It answers a weakness of the audit.", "Il répond à une faiblesse de l’audit.")));
    if (reason.size) return good('R', reason);
    return bad('R', plain(checking, PHRASE("Why this one? Start from a weakness of the audit, or write the reason.",
                                           "Pourquoi celui-ci\u202F? Partez d’une faiblesse de l’audit, ou écrivez la "
                                           "raison.")));
}

static SmartCheck check_timed(const Checking *checking)
{
    const Goal *goal = checking->goal;
    const GoalFigures *figures = checking->figures;
    if (goal->deadline == GOAL_NONE)
        return bad('T', plain(checking, PHRASE("By when? Give a deadline.", "Pour quand\u202F? Donnez une échéance.")));
    Str day = day_say(checking->arena, checking->locale, goal->deadline);
    if (goal->deadline <= checking->today)
        return bad('T', say(checking, PHRASE("{0} is not ahead of us.", "Le {0} n’est pas devant nous."), day));
    PeriodNumber left = figures->to - (period_of_day(goal->period, checking->today) - 1);
    if (left < 1)
        return bad('T', say(checking,
                            PHRASE("No period ends until {0}: there would be nothing to look at.",
                                   "Aucune période ne se termine d’ici le {0}\u00A0: il n’y aurait rien à "
                                   "regarder."),
                            day));
    Str count = number_say_count(checking->arena, checking->locale, left);
    return good(
        'T',
        left == 1
            ? say(checking,
                  PHRASE("By {0}: 1 period to look at until then.", "D’ici le {0}\u00A0: 1 période à regarder."), day)
            : say(checking,
                  PHRASE("By {0}: {1} periods to look at until then.", "D’ici le {0}\u00A0: {1} périodes à regarder."),
                  day, count));
}

void smart_check(const Goal *goal, const GoalFigures *figures, Day today, Locale locale, Arena *arena,
                 SmartCheck checks[SMART_LETTERS])
{
    Checking checking = {goal, figures, today, locale, arena};
    checks[0] = check_specific(&checking);
    checks[1] = check_measurable(&checking);
    checks[2] = check_attainable(&checking);
    checks[3] = check_relevant(&checking);
    checks[4] = check_timed(&checking);
}

bool smart_good(const SmartCheck checks[SMART_LETTERS])
{
    for (size_t i = 0; i < SMART_LETTERS; i++)
        if (!checks[i].good) return false;
    return true;
}

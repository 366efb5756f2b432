// training_moments.c - as of which days people are looked at, to learn from and to judge by.
#include "house.h"
#include "prediction/people_features_parts.h"
#include "prediction/training_parts.h"

enum { STEP_MIN = 30, HISTORY_MIN = 30, HELD_DAYS = 30 };

static size_t most_moments(const Training *training)
{
    return training->profiled.customers > TRAINING_PEOPLE_MANY ? TRAINING_MOMENTS_MANY : TRAINING_MOMENTS_MAX;
}

// The held-out moment's days end with the last whole day; those of the others before it begins.
static void spread_moments(Training *training, Day today)
{
    const Outcome *outcome = &training->outcome;
    Day held = today - outcome->known, last = held - outcome->known, earliest = outcome->first_day + HISTORY_MIN;
    int64_t most = (int64_t)most_moments(training), spread = (larger(0, last - earliest) + most - 2) / (most - 1);
    int32_t step = (int32_t)larger(larger(STEP_MIN, outcome->known / 3), spread);
    training->moment[0] = held;
    training->held = 1;
    for (Day day = last; day >= earliest && (int64_t)training->moments < most; day -= step)
        training->moment[training->held + training->moments++] = day;
}

// ---- days of messages ----

typedef struct SentDays {
    Day first;
    size_t days;
    uint32_t *count; // of each day
} SentDays;

static void count_sent(const Columns *sent, const Profiled *profiled, SentDays *days)
{
    for (uint32_t p = 0; p < sent->pieces; p++) {
        const ColumnPiece *piece = &sent->piece[p];
        for (uint32_t run = 0; run < piece->runs; run++) {
            Customer person = run_customer(piece, run);
            if (!run_counts(piece, run) || person >= profiled->customers || !profiled->may[person]) continue;
            for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
                Day day = second_day(piece->second[row]);
                if (day >= days->first && (size_t)(day - days->first) < days->days) days->count[day - days->first]++;
            }
        }
    }
}

// Days from `first` to `last` that stand for about as many messages each, oldest first. How many.
static size_t choose_days(const SentDays *days, Day first, Day last, size_t most, Day *chosen)
{
    uint64_t all = 0, before = 0;
    size_t count = 0, next = 0; // the next is due when the messages so far pass the middle of its share
    if (first < days->first) first = days->first;
    for (Day day = first; day <= last; day++) all += days->count[day - days->first];
    for (Day day = first; day <= last && next < most; day++) {
        before += days->count[day - days->first];
        if (2 * most * before <= (2 * next + 1) * all) continue;
        chosen[count++] = day;
        while (next < most && 2 * most * before > (2 * next + 1) * all) next++;
    }
    return count;
}

static Day last_sent(const SentDays *days)
{
    size_t at = days->days;
    while (at && !days->count[at - 1]) at--;
    return days->first + (Day)at - 1;
}

// Those of a month with messages are held out, the latest of which it is known what came of them.
static void spread_over_messages(Training *training, const SentDays *days)
{
    Day last = last_sent(days), earliest = training->outcome.first_day + HISTORY_MIN;
    if (last < days->first) return;
    training->held = choose_days(days, last - HELD_DAYS + 1, last, HOLDOUT_MOMENTS_MAX, training->moment);
    training->moments = choose_days(days, earliest, training->moment[0] - training->outcome.known,
                                    most_moments(training), training->moment + training->held);
}

static bool choose_of_messages(Training *training, Day today, Error *error)
{
    const Columns *orders = NULL, *sent = NULL;
    if (!response_columns(training->source, &sent, &orders, error)) return false;
    training->outcome.any = sent != NULL;
    Arena *scratch = arena_open(0);
    SentDays days = {.first = training->outcome.first_day};
    if (sent && today - training->outcome.known >= days.first) {
        days.days = (size_t)(today - training->outcome.known - days.first) + 1;
        days.count = arena_array(scratch, uint32_t, days.days);
        count_sent(sent, &training->profiled, &days);
        spread_over_messages(training, &days);
    }
    arena_close(scratch);
    response_release(training->source, sent, orders);
    return true;
}

bool training_choose_moments(Training *training, Error *error)
{
    const PredictionPlace *place = training->place;
    Day today = moment_day(moment_now(place->house, place->now));
    if (training->outcome.model == PREDICTION_RESPONSE) return choose_of_messages(training, today, error);
    spread_moments(training, today);
    return true;
}

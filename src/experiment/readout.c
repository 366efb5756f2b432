#include "experiment/readout.h"

#include "activity/person_rows.h"

// ---- who was exposed ----

static void see_exposure(const Identity *identity, const Rows *rows, uint32_t *place_of, Exposed *exposed,
                         size_t *count)
{
    CustomerId person = identity_root(identity, (CustomerId)rows_integer(rows, 0));
    Exposed one = {person, (int)rows_integer(rows, 1), rows_integer(rows, 2)};
    if (!place_of[person]) {
        exposed[(*count)++] = one;
        place_of[person] = (uint32_t)*count;
        return;
    }
    Exposed *seen = &exposed[place_of[person] - 1];
    if (one.at < seen->at) *seen = one;
}

bool exposed_people(const Identity *identity, StoreSession *session, int64_t experiment, Arena *arena,
                    Exposed **exposed, size_t *count, Error *error)
{
    Rows rows;
    size_t customers = (size_t)identity_count(identity) + 1;
    uint32_t *place_of = arena_array(arena, uint32_t, customers);
    *exposed = arena_array(arena, Exposed, customers);
    *count = 0;
    if (!store_select(session, &query_experiment_exposures, VALUES(value_integer(experiment)), &rows, error))
        return false;
    while (rows_next(&rows))
        if ((size_t)rows_integer(&rows, 0) < customers) see_exposure(identity, &rows, place_of, *exposed, count);
    return rows_close(&rows, error);
}

// ---- what they did ----

typedef struct Watching {
    const Experiment *experiment;
    const Columns *columns;
    int64_t follow_seconds;
    ArmSums after[EXPERIMENT_ARMS], before[EXPERIMENT_ARMS], change[EXPERIMENT_ARMS];
} Watching;

static double done_in(const Watching *watching, const PersonRows *rows, int64_t from, int64_t to)
{
    double amount = 0;
    int64_t times = 0;
    bool any = watching->experiment->outcome == OUTCOME_EVENT;
    for (uint32_t row = 0; row < rows->count; row++) {
        if (rows->second[row] < from || rows->second[row] >= to) continue;
        amount += (double)person_row_amount(rows, row);
        times += any || person_row_amount(rows, row) > 0;
    }
    if (watching->experiment->outcome == OUTCOME_REVENUE) return amount;
    return watching->experiment->outcome == OUTCOME_ORDERS ? (double)times : (double)(times > 0);
}

double outcome_after(const Experiment *experiment, const Columns *columns, CustomerId person, int64_t at)
{
    PersonRows rows = {0};
    Watching watching = {.experiment = experiment, .columns = columns};
    if (person < columns->customers) rows = person_rows(columns, person, (RowFilter){0});
    return done_in(&watching, &rows, at, at + experiment->follow_days * SECONDS_PER_DAY);
}

static void add_to(ArmSums *sums, double value)
{
    sums->n++;
    sums->sum += value;
    sums->squares += value * value;
}

static void watch_person(Watching *watching, CustomerId person, int arm, int64_t at)
{
    PersonRows rows = {0};
    if (person < watching->columns->customers) rows = person_rows(watching->columns, person, (RowFilter){0});
    double after = done_in(watching, &rows, at, at + watching->follow_seconds);
    double before = done_in(watching, &rows, at - watching->follow_seconds, at);
    add_to(&watching->after[arm], after);
    add_to(&watching->before[arm], before);
    add_to(&watching->change[arm], after - before);
}

static Verdict verdict_of(const Readout *readout)
{
    const double broken = 0.001, significant = 0.05;
    if (readout->balance < broken) return VERDICT_UNBALANCED;
    if (!readout->after.tested) return VERDICT_TOO_EARLY;
    if (readout->after.p >= significant) return VERDICT_INCONCLUSIVE;
    return readout->after.difference.value > 0 ? VERDICT_BETTER : VERDICT_WORSE;
}

Readout readout_of(const Experiment *experiment, const Columns *columns, const Zone *zone, const Exposed *exposed,
                   size_t count, Instant now)
{
    Readout readout = {0};
    Watching watching = {experiment, columns, experiment->follow_days * SECONDS_PER_DAY, {{0}}, {{0}}, {{0}}};
    int64_t known = zone_civil(zone, now / MILLISECONDS_PER_SECOND);
    for (size_t i = 0; i < count; i++) {
        int64_t at = zone_civil(zone, exposed[i].at / MILLISECONDS_PER_SECOND);
        ReadoutArm *arm = &readout.arm[exposed[i].arm];
        arm->exposed++;
        if (at + watching.follow_seconds > known) continue;
        arm->observed++;
        watch_person(&watching, exposed[i].person, exposed[i].arm, at);
    }
    bool shares = experiment->outcome == OUTCOME_PURCHASE || experiment->outcome == OUTCOME_EVENT;
    readout.after = two_arms_compare(watching.after, shares);
    readout.before = two_arms_compare(watching.before, shares);
    readout.change = two_arms_compare(watching.change, false);
    double both = experiment->arm[0].share + experiment->arm[1].share;
    readout.balance = two_arms_balance(readout.arm[0].exposed, readout.arm[1].exposed, experiment->arm[0].share / both);
    readout.verdict = verdict_of(&readout);
    return readout;
}

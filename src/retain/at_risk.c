#include "retain/at_risk.h"

#include <math.h>
#include <stdlib.h>

#include "house.h"

typedef struct Scoring {
    ActionBoard *board;
    PredictionScores churn, contract;
    Remaining remaining;
    bool uplift;
} Scoring;

bool remaining_read(const PredictionPlace *place, Remaining *remaining, Error *error)
{
    return prediction_lifetime(place, &remaining->lifetime, error) && prediction_value(place, &remaining->value, error);
}

double remaining_of(const Remaining *remaining, bool of_contract, CustomerId person)
{
    const LifetimePeople *lifetime = &remaining->lifetime;
    if (of_contract && person < remaining->value.customers) return remaining->value.future_minor[person];
    return person < lifetime->customers ? lifetime->future_minor[person] : (double)NAN;
}

static bool read_scores(ActionBoard *board, Scoring *scoring, Error *error)
{
    *scoring = (Scoring){.board = board, .uplift = board_has_uplift(board)};
    return prediction_scores(&board->place, PREDICTION_CHURN, &scoring->churn, error) &&
           prediction_scores(&board->place, PREDICTION_CONTRACT_CHURN, &scoring->contract, error) &&
           remaining_read(&board->place, &scoring->remaining, error);
}

static double score_of(const PredictionScores *scores, CustomerId person)
{
    return person < scores->customers ? scores->score[person] : (double)NAN;
}

// The action that keeps most of those like this person, of those with a model that is on.
static void set_priority(const Scoring *scoring, AtRiskPerson *one)
{
    const ActionBoard *board = scoring->board;
    one->priority = (double)one->risk_minor;
    if (!scoring->uplift) return;
    double feature[UPLIFT_FEATURES];
    uplift_features(&board->columns, one->person, board->second, feature);
    for (size_t a = 0; a < board->count; a++) {
        ActionEffect effect = board_effect(&board->action[a], feature);
        if (effect.source != EFFECT_UPLIFT || (one->has_persuadability && effect.value <= one->persuadability.value))
            continue;
        one->has_persuadability = true;
        one->persuadability = effect;
    }
    if (one->has_persuadability) one->priority *= fmax(0, one->persuadability.value);
}

// False: nothing is known of them, or nothing can be lost.
static bool score_person(const Scoring *scoring, CustomerId person, AtRiskPerson *one)
{
    double churn = score_of(&scoring->churn, person), contract = score_of(&scoring->contract, person);
    double remaining = remaining_of(&scoring->remaining, !isnan(contract), person);
    *one = (AtRiskPerson){.person = person,
                          .model = isnan(contract) ? PREDICTION_CHURN : PREDICTION_CONTRACT_CHURN,
                          .probability = isnan(contract) ? churn : contract,
                          .remaining_minor = remaining};
    one->risk_minor = value_at_risk(one->probability, remaining);
    if (one->risk_minor <= 0) return false;
    set_priority(scoring, one);
    return true;
}

static bool wanted(const AtRiskAsk *ask, const RetentionCase *work, Instant now)
{
    bool closed = work && case_rests(work, now), live = work && work->status != CASE_CLOSED;
    int64_t owner = live && work->owner.type == VALUE_INTEGER ? work->owner.integer : AT_RISK_NO_OWNER;
    if (ask->owner != AT_RISK_ANY_OWNER && ask->owner != owner) return false;
    switch (ask->status) {
    case AT_RISK_WAITING: return !closed;
    case AT_RISK_OPEN: return !closed && (!live || work->status == CASE_OPEN);
    case AT_RISK_IN_PROGRESS: return live && work->status == CASE_IN_PROGRESS;
    case AT_RISK_CLOSED: return closed;
    case AT_RISK_ALL: break;
    }
    return true;
}

static int most_first(const void *a, const void *b)
{
    const AtRiskPerson *one = a, *other = b;
    if (one->priority != other->priority) return one->priority > other->priority ? -1 : 1;
    if (one->risk_minor != other->risk_minor) return one->risk_minor > other->risk_minor ? -1 : 1;
    return one->person < other->person ? -1 : one->person > other->person;
}

static bool refuse(const Scoring *scoring, AtRiskQueue *queue)
{
    bool churn = scoring->churn.version || scoring->contract.version;
    bool worth = scoring->remaining.lifetime.version || scoring->remaining.value.contract_version;
    queue->refused = !churn || !worth;
    if (!churn)
        queue->refusal = PHRASE("no published model says who may leave: train churn first",
                                "aucun modèle publié ne dit qui peut partir\u00A0: entraînez d’abord celui du départ");
    else if (queue->refused)
        queue->refusal = PHRASE("no published model says what customers are still worth: train lifetime first",
                                "aucun modèle publié ne dit ce que valent encore les clients\u00A0: entraînez d’abord "
                                "celui de la valeur vie");
    return queue->refused;
}

static const RetentionCase *live_case(const RetentionCase *work, Instant now)
{
    return work && (work->status != CASE_CLOSED || case_rests(work, now)) ? work : NULL;
}

bool at_risk_queue(const AtRiskAsk *ask, AtRiskQueue *queue, Error *error)
{
    Scoring scoring;
    const RetentionCase **work;
    uint32_t customers;
    const PredictionPlace *place = &ask->board->place;
    const Identity *identity = place->house->identity;
    *queue = (AtRiskQueue){0};
    if (!read_scores(ask->board, &scoring, error) ||
        !cases_of_all(identity, place->session, place->arena, &work, &customers, error))
        return false;
    queue->as_of = scoring.churn.version ? scoring.churn.as_of : scoring.contract.as_of;
    if (refuse(&scoring, queue)) return true;
    queue->person = arena_array(place->arena, AtRiskPerson, customers);
    for (CustomerId c = 1; c < customers; c++) {
        AtRiskPerson *one = &queue->person[queue->count];
        if (identity_root(identity, c) != c || identity_hidden(identity, c) ||
            (ask->only && !customer_set_has(ask->only, c)) || !wanted(ask, work[c], place->now) ||
            !score_person(&scoring, c, one))
            continue;
        one->work = live_case(work[c], place->now);
        queue->count++;
        if (!checked_add(queue->total_minor, one->risk_minor, &queue->total_minor)) queue->total_minor = INT64_MAX;
    }
    qsort(queue->person, queue->count, sizeof *queue->person, most_first);
    return true;
}

bool at_risk_person(ActionBoard *board, CustomerId root, AtRiskPerson *person, bool *found, Error *error)
{
    Scoring scoring;
    RetentionCase *work = arena_new(board->place.arena, RetentionCase);
    if (!read_scores(board, &scoring, error) ||
        !case_of_person(board->place.house->identity, board->place.session, root, board->place.arena, work, error))
        return false;
    *found = score_person(&scoring, root, person);
    person->work = work->id ? live_case(work, board->place.now) : NULL;
    return true;
}

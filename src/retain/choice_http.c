#include "retain/choice_http.h"

#include <math.h>

#include "customer/customer_http.h"
#include "house.h"

void put_logged_option(JsonWriter *json, int64_t action, double chance, double worth)
{
    json_begin_object(json);
    put_integer(json, "action", action);
    put_number(json, "chance", chance);
    put_number(json, "worth", worth);
    json_end_object(json);
}

bool choice_made(const Call *call, StoreSession *session, CustomerId root, Day week, bool *made, Error *error)
{
    NextChoice *list;
    size_t count;
    if (!next_choices_of(call->house->identity, session, root, call->arena, &list, &count, error)) return false;
    *made = false;
    for (size_t i = 0; i < count; i++) *made = *made || list[i].week == week;
    return true;
}

static int64_t stratum_of(double probability)
{
    Str band = prediction_band(probability);
    return str_equal(band, STR("low")) ? 0 : str_equal(band, STR("medium")) ? 1 : 2;
}

NextChoice choice_of(const Call *call, const ActionBoard *board, const AtRiskPerson *person, const ActionOption *option)
{
    const double most = 9e18;
    return (NextChoice){.customer = person->person,
                        .action = option->action ? option->action->action.id : 0,
                        .stratum = stratum_of(person->probability),
                        .probability = person->probability,
                        .remaining_minor = llround(fmin(person->remaining_minor, most)),
                        .cost_minor = option->action ? option->action->action.cost_minor : 0,
                        .arm = -1,
                        .week = board->week,
                        .made_by = who(call),
                        .made_at = call->now};
}

static bool expose(const Call *call, StoreSession *session, const ActionOption *option, NextChoice *choice,
                   Error *error)
{
    Exposure exposure;
    const Experiment *experiment = &option->action->experiment;
    if (!experiment_assign(call->house, session, experiment->key, choice->customer, call->arena, &choice->arm, error))
        return false;
    if (choice->arm < 0) return true; // takes no part, or it does not run
    return experiment_exposure(call->house->identity, session, experiment, choice->customer, call->arena, &exposure,
                               error) &&
           (exposure.arm >= 0 || experiment_expose(call->house, session, experiment, choice->customer, choice->arm,
                                                   call->now, call->arena, error));
}

bool choice_log(const Call *call, StoreSession *session, const ActionOption *option, NextChoice *choice, Error *error)
{
    bool trial = option->action && option->action->experiment.id;
    if (trial && !expose(call, session, option, choice, error)) return false;
    if (choice->arm == 0) choice->cost_minor = 0;
    return next_choice_add(session, choice, error);
}

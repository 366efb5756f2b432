// choice_http.h - logging what was chosen for whom, for one person and for a plan.
#ifndef FIDELE_RETAIN_CHOICE_HTTP_H
#define FIDELE_RETAIN_CHOICE_HTTP_H

#include "retain/retain_http.h"

// {"action","chance","worth"} of NextChoice.options; action 0: nothing.
void put_logged_option(JsonWriter *json, int64_t action, double chance, double worth);

// Within a writing transaction: whether a choice was made for them in that week.
MUST_USE bool choice_made(const Call *call, StoreSession *session, CustomerId root, Day week, bool *made, Error *error);

// Chance and options are the caller's.
NextChoice choice_of(const Call *call, const ActionBoard *board, const AtRiskPerson *person,
                     const ActionOption *option);

// Within a writing transaction: asks the action's experiment for the person's arm, exposes them, and writes the choice.
// In the control group nothing is done: it costs nothing.
MUST_USE bool choice_log(const Call *call, StoreSession *session, const ActionOption *option, NextChoice *choice,
                         Error *error);

#endif

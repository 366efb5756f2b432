// playbook.h - the steps of a standard procedure: what people read, and what a run of it does (playbook/run.h).
//
//   {"en","fr"}, {"kind":"text",…}                           to be read; a run passes over it
//   {"kind":"task","en","fr","days":2,"owner":7}             a task, due in so many days
//   {"kind":"message","subject_en","en",…,"purpose","days"}  a mail in the customer's language; where it may not or
//   can't
//                                                            be sent, a task of that many days
//   {"kind":"wait","days":7,"event":"Order Completed"}       so many days, or until that event
//
// In messages {name} and {first_name} are the customer's; {first_name|friend} says "friend" where it is not known.
#ifndef FIDELE_CRM_PLAYBOOK_H
#define FIDELE_CRM_PLAYBOOK_H

#include "base/json.h"

typedef enum PlaybookStepKind { STEP_TEXT, STEP_TASK, STEP_MESSAGE, STEP_WAIT } PlaybookStepKind;
#define PLAYBOOK_STEP_KINDS "text|task|message|wait"

enum { PLAYBOOK_STEPS_MAX = 100, PLAYBOOK_DAYS_USUAL = 3, PLAYBOOK_DAYS_MAX = 365, PLAYBOOK_SUBJECT_BYTES_MAX = 200 };

typedef struct PlaybookStep {
    PlaybookStepKind kind;
    Str text[LOCALE_COUNT]; // of a task its title, of a message what it says; "": not in this language
    Str subject[LOCALE_COUNT];
    Str purpose;   // of a message: what the customer has to have agreed to
    int64_t owner; // of the staff; 0: whoever looks after the customer
    int64_t days;
    Str event; // of a wait; "": none
} PlaybookStep;

// Errors (ERROR_INPUT) name the place: "/steps/2/days".
MUST_USE bool playbook_steps_read(JsonValue array, Arena *arena, PlaybookStep **steps, size_t *count, Error *error);
// What a run can do something with.
bool playbook_runs(const PlaybookStep *steps, size_t count);

// In that language, else in the other one.
Str playbook_in(const Str *text, Locale locale);
// The text with what stands for the customer; "" is not known.
Str playbook_fill(Str text, Str name, Str first_name, Arena *arena);

#endif

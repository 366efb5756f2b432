// admission.h - who is served, in what order, and who is told to come back: a bounded queue with workers of its own for
// each class of cost, so that reports never hold up reads, and nothing holds up signing in.
//
// A full queue refuses at once. What was admitted but has waited too long is refused as well when its turn comes: its
// client has likely given up, and answering it would make all behind it late too.
#ifndef FIDELE_API_ADMISSION_H
#define FIDELE_API_ADMISSION_H

#include "api/task.h"

typedef struct Admission Admission;

// `run` is called on a worker; with an error instead of a turn when it has waited too long.
typedef void AdmissionRun(Task *task, const Error *refusal);

MUST_USE bool admission_open(int readers, AdmissionRun *run, Admission **admission, Error *error);
void admission_close(Admission *admission); // runs what is queued, then ends

// False: the queue of its cost is full; *error says so, with a time to come back.
MUST_USE bool admission_take(Admission *admission, Cost cost, Task *task, Error *error);

// The refusal of all classes.
bool admission_refuse(Error *error, int retry_seconds);

#endif

// house.h - the parts of the program that are open while a data folder is in use. Only edge files (*_http.c, *_cli.c,
// *_job.c) and reactions look into it, to find the parts of their own module and of those below.
#ifndef FIDELE_HOUSE_H
#define FIDELE_HOUSE_H

#include "base/str.h"

struct Store;
struct Workspace;
struct Identity;
struct Activity;
struct ActivityPort;
struct EventLog;
struct Dimensions;
struct Tracking;
struct Staff;
struct Jobs;
struct Api;
struct Consents;
struct ReadLog;
struct Webhooks;
struct FetchPolicy;
struct Predictions;
struct HealthKeeper;

typedef struct House {
    Str folder;
    unsigned char secret[32]; // of the folder: keys of purposes come from it (base/seal.h)
    struct Store *store;
    struct Workspace *workspace;
    struct Identity *identity;
    struct Activity *activity;
    struct ActivityPort *questions; // activity/port.h: who answers questions over events
    struct Dimensions *dimensions;  // event/dimension.h
    struct EventLog *log;
    struct Tracking *tracking; // event/tracking.h
    struct Consents *consents; // consent/consents.h
    struct ReadLog *reads;     // privacy/read_log.h
    struct Staff *staff;
    struct Jobs *jobs;
    struct Api *api;
    struct Predictions *predictions;    // prediction/scores.h; NULL: nothing is kept in memory
    struct HealthKeeper *health;        // health/kept.h; NULL: nothing is kept in memory
    struct Webhooks *webhooks;          // webhook/webhook.h
    const struct FetchPolicy *outgoing; // fetch/fetch.h: where this program may connect to
} House;

#endif

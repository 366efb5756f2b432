// demo.h - `fidele demo`: the business of business.h in a data folder of its own. A job does the filling: it may be
// killed and goes on where it was, since its message ids are made from the seed.
#ifndef FIDELE_DEMO_DEMO_H
#define FIDELE_DEMO_DEMO_H

#include "demo/business.h"

struct Command;
struct JobCall;

enum { DEMO_CUSTOMERS = 20000, DEMO_CUSTOMERS_MAX = 10000000 };

extern const struct Command *const demo_commands[]; // demo_cli.c
bool demo_fill(struct JobCall *call, Error *error); // demo_job.c

#endif

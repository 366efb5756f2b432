// module.h - a module is one folder and one value: what it adds to the program. src/modules.c lists them.
//
// Queries and migrations lie in the folder as .sql files and need no entry here (tools/sql.sh).
#ifndef FIDELE_MODULE_H
#define FIDELE_MODULE_H

struct Command;
struct Route;
struct JobKind;
struct Reaction;
struct Verifier;
struct ProfilePart;
struct PersonalTable;
struct PurchaseSource;
struct MetricReader;
struct ReportedSource;
struct Figure;

typedef struct Module {
    const char *name;
    const struct Command *const *commands;  // ends with NULL; NULL: none (cli/command.h)
    const struct Route *routes;             // ends with a route without method; NULL: none (api/route.h)
    const struct JobKind *jobs;             // ends with a kind without name; NULL: none (job/job.h)
    const struct Reaction *reactions;       // ends with a reaction without name; NULL: none (event/reaction.h)
    const struct Verifier *verifiers;       // ends with a verifier without name; NULL: none (store/verify.h)
    const struct ProfilePart *profile;      // ends with a part without name; NULL: none (customer/profile_part.h)
    const struct PersonalTable *personal;   // ends with a table without name; NULL: none (identity/personal.h)
    const struct PurchaseSource *purchases; // ends with a source without name; NULL: none (customer/purchase.h)
    const struct MetricReader *metrics;     // ends with a reader without metric; NULL: none (metric/reading.h)
    const struct ReportedSource *reported;  // who keeps what was reported; NULL: not this one (metric/reported.h)
    const struct Figure *figures;           // of people; ends with a figure without name; NULL: none (segment/figure.h)
} Module;

extern const Module *const modules[]; // ends with NULL

#endif

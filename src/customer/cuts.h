// cuts.h - where the quintiles of all buyers lie (measure/rfm.h), and the top tenth by value: to say of one person how
// they stand among the others. Worked out from what is kept of each person; made anew by a job, and at once while there
// are few buyers.
#ifndef FIDELE_CUSTOMER_CUTS_H
#define FIDELE_CUSTOMER_CUTS_H

#include "customer/lifecycle.h"
#include "measure/rfm.h"

enum { CUTS_AT_ONCE_MAX = 5000 };

typedef struct Cuts {
    bool known; // false: nobody has bought yet, or there are many buyers and the job has not run yet
    RfmCuts rfm;
    int64_t top_decile; // the smallest value of the tenth of buyers who are worth most
    int64_t buyers;
    Instant at;
} Cuts;

MUST_USE bool cuts_read(const Identity *identity, StoreSession *session, const Zone *zone, Instant now, Arena *arena,
                        Cuts *cuts, Error *error);

// All buyers, to be kept.
MUST_USE bool cuts_work_out(const Identity *identity, StoreSession *session, const Zone *zone, Instant now, Cuts *cuts,
                            Error *error);
MUST_USE bool cuts_keep(StoreSession *session, const Cuts *cuts, Error *error); // within a writing transaction

// The scores of one person, 1 to 5.
typedef struct RfmCell {
    int recency, frequency, monetary;
    RfmGroup group;
} RfmCell;
RfmCell cuts_cell(const Cuts *cuts, const Zone *zone, Instant now, Instant last_at, int64_t purchases,
                  int64_t value_minor);

#endif

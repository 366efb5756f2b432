// dimension.h - what events are told apart by in figures (product, channel, country …): properties that the user has
// chosen, each value a number, so that columns keep two bytes an event.
//
// A dimension has one path or several into the body of an event (base/json_path.h); the first that finds a text, a
// number or a boolean counts ("properties.plan | properties.product"). A text of more than
// DIMENSION_TEXT_BYTES_MAX is no value, nor is one with an '@': it may be the address of a person, and nobody who is
// erased may stay in a list of values. Past DIMENSION_VALUES_MAX values new ones are counted as without one.
// Definitions hold from the start of the program: changed ones are read into the columns at the next start.
#ifndef FIDELE_EVENT_DIMENSION_H
#define FIDELE_EVENT_DIMENSION_H

#include "activity/activity.h"
#include "base/json_path.h"
#include "store/store.h"

enum {
    DIMENSION_NAME_BYTES_MAX = 40,
    DIMENSION_PATHS_MAX = 4,
    DIMENSION_TEXT_BYTES_MAX = 200,
    DIMENSION_VALUES_MAX = 65534
};

typedef struct Dimensions Dimensions;

// Before the columns are opened: gives every event of the log its values when the definitions have changed.
MUST_USE bool dimensions_open(Store *store, const unsigned char key[16], Dimensions **dimensions, Error *error);
void dimensions_close(Dimensions *dimensions);

uint32_t dimension_count(const Dimensions *dimensions); // of those that hold
uint64_t dimension_rules(const Dimensions *dimensions); // of ActivitySettings
Str dimension_name(const Dimensions *dimensions, uint32_t number);
MUST_USE bool dimension_find(const Dimensions *dimensions, Str name, uint32_t *number);
// Values 0..count-1; of any thread. A text stays readable until the program ends.
uint32_t dimension_values(const Dimensions *dimensions, uint32_t number);
Str dimension_text(const Dimensions *dimensions, uint32_t number, uint16_t code);
MUST_USE bool dimension_code(const Dimensions *dimensions, uint32_t number, Str text, uint16_t *code);

// The same as dimensions_read of values that are known, on any thread.
void dimensions_look(const Dimensions *dimensions, Str body, Arena *scratch, uint16_t value[ACTIVITY_DIMENSIONS_MAX]);

// ---- the log's own ----

// value[number] = code + 1, 0 for none. With a session of a writing transaction new values are kept; without one (NULL)
// they count as none.
MUST_USE bool dimensions_read(Dimensions *dimensions, StoreSession *session, Str body, Arena *scratch,
                              uint16_t value[ACTIVITY_DIMENSIONS_MAX], Error *error);         // `scratch` is reset
MUST_USE bool dimensions_follow(Dimensions *dimensions, StoreSession *session, Error *error); // of other servers
typedef struct DimensionMark {
    uint32_t values[ACTIVITY_DIMENSIONS_MAX];
} DimensionMark;
DimensionMark dimensions_mark(const Dimensions *dimensions);
void dimensions_cut(Dimensions *dimensions, const DimensionMark *mark);

// Values of events that leave the log, in the transaction in which they do; `since` as of the event that tells of it.
enum { SUSPECT_WORDS = (DIMENSION_VALUES_MAX + 63) / 64 };
typedef struct Suspects {
    uint64_t word[ACTIVITY_DIMENSIONS_MAX][SUSPECT_WORDS];
} Suspects;
void suspects_see(Suspects *suspects, Dimensions *dimensions, Str body, Arena *scratch);
MUST_USE bool suspects_keep(const Suspects *suspects, StoreSession *session, int64_t since, Error *error);
// Forgets the texts of those that no event has any more: it may be all that is left of a person. `last` is the last
// event of the log. Any thread but the store's.
MUST_USE bool dimensions_forget(Dimensions *dimensions, int64_t last, Error *error);

#endif

// entry.h - what the people in charge enter, by period: costs, gains that are counted for an initiative, and the sales
// of the whole market. An amount belongs to all days from the first to the last alike.
#ifndef FIDELE_COST_ENTRY_H
#define FIDELE_COST_ENTRY_H

#include "activity/questions.h"
#include "base/money.h"
#include "store/store.h"

typedef enum EntryBook { BOOK_COSTS = 1, BOOK_GAINS, BOOK_MARKET, BOOK_END } EntryBook;

typedef enum CostKind {
    COST_ACQUISITION = 1, // winning new customers
    COST_RETENTION,       // keeping those who are there
    COST_SERVICE,         // answering them
    COST_INCENTIVES,      // rewards, coupons, gifts
    COST_GOODS,           // what is sold, where orders do not say
    COST_OTHER,
    COST_KIND_END
} CostKind;
#define COST_KINDS "acquisition|retention|service|incentives|goods|other"
Str cost_kind_name(CostKind kind);
CostKind cost_kind_parse(Str name); // 0: none of them

enum { ENTRY_TEXT_BYTES_MAX = 200, ENTRY_NOTE_BYTES_MAX = 2000, ENTRY_SEGMENT_BYTES_MAX = 2000, ENTRIES_MAX = 100000 };

typedef struct Entry {
    int64_t id;
    EntryBook book;
    CostKind kind; // 0 but of costs
    Day first_day, last_day;
    int64_t amount_minor;
    Str currency;
    Str initiative, channel, note; // "": none
    Str segment, campaign;         // for whom it was spent: a segment as metrics take it; "": everybody
} Entry;

// What of it falls into the days from first to last: parts of neighbouring stretches add up to the whole, to the cent.
int64_t entry_within(const Entry *entry, Day first, Day last);

// All of a book in that currency that touch these days, at most ENTRIES_MAX, in the order of their numbers.
typedef struct Entries {
    Entry *entry;
    size_t count;
} Entries;
MUST_USE bool entries_read(StoreSession *session, EntryBook book, Str currency, Day first, Day last, Arena *arena,
                           Entries *entries, Error *error);

// The sum of what falls into these days of a kind (0: of all), of an initiative ("": of all) and a channel ("": of
// all); *any: there is such an entry.
typedef struct EntryFilter {
    CostKind kind;
    Str initiative, channel;
} EntryFilter;
int64_t entries_sum(const Entries *entries, const EntryFilter *filter, Day first, Day last, bool *any);

#endif

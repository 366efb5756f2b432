// rfm_migration.h - how people moved between the RFM groups: read from the log, and told as JSON, the same over HTTP,
// on the command line and of a file of orders.
#ifndef FIDELE_SEGMENT_RFM_MIGRATION_H
#define FIDELE_SEGMENT_RFM_MIGRATION_H

#include "measure/rfm_moves.h"
#include "segment/segment.h"

// The people as the log has them at the end of a day: merged customers are one, as they are now.
MUST_USE bool rfm_day_read(const SegmentPlace *place, Day day, Arena *arena, RfmDay *read, Error *error);

// The last day of the last month that is over at the end of `known`, or of the month so many before it.
Day rfm_month_end(Day known, int32_t months_back);

enum { RFM_MONTHS_DEFAULT = 12, RFM_MONTHS_MAX = 36 };

// What is asked; both days are known: from < to.
typedef struct RfmSpan {
    Day from, to;
} RfmSpan;
// What is not said (NULL): the end of the last month that is over at the end of `known`, and the one before it. Error:
// from is not before to, or to is after `last`.
MUST_USE bool rfm_span(const Day *from, const Day *to, Day known, Day last, RfmSpan *span, Error *error);

typedef struct RfmTelling {
    JsonWriter *json;
    Currency currency;
    bool amounts; // false: hidden from who asks
    Locale locale;
    Arena *arena;
} RfmTelling;

// Members of an object that is open.
void rfm_write_migration(const RfmTelling *telling, RfmSpan span, const RfmMoves *moves);
void rfm_write_month(const RfmTelling *telling, RfmSpan span, const RfmMoves *moves);
void rfm_write_revenue(const RfmTelling *telling, int64_t before, int64_t after);

// Columns of both as CSV (api/csv_answer.h): the moves, and the months.
extern const char *const rfm_move_columns[], *const rfm_month_columns[];

#endif

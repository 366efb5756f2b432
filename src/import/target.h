// target.h - what a column of an imported file may become: the fields of each kind of file, with the names that shops,
// help desks and their software give them in English and French.
#ifndef FIDELE_IMPORT_TARGET_H
#define FIDELE_IMPORT_TARGET_H

#include "base/phrase.h"

typedef enum ImportKind {
    IMPORT_CUSTOMERS = 1,
    IMPORT_ORDERS,
    IMPORT_EVENTS,
    IMPORT_SUBSCRIPTIONS, // a table of subscriptions with start and end, or a table of what happened to them
    IMPORT_TICKETS,
    IMPORT_RESPONSES, // to surveys: NPS, CSAT, CES
    IMPORT_CONSENTS,
    IMPORT_KIND_COUNT
} ImportKind;

extern const char *const import_kind_words; // "customers|orders|…"
Str import_kind_name(ImportKind kind);
MUST_USE bool import_kind_parse(Str name, ImportKind *kind);
Phrase import_kind_label(ImportKind kind);

// What stands in a cell.
typedef enum CellType {
    CELL_TEXT,
    CELL_EMAIL,
    CELL_INSTANT,
    CELL_CLOCK,
    CELL_AMOUNT,
    CELL_NUMBER,
    CELL_FLAG,
    CELL_JSON
} CellType;

// In the order of the table in target.c.
typedef enum Target {
    TARGET_SKIP,
    TARGET_USER_ID,
    TARGET_EMAIL,
    TARGET_PHONE,
    TARGET_EXTERNAL_ID,
    TARGET_ANONYMOUS_ID,
    TARGET_FIRST_NAME,
    TARGET_LAST_NAME,
    TARGET_NAME,
    TARGET_BIRTHDAY,
    TARGET_ADDRESS,
    TARGET_POSTAL_CODE,
    TARGET_CITY,
    TARGET_COUNTRY,
    TARGET_LANGUAGE,
    TARGET_COMPANY,
    TARGET_CREATED_AT,
    TARGET_ORDER_ID,
    TARGET_AT,
    TARGET_CLOCK, // time of day beside a date
    TARGET_TOTAL,
    TARGET_PRICE,
    TARGET_QUANTITY,
    TARGET_SKU,
    TARGET_PRODUCT,
    TARGET_CATEGORY,
    TARGET_BRAND,
    TARGET_VARIANT,
    TARGET_COUPON,
    TARGET_DISCOUNT,
    TARGET_TAX,
    TARGET_SHIPPING,
    TARGET_COST,
    TARGET_CURRENCY,
    TARGET_STATUS,
    TARGET_PROMOTION,
    TARGET_CHANNEL,
    TARGET_PRODUCTS,
    TARGET_EVENT,
    TARGET_MESSAGE_ID,
    TARGET_AMOUNT,
    TARGET_PROPERTIES, // a JSON object
    TARGET_SUBSCRIPTION_ID,
    TARGET_STARTED_AT,
    TARGET_ENDED_AT,
    TARGET_PLAN,
    TARGET_MRR, // of the whole subscription, a month
    TARGET_INTERVAL,
    TARGET_TRIAL,
    TARGET_REASON,
    TARGET_TICKET_ID,
    TARGET_OPENED_AT,
    TARGET_SOLVED_AT,
    TARGET_SUBJECT,
    TARGET_PRIORITY,
    TARGET_AGENT,
    TARGET_FIRST_REPLY_MINUTES,
    TARGET_SATISFACTION,
    TARGET_RESPONSE_ID,
    TARGET_SURVEY,
    TARGET_METRIC, // nps, csat, ces
    TARGET_SCORE,
    TARGET_COMMENT,
    TARGET_PURPOSE,
    TARGET_STATE,
    TARGET_SOURCE,
    TARGET_TEXT_VERSION,
    TARGET_COUNT
} Target;

typedef struct TargetRow {
    const char *name; // "order_id": the word of a mapping
    uint32_t kinds;   // 1 << ImportKind, or-ed
    CellType type;
    const char *property; // its name in properties or traits; NULL: it has a place of its own
    const char *names;    // of columns, folded (names.h), the surest first, separated by blanks
    Phrase label;
} TargetRow;

extern const TargetRow targets[TARGET_COUNT];

bool target_of_kind(Target target, ImportKind kind);
MUST_USE bool target_parse(Str name, ImportKind kind, Target *target);
// How surely a column of that name is this: 1 the surest; 0 not at all.
int target_rank(Str column, Target target);
// A name by itself as a word of JSON: "Date of  Birth." becomes "Date of Birth"; dots are paths there.
Str target_property_name(Arena *arena, Str column);

#endif

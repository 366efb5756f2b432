// segment_parts.h - how rules are read (segment_parse.c): one file each for the members of clauses, the clauses about
// events, and those about what is kept of people.
#ifndef FIDELE_SEGMENT_SEGMENT_PARTS_H
#define FIDELE_SEGMENT_SEGMENT_PARTS_H

#include "segment/segment.h"

typedef struct Parsing {
    const Currency *currency;
    Arena *arena;
    int clauses;
} Parsing;

// Where in the rule one stands.
typedef struct At {
    const struct At *above;
    Str key;
    int depth;
} At;

#define EXPECTED(english, french)                                                                                      \
    PHRASE("segment, at {0}: {1}: expected " english, "segment, à {0}\u00A0: {1}\u00A0: attendu\u00A0: " french)

// ---- members of clauses (segment_members.c): what is absent stays as it is; errors name the place in the rule ----

#define BOUND_WORDS "gt gte lt lte equals"

typedef struct BoundWord {
    const char *name;
    bool low, high, strict;
} BoundWord;
enum { BOUND_WORD_COUNT = 5 };
extern const BoundWord bound_words[BOUND_WORD_COUNT]; // BOUND_WORDS

typedef bool BoundRead(const Parsing *parsing, JsonValue value, double *number, int64_t *minor);
MUST_USE bool refuse_rule(const Parsing *parsing, const At *at, const char *member, Phrase phrase, Str value,
                          Error *error);
Str path_of(const At *at, Arena *arena); // "/all/2"
bool word_stands_in(const char *words, Str word);
MUST_USE bool only_members(const Parsing *parsing, const At *at, JsonValue object, const char *words, Error *error);
bool has_member(JsonValue object, const char *name, JsonValue *value);
MUST_USE bool take_text(const Parsing *parsing, const At *at, JsonValue object, const char *name, Str *text,
                        Error *error);
MUST_USE bool take_days(const Parsing *parsing, const At *at, JsonValue object, const char *name, int64_t least,
                        int64_t *days, Error *error);
MUST_USE bool take_day(const Parsing *parsing, const At *at, JsonValue object, const char *name, bool *there, Day *day,
                       Error *error);
MUST_USE bool take_truth(const Parsing *parsing, const At *at, JsonValue object, const char *name, bool *there,
                         bool *truth, Error *error);
MUST_USE bool read_whole(const Parsing *parsing, JsonValue value, double *number, int64_t *minor);
MUST_USE bool read_amount(const Parsing *parsing, JsonValue value, double *number, int64_t *minor);
MUST_USE bool take_whole_bounds(const Parsing *parsing, const At *at, JsonValue object, BoundRead *read,
                                Phrase expected, SegmentRule *rule, bool *any, Error *error);
MUST_USE bool take_bounds(const Parsing *parsing, const At *at, JsonValue object, SegmentBounds *bounds, bool *any,
                          Error *error);

// ---- clauses about events (segment_event.c) ----

MUST_USE bool parse_event_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);

// ---- clauses about what is kept of people (segment_person.c) ----

MUST_USE bool parse_trait_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
MUST_USE bool parse_metric_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
MUST_USE bool parse_value_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
MUST_USE bool parse_consent_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
MUST_USE bool parse_date_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
MUST_USE bool parse_sample_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
MUST_USE bool parse_tag_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
MUST_USE bool parse_account_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
MUST_USE bool parse_stored_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);

#endif

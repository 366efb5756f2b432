// trait.h - what is known of a customer, by name: who said it, when, and what was said before.
//
// Each source (a key; 0: the staff) has one present value of a trait; each change is kept for ever, late news too. The
// value that a person shows is chosen among those of its customers by the rule of the trait: what was said last
// (default), what most sources say, or what the first of a list of sources says. Nothing is copied when persons are
// merged, so nothing has to be put back when they are unmerged.
#ifndef FIDELE_CUSTOMER_TRAIT_H
#define FIDELE_CUSTOMER_TRAIT_H

#include "base/json.h"
#include "identity/identity.h"

typedef enum TraitType {
    TRAIT_ANY, // of a definition: whatever comes
    TRAIT_TEXT,
    TRAIT_NUMBER,
    TRAIT_BOOLEAN,
    TRAIT_DATE, // "2026-07-01" or RFC 3339
    TRAIT_LIST,
    TRAIT_JSON,
    TRAIT_TYPE_COUNT
} TraitType;

typedef enum TraitRule { RULE_NEWEST = 1, RULE_MOST_FREQUENT, RULE_SOURCE_ORDER, TRAIT_RULE_COUNT } TraitRule;

enum { TRAITS_MAX = 200, TRAIT_NAME_BYTES_MAX = 100, TRAIT_VALUE_BYTES_MAX = 8192 };

extern const char *const trait_type_names[TRAIT_TYPE_COUNT]; // "any", "string" …
extern const char *const trait_rule_names[TRAIT_RULE_COUNT]; // "newest" … (from 1)

typedef struct TraitWrite {
    CustomerId customer;
    Str name;
    JsonValue value; // null takes away what this source said
    int64_t source;  // the key; 0: staff or program
    int64_t by;      // who of the staff; 0: nobody
    int64_t event;   // that said so; 0: none
    Instant at;
} TraitWrite;

// Within a writing transaction. *changed: the present value of the source is another one now. News older than what the
// source has said since goes into the history alone. Errors, after which nothing has changed: invalid_name,
// reserved_name, too_long, wrong_type, too_many_fields.
MUST_USE bool trait_write(StoreSession *session, const TraitWrite *write, Arena *arena, bool *changed, Error *error);
// Takes the trait away, whoever said it.
MUST_USE bool trait_remove(StoreSession *session, const TraitWrite *write, Arena *arena, Error *error);

bool trait_name_reserved(Str name); // "id", "user_id" …: what an identity or the program itself says

typedef struct Trait {
    Str name, value; // JSON
    TraitType type;
    CustomerId customer; // of the person's
    int64_t source, by;
    Instant at;
    size_t sources; // how many say anything
} Trait;

// What the person of these customers shows, in the order of names.
MUST_USE bool trait_list(StoreSession *session, const CustomerId *members, size_t member_count, Arena *arena,
                         Trait **traits, size_t *count, Error *error);
// What all persons show of one trait, in the order of roots. `see` may keep nothing of the trait but copies.
MUST_USE bool trait_of_all(const Identity *identity, StoreSession *session, Str name, Arena *arena,
                           void (*see)(void *context, CustomerId root, const Trait *trait), void *context,
                           Error *error);
const Trait *trait_find(const Trait *traits, size_t count, Str name); // NULL: none
Str trait_text(const Trait *trait, Arena *arena);                     // of a text; "" for others and NULL

typedef struct TraitChange {
    int64_t id;
    CustomerId customer;
    TraitType type;
    bool removed;
    Str value; // JSON
    int64_t source, by, event;
    Instant at;
} TraitChange;

// Of the person, the last `limit` before number `before` (0: the last ones), newest first.
MUST_USE bool trait_history(StoreSession *session, const CustomerId *members, size_t member_count, Str name,
                            int64_t before, size_t limit, Arena *arena, TraitChange **changes, size_t *count,
                            Error *error);

// Customers after `after` that have or had this value, in the order of their numbers. `text` as one would write it: a
// text without quotes, or JSON.
typedef struct TraitHolder {
    CustomerId customer;
    Str value;
} TraitHolder;
MUST_USE bool trait_holders(StoreSession *session, Str name, Str text, CustomerId after, size_t limit, Arena *arena,
                            TraitHolder **holders, size_t *count, Error *error);

// ---- definitions ----

typedef struct TraitDefinition {
    Str name;
    TraitType type;
    TraitRule rule;
    Str sources; // "3,0,5" of RULE_SOURCE_ORDER
    int64_t by;
    Instant at;
} TraitDefinition;

MUST_USE bool trait_definition(StoreSession *session, Str name, Arena *arena, TraitDefinition *definition,
                               Error *error);
MUST_USE bool trait_definitions(StoreSession *session, Arena *arena, TraitDefinition **definitions, size_t *count,
                                Error *error);
// Error type_conflict: values are there that do not fit.
MUST_USE bool trait_define(StoreSession *session, const TraitDefinition *definition, Arena *arena, Error *error);

// ---- values ----

// The value in one writing, so that equal values are equal texts.
Str trait_value_text(JsonValue value, Arena *arena);
TraitType trait_value_type(JsonValue value, Arena *arena);

#endif

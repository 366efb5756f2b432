// search.h - persons by name, address, number, id, order or ticket, with one slip of the keys forgiven (typo.h).
//
// Case and accents do not matter. Who has exactly what was typed comes first, then whose name, address or number begins
// so, then what is one slip away; nobody twice. It asks the store's own indexes: what is committed is found, what is
// erased is not. Several words must all be there, each as the beginning of a word of the name; one of them may be
// misspelt. Words of fewer than three letters are not corrected, and nothing is when five are found as it was
// typed, or one by several words.
#ifndef FIDELE_CUSTOMER_SEARCH_H
#define FIDELE_CUSTOMER_SEARCH_H

#include "customer/purchase.h"
#include "event/log.h"

typedef enum SearchMatch { MATCH_EXACT, MATCH_PREFIX, MATCH_TYPO } SearchMatch;

typedef enum SearchField {
    SEARCH_ID = 1 << 0,
    SEARCH_NAME = 1 << 1,
    SEARCH_EMAIL = 1 << 2,
    SEARCH_PHONE = 1 << 3,
    SEARCH_NUMBER = 1 << 4 // of orders and tickets
} SearchField;

typedef struct SearchHit {
    CustomerId root;
    SearchMatch match;
    SearchField field;
    Str kind;  // "name", "email", "phone", "id", "order", "ticket"
    Str value; // that was found
} SearchHit;

typedef struct SearchAsk {
    const struct House *house;
    const PurchaseSource *const *sources;
    Identity *identity;
    StoreSession *session;
    Str text;
    Locale locale;   // of the workspace: for phone numbers without a country
    uint32_t fields; // SearchField: what the caller may look into
    bool typos;      // false: only exact ones and beginnings
    bool typos_only;
    size_t limit;
    Arena *arena;
} SearchAsk;

MUST_USE bool search(const SearchAsk *ask, SearchHit **hits, size_t *count, Error *error);

Str search_match_name(SearchMatch match); // "exact", "prefix", "typo"

extern const PurchaseSource ticket_numbers[]; // ends with a source without a name
// Keeps the number of a ticket: within the transaction of "Ticket Opened".
MUST_USE bool ticket_number_keep(StoreSession *session, const Event *event, Arena *arena, Error *error);

#endif

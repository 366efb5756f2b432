// customer_http.h - what the routes of this folder share.
#ifndef FIDELE_CUSTOMER_CUSTOMER_HTTP_H
#define FIDELE_CUSTOMER_CUSTOMER_HTTP_H

#include "api/mask.h"
#include "api/route.h"
#include "customer/customer.h"

// The customer that a {id} of the path means: 42, email:…, phone:…, user_id:…, anonymous_id:…, external:…; the root.
// Errors: not_found (also for what is no id at all), forbidden for a masked kind.
MUST_USE bool path_customer(Call *call, StoreSession *session, Str id, CustomerId *root, Error *error);
MUST_USE bool path_id(Str text, int64_t *number, Error *error); // a plain number above 0; else not_found

Voice voice_of(const Call *call);
CustomerWrite write_of(const Call *call, StoreSession *session, CustomerId customer);
int64_t who(const Call *call); // of the staff; 0 for keys and the command line
bool say_not_found(Error *error);
Locale workspace_locale(const Call *call);
// If-Match against the version of the person; says who has changed it.
MUST_USE bool match_version(Call *call, StoreSession *session, CustomerId root, Error *error);

// ---- JSON ----

void write_source(JsonWriter *json, int64_t source, int64_t by); // {"kind":"key","id":3}
void write_at(JsonWriter *json, const char *key, Instant at, Arena *arena);
void write_next(JsonWriter *json, const Call *call, bool more, Str after); // "next_cursor"
void write_masked(JsonWriter *json, const Call *call);                     // "masked", when anything is
void write_raw(JsonWriter *json, Str value);                               // JSON as it stands
uint32_t trait_mask(Str name);                                             // bits of api/mask.h
bool identity_masked(const Call *call, const IdentityRow *row);
void write_traits(JsonWriter *json, const Call *call, const Trait *traits, size_t count);
// Who it is and what is known: the members of the object that is open.
MUST_USE bool write_person(JsonWriter *json, Call *call, StoreSession *session, const Person *person, Error *error);
// The same as the answer, with its version.
MUST_USE bool answer_person(Call *call, StoreSession *session, CustomerId root, Error *error);

// Merges and says so in the log.
MUST_USE bool merge_and_note(Call *call, StoreSession *session, CustomerId winner, CustomerId loser, Str reason,
                             int64_t *edge, Error *error);

// ---- routes, as the table of customer_http.c names them ----

bool list_customers(Call *call, StoreSession *session, Error *error);
bool get_customer(Call *call, StoreSession *session, Error *error);
bool create_customer(Call *call, StoreSession *session, Error *error);
bool update_customer(Call *call, StoreSession *session, Error *error);
bool get_timeline(Call *call, StoreSession *session, Error *error);
bool get_timeline_item(Call *call, StoreSession *session, Error *error);
bool list_purchases(Call *call, StoreSession *session, Error *error);
bool get_profile(Call *call, StoreSession *session, Error *error);
bool get_trait_history(Call *call, StoreSession *session, Error *error);
bool add_identity_route(Call *call, StoreSession *session, Error *error);
bool remove_identity_route(Call *call, StoreSession *session, Error *error);
bool merge_customers(Call *call, StoreSession *session, Error *error);
bool unmerge_customers(Call *call, StoreSession *session, Error *error);
bool list_merges(Call *call, StoreSession *session, Error *error);
bool list_duplicates(Call *call, StoreSession *session, Error *error);
bool confirm_duplicate(Call *call, StoreSession *session, Error *error);
bool dismiss_duplicate(Call *call, StoreSession *session, Error *error);
bool list_traits(Call *call, StoreSession *session, Error *error);
bool define_trait(Call *call, StoreSession *session, Error *error);
bool list_computed(Call *call, StoreSession *session, Error *error);
bool create_computed(Call *call, StoreSession *session, Error *error);
bool delete_computed(Call *call, StoreSession *session, Error *error);
bool list_accounts(Call *call, StoreSession *session, Error *error);
bool create_account(Call *call, StoreSession *session, Error *error);
bool get_account(Call *call, StoreSession *session, Error *error);
bool update_account(Call *call, StoreSession *session, Error *error);
bool delete_account(Call *call, StoreSession *session, Error *error);
bool list_members(Call *call, StoreSession *session, Error *error);
bool put_member(Call *call, StoreSession *session, Error *error);
bool remove_member(Call *call, StoreSession *session, Error *error);

#endif

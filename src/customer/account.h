// account.h - companies and households: a group id, traits, members with a role, a parent above.
//
// Members are customers (as all rows); a person is a member when one of their customers is. Children of an account are
// those whose parent it is; a cycle is refused.
#ifndef FIDELE_CUSTOMER_ACCOUNT_H
#define FIDELE_CUSTOMER_ACCOUNT_H

#include "customer/customer.h"

enum { ACCOUNT_ID_BYTES_MAX = 200, ACCOUNT_ROLE_BYTES_MAX = 100 };

typedef struct Account {
    int64_t id; // 0: none
    Str group_id;
    int64_t parent; // 0: none
    int64_t source;
    Instant made_at;
} Account;

typedef struct AccountMember {
    int64_t account;
    Str group_id; // of membership lists of a customer
    CustomerId customer;
    Str role;
    int64_t source;
    Instant at;
} AccountMember;

MUST_USE bool account_by_group(StoreSession *session, Str group_id, int64_t *account, Error *error); // 0: none
MUST_USE bool account_get(StoreSession *session, int64_t id, Arena *arena, Account *account, Error *error);
MUST_USE bool account_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, Account **list,
                           size_t *count, Error *error);
MUST_USE bool account_children(StoreSession *session, int64_t parent, Arena *arena, Account **list, size_t *count,
                               Error *error);
MUST_USE bool account_traits(StoreSession *session, int64_t account, Arena *arena, Trait **traits, size_t *count,
                             Error *error);
// Members after a customer, in the order of numbers.
MUST_USE bool account_members(StoreSession *session, int64_t account, CustomerId after, size_t limit, Arena *arena,
                              AccountMember **list, size_t *count, Error *error);
MUST_USE bool account_of(StoreSession *session, CustomerId customer, Arena *arena, AccountMember **list, size_t *count,
                         Error *error);

// ---- within a writing transaction ----

MUST_USE bool account_find_or_make(StoreSession *session, Str group_id, const Voice *voice, int64_t *account,
                                   Error *error);
// As customer_set_traits; what was said last stands.
MUST_USE bool account_set_traits(StoreSession *session, int64_t account, JsonValue traits, const Voice *voice,
                                 bool lenient, Arena *arena, Error *error);
// Parent 0: none. Errors: parent_cycle, not_found.
MUST_USE bool account_set_parent(StoreSession *session, int64_t account, int64_t parent, Arena *arena, Error *error);
// `role` "": as it is.
MUST_USE bool account_join(StoreSession *session, int64_t account, CustomerId customer, Str role, const Voice *voice,
                           Error *error);
MUST_USE bool account_leave(StoreSession *session, int64_t account, CustomerId customer, bool *was_member,
                            Error *error);
// Its members stay customers. Error has_children.
MUST_USE bool account_delete(StoreSession *session, int64_t account, Arena *arena, Error *error);

#endif

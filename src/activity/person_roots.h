// person_roots.h - who is whose part at one version of the merges: made once, shared, never changed.
#ifndef FIDELE_ACTIVITY_PERSON_ROOTS_H
#define FIDELE_ACTIVITY_PERSON_ROOTS_H

#include <stdatomic.h>

#include "activity/lane_file.h"

typedef struct PersonRoots {
    atomic_uint references;
    uint64_t version; // a later one is larger
    uint32_t customers;
    Customer *root; // of each customer 0..customers-1; NULL: all are their own
    uint32_t members;
    LaneMember *member;  // customers that are part of another, by customer
    LaneMember *by_root; // the same by root, then customer
} PersonRoots;

// Takes `root` over (base/pages.h, of `customers`); NULL: all are their own. A root that is no customer is none.
PersonRoots *person_roots_open(uint64_t version, Customer *root, uint32_t customers);
PersonRoots *person_roots_of_members(const LaneMember *member, uint32_t members); // of version 0
PersonRoots *person_roots_retain(PersonRoots *roots);
void person_roots_release(PersonRoots *roots);

static inline Customer person_of(const PersonRoots *roots, Customer customer)
{
    return roots->root && customer < roots->customers ? roots->root[customer] : customer;
}

typedef struct MemberSlice {
    const LaneMember *member;
    uint32_t count;
} MemberSlice;
MemberSlice members_of(const PersonRoots *roots, Customer root); // without the root itself

#endif

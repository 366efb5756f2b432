#include "activity/person_roots.h"

#include "base/pages.h"

// Counted, not sorted: a merge must not cost more than a pass over all customers.
static void list_by_root(PersonRoots *roots)
{
    uint32_t *next = pages_array(uint32_t, roots->customers), at = 0;
    for (uint32_t i = 0; i < roots->members; i++) next[roots->member[i].root]++;
    for (Customer c = 0; c < roots->customers; c++) {
        uint32_t count = next[c];
        next[c] = at;
        at += count;
    }
    for (uint32_t i = 0; i < roots->members; i++) roots->by_root[next[roots->member[i].root]++] = roots->member[i];
    pages_release(next, roots->customers, sizeof *next);
}

static void list_members(PersonRoots *roots)
{
    for (Customer c = 0; c < roots->customers; c++) roots->members += roots->root[c] != c;
    roots->member = pages_array(LaneMember, roots->members);
    roots->by_root = pages_array(LaneMember, roots->members);
    uint32_t at = 0;
    for (Customer c = 0; c < roots->customers; c++)
        if (roots->root[c] != c) roots->member[at++] = (LaneMember){c, roots->root[c]};
    list_by_root(roots);
}

PersonRoots *person_roots_open(uint64_t version, Customer *root, uint32_t customers)
{
    PersonRoots *roots = pages_array(PersonRoots, 1);
    atomic_store(&roots->references, 1);
    roots->version = version;
    roots->customers = customers;
    if (!root) return roots;
    roots->root = root;
    for (Customer c = 0; c < customers; c++)
        if (root[c] >= customers) root[c] = c;
    list_members(roots);
    return roots;
}

PersonRoots *person_roots_of_members(const LaneMember *member, uint32_t members)
{
    uint32_t customers = 0;
    for (uint32_t i = 0; i < members; i++) {
        if (member[i].customer >= customers) customers = member[i].customer + 1;
        if (member[i].root >= customers) customers = member[i].root + 1;
    }
    if (!members) return person_roots_open(0, NULL, 0);
    Customer *root = pages_array(Customer, customers);
    for (Customer c = 0; c < customers; c++) root[c] = c;
    for (uint32_t i = 0; i < members; i++) root[member[i].customer] = member[i].root;
    return person_roots_open(0, root, customers);
}

PersonRoots *person_roots_retain(PersonRoots *roots)
{
    atomic_fetch_add(&roots->references, 1);
    return roots;
}

void person_roots_release(PersonRoots *roots)
{
    if (!roots || atomic_fetch_sub(&roots->references, 1) > 1) return;
    pages_release(roots->root, roots->customers, sizeof *roots->root);
    pages_release(roots->member, roots->members, sizeof *roots->member);
    pages_release(roots->by_root, roots->members, sizeof *roots->by_root);
    pages_release(roots, 1, sizeof *roots);
}

MemberSlice members_of(const PersonRoots *roots, Customer root)
{
    uint32_t low = 0, high = roots->members;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (roots->by_root[middle].root < root)
            low = middle + 1;
        else
            high = middle;
    }
    MemberSlice slice = {roots->by_root + low, 0};
    while (low + slice.count < roots->members && roots->by_root[low + slice.count].root == root) slice.count++;
    return slice;
}

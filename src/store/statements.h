// statements.h - the prepared statements of one connection, found by the address of their query.
#ifndef FIDELE_STORE_STATEMENTS_H
#define FIDELE_STORE_STATEMENTS_H

#include "store/query.h"

#include "base/base.h"

enum { STATEMENTS_MAX = 1024 }; // of one connection; a power of two

typedef struct Statements {
    struct {
        const char *text; // of the query: the key. NULL: free
        void *statement;
    } slot[STATEMENTS_MAX];
    int count;
} Statements;

// The place for the statement of this query, NULL in it when it is not prepared yet. NULL: no room (prepare it for one
// use).
static inline void **statements_find(Statements *statements, const Query *query)
{
    size_t at = (size_t)(((uintptr_t)query->text * UINT64_C(0x9E3779B97F4A7C15)) >> 54);
    while (statements->slot[at].text && statements->slot[at].text != query->text) at = (at + 1) % STATEMENTS_MAX;
    if (statements->slot[at].text) return &statements->slot[at].statement;
    if (statements->count > STATEMENTS_MAX / 2) return NULL;
    statements->slot[at].text = query->text;
    statements->count++;
    return &statements->slot[at].statement;
}

#endif

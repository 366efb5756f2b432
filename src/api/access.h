// access.h - who may call what: roles of people and scopes of keys, as bits. staff/ says who a caller is.
#ifndef FIDELE_API_ACCESS_H
#define FIDELE_API_ACCESS_H

#include "base/str.h"

typedef enum Role { ROLE_ADMINISTRATOR, ROLE_MARKETER, ROLE_AGENT, ROLE_ANALYST, ROLE_READ_ONLY, ROLE_COUNT } Role;
typedef enum Scope { SCOPE_TRACK, SCOPE_READ, SCOPE_WRITE, SCOPE_ADMIN, SCOPE_COUNT } Scope;

// Bits of Access: 1 << role, and 1 << (8 + scope). Whoever holds the data folder (Unix socket, command line) may all.
typedef uint32_t Access;
#define ACCESS_ROLE(role) (1U << (role))
#define ACCESS_SCOPE(scope) (1U << (8 + (scope)))
enum {
    ACCESS_PUBLIC = 1 << 30, // no credentials needed
    ACCESS_LOCAL = 1 << 29   // over the Unix socket or the command line only
};
#define ACCESS_ALL_ROLES                                                                                               \
    (ACCESS_ROLE(ROLE_ADMINISTRATOR) | ACCESS_ROLE(ROLE_MARKETER) | ACCESS_ROLE(ROLE_AGENT) |                          \
     ACCESS_ROLE(ROLE_ANALYST) | ACCESS_ROLE(ROLE_READ_ONLY))
// The usual sets. Reading: every role, read, write and admin keys. Writing: not analyst nor read-only.
#define ACCESS_READ                                                                                                    \
    (ACCESS_ALL_ROLES | ACCESS_SCOPE(SCOPE_READ) | ACCESS_SCOPE(SCOPE_WRITE) | ACCESS_SCOPE(SCOPE_ADMIN))
#define ACCESS_WRITE                                                                                                   \
    (ACCESS_ROLE(ROLE_ADMINISTRATOR) | ACCESS_ROLE(ROLE_MARKETER) | ACCESS_ROLE(ROLE_AGENT) |                          \
     ACCESS_SCOPE(SCOPE_WRITE) | ACCESS_SCOPE(SCOPE_ADMIN))
#define ACCESS_ADMIN (ACCESS_ROLE(ROLE_ADMINISTRATOR) | ACCESS_SCOPE(SCOPE_ADMIN))
#define ACCESS_SESSION ACCESS_ALL_ROLES // people only, no keys: own password, own second factor
#define ACCESS_TRACK (ACCESS_SCOPE(SCOPE_TRACK) | ACCESS_SCOPE(SCOPE_WRITE) | ACCESS_SCOPE(SCOPE_ADMIN))

typedef enum PrincipalKind { PRINCIPAL_NOBODY, PRINCIPAL_STAFF, PRINCIPAL_KEY, PRINCIPAL_LOCAL } PrincipalKind;

// Who calls, as found by staff/.
typedef struct Principal {
    PrincipalKind kind;
    int64_t id;      // of the person or the key
    Str name;        // for the audit trail: e-mail or name of the key
    Access access;   // what they hold
    bool browser;    // authenticated by cookie: state changes need CSRF proof
    uint32_t masked; // fields hidden from them, bits of api/mask.h
} Principal;

#endif

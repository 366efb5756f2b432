// profile_part.h - what a module knows of a person, for GET /api/v1/customers/{id}/360: each module lists its parts
// (module.h), and the document is made of them in the order of the modules. A part is there for everybody, empty as it
// may be.
#ifndef FIDELE_CUSTOMER_PROFILE_PART_H
#define FIDELE_CUSTOMER_PROFILE_PART_H

#include "base/json.h"
#include "customer/customer.h"

struct House;

typedef struct ProfileCall {
    const struct House *house;
    StoreSession *session;
    const Person *person; // all its customers
    uint32_t masked;      // fields hidden from the caller, bits of api/mask.h
    Locale locale;
    Instant now;
    Arena *arena;
} ProfileCall;

typedef struct ProfilePart {
    const char *name; // member of the document: "orders"
    // Writes the value of that member: a list, or an object with a list; at most 100 items, newest first, and how many
    // there are in all.
    bool (*write)(const ProfileCall *call, JsonWriter *json, Error *error);
} ProfilePart;

#endif

// mask.h - what of a customer may be hidden from a role, as bits of Principal.masked. Who hides what: staff/ (PV-07).
//
// A masked value is left out of every answer, and the answer says so: "masked":["phone"]. It can't be written,
// filtered, sorted or grouped by either (403 forbidden), since each of these tells the value bit by bit.
#ifndef FIDELE_API_MASK_H
#define FIDELE_API_MASK_H

#include "base/json.h"

typedef enum Mask {
    MASK_NAME = 1 << 0, // names; a pseudonym stands instead (the customer's number)
    MASK_EMAIL = 1 << 1,
    MASK_PHONE = 1 << 2,
    MASK_ADDRESS = 1 << 3, // postal and network addresses
    MASK_AMOUNTS = 1 << 4, // what a customer spent or is worth
    MASK_NOTES = 1 << 5    // free text written by staff or by the customer
} Mask;
enum { MASK_COUNT = 6, MASK_ALL = (1 << MASK_COUNT) - 1 };

extern const char *const mask_names[MASK_COUNT]; // "name", "email" … by bit

// The bit of a name of the API; 0 when there is none.
uint32_t mask_of(Str name);
// The array ["email","phone"] of the bits that are set.
void mask_write(JsonWriter *writer, uint32_t masked);

#endif

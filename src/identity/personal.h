// personal.h - where personal data lies: one row a table that names a customer. From it come the access export
// (Art. 15 and 20 GDPR), erasure (Art. 17), retention periods and the list of what is kept; a test walks the schema and
// fails on a table with a column of a customer that no module has listed.
#ifndef FIDELE_IDENTITY_PERSONAL_H
#define FIDELE_IDENTITY_PERSONAL_H

#include "base/phrase.h"
#include "store/store.h"

// How long it is kept; privacy/ holds the period of each class, which the workspace may change.
typedef enum RetentionClass {
    RETENTION_CUSTOMER,  // as long as the customer
    RETENTION_EVENT,     // behaviour: visits, use, carts
    RETENTION_PURCHASE,  // orders and subscriptions: accounting
    RETENTION_SERVICE,   // tickets, messages, notes, files
    RETENTION_CONSENT,   // proof of consent: life of the customer and three years
    RETENTION_REQUEST,   // requests of data subjects and incidents: proof that they were answered
    RETENTION_TRANSIENT, // copies for a short time: import files, exports, answers kept for retries
    RETENTION_CLASS_COUNT
} RetentionClass;

typedef struct PersonalTable {
    const char *table; // of the schema; several rows of one table are allowed
    const char *name;  // in the access export: "traits"
    Phrase purpose;    // what it is kept for, for the data subject
    RetentionClass retention;
    // $1: a customer (of the person: asked for each). NULL: holds nothing that is the subject's to have (`why`)
    const Query *read;
    const char *columns; // of `read`, in order: "name value:json source at:instant amount_minor currency"
    // $1: a customer. Deletes, or takes out what is personal; run once for each customer of the person. NULL: it stays
    // (`why`), or goes by a foreign key
    const Query *erase;
    // $1: an instant; deletes up to $2 rows that are older, oldest first. NULL: rows go with their customer
    const Query *expire;
    const char *why; // for the engineer: what is not exported or not erased, and why that is right
} PersonalTable;

#endif

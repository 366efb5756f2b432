// file_keys.h - the keys of files: one of each customer, sealed by the data folder's secret, and one of each file,
// sealed by its customer's. Without the customer's none of their files can be opened, wherever a copy of them lies.
#ifndef FIDELE_CRM_FILE_KEYS_H
#define FIDELE_CRM_FILE_KEYS_H

#include "crm/crm.h"

// Within a writing transaction: seals the key of a file; makes the customer's when there is none.
MUST_USE bool file_key_seal(const struct House *house, StoreSession *session, CustomerId customer, int64_t file,
                            Str key, Arena *arena, Str *sealed, Error *error);
// Error corrupt when it was sealed with another secret.key.
MUST_USE bool file_key_unseal(const struct House *house, StoreSession *session, CustomerId customer, int64_t file,
                              Str sealed, Arena *arena, Str *key, Error *error);

#endif

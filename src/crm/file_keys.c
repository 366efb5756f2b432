#include "crm/file_keys.h"

#include <string.h>

#include "base/seal.h"
#include "house.h"

static bool corrupt(Error *error)
{
    return error_code(
        error, ERROR_FAILED, "corrupt",
        PHRASE("the key of this file can't be opened: it was sealed with another secret.key",
               "la clé de ce fichier est inutilisable\u00A0: elle a été scellée avec un autre secret.key"),
        STR(""));
}

// *found false: this customer has none.
static bool customer_key(const House *house, StoreSession *session, CustomerId customer, Arena *arena, Str *key,
                         bool *found, Error *error)
{
    Rows rows;
    unsigned char of_folder[SECRET_KEY_BYTES];
    Str sealed = STR("");
    if (!store_select(session, &query_file_customer_key, VALUES(value_integer(customer)), &rows, error)) return false;
    *found = rows_next(&rows);
    if (*found) sealed = str_copy(arena, rows_text(&rows, 0));
    if (!rows_close(&rows, error)) return false;
    if (!*found) return true;
    seal_key(house->secret, "customer files", of_folder);
    return (seal_open(arena, of_folder, customer, sealed, key) && key->size == SECRET_KEY_BYTES) || corrupt(error);
}

static bool make_customer_key(const House *house, StoreSession *session, CustomerId customer, Arena *arena, Str *key,
                              Error *error)
{
    unsigned char of_folder[SECRET_KEY_BYTES], made[SECRET_KEY_BYTES];
    secret_random(made, sizeof made);
    *key = str_copy(arena, (Str){(const char *)made, sizeof made});
    seal_key(house->secret, "customer files", of_folder);
    return store_execute(session, &query_file_insert_key,
                         VALUES(value_integer(customer), value_bytes(seal(arena, of_folder, customer, *key))), NULL,
                         error);
}

bool file_key_seal(const House *house, StoreSession *session, CustomerId customer, int64_t file, Str key, Arena *arena,
                   Str *sealed, Error *error)
{
    bool found = false;
    Str above;
    if (!customer_key(house, session, customer, arena, &above, &found, error) ||
        (!found && !make_customer_key(house, session, customer, arena, &above, error)))
        return false;
    *sealed = seal(arena, (const unsigned char *)above.data, file, key);
    return true;
}

bool file_key_unseal(const House *house, StoreSession *session, CustomerId customer, int64_t file, Str sealed,
                     Arena *arena, Str *key, Error *error)
{
    bool found = false;
    Str above;
    return customer_key(house, session, customer, arena, &above, &found, error) &&
           ((found && seal_open(arena, (const unsigned char *)above.data, file, sealed, key) &&
             key->size == SECRET_KEY_BYTES) ||
            corrupt(error));
}

// Purposes, and the texts that were shown for them.
#include "consent/consent.h"

#include <string.h>

#include "base/secret.h"

static Purpose take(const Rows *rows, Arena *arena)
{
    Purpose purpose = {
        .name = str_copy(arena, rows_text(rows, 0)),
        .position = rows_integer(rows, 1),
        .ground = GROUND_CONSENT,
        .marketing = rows_integer(rows, 3),
        .profiling = rows_integer(rows, 4),
        .categories = str_copy(arena, rows_text(rows, 5)),
        .label = {[LOCALE_EN] = str_copy(arena, rows_text(rows, 6)), [LOCALE_FR] = str_copy(arena, rows_text(rows, 7))},
        .version = rows_integer(rows, 8),
        .changed_by = rows_integer(rows, 9),
        .changed_at = rows_integer(rows, 10)};
    // A word that is not known asks for consent: the strictest.
    if (!legal_ground_parse(rows_text(rows, 2), &purpose.ground)) purpose.ground = GROUND_CONSENT;
    return purpose;
}

bool purpose_list(StoreSession *session, Arena *arena, Purpose **purposes, size_t *count, Error *error)
{
    Rows rows;
    Purpose *list = NULL;
    size_t found = 0, room = 0;
    if (!store_select(session, &query_consent_purposes, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        if (found == room) {
            Purpose *larger = arena_array(arena, Purpose, room = room ? room * 2 : 16);
            if (found) memcpy(larger, list, found * sizeof *larger);
            list = larger;
        }
        list[found++] = take(&rows, arena);
    }
    *purposes = list;
    *count = found;
    return rows_close(&rows, error);
}

bool purpose_get(StoreSession *session, Str name, Arena *arena, Purpose *purpose, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_consent_purpose, VALUES(value_text(name)), &rows, error)) return false;
    bool found = rows_next(&rows);
    if (found) *purpose = take(&rows, arena);
    if (!rows_close(&rows, error)) return false;
    return found || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("there is no purpose {0}: GET /api/v1/consents/purposes lists them",
                                      "la finalité {0} n’existe pas\u00A0: GET /api/v1/consents/purposes les liste"),
                               error_value(arena, name));
}

const Purpose *purpose_find(const Purpose *purposes, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(purposes[i].name, name)) return &purposes[i];
    return NULL;
}

bool purpose_put(StoreSession *session, const Purpose *purpose, Error *error)
{
    return store_execute(session, &query_consent_purpose_put,
                         VALUES(value_text(purpose->name), value_text(legal_ground_name(purpose->ground)),
                                value_integer(purpose->marketing), value_integer(purpose->profiling),
                                value_text(purpose->categories), value_text(purpose->label[LOCALE_EN]),
                                value_text(purpose->label[LOCALE_FR]), value_integer(purpose->changed_by),
                                value_integer(purpose->changed_at)),
                         NULL, error);
}

bool purpose_has_category(Str categories, Str category)
{
    Str part;
    while (str_cut(&categories, ',', &part))
        if (str_equal_fold(str_trim(part), category)) return true;
    return false;
}

// ---- texts ----

bool consent_text_add(StoreSession *session, ConsentText *texts, size_t count, Arena *arena, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_consent_text_last, VALUES(value_text(texts[0].purpose)), &rows, error))
        return false;
    int64_t version = (rows_next(&rows) ? rows_integer(&rows, 0) : 0) + 1;
    if (!rows_close(&rows, error)) return false;
    for (size_t i = 0; i < count; i++) {
        unsigned char digest[DIGEST_BYTES];
        ConsentText *text = &texts[i];
        digest_sha256(text->text, digest);
        text->version = version;
        text->hash = hex_text(arena, (Str){(const char *)digest, sizeof digest});
        if (!store_execute(session, &query_consent_text_add,
                           VALUES(value_text(text->purpose), value_integer(version), value_text(text->locale),
                                  value_text(text->text), value_text(text->hash), value_integer(text->by),
                                  value_integer(text->at)),
                           NULL, error))
            return false;
    }
    return true;
}

bool consent_texts(StoreSession *session, Str purpose, Arena *arena, ConsentText **texts, size_t *count, Error *error)
{
    Rows rows;
    ConsentText *list = NULL;
    size_t found = 0, room = 0;
    if (!store_select(session, &query_consent_texts, VALUES(value_text(purpose)), &rows, error)) return false;
    while (rows_next(&rows)) {
        if (found == room) {
            ConsentText *larger = arena_array(arena, ConsentText, room = room ? room * 2 : 16);
            if (found) memcpy(larger, list, found * sizeof *larger);
            list = larger;
        }
        list[found++] = (ConsentText){.purpose = purpose,
                                      .version = rows_integer(&rows, 0),
                                      .locale = str_copy(arena, rows_text(&rows, 1)),
                                      .text = str_copy(arena, rows_text(&rows, 2)),
                                      .hash = str_copy(arena, rows_text(&rows, 3)),
                                      .by = rows_integer(&rows, 4),
                                      .at = rows_integer(&rows, 5)};
    }
    *texts = list;
    *count = found;
    return rows_close(&rows, error);
}

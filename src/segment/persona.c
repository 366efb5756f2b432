#include "segment/persona.h"

#include "base/number.h"

// ---- reading ----

static Persona persona_of(const Rows *rows, Arena *arena)
{
    return (Persona){.id = rows_integer(rows, 0),
                     .key = str_copy(arena, rows_text(rows, 1)),
                     .name = str_copy(arena, rows_text(rows, 2)),
                     .description = str_copy(arena, rows_text(rows, 3)),
                     .needs = str_copy(arena, rows_text(rows, 4)),
                     .motivations = str_copy(arena, rows_text(rows, 5)),
                     .behaviours = str_copy(arena, rows_text(rows, 6)),
                     .channels = str_copy(arena, rows_text(rows, 7)),
                     .segment = str_copy(arena, rows_text(rows, 8)),
                     .rule = str_copy(arena, rows_text(rows, 9)),
                     .draft = rows_integer(rows, 10) != 0,
                     .proposed = rows_integer(rows, 11) != 0,
                     .fitted = !rows_null(rows, 12),
                     .fit = rows_real(rows, 12),
                     .basis = str_copy(arena, rows_text(rows, 13)),
                     .made_by = rows_integer(rows, 14),
                     .made_at = rows_integer(rows, 15),
                     .changed_at = rows_integer(rows, 16),
                     .version = rows_integer(rows, 17)};
}

bool persona_find(StoreSession *session, Str word, Arena *arena, Persona *persona, Error *error)
{
    Rows rows;
    int64_t id;
    bool number = number_parse_count(word, &id);
    *persona = (Persona){0};
    if (!store_select(session, number ? &query_persona_one : &query_persona_of_key,
                      VALUES(number ? value_integer(id) : value_text(word)), &rows, error))
        return false;
    if (rows_next(&rows)) *persona = persona_of(&rows, arena);
    return rows_close(&rows, error);
}

bool persona_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, Persona **list, size_t *count,
                  Error *error)
{
    Rows rows;
    *list = arena_array(arena, Persona, limit);
    *count = 0;
    if (!store_select(session, &query_persona_page, VALUES(value_integer(after), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    while (*count < limit && rows_next(&rows)) (*list)[(*count)++] = persona_of(&rows, arena);
    return rows_close(&rows, error);
}

// ---- writing ----

static bool next_number(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    int64_t count = 0;
    if (!store_select(session, &query_persona_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) *id = rows_integer(&rows, 0) + 1, count = rows_integer(&rows, 1);
    if (!rows_close(&rows, error)) return false;
    if (count >= PERSONAS_MAX)
        return error_code(error, ERROR_CONFLICT, "too_many_personas",
                          PHRASE("there are {0} personas already; delete one first",
                                 "il y a déjà {0} personas\u202F; supprimez-en un d’abord"),
                          STR("200"));
    return store_execute(session, &query_persona_number, VALUES(value_integer(*id)), NULL, error);
}

// "é" is e: the letters of Latin-1 and Latin Extended-A that carry a mark, by the second byte.
static char plain_letter(Str text, size_t at)
{
    static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuy  aaaaaaaceeeeiiiidnooooo ouuuuy y";
    unsigned char lead = (unsigned char)text.data[at], next = at + 1 < text.size ? (unsigned char)text.data[at + 1] : 0;
    if (lead == 0xC3 && next >= 0x80 && next <= 0xBF) return latin[next - 0x80];
    return lead == 0xC5 && (next == 0x92 || next == 0x93) ? 'o' : ' ';
}

// Small letters and digits of the name, the rest apart by _.
static Str key_of_name(Str name, Arena *arena)
{
    Text key = text_in(arena);
    for (size_t i = 0; i < name.size && key.size < PERSONA_KEY_BYTES_MAX; i++) {
        char byte = name.data[i];
        bool upper = byte >= 'A' && byte <= 'Z', within = ((unsigned char)byte & 0xC0) == 0x80;
        if (within) continue; // of a letter that was read already
        if (upper) byte = (char)(byte - 'A' + 'a');
        if ((unsigned char)byte >= 0x80) byte = plain_letter(name, i);
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (plain)
            text_add_byte(&key, byte);
        else if (key.size && text_str(&key).data[key.size - 1] != '_')
            text_add_byte(&key, '_');
    }
    Str made = text_str(&key);
    while (made.size && made.data[made.size - 1] == '_') made.size--;
    int64_t number;
    bool usable = made.size > 0 && !number_parse_count(made, &number) && !str_equal(made, STR("propose"));
    return usable ? made : str_format(arena, "persona%s%.*s", made.size ? "_" : "", STR_ARGS(made));
}

static bool is_free(StoreSession *session, Str key, Arena *arena, bool *vacant, Error *error)
{
    Persona other;
    bool fine = persona_find(session, key, arena, &other, error);
    *vacant = other.id == 0;
    return fine;
}

static bool give_key(StoreSession *session, Persona *persona, Arena *arena, Error *error)
{
    bool vacant = false;
    Str base = persona->key.size ? persona->key : key_of_name(persona->name, arena), key = base;
    if (!is_free(session, key, arena, &vacant, error)) return false;
    if (persona->key.size && !vacant) {
        (void)error_code(error, ERROR_CONFLICT, "key_taken",
                         PHRASE("there is a persona of the key {0}", "il y a un persona de clé {0}"), key);
        return error_at(error, STR("/key"));
    }
    for (int64_t i = 2; !vacant; i++) {
        key = str_format(arena, "%.*s_%lld", STR_ARGS(base), (long long)i);
        if (!is_free(session, key, arena, &vacant, error)) return false;
    }
    persona->key = key;
    return true;
}

static Value fit_of(const Persona *persona)
{
    return persona->fitted ? value_real(persona->fit) : value_null();
}

bool persona_insert(StoreSession *session, Persona *persona, Arena *arena, Error *error)
{
    persona->version = 1;
    return next_number(session, &persona->id, error) && give_key(session, persona, arena, error) &&
           store_execute(session, &query_persona_insert,
                         VALUES(value_integer(persona->id), value_text(persona->key), value_text(persona->name),
                                value_text(persona->description), value_text(persona->needs),
                                value_text(persona->motivations), value_text(persona->behaviours),
                                value_text(persona->channels), value_text(persona->segment), value_text(persona->rule),
                                value_integer(persona->draft), value_integer(persona->proposed), fit_of(persona),
                                value_text(persona->basis), value_integer(persona->made_by),
                                value_integer(persona->made_at)),
                         NULL, error);
}

bool persona_update(StoreSession *session, const Persona *persona, Error *error)
{
    return store_execute(session, &query_persona_update,
                         VALUES(value_integer(persona->id), value_text(persona->name), value_text(persona->description),
                                value_text(persona->needs), value_text(persona->motivations),
                                value_text(persona->behaviours), value_text(persona->channels),
                                value_text(persona->segment), value_text(persona->rule), value_integer(persona->draft),
                                fit_of(persona), value_text(persona->basis), value_integer(persona->changed_at)),
                         NULL, error);
}

bool persona_remove(StoreSession *session, int64_t id, Error *error)
{
    return store_execute(session, &query_persona_remove, VALUES(value_integer(id)), NULL, error);
}

bool persona_forget_proposed(StoreSession *session, Error *error)
{
    return store_execute(session, &query_persona_forget_proposed, NO_VALUES, NULL, error);
}

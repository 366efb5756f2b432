// The one check of a text, by recursive descent; the walk (json_read.c) relies on it.
#include "base/json_walk.h"

#include <stdlib.h>

#include "base/number.h"

typedef struct Key {
    Str raw;  // in the text, with its quotes
    Str name; // without escapes
} Key;

typedef struct Check {
    Str text;
    size_t at;
    int depth;
    Arena *scratch;
    Key *keys; // of the objects that are open, outermost first
    size_t key_count, key_capacity;
    Error *error;
} Check;

// Lines and columns are counted from 1, columns in characters. {2} is what stands at `place`.
static bool refuse(Check *check, Str place, Phrase phrase)
{
    size_t line = 1, column = 1;
    for (const char *byte = check->text.data; byte < place.data; byte++) {
        bool line_ends = *byte == '\n', begins_character = ((unsigned char)*byte & 0xC0) != 0x80;
        line += line_ends;
        column = line_ends ? 1 : column + begins_character;
    }
    if (place.size == 0)
        phrase = PHRASE("JSON, line {0}, column {1}: the text ends too early",
                        "JSON, ligne {0}, colonne {1} : le texte s’arrête trop tôt");
    return error_say(check->error, ERROR_INPUT, phrase, error_number(check->scratch, line),
                     error_number(check->scratch, column), error_value(check->scratch, place));
}

static bool refuse_here(Check *check, Phrase phrase)
{
    Str rest = {check->text.data + check->at, check->text.size - check->at};
    bool valid;
    if (rest.size > 0) rest.size = utf8_character(rest, &valid);
    return refuse(check, rest, phrase);
}

static char byte_here(const Check *check)
{
    return check->at < check->text.size ? check->text.data[check->at] : '\0';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_blanks(Check *check)
{
    while (is_blank(byte_here(check))) check->at++;
}

static bool take(Check *check, char byte)
{
    if (byte_here(check) != byte) return false;
    check->at++;
    return true;
}

// ---- strings and numbers ----

static bool check_escape(Check *check)
{
    Str rest = {check->text.data + check->at, check->text.size - check->at};
    char bytes[UTF8_BYTES_MAX];
    size_t size, taken = json_escape(rest, bytes, &size);
    check->at += taken;
    if (taken > 0) return true;
    rest.size = (size_t)smaller((int64_t)rest.size, 6);
    return refuse(check, rest,
                  PHRASE("JSON, line {0}, column {1}: the escape {2} stands for no character",
                         "JSON, ligne {0}, colonne {1} : l’échappement {2} ne désigne aucun caractère"));
}

// The string at `at`, which is a quote.
static bool check_string(Check *check, bool *escaped)
{
    *escaped = false;
    for (check->at++; (check->at += json_plain_run(check->text, check->at)) < check->text.size;) {
        char byte = check->text.data[check->at];
        if (byte == '"') {
            check->at++;
            return true;
        }
        if ((unsigned char)byte < 0x20)
            return refuse_here(
                check, PHRASE("JSON, line {0}, column {1}: the control character {2} must be escaped in a string",
                              "JSON, ligne {0}, colonne {1} : le caractère de contrôle {2} doit être échappé "
                              "dans une chaîne"));
        *escaped = true;
        if (!check_escape(check)) return false;
    }
    return refuse_here(check, (Phrase){0}); // the text ends
}

static bool take_digits(Check *check)
{
    size_t start = check->at;
    while ('0' <= byte_here(check) && byte_here(check) <= '9') check->at++;
    return check->at > start;
}

static bool take_number(Check *check)
{
    take(check, '-');
    if (!take(check, '0') && !take_digits(check)) return false;
    if (take(check, '.') && !take_digits(check)) return false;
    if (!take(check, 'e') && !take(check, 'E')) return true;
    if (!take(check, '+')) take(check, '-');
    return take_digits(check);
}

static bool check_number(Check *check)
{
    enum { SURELY_FINITE_BYTES = 300 }; // digits alone; the largest double has 309
    size_t start = check->at;
    if (!take_number(check))
        return refuse_here(check, PHRASE("JSON, line {0}, column {1}: a digit is expected, not {2}",
                                         "JSON, ligne {0}, colonne {1} : un chiffre est attendu, et non {2}"));
    Str number = {check->text.data + start, check->at - start};
    bool plain =
        number.size < SURELY_FINITE_BYTES && !str_contains(number, STR("e")) && !str_contains(number, STR("E"));
    double value;
    if (plain || number_parse(number, &value)) return true;
    return refuse(check, number,
                  PHRASE("JSON, line {0}, column {1}: the number {2} is too large or too long to be kept",
                         "JSON, ligne {0}, colonne {1} : le nombre {2} est trop grand ou trop long pour être retenu"));
}

// ---- keys ----

static void add_key(Check *check, Str raw, bool escaped)
{
    if (check->key_count == check->key_capacity) {
        size_t capacity = check->key_capacity ? check->key_capacity * 2 : 32;
        Key *keys = arena_array(check->scratch, Key, capacity);
        for (size_t i = 0; i < check->key_count; i++) keys[i] = check->keys[i];
        check->keys = keys;
        check->key_capacity = capacity;
    }
    Str name =
        escaped ? json_get_string((JsonValue){JSON_STRING, raw}, check->scratch) : (Str){raw.data + 1, raw.size - 2};
    check->keys[check->key_count++] = (Key){raw, name};
}

static int compare_keys(const void *a, const void *b)
{
    return str_compare(((const Key *)a)->name, ((const Key *)b)->name);
}

// Sorting keeps an object of very many keys, made to be slow, harmless.
static const Key *find_duplicate(Key *keys, size_t count)
{
    enum { FEW = 16 };
    if (count > FEW) {
        qsort(keys, count, sizeof *keys, compare_keys);
        for (size_t i = 1; i < count; i++)
            if (str_equal(keys[i - 1].name, keys[i].name)) return &keys[i];
        return NULL;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (str_equal(keys[i].name, keys[j].name)) return &keys[i];
    return NULL;
}

// ---- values ----

static bool check_value(Check *check);

static bool check_items(Check *check)
{
    do {
        if (!check_value(check)) return false;
        skip_blanks(check);
    } while (take(check, ','));
    return take(check, ']') ||
           refuse_here(check, PHRASE("JSON, line {0}, column {1}: a comma or ] is expected, not {2}",
                                     "JSON, ligne {0}, colonne {1} : une virgule ou ] est attendu, et non {2}"));
}

static bool check_member(Check *check)
{
    bool escaped;
    skip_blanks(check);
    if (byte_here(check) != '"')
        return refuse_here(check, PHRASE("JSON, line {0}, column {1}: a key in quotes is expected, not {2}",
                                         "JSON, ligne {0}, colonne {1} : une clé entre guillemets droits est attendue, "
                                         "et non {2}"));
    size_t start = check->at;
    if (!check_string(check, &escaped)) return false;
    add_key(check, (Str){check->text.data + start, check->at - start}, escaped);
    skip_blanks(check);
    if (!take(check, ':'))
        return refuse_here(check, PHRASE("JSON, line {0}, column {1}: a colon is expected after a key, not {2}",
                                         "JSON, ligne {0}, colonne {1} : deux-points sont attendus après une clé, et "
                                         "non {2}"));
    return check_value(check);
}

static bool check_members(Check *check)
{
    size_t first_key = check->key_count;
    do {
        if (!check_member(check)) return false;
        skip_blanks(check);
    } while (take(check, ','));
    if (!take(check, '}'))
        return refuse_here(check, PHRASE("JSON, line {0}, column {1}: a comma or } is expected, not {2}",
                                         "JSON, ligne {0}, colonne {1} : une virgule ou } est attendu, et non {2}"));
    const Key *duplicate = find_duplicate(check->keys + first_key, check->key_count - first_key);
    check->key_count = first_key;
    return !duplicate || refuse(check, duplicate->raw,
                                PHRASE("JSON, line {0}, column {1}: the key {2} stands twice in one object",
                                       "JSON, ligne {0}, colonne {1} : la clé {2} figure deux fois dans un objet"));
}

static bool check_container(Check *check, char end, bool (*check_content)(Check *check))
{
    if (check->depth == JSON_DEPTH_MAX)
        return refuse_here(
            check, PHRASE("JSON, line {0}, column {1}: objects and arrays are nested deeper than 64",
                          "JSON, ligne {0}, colonne {1} : objets et tableaux sont imbriqués à plus de 64 niveaux"));
    check->depth++;
    check->at++;
    skip_blanks(check);
    bool good = take(check, end) || check_content(check);
    check->depth--;
    return good;
}

static bool check_word(Check *check)
{
    static const Str words[] = {STR("null"), STR("true"), STR("false")};
    Str rest = {check->text.data + check->at, check->text.size - check->at};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_starts_with(rest, words[i])) continue;
        check->at += words[i].size;
        return true;
    }
    return refuse_here(check, PHRASE("JSON, line {0}, column {1}: a value is expected, not {2}",
                                     "JSON, ligne {0}, colonne {1} : une valeur est attendue, et non {2}"));
}

static bool check_value(Check *check)
{
    bool escaped;
    skip_blanks(check);
    char byte = byte_here(check);
    if (byte == '"') return check_string(check, &escaped);
    if (byte == '{') return check_container(check, '}', check_members);
    if (byte == '[') return check_container(check, ']', check_items);
    if (byte == '-' || ('0' <= byte && byte <= '9')) return check_number(check);
    return check_word(check);
}

static bool check_text(Check *check, JsonValue *value)
{
    check->at = utf8_invalid_at(check->text);
    if (check->at < check->text.size)
        return refuse_here(check, PHRASE("JSON, line {0}, column {1}: a byte is not UTF-8",
                                         "JSON, ligne {0}, colonne {1} : un octet n’est pas de l’UTF-8"));
    check->at = 0;
    skip_blanks(check);
    size_t start = check->at;
    if (!check_value(check)) return false;
    Str whole = {check->text.data + start, check->at - start};
    skip_blanks(check);
    if (check->at < check->text.size)
        return refuse_here(check, PHRASE("JSON, line {0}, column {1}: {2} follows the end of the value",
                                         "JSON, ligne {0}, colonne {1} : {2} suit la fin de la valeur"));
    *value = (JsonValue){json_type_by_first(whole.data[0]), whole};
    return true;
}

bool json_parse(Str text, JsonValue *value, Error *error)
{
    Check check = {.text = text, .scratch = arena_open(0), .error = error};
    bool good = check_text(&check, value);
    arena_close(check.scratch);
    return good;
}

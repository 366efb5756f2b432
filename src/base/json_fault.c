#include "base/json_fault.h"

#include <string.h>

typedef struct FaultWords {
    const char *code;
    Phrase by_line; // {0} line, {1} column, {2} what stands there
    Phrase by_byte; // {0} byte, or the path of what can be read; {1} what stands there, or the limit
} FaultWords;

#define ESCAPE_PHRASE                                                                                                  \
    PHRASE("JSON, line {0}, column {1}: the escape {2} stands for no character",                                       \
           "JSON, ligne {0}, colonne {1}\u00A0: l’échappement {2} ne désigne aucun caractère")
#define VALUE_PHRASE                                                                                                   \
    PHRASE("JSON, line {0}, column {1}: a value is expected, not {2}",                                                 \
           "JSON, ligne {0}, colonne {1}\u00A0: une valeur est attendue, et non {2}")

static const FaultWords words[] = {
    [JSON_ENDS_EARLY] = {"invalid_json",
                         PHRASE("JSON, line {0}, column {1}: the text ends too early",
                                "JSON, ligne {0}, colonne {1}\u00A0: le texte s’arrête trop tôt"),
                         PHRASE("unexpected end at byte {0}", "fin inattendue à l’octet {0}")},
    [JSON_NOT_UTF8] = {"invalid_utf8",
                       PHRASE("JSON, line {0}, column {1}: a byte is not UTF-8",
                              "JSON, ligne {0}, colonne {1}\u00A0: un octet n’est pas de l’UTF-8"),
                       PHRASE("invalid UTF-8 at byte {0}: the body must be UTF-8",
                              "UTF-8 invalide à l’octet {0}\u00A0: le corps doit être en UTF-8")},
    [JSON_MARK] = {"invalid_json", VALUE_PHRASE,
                   PHRASE("remove the byte order mark at byte {0}",
                          "retirez l’indicateur d’ordre des octets à l’octet {0}")},
    [JSON_VALUE_EXPECTED] = {"invalid_json", VALUE_PHRASE,
                             PHRASE("unexpected {1} at byte {0}: a JSON value is expected",
                                    "{1} inattendu à l’octet {0}\u00A0: une valeur JSON est attendue")},
    [JSON_KEY_EXPECTED] = {"invalid_json",
                           PHRASE("JSON, line {0}, column {1}: a key in quotes is expected, not {2}",
                                  "JSON, ligne {0}, colonne {1}\u00A0: une clé entre guillemets droits est attendue, "
                                  "et non {2}"),
                           PHRASE("unexpected {1} at byte {0}: a key in double quotes is expected",
                                  "{1} inattendu à l’octet {0}\u00A0: une clé entre guillemets droits est attendue")},
    [JSON_COLON_EXPECTED] = {"invalid_json",
                             PHRASE("JSON, line {0}, column {1}: a colon is expected after a key, not {2}",
                                    "JSON, ligne {0}, colonne {1}\u00A0: deux-points sont attendus après une clé, et "
                                    "non {2}"),
                             PHRASE("unexpected {1} at byte {0}: a colon is expected",
                                    "{1} inattendu à l’octet {0}\u00A0: deux-points sont attendus")},
    [JSON_COMMA_OR_BRACKET_EXPECTED] =
        {"invalid_json",
         PHRASE("JSON, line {0}, column {1}: a comma or ] is expected, not {2}",
                "JSON, ligne {0}, colonne {1}\u00A0: une virgule ou ] est attendu, et non {2}"),
         PHRASE("unexpected {1} at byte {0}: a comma or ] is expected",
                "{1} inattendu à l’octet {0}\u00A0: une virgule ou ] est attendu")},
    [JSON_COMMA_OR_BRACE_EXPECTED] =
        {"invalid_json",
         PHRASE("JSON, line {0}, column {1}: a comma or } is expected, not {2}",
                "JSON, ligne {0}, colonne {1}\u00A0: une virgule ou } est attendu, et non {2}"),
         PHRASE("unexpected {1} at byte {0}: a comma or } is expected",
                "{1} inattendu à l’octet {0}\u00A0: une virgule ou } est attendu")},
    [JSON_DIGIT_EXPECTED] = {"invalid_json",
                             PHRASE("JSON, line {0}, column {1}: a digit is expected, not {2}",
                                    "JSON, ligne {0}, colonne {1}\u00A0: un chiffre est attendu, et non {2}"),
                             PHRASE("malformed number at byte {0}", "nombre mal formé à l’octet {0}")},
    [JSON_TEXT_FOLLOWS] = {"invalid_json",
                           PHRASE("JSON, line {0}, column {1}: {2} follows the end of the value",
                                  "JSON, ligne {0}, colonne {1}\u00A0: {2} suit la fin de la valeur"),
                           PHRASE("data after the document at byte {0}: {1}",
                                  "du texte suit le document à l’octet {0}\u00A0: {1}")},
    [JSON_CONTROL_CHARACTER] =
        {"invalid_json",
         PHRASE("JSON, line {0}, column {1}: the control character {2} must be escaped in a string",
                "JSON, ligne {0}, colonne {1}\u00A0: le caractère de contrôle {2} doit être échappé dans une chaîne"),
         PHRASE("control byte {1} at byte {0}: escape it", "octet de contrôle {1} à l’octet {0}\u00A0: échappez-le")},
    [JSON_UNKNOWN_ESCAPE] = {"invalid_json", ESCAPE_PHRASE,
                             PHRASE("the escape {1} at byte {0} stands for no character",
                                    "l’échappement {1} à l’octet {0} ne désigne aucun caractère")},
    [JSON_LONE_SURROGATE] = {"lone_surrogate", ESCAPE_PHRASE,
                             PHRASE("unpaired surrogate {1} at byte {0}", "demi-codet isolé {1} à l’octet {0}")},
    [JSON_DUPLICATE_KEY] = {"duplicate_key",
                            PHRASE("JSON, line {0}, column {1}: the key {2} stands twice in one object",
                                   "JSON, ligne {0}, colonne {1}\u00A0: la clé {2} figure deux fois dans un objet"),
                            PHRASE("the key {1} at byte {0} is given twice in one object",
                                   "la clé {1} à l’octet {0} est donnée deux fois dans un objet")},
    [JSON_TOO_DEEP] = {"too_deep",
                       PHRASE("JSON, line {0}, column {1}: objects and arrays are nested deeper than 64",
                              "JSON, ligne {0}, colonne {1}\u00A0: objets et tableaux sont imbriqués à plus de 64 "
                              "niveaux"),
                       PHRASE("nesting is limited to {1} levels: byte {0} goes deeper",
                              "l’imbrication est limitée à {1} niveaux\u00A0: l’octet {0} va plus loin")},
    [JSON_TOO_MANY_KEYS] = {"too_many_keys",
                            {0},
                            PHRASE("an object has at most {1} keys: the one at byte {0} is too many",
                                   "un objet a au plus {1} clés\u00A0: celle de l’octet {0} est de trop")},
    [JSON_NUL] = {"nul_not_allowed", ESCAPE_PHRASE,
                  PHRASE("{0} must not contain U+0000", "{0} ne doit pas contenir U+0000")},
    [JSON_NUMBER_OUT] = {"number_out_of_range",
                         PHRASE("JSON, line {0}, column {1}: the number {2} is too large or too long to be kept",
                                "JSON, ligne {0}, colonne {1}\u00A0: le nombre {2} est trop grand ou trop long pour "
                                "être retenu"),
                         PHRASE("{0} is outside the range of a double", "{0} dépasse ce qu’un double peut tenir")},
    [JSON_KEY_TOO_LONG] = {"key_too_long",
                           {0},
                           PHRASE("a property name in {0} is longer than {1} bytes",
                                  "un nom de propriété dans {0} dépasse {1} octets")},
    [JSON_KEY_RESERVED] = {"reserved_key",
                           {0},
                           PHRASE("the property name of {0} is not allowed",
                                  "le nom de propriété de {0} n’est pas permis")},
    [JSON_STRING_TOO_LONG] = {"too_long", {0}, PHRASE("{0} is limited to {1} bytes", "{0} est limité à {1} octets")},
};

bool json_fault_by_line(JsonFault fault, Str text, Str place, Error *error)
{
    Arena *scratch = arena_open(0);
    size_t line = 1, column = 1;
    for (const char *byte = text.data; byte < place.data; byte++) {
        bool line_ends = *byte == '\n', begins_character = ((unsigned char)*byte & 0xC0) != 0x80;
        line += line_ends;
        column = line_ends ? 1 : column + begins_character;
    }
    error_say(error, ERROR_INPUT, words[fault].by_line, error_number(scratch, line), error_number(scratch, column),
              error_value(scratch, place));
    arena_close(scratch);
    return false;
}

// What only this form tells apart: 01 and +1 are numbers that someone meant.
static JsonFault refine(JsonFault fault, Str text, Str place)
{
    char first = place.size ? place.data[0] : '\0', before = place.data > text.data ? place.data[-1] : '\0';
    bool digit = '0' <= first && first <= '9';
    bool numbers_end =
        fault == JSON_TEXT_FOLLOWS || fault == JSON_COMMA_OR_BRACE_EXPECTED || fault == JSON_COMMA_OR_BRACKET_EXPECTED;
    if (numbers_end && digit && before == '0') return JSON_DIGIT_EXPECTED;
    if (fault == JSON_VALUE_EXPECTED && (first == '+' || first == '.')) return JSON_DIGIT_EXPECTED;
    return fault;
}

static bool is_trailing_comma(JsonFault fault, Str text, Str place, size_t *at)
{
    bool closes = place.size > 0 && (place.data[0] == '}' || place.data[0] == ']');
    if (!closes || (fault != JSON_VALUE_EXPECTED && fault != JSON_KEY_EXPECTED)) return false;
    const char *before = place.data;
    while (before > text.data && strchr(" \t\r\n", before[-1])) before--;
    if (before == text.data || before[-1] != ',') return false;
    *at = (size_t)(before - 1 - text.data);
    return true;
}

bool json_fault_by_byte(JsonFault fault, Str text, Str place, Str path, size_t limit, Error *error)
{
    Arena *scratch = arena_open(0);
    size_t at = (size_t)(place.data - text.data);
    fault = refine(fault, text, place);
    Phrase phrase = words[fault].by_byte;
    if (is_trailing_comma(fault, text, place, &at))
        phrase = PHRASE("trailing comma at byte {0}", "virgule de trop à l’octet {0}");
    bool readable = fault >= JSON_NUL;
    Str where = readable ? path.size ? path : STR("/") : error_number(scratch, at);
    Str what = limit ? error_number(scratch, limit) : error_value(scratch, place);
    error_say(error, readable ? ERROR_INPUT : ERROR_MALFORMED, phrase, where, what);
    error->code = words[fault].code;
    arena_close(scratch);
    return readable ? error_at(error, path) : false;
}

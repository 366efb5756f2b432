#include "serve/settings_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "base/near.h"

enum { FILE_BYTES_MAX = 64 * 1024, LINES_MAX = 1000, OPTIONS_MAX = 64 };

typedef struct ConfigLine {
    Str file, text;        // without blanks at its ends
    size_t number, blanks; // from 1; blanks before the text
    const Option *const *listed;
    Arena *arena;
} ConfigLine;

// ---- refusals ----

static bool refuse_syntax(const ConfigLine *line, Error *error)
{
    size_t column = line->blanks + line->text.size + 1;
    return error_code(error, ERROR_INPUT, "config",
                      PHRASE("{0}, line {1}, column {2}: expected = and a value",
                             "{0}, ligne {1}, colonne {2}\u00A0: il faut = et une valeur"),
                      line->file, error_number(line->arena, line->number), error_number(line->arena, column));
}

static bool refuse_key(const ConfigLine *line, Str key, Error *error)
{
    Str names[OPTIONS_MAX], near[NEAR_MAX];
    size_t count = 0;
    for (; count < OPTIONS_MAX && line->listed[count]; count++) names[count] = str_of(line->listed[count]->name);
    Str number = error_number(line->arena, line->number), shown = error_value(line->arena, key);
    if (names_near(key, names, count, near) == 0)
        return error_code(error, ERROR_INPUT, "config",
                          PHRASE("{0}, line {1}: {2} is not known", "{0}, ligne {1}\u00A0: {2} est inconnu"),
                          line->file, number, shown);
    return error_code(error, ERROR_INPUT, "config",
                      PHRASE("{0}, line {1}: {2} is not known; did you mean “{3}”?",
                             "{0}, ligne {1}\u00A0: {2} est inconnu\u202F; vouliez-vous dire «\u00A0{3}\u00A0»\u202F?"),
                      line->file, number, shown, near[0]);
}

// The refusal of the option's own check, with the line before it.
static bool refuse_value(const ConfigLine *line, const Error *refusal, Error *error)
{
    Error value = *refusal;
    (void)error_code(error, ERROR_INPUT, "config", PHRASE("{0}, line {1}: ", "{0}, ligne {1}\u00A0: "), line->file,
                     error_number(line->arena, line->number));
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        size_t used = strlen(error->message[locale]);
        snprintf(error->message[locale] + used, ERROR_MESSAGE_BYTES - used, "%s", value.message[locale]);
    }
    return false;
}

// ---- a line as a word of a command line ----

static const Option *find_option(const ConfigLine *line, Str key)
{
    if (str_equal(key, STR("config")) || str_equal(key, STR("help")) || str_equal(key, STR("locale"))) return NULL;
    for (const Option *const *option = line->listed; *option; option++)
        if (str_equal(key, str_of((*option)->name))) return *option;
    return NULL;
}

// *word NULL: the line says nothing (a flag that is false).
static bool read_flag(const ConfigLine *line, const Option *option, Str value, const char **word, Error *error)
{
    Error refusal = {.kind = ERROR_NONE};
    *word = str_equal(value, STR("true")) ? str_c(line->arena, str_format(line->arena, "--%s", option->name)) : NULL;
    if (*word || str_equal(value, STR("false"))) return true;
    error_say(&refusal, ERROR_INPUT, PHRASE("{0} must be true or false", "{0} vaut true ou false"),
              str_of(option->name));
    return refuse_value(line, &refusal, error);
}

static bool read_line(const ConfigLine *line, const char **word, Error *error)
{
    Str rest = line->text, key;
    bool cut = str_cut(&rest, '=', &key) && key.size < line->text.size;
    key = str_trim(key);
    Str value = str_trim(rest);
    if (!cut || !key.size || !value.size) return refuse_syntax(line, error);
    const Option *option = find_option(line, key);
    if (!option) return refuse_key(line, key, error);
    if (option->kind == OPTION_FLAG) return read_flag(line, option, value, word, error);
    *word = str_c(line->arena, str_format(line->arena, "--%s=%.*s", option->name, STR_ARGS(value)));
    Options alone;
    Error refusal;
    return options_parse(line->listed, false, word, 1, line->arena, &alone, &refusal) ||
           refuse_value(line, &refusal, error);
}

// ---- the file ----

static bool refuse_text(Str name, Error *error)
{
    return error_code(error, ERROR_INPUT, "config",
                      PHRASE("{0}: expected at most 1000 lines of UTF-8 text without NUL",
                             "{0}\u00A0: on attend au plus 1000 lignes de texte UTF-8 sans NUL"),
                      name);
}

static bool is_text(Str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\0') return false;
        lines += text.data[i] == '\n';
    }
    return lines <= LINES_MAX && utf8_invalid_at(text) == text.size;
}

bool settings_file_parse(Str name, Str text, const Option *const *listed, Arena *arena, Options *options, Error *error)
{
    if (!is_text(text)) return refuse_text(name, error);
    const char **words = arena_array(arena, const char *, LINES_MAX);
    size_t count = 0;
    ConfigLine line = {.file = name, .listed = listed, .arena = arena};
    for (Str rest = text, raw; str_cut(&rest, '\n', &raw);) {
        line.number++;
        if (raw.size && raw.data[raw.size - 1] == '\r') raw.size--;
        line.text = str_trim(raw);
        line.blanks = line.text.size ? (size_t)(line.text.data - raw.data) : 0;
        if (!line.text.size || line.text.data[0] == '#') continue;
        words[count] = NULL;
        if (!read_line(&line, &words[count], error)) return false;
        count += words[count] != NULL;
    }
    Error refusal;
    return options_parse(listed, false, words, count, arena, options, &refusal) || refuse_value(&line, &refusal, error);
}

static bool refuse_unreadable(const Error *reason, Error *error)
{
    *error = *reason;
    error->code = "config_file";
    return false;
}

// "postgresql://user:PASSWORD@host/name", or password=… among its parameters.
static bool holds_password(Str database)
{
    static const char *const schemes[] = {"postgresql://", "postgres://"};
    if (str_contains(database, STR("password="))) return true;
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        if (!str_starts_with(database, str_of(schemes[i]))) continue;
        size_t size = strlen(schemes[i]);
        Str rest = {database.data + size, database.size - size}, user;
        return str_cut(&rest, '@', &user) && rest.data && str_contains(user, STR(":"));
    }
    return false;
}

// A password in a file that everybody may read is no secret (a group may: root:fidele 0640).
static bool check_secrets(Str path, const Options *options, Arena *arena, Error *error)
{
    struct stat state;
    if (!holds_password(option_text(options, "database", STR("")))) return true;
    if (stat(str_c(arena, path), &state) != 0 || (state.st_mode & 07) == 0) return true;
    return error_code(error, ERROR_INPUT, "config",
                      PHRASE("{0}: mode {1} lets others read the password in it; set 0600",
                             "{0}\u00A0: le mode {1} laisse d'autres lire le mot de passe qu'il contient\u202F; mettez "
                             "0600"),
                      path, str_format(arena, "%04o", (unsigned)state.st_mode & 07777));
}

bool settings_file_read(Str path, const Option *const *listed, Arena *arena, Options *options, Error *error)
{
    Bytes bytes = {0};
    Error reason;
    if (!file_load(path, FILE_BYTES_MAX, &bytes, &reason)) return refuse_unreadable(&reason, error);
    Str text = str_copy(arena, bytes_str(&bytes));
    bytes_release(&bytes);
    return settings_file_parse(path, text, listed, arena, options, error) && check_secrets(path, options, arena, error);
}

#include "api/parameters.h"

#include <string.h>

#include "base/calendar.h"
#include "base/near.h"
#include "base/number.h"

Str query_value(const HttpQuery *query, Str name)
{
    Str value;
    return http_query_get(query, name, &value) ? value : STR("");
}

bool query_holds_no_key(const HttpQuery *query, Error *error)
{
    static const Str names[] = {STR("key"),      STR("api_key"),      STR("apikey"),       STR("write_key"),
                                STR("writekey"), STR("access_token"), STR("access_key"),   STR("token"),
                                STR("secret"),   STR("password"),     STR("authorization")};
    for (size_t i = 0; i < query->count; i++)
        for (size_t k = 0; k < COUNT_OF(names); k++)
            if (str_equal_fold(query->parameter[i].name, names[k]))
                return error_code(error, ERROR_MALFORMED, "key_in_url",
                                  PHRASE("a key or password in the address ({0}) ends up in logs: send it in the "
                                         "Authorization header or in the body, and replace this one",
                                         "une clé ou un mot de passe dans l’adresse ({0}) finit dans les "
                                         "journaux\u00A0: envoyez-le dans l’en-tête Authorization ou dans "
                                         "le corps, et remplacez celui-ci"),
                                  names[k]);
    return true;
}

// ---- checking ----

static const Parameter *find_parameter(const Parameter *parameters, Str name)
{
    static const Parameter locale = {.name = "locale", .words = NULL};
    for (const Parameter *parameter = parameters; parameter && parameter->name; parameter++)
        if (str_equal(str_of(parameter->name), name)) return parameter;
    return str_equal(name, STR("locale")) ? &locale : NULL;
}

static bool refuse_unknown(const Parameter *parameters, Str name, Arena *arena, Error *error)
{
    enum { KNOWN_MAX = 64 };
    Str known[KNOWN_MAX], near[NEAR_MAX];
    size_t count = 0;
    for (const Parameter *parameter = parameters; parameter && parameter->name && count < KNOWN_MAX; parameter++)
        known[count++] = str_of(parameter->name);
    Str written = error_value(arena, name);
    if (names_near(name, known, count, near) == 0)
        return error_code(error, ERROR_MALFORMED, "unknown_parameter",
                          PHRASE("the query parameter {0} is not known here", "le paramètre {0} n’existe pas ici"),
                          written);
    return error_code(error, ERROR_MALFORMED, "unknown_parameter",
                      PHRASE("the query parameter {0} is not known here; did you mean {1}?",
                             "le paramètre {0} n’existe pas ici\u202F; vouliez-vous dire {1}\u202F?"),
                      written, near[0]);
}

static bool one_of(const char *words, Str value)
{
    Str rest = str_of(words), word;
    while (str_cut(&rest, '|', &word))
        if (str_equal(word, value)) return true;
    return false;
}

// "on, on_or_after, bracket"
static Str words_listed(const char *words, Arena *arena)
{
    Text text = text_in(arena);
    for (; *words; words++)
        if (*words == '|')
            text_add(&text, STR(", "));
        else
            text_add_byte(&text, *words);
    return text_str(&text);
}

static bool refuse_word(const Parameter *parameter, Str value, Arena *arena, Error *error)
{
    const char *code = strcmp(parameter->name, "sort") == 0     ? "unknown_sort"
                       : strcmp(parameter->name, "fields") == 0 ? "unknown_field"
                                                                : "invalid_parameter";
    return error_code(error, ERROR_MALFORMED, code,
                      PHRASE("{0} must be one of {1}, not {2}", "{0} doit être parmi {1}, et non {2}"),
                      str_of(parameter->name), words_listed(parameter->words, arena), error_value(arena, value));
}

static bool check_words(const Parameter *parameter, Str value, Arena *arena, Error *error)
{
    if (parameter->type != FIELD_ARRAY)
        return one_of(parameter->words, value) || refuse_word(parameter, value, arena, error);
    for (Str word; str_cut(&value, ',', &word);)
        if (!one_of(parameter->words, word)) return refuse_word(parameter, word, arena, error);
    return true;
}

static bool check_integer(const Parameter *parameter, Str value, Arena *arena, Error *error)
{
    int64_t number;
    bool bounded = parameter->low != 0 || parameter->high != 0;
    if (number_parse_count(value, &number) && (!bounded || (parameter->low <= number && number <= parameter->high)))
        return true;
    if (!bounded)
        return error_code(error, ERROR_MALFORMED, "invalid_parameter",
                          PHRASE("{0} must be a whole number, not {1}", "{0} doit être un nombre entier, et non {1}"),
                          str_of(parameter->name), error_value(arena, value));
    return error_code(error, ERROR_MALFORMED, "invalid_parameter",
                      PHRASE("{0} must be a whole number of {1}-{2}, not {3}",
                             "{0} doit être un nombre entier de {1} à {2}, et non {3}"),
                      str_of(parameter->name), str_format(arena, "%lld", (long long)parameter->low),
                      str_format(arena, "%lld", (long long)parameter->high), error_value(arena, value));
}

static bool refuse_form(const Parameter *parameter, Str value, Phrase form, Arena *arena, Error *error)
{
    error_say(error, ERROR_MALFORMED, form, str_of(parameter->name), error_value(arena, value));
    error->code = "invalid_parameter";
    return false;
}

static bool check_length(const Parameter *parameter, Str value, Arena *arena, Error *error)
{
    size_t longest = parameter->high ? (size_t)parameter->high : 4096;
    if (value.size <= longest) return true;
    return error_code(error, ERROR_MALFORMED, "invalid_parameter",
                      PHRASE("{0} is limited to {1} bytes", "{0} est limité à {1} octets"), str_of(parameter->name),
                      error_number(arena, longest));
}

static bool check_value(const Parameter *parameter, Str value, Arena *arena, Error *error)
{
    Instant instant;
    Day day;
    if (parameter->words) return check_words(parameter, value, arena, error);
    switch ((int)parameter->type) {
    case FIELD_INTEGER: return check_integer(parameter, value, arena, error);
    case FIELD_BOOLEAN:
        return one_of("true|false|1|0", value) ||
               refuse_form(parameter, value,
                           PHRASE("{0} must be true or false, not {1}", "{0} doit être true ou false, et non {1}"),
                           arena, error);
    case FIELD_INSTANT:
        return instant_parse(value, &instant) == INSTANT_FINE ||
               refuse_form(parameter, value,
                           PHRASE("{0} must be a time as 2026-07-01T08:00:00Z, not {1}",
                                  "{0} doit être un instant comme 2026-07-01T08:00:00Z, et non {1}"),
                           arena, error);
    case FIELD_DAY:
        return day_parse(value, &day) || refuse_form(parameter, value,
                                                     PHRASE("{0} must be a day as 2026-07-01, not {1}",
                                                            "{0} doit être un jour comme 2026-07-01, et non {1}"),
                                                     arena, error);
    default: return check_length(parameter, value, arena, error);
    }
}

static const Parameter *find_further(const Route *route, Str name, Parameter *room)
{
    for (size_t i = 0; route->further && route->further(i, room); i++)
        if (str_equal(str_of(room->name), name)) return room;
    return NULL;
}

bool parameters_check(const Route *route, const HttpQuery *query, Arena *arena, Error *error)
{
    Parameter room;
    for (size_t i = 0; i < query->count; i++) {
        const Parameter *parameter = find_parameter(route->parameters, query->parameter[i].name);
        if (!parameter) parameter = find_further(route, query->parameter[i].name, &room);
        if (!parameter) return refuse_unknown(route->parameters, query->parameter[i].name, arena, error);
        if (!check_value(parameter, query->parameter[i].value, arena, error)) return false;
    }
    return true;
}

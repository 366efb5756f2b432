#include "cli/options.h"

#include <stdlib.h>

#include "base/number.h"
#include "cli/display.h"
#include "base/near.h"

// ---- checking one value ----

static bool choice_find(const Option *option, Str value, size_t *index)
{
    Str words = str_of(option->value), word;
    for (*index = 0; str_cut(&words, '|', &word); ++*index)
        if (str_equal(word, value)) return true;
    return false;
}

static bool in_bounds(const Option *option, double number)
{
    return (option->low == 0 && option->high == 0) || (option->low <= number && number <= option->high);
}

static bool value_fits(const Option *option, Str value)
{
    int64_t count;
    double number;
    size_t index;
    Day day;
    switch (option->kind) {
    case OPTION_FLAG: return false;
    case OPTION_TEXT: return value.size > 0;
    case OPTION_COUNT: return number_parse_count(value, &count) && in_bounds(option, (double)count);
    case OPTION_NUMBER: return number_parse(value, &number) && in_bounds(option, number);
    case OPTION_CHOICE: return choice_find(option, value, &index);
    case OPTION_DAY: return day_parse(value, &day);
    }
    abort();
}

// "text|json|csv" -> "text, json, csv"
static Str choice_words(const Option *option, Arena *arena)
{
    Text text = text_in(arena);
    Str words = str_of(option->value), word;
    while (str_cut(&words, '|', &word)) {
        if (text.size) text_add(&text, STR(", "));
        text_add(&text, word);
    }
    return text_str(&text);
}

static Phrase refusal(OptionKind kind, bool bounded)
{
    switch (kind) {
    case OPTION_FLAG:
        return PHRASE("--{0} takes no value, but {1} was given", "--{0} ne prend pas de valeur, or {1} suit");
    case OPTION_TEXT: return PHRASE("--{0}: its value is empty", "--{0}\u00A0: sa valeur est vide");
    case OPTION_COUNT:
        return bounded ? PHRASE("--{0} {1}: expected a whole number from {2} to {3}",
                                "--{0} {1}\u00A0: un nombre entier de {2} à {3} est attendu")
                       : PHRASE("--{0} {1}: expected a whole number", "--{0} {1}\u00A0: un nombre entier est attendu");
    case OPTION_NUMBER:
        return bounded ? PHRASE("--{0} {1}: expected a number from {2} to {3}, written like 0.5",
                                "--{0} {1}\u00A0: un nombre de {2} à {3} est attendu, écrit comme 0.5")
                       : PHRASE("--{0} {1}: expected a number, written like 12.5",
                                "--{0} {1}\u00A0: un nombre est attendu, écrit comme 12.5");
    case OPTION_CHOICE:
        return PHRASE("--{0} {1}: expected one of {4}", "--{0} {1}\u00A0: un de ces mots est attendu\u00A0: {4}");
    case OPTION_DAY:
        return PHRASE("--{0} {1}: expected a date written like 2026-07-01",
                      "--{0} {1}\u00A0: une date écrite comme 2026-07-01 est attendue");
    }
    abort();
}

static bool refuse_value(const Option *option, Str value, Arena *arena, Error *error)
{
    bool bounded = option->low != 0 || option->high != 0;
    Str words = option->kind == OPTION_CHOICE ? choice_words(option, arena) : STR("");
    return error_say(error, ERROR_USAGE, refusal(option->kind, bounded), str_of(option->name),
                     error_value(arena, value), str_format(arena, "%.15g", option->low),
                     str_format(arena, "%.15g", option->high), words);
}

// ---- reading a command line ----

typedef struct Parser {
    const char *const *words;
    size_t count, next;
    bool unlisted;
    Arena *arena;
    Options *options;
} Parser;

static bool named(const Option *option, Str name)
{
    return str_equal(name, str_of(option->name)) || (option->alias && str_equal(name, str_of(option->alias)));
}

static const Option *find_option(const Option *const *listed, Str name)
{
    for (; *listed; listed++)
        if (named(*listed, name)) return *listed;
    return NULL;
}

// A name as the person wrote it, fit for a message.
static Str shown(const Parser *parser, Str name)
{
    return display_cut(parser->arena, display_clean(parser->arena, name), 40);
}

static bool refuse_unknown(const Parser *parser, Str name, Error *error)
{
    const Option *const *listed = parser->options->listed;
    size_t listed_count = 0, count = 0;
    while (listed[listed_count]) listed_count++;
    Str *names = arena_array(parser->arena, Str, 2 * listed_count), near[NEAR_MAX];
    for (size_t i = 0; i < listed_count; i++) {
        names[count++] = str_of(listed[i]->name);
        if (listed[i]->alias) names[count++] = str_of(listed[i]->alias);
    }
    if (names_near(name, names, count, near) == 0)
        return error_say(error, ERROR_USAGE, PHRASE("unknown option --{0}", "option inconnue --{0}"),
                         shown(parser, name));
    return error_say(error, ERROR_USAGE,
                     PHRASE("unknown option --{0}; did you mean --{1}?",
                            "option inconnue --{0}\u00A0; vouliez-vous dire --{1}\u00A0?"),
                     shown(parser, name), near[0]);
}

static bool refuse_doubled(const Parser *parser, Str name, Error *error)
{
    for (size_t i = 0; i < parser->options->givens; i++)
        if (str_equal(parser->options->given[i].name, name))
            return error_say(error, ERROR_USAGE, PHRASE("--{0} is given twice", "--{0} est donné deux fois"),
                             shown(parser, name));
    return true;
}

// The value after the name: joined by '=', or the next word.
static bool take_value(Parser *parser, const OptionGiven *given, bool joined, Str *value, Error *error)
{
    if (joined || (given->option && given->option->kind == OPTION_FLAG)) return true;
    Str next = parser->next < parser->count ? str_of(parser->words[parser->next]) : STR("--");
    if (str_starts_with(next, STR("--")))
        return error_say(error, ERROR_USAGE,
                         PHRASE("--{0} needs a value: --{0} {1}", "--{0} attend une valeur\u00A0: --{0} {1}"),
                         shown(parser, given->name), str_of(given->option ? given->option->value : "VALUE"));
    parser->next++;
    *value = next;
    return true;
}

static bool value_allowed(const Option *option, Str value, bool joined)
{
    return option->kind == OPTION_FLAG ? !joined : value_fits(option, value);
}

static bool parse_option(Parser *parser, Str word, Error *error)
{
    Str name, value = word;
    str_cut(&value, '=', &name);
    bool joined = value.data != NULL;
    OptionGiven given = {.name = name, .option = find_option(parser->options->listed, name)};
    if (given.option)
        given.name = str_of(given.option->name);
    else if (!parser->unlisted)
        return refuse_unknown(parser, name, error);
    if (!refuse_doubled(parser, given.name, error) || !take_value(parser, &given, joined, &value, error)) return false;
    if (given.option && !value_allowed(given.option, value, joined))
        return refuse_value(given.option, value, parser->arena, error);
    given.value = value;
    parser->options->given[parser->options->givens++] = given;
    return true;
}

static bool parse_word(Parser *parser, bool *only_arguments, Error *error)
{
    Str word = str_of(parser->words[parser->next++]);
    if (*only_arguments || !str_starts_with(word, STR("-")) || str_equal(word, STR("-"))) {
        parser->options->argument[parser->options->arguments++] = word;
        return true;
    }
    if (str_equal(word, STR("--"))) {
        *only_arguments = true;
        return true;
    }
    if (str_starts_with(word, STR("--"))) return parse_option(parser, (Str){word.data + 2, word.size - 2}, error);
    return error_say(error, ERROR_USAGE,
                     PHRASE("{0}: options are written with two hyphens, such as --output",
                            "{0}\u00A0: les options s’écrivent avec deux tirets, comme --output"),
                     error_value(parser->arena, word));
}

bool options_parse(const Option *const *listed, bool unlisted, const char *const *words, size_t count, Arena *arena,
                   Options *options, Error *error)
{
    *options = (Options){
        .listed = listed, .given = arena_array(arena, OptionGiven, count), .argument = arena_array(arena, Str, count)};
    Parser parser = {.words = words, .count = count, .unlisted = unlisted, .arena = arena, .options = options};
    for (bool only_arguments = false; parser.next < count;)
        if (!parse_word(&parser, &only_arguments, error)) return false;
    return true;
}

// ---- reading what was given ----

static const OptionGiven *find_given(const Options *options, const char *name)
{
    const Option *option = find_option(options->listed, str_of(name));
    assert(option && "the command asks for an option that is not in its table");
    for (size_t i = 0; i < options->givens; i++)
        if (options->given[i].option == option) return &options->given[i];
    return NULL;
}

bool option_given(const Options *options, const char *name)
{
    return find_given(options, name) != NULL;
}

Str option_text(const Options *options, const char *name, Str otherwise)
{
    const OptionGiven *given = find_given(options, name);
    return given ? given->value : otherwise;
}

int64_t option_count(const Options *options, const char *name, int64_t otherwise)
{
    const OptionGiven *given = find_given(options, name);
    int64_t count;
    return given && number_parse_count(given->value, &count) ? count : otherwise;
}

double option_number(const Options *options, const char *name, double otherwise)
{
    const OptionGiven *given = find_given(options, name);
    double number;
    return given && number_parse(given->value, &number) ? number : otherwise;
}

size_t option_choice(const Options *options, const char *name, size_t otherwise)
{
    const OptionGiven *given = find_given(options, name);
    size_t index;
    return given && choice_find(given->option, given->value, &index) ? index : otherwise;
}

Day option_day(const Options *options, const char *name, Day otherwise)
{
    const OptionGiven *given = find_given(options, name);
    Day day;
    return given && day_parse(given->value, &day) ? day : otherwise;
}

bool option_refuse(const Options *options, const char *name, Phrase phrase, Error *error)
{
    const OptionGiven *given = find_given(options, name);
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_USAGE, phrase, str_of(name), error_value(scratch, given ? given->value : STR("")));
    arena_close(scratch);
    return false;
}

// ---- help ----

enum { HELP_INDENT = 28 };

static void option_help(const Option *option, Locale locale, size_t width, Text *out)
{
    size_t start = out->size;
    text_addf(out, "  --%s", option->name);
    if (option->alias) text_addf(out, ", --%s", option->alias);
    if (option->kind != OPTION_FLAG) text_addf(out, " %s", option->value);
    size_t column = display_width((Str){out->data + start, out->size - start});
    if (column + 2 > HELP_INDENT) {
        text_add_byte(out, '\n');
        column = 0;
    }
    display_pad(out, HELP_INDENT - column);
    display_wrap(out, str_of(option->help.in[locale]), HELP_INDENT, width);
    text_add_byte(out, '\n');
}

void options_help(const Option *const *listed, Locale locale, size_t width, Text *out)
{
    for (; *listed; listed++) option_help(*listed, locale, width, out);
}

#include "cli/program.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/display.h"
#include "base/near.h"
#include "cli/output.h"

enum { COMMANDS_MAX = 64, COMMAND_COLUMN = 14 };

typedef struct Start {
    const Program *program;
    const char *const *words;
    size_t count;
    Locale locale;
    Arena *arena;
} Start;

// ---- finding the command ----

static const Command *command_at(const Program *program, size_t index)
{
    for (const Module *const *module = program->modules; *module; module++)
        for (const Command *const *command = (*module)->commands; command && *command; command++)
            if (index-- == 0) return *command;
    return NULL;
}

const Command *program_command(const Program *program, Str name)
{
    const Command *command;
    for (size_t i = 0; (command = command_at(program, i)) != NULL; i++)
        if (str_equal(name, str_of(command->name))) return command;
    return NULL;
}

static bool refuse_command(const Start *start, Str name, Error *error)
{
    Str names[COMMANDS_MAX], near[NEAR_MAX], shown = error_value(start->arena, name);
    size_t count = 0;
    for (const Command *command; count < COMMANDS_MAX && (command = command_at(start->program, count)); count++)
        names[count] = str_of(command->name);
    if (names_near(name, names, count, near) == 0)
        return error_say(error, ERROR_USAGE, PHRASE("unknown command {0}", "commande inconnue\u00A0: {0}"), shown);
    return error_say(error, ERROR_USAGE,
                     PHRASE("unknown command {0}; did you mean {1}?",
                            "commande inconnue\u00A0: {0}\u00A0; vouliez-vous dire {1}\u00A0?"),
                     shown, near[0]);
}

// ---- help ----

static void say_commands(const Start *start, size_t width, Text *out)
{
    const Command *command;
    for (size_t i = 0; (command = command_at(start->program, i)) != NULL; i++) {
        Str name = str_of(command->name);
        text_addf(out, "  %s", command->name);
        display_pad(out, (size_t)larger(COMMAND_COLUMN - 2 - (int64_t)name.size, 1));
        display_wrap(out, str_of(command->summary.in[start->locale]), COMMAND_COLUMN, width);
        text_add_byte(out, '\n');
    }
}

static bool write_program_help(const Start *start, Error *error)
{
    Text out = text_in(start->arena);
    Str name = str_of(start->program->name), summary = str_of(start->program->summary.in[start->locale]);
    Phrase head = PHRASE("{0} - {1}\n\nUsage: {0} COMMAND [OPTION…]\n\nCommands:\n",
                         "{0} - {1}\n\nUtilisation\u00A0: {0} COMMANDE [OPTION…]\n\nCommandes\u00A0:\n");
    Phrase foot = PHRASE("\n`{0} help COMMAND` shows what a command takes, `{0} --version` the version.\n",
                         "\n`{0} help COMMANDE` montre ce que prend une commande, `{0} --version` la version.\n");
    text_add(&out, phrase_say(start->arena, start->locale, head, name, summary));
    say_commands(start, display_columns(STDOUT_FILENO), &out);
    text_add(&out, phrase_say(start->arena, start->locale, foot, name));
    return output_write(STR(""), text_str(&out), error);
}

static bool write_command_help(const Start *start, const Command *command, Error *error)
{
    Text out = text_in(start->arena);
    command_help(command, start->program->name, start->locale, display_columns(STDOUT_FILENO), start->arena, &out);
    return output_write(STR(""), text_str(&out), error);
}

static bool write_version(const Start *start, Error *error)
{
    return output_write(STR(""), str_format(start->arena, "%s %s\n", start->program->name, start->program->version),
                        error);
}

// ---- running ----

// Whether one of the words is `option` (before "--").
static bool has_word(const Start *start, Str option)
{
    for (size_t i = 0; i < start->count && !str_equal(str_of(start->words[i]), STR("--")); i++)
        if (str_equal(str_of(start->words[i]), option)) return true;
    return false;
}

static bool asks_for_help(const Start *start)
{
    return has_word(start, STR("--help")) || has_word(start, STR("-h"));
}

static bool check_arguments(const Start *start, const Command *command, const Options *options, Error *error)
{
    if (options->arguments < command->arguments_min)
        return error_say(error, ERROR_USAGE, PHRASE("{0} is missing: {1} {2} {0}", "il manque {0}\u00A0: {1} {2} {0}"),
                         str_of(command->arguments), str_of(start->program->name), str_of(command->name));
    if (options->arguments > command->arguments_max)
        return error_say(error, ERROR_USAGE, PHRASE("{0} is one argument too many", "{0} est un argument de trop"),
                         error_value(start->arena, options->argument[command->arguments_max]));
    return true;
}

// `start` is at the words after the command's name.
static bool run_command(const Start *start, const Command *command, Error *error)
{
    if (asks_for_help(start)) return write_command_help(start, command, error);
    Options options;
    const Option *const *listed = command_options(command, start->arena);
    if (!options_parse(listed, command->unlisted_options, start->words, start->count, start->arena, &options, error) ||
        !check_arguments(start, command, &options, error))
        return false;
    CommandCall call = {
        .options = &options, .locale = start->locale, .arena = start->arena, .door = start->program->door};
    bool fine = command->run(&call, error);
    if (call.door && call.door->close) call.door->close();
    return fine;
}

// What --locale says, before anything else is read, so that every message is in that language; else the environment's.
static Locale find_locale(const Start *start, Str environment)
{
    Locale locale = LOCALE_EN;
    if (!locale_parse(environment, &locale)) locale = LOCALE_EN;
    for (size_t i = 0; i < start->count; i++) {
        Str word = str_of(start->words[i]), joined = STR("--locale=");
        if (str_equal(word, STR("--locale")) && i + 1 < start->count)
            word = str_of(start->words[i + 1]);
        else if (str_starts_with(word, joined))
            word = (Str){word.data + joined.size, word.size - joined.size};
        else
            continue;
        if (locale_parse(word, &locale)) break;
    }
    return locale;
}

// The first word that is neither --locale nor its value; `start` is moved behind it.
static bool take_command_word(Start *start, Str *word)
{
    while (start->count > 0) {
        *word = str_of(start->words[0]);
        size_t skip = str_equal(*word, STR("--locale")) ? 2 : 1;
        bool locale = skip == 2 || str_starts_with(*word, STR("--locale="));
        skip = skip < start->count ? skip : start->count;
        start->words += skip;
        start->count -= skip;
        if (!locale) return true;
    }
    return false;
}

static bool run_help(Start *start, Error *error)
{
    Str name;
    if (!take_command_word(start, &name)) return write_program_help(start, error);
    const Command *command = program_command(start->program, name);
    return command ? write_command_help(start, command, error) : refuse_command(start, name, error);
}

static bool run(Start *start, const Command **command, Error *error)
{
    Str word;
    if (!take_command_word(start, &word)) return write_program_help(start, error);
    if (str_equal(word, STR("--help")) || str_equal(word, STR("-h"))) return write_program_help(start, error);
    if (str_equal(word, STR("--version"))) return write_version(start, error);
    if (str_equal(word, STR("help"))) return run_help(start, error);
    *command = program_command(start->program, word);
    return *command ? run_command(start, *command, error) : refuse_command(start, word, error);
}

static void say_error(const Start *start, const Command *command, const Error *error)
{
    bool french = start->locale == LOCALE_FR;
    const char *colon = french ? "\u00A0:" : ":";
    fprintf(stderr, "%s%s %s", start->program->name, colon, error->message[start->locale]);
    if (error->detail[0]) fprintf(stderr, "%s %s", colon, error->detail);
    fputc('\n', stderr);
    if (error->kind == ERROR_USAGE)
        fprintf(stderr, french ? "Voir `%s%s%s`.\n" : "See `%s%s%s`.\n", start->program->name,
                command ? " help " : " help", command ? command->name : "");
}

int program_run(const Program *program, const char *const *words, size_t count, Str environment)
{
    Start start = {.program = program, .words = words, .count = count, .arena = arena_open(0)};
    start.locale = find_locale(&start, environment);
    const Command *command = NULL;
    Error error = {.kind = ERROR_NONE};
    if (run(&start, &command, &error))
        error = (Error){.kind = ERROR_NONE}; // of what was tried on the way
    else
        say_error(&start, command, &error);
    int code = program->exit_code ? program->exit_code(command, &error) : error_exit_code(&error);
    arena_close(start.arena);
    return code;
}

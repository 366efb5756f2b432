#include "cli/command.h"

#include "cli/display.h"

// In the order of CommonOption.
static const Option common_options[] = {
    {"data", NULL, "DIR", OPTION_TEXT, 0, 0,
     PHRASE("data folder (default: ./fidele-data)", "dossier de données (par défaut\u00A0: ./fidele-data)")},
    {"database", NULL, "URL", OPTION_TEXT, 0, 0,
     PHRASE("keep the records in PostgreSQL: postgresql://…",
            "garder les enregistrements dans PostgreSQL\u00A0: postgresql://…")},
    {"activity", NULL, "URL", OPTION_TEXT, 0, 0,
     PHRASE("ask ClickHouse for figures: clickhouse://…",
            "calculer les chiffres dans ClickHouse\u00A0: clickhouse://…")},
    {"output", NULL, "PATH", OPTION_TEXT, 0, 0,
     PHRASE("write the result to this file instead of standard output",
            "écrire le résultat dans ce fichier plutôt que sur la sortie standard")},
    {"time-zone", NULL, "ZONE", OPTION_TEXT, 0, 0,
     PHRASE("time zone of calendar days, such as Europe/Paris", "fuseau horaire des jours, par exemple Europe/Paris")},
    {"quiet", NULL, NULL, OPTION_FLAG, 0, 0,
     PHRASE("say nothing but errors and the result", "ne rien dire, sauf les erreurs et le résultat")},
    {"threads", NULL, "N", OPTION_COUNT, 1, 64,
     PHRASE("threads to work with (default: one a processor)",
            "nombre de fils d’exécution (par défaut\u00A0: un par processeur)")},
};

static const Option locale_option = {"locale",
                                     NULL,
                                     "en|fr",
                                     OPTION_CHOICE,
                                     0,
                                     0,
                                     PHRASE("language of what is said (default: the one of the environment)",
                                            "langue des textes (par défaut\u00A0: celle de l’environnement)")};
static const Option help_option = {
    "help", NULL, NULL, OPTION_FLAG, 0, 0, PHRASE("show this help", "afficher cette aide")};

const Option *const *command_options(const Command *command, Arena *arena)
{
    size_t own = 0, count = 0;
    while (command->options && command->options[own].name) own++;
    const Option **listed = arena_array(arena, const Option *, own + COUNT_OF(common_options) + 3);
    for (size_t i = 0; i < own; i++) listed[count++] = &command->options[i];
    for (size_t i = 0; i < COUNT_OF(common_options); i++)
        if (command->common & 1u << i) listed[count++] = &common_options[i];
    listed[count++] = &locale_option;
    listed[count++] = &help_option;
    return listed; // the arena's zeros end it
}

static void add_lines(Text *out, Str lines, const char *before)
{
    Str line;
    while (str_cut(&lines, '\n', &line)) text_addf(out, "%s%.*s\n", before, STR_ARGS(line));
}

void command_help(const Command *command, const char *program, Locale locale, size_t width, Arena *arena, Text *out)
{
    Phrase usage = PHRASE("Usage:", "Utilisation\u00A0:");
    Phrase options = PHRASE("Options:", "Options\u00A0:"), examples = PHRASE("Examples:", "Exemples\u00A0:");
    text_addf(out, "%s %s - %s\n\n%s %s %s [OPTION…]", program, command->name, command->summary.in[locale],
              usage.in[locale], program, command->name);
    if (command->arguments) text_addf(out, " %s", command->arguments);
    text_addf(out, "\n\n%s\n", options.in[locale]);
    options_help(command_options(command, arena), locale, width, out);
    Str details = str_of(command->details.in[locale] ? command->details.in[locale] : "");
    if (details.size) {
        text_add_byte(out, '\n');
        display_wrap(out, details, 0, width);
        text_add_byte(out, '\n');
    }
    if (command->examples) {
        text_addf(out, "\n%s\n", examples.in[locale]);
        add_lines(out, str_of(command->examples), "  ");
    }
}

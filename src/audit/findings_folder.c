// findings_folder.c - findings in a data folder: where sentences speak of a file and of options of the command line,
// they speak of the data and of segments there.
#include <string.h>

#include "audit/findings.h"

typedef struct Wording {
    const char *of_file, *of_folder;
} Wording;

static const Wording wordings[LOCALE_COUNT][10] = {
    [LOCALE_EN] = {{"list them with --customers FILE", "make a segment of them"},
                   {"list those silent since then with --customers FILE", "make a segment of those silent since then"},
                   {"over the time of the file", "so far"},
                   {"of its revenue; their last", "of the revenue; their last"},
                   {"the file has no order", "there is no order"},
                   {"and run the audit on both files together", "and import them"},
                   {"The file has", "There are"},
                   {"missing from the file", "missing from the data"},
                   {"Export a longer time, or run the audit again in some months", "Import what happened earlier, or "
                                                                                   "look again in some months"},
                   {NULL, NULL}},
    [LOCALE_FR] = {{"listez-les avec --customers FICHIER", "faites-en un segment"},
                   {"listez ceux qui se taisent depuis lors avec --customers FICHIER",
                    "faites un segment de ceux qui se taisent depuis lors"},
                   {"sur la durée du fichier", "jusqu’ici"},
                   {"le fichier n’a aucune commande", "il n’y a aucune commande"},
                   {"et relancez l’audit sur les deux fichiers ensemble", "et importez-les"},
                   {"Le fichier a", "Il y a"},
                   {"absentes du fichier", "absentes des données"},
                   {"Exportez une plus longue durée, ou relancez l’audit dans quelques mois",
                    "Importez ce qui s’est passé plus tôt, ou revenez dans quelques mois"},
                   {NULL, NULL}},
};

static Str replace(const Speaker *speaker, Str text, const Wording *wording)
{
    Text out = text_in(speaker->arena);
    size_t size = strlen(wording->of_file);
    if (!str_contains(text, str_of(wording->of_file))) return text;
    while (text.size) {
        if (str_starts_with(text, str_of(wording->of_file))) {
            text_add(&out, str_of(wording->of_folder));
            text = (Str){text.data + size, text.size - size};
        } else {
            text_add_byte(&out, *text.data);
            text = (Str){text.data + 1, text.size - 1};
        }
    }
    return text_str(&out);
}

void say_of_folder(const Speaker *speaker, Finding *finding)
{
    for (const Wording *wording = wordings[speaker->locale]; wording->of_file; wording++) {
        finding->title = replace(speaker, finding->title, wording);
        finding->evidence = replace(speaker, finding->evidence, wording);
        finding->action = replace(speaker, finding->action, wording);
    }
}

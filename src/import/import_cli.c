// import_cli.c - `fidele import KIND FILE`. The server that holds the data folder may read nothing outside of it, so
// the file is copied into imports/ there first, by whoever calls.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/number.h"
#include "base/secret.h"
#include "cli/follow.h"
#include "cli/output.h"
#include "import/import.h"
#include "import/import_edge.h"
#include "import/import_say.h"
#include "import/table.h"

static const Option import_options[] = {
    {.name = "dry-run",
     .kind = OPTION_FLAG,
     .help = PHRASE("only count what would happen", "seulement compter ce qui se passerait")},
    {.name = "map",
     .value = "LIST",
     .kind = OPTION_TEXT,
     .help = PHRASE("what columns become: \"Courriel=email,Plan=traits.plan,Memo=-\"",
                    "ce que deviennent les colonnes\u00A0: \"Courriel=email,Formule=traits.plan,Memo=-\"")},
    {.name = "rejects",
     .value = "PATH",
     .kind = OPTION_TEXT,
     .help = PHRASE("write the rows that were left out, and why", "écrire les lignes laissées de côté, et pourquoi")},
    {.name = "date-order",
     .value = "dmy|mdy|ymd",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how to read 01/02/2026 (found unless told)", "comment lire 01/02/2026 (trouvé sinon)")},
    {.name = "decimal",
     .value = "point|comma",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how to read 1,234 (found unless told)", "comment lire 1,234 (trouvé sinon)")},
    {.name = "delimiter",
     .value = "CHARACTER",
     .kind = OPTION_TEXT,
     .help = PHRASE("between columns, or tab (found unless told)", "entre les colonnes, ou tab (trouvé sinon)")},
    {.name = "charset",
     .value = "utf-8",
     .kind = OPTION_CHOICE,
     .help = PHRASE("refuse what is not UTF-8", "refuser ce qui n’est pas en UTF-8")},
    {.name = "currency",
     .value = "CODE",
     .kind = OPTION_TEXT,
     .help = PHRASE("of amounts without one", "des montants sans devise")},
    {.name = "event",
     .value = "NAME",
     .kind = OPTION_TEXT,
     .help = PHRASE("name of all events of a file without a column for it",
                    "nom de tous les événements d’un fichier sans colonne pour cela")},
    {.name = "yes",
     .kind = OPTION_FLAG,
     .help = PHRASE("import a file that was imported before", "importer un fichier déjà importé")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("of what is printed (text)", "de ce qui est affiché (text)")},
    {.name = NULL}};

// ---- the copy ----

static bool say_cannot(Str path, int reason, bool reading, Error *error)
{
    return error_set_system(error, reading ? ERROR_INPUT : ERROR_FAILED, reason,
                            reading ? PHRASE("{0} can’t be read", "{0} ne peut pas être lu")
                                    : PHRASE("{0} can’t be written", "{0} ne peut pas être écrit"),
                            &path, 1);
}

static bool open_source(const CommandCall *call, Str path, int *source, Error *error)
{
    struct stat status;
    *source = str_equal(path, STR("-")) ? dup(STDIN_FILENO) : open(str_c(call->arena, path), O_RDONLY | O_CLOEXEC);
    if (*source < 0 || fstat(*source, &status) != 0) return say_cannot(path, errno, true, error);
    if (!S_ISDIR(status.st_mode) && status.st_size <= TABLE_BYTES_MAX) return true;
    close(*source);
    if (S_ISDIR(status.st_mode)) return say_cannot(path, EISDIR, true, error);
    return error_code(error, ERROR_INPUT, "file_too_large",
                      PHRASE("{0}: a file has at most 1 GiB; split it", "{0}\u00A0: un fichier a au plus 1\u00A0Gio"
                                                                        "\u202F; découpez-le"),
                      path);
}

static bool copy_bytes(int source, int target)
{
    enum { BLOCK = 1 << 18 };
    static char block[BLOCK];
    for (int64_t total = 0;;) {
        ssize_t size = read(source, block, sizeof block);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return size == 0 && fsync(target) == 0;
        total += size;
        if (total > TABLE_BYTES_MAX) return errno = EFBIG, false;
        for (ssize_t done = 0; done < size;) {
            ssize_t wrote = write(target, block + done, (size_t)(size - done));
            if (wrote < 0 && errno != EINTR) return false;
            if (wrote > 0) done += wrote;
        }
    }
}

// What root puts there belongs to the owner of the folder, as all in it.
static void give_to_owner(int target, const char *folder)
{
    struct stat status;
    if (geteuid() != 0 || stat(folder, &status) != 0 || status.st_uid == 0) return;
    if (fchown(target, status.st_uid, status.st_gid) != 0) return; // the server will say that it can't read it
}

static bool make_folder(const CommandCall *call, Str data, Error *error)
{
    Str folder = import_folder(call->arena, data);
    if (mkdir(str_c(call->arena, folder), 0700) != 0 && errno != EEXIST) return say_cannot(folder, errno, false, error);
    int opened = open(str_c(call->arena, folder), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (opened < 0) return say_cannot(folder, errno, false, error);
    give_to_owner(opened, str_c(call->arena, data));
    close(opened);
    return true;
}

static bool copy_file(const CommandCall *call, int source, Str data, Str *file, Error *error)
{
    enum { NAME_BYTES = 16 };
    if (!make_folder(call, data, error)) return false;
    *file = str_format(call->arena, "f%.*s.data", STR_ARGS(token_text(call->arena, NAME_BYTES)));
    Str path = import_path(call->arena, data, *file);
    int target = open(str_c(call->arena, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (target < 0) return say_cannot(path, errno, false, error);
    give_to_owner(target, str_c(call->arena, data));
    bool copied = copy_bytes(source, target);
    int reason = errno;
    close(target);
    if (copied) return true;
    import_file_remove(data, *file);
    return say_cannot(path, reason, false, error);
}

// ---- the request ----

static void add_query(Text *target, const char *name, Str value)
{
    if (!value.size) return;
    text_addf(target, "&%s=", name);
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.data[i];
        bool plain =
            ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || ('0' <= c && c <= '9') || c == '-' || c == '_' || c == '.';
        if (plain)
            text_add_byte(target, (char)c);
        else
            text_addf(target, "%%%02X", c);
    }
}

// "Courriel=email,Plan=traits.plan" as JSON. Column names with a comma or an equals sign need a file that is JSON.
static bool mapping_json(const CommandCall *call, Str list, Str *mapping, Error *error)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    Str pair;
    json_begin_object(&json);
    while (str_cut(&list, ',', &pair)) {
        Str name;
        Str field = pair;
        if (!str_cut(&field, '=', &name) || name.size == pair.size)
            return option_refuse(call->options, "map",
                                 PHRASE("--{0} {1}: expected COLUMN=FIELD,COLUMN=FIELD",
                                        "--{0} {1}\u00A0: COLONNE=CHAMP,COLONNE=CHAMP attendu"),
                                 error);
        json_key(&json, str_c(call->arena, str_trim(name)));
        json_string(&json, str_trim(field));
    }
    json_end_object(&json);
    *mapping = text_str(&text);
    return true;
}

static Str base_name(Str path)
{
    const char *slash = path.size ? memrchr(path.data, '/', path.size) : NULL;
    if (!slash) return str_equal(path, STR("-")) ? STR("stdin") : path;
    return (Str){slash + 1, (size_t)(path.data + path.size - slash) - 1};
}

static bool request_target(const CommandCall *call, Str file, Str *target, Error *error)
{
    static const char *const words[][2] = {
        {"date-order", "date_order"}, {"decimal", "decimal"},   {"delimiter", "delimiter"}, {"charset", "charset"},
        {"time-zone", "time_zone"},   {"currency", "currency"}, {"event", "event"}};
    Str mapping = STR("");
    if (option_given(call->options, "map") &&
        !mapping_json(call, option_text(call->options, "map", STR("")), &mapping, error))
        return false;
    Text text = text_in(call->arena);
    text_add(&text, STR("/api/v1/imports?"));
    add_query(&text, "kind", call->options->argument[0]);
    add_query(&text, "file", file);
    add_query(&text, "name", base_name(call->options->argument[1]));
    add_query(&text, "mapping", mapping);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        add_query(&text, words[i][1], option_text(call->options, words[i][0], STR("")));
    if (option_given(call->options, "dry-run")) add_query(&text, "dry_run", STR("true"));
    if (option_given(call->options, "yes")) add_query(&text, "confirm", STR("true"));
    *target = text_str(&text);
    return true;
}

// ---- the result ----

static int64_t member_integer(JsonValue object, Str key)
{
    JsonValue member;
    int64_t number = 0;
    return json_member(object, key, &member) && json_get_integer(member, &number) ? number : 0;
}

static bool write_rejects(const CommandCall *call, int64_t import, Error *error)
{
    CommandReply reply;
    if (!option_given(call->options, "rejects")) return true;
    Str target = str_format(call->arena, "/api/v1/imports/%lld/rejects", (long long)import);
    return call->door->request(call, STR("GET"), target, STR(""), STR(""), &reply, error) &&
           output_write(option_text(call->options, "rejects", STR("")), reply.body, error);
}

static bool say_result(const CommandCall *call, Str result, Error *error)
{
    JsonValue value, summary;
    bool as_json = option_choice(call->options, "format", 0) == 1;
    if (as_json) return output_write(STR("-"), str_format(call->arena, "%.*s\n", STR_ARGS(result)), error);
    if (!json_parse(result, &value, error)) return false;
    Str name = str_format(call->arena, "summary_%s", call->locale == LOCALE_FR ? "fr" : "en");
    Str said = json_member(value, name, &summary) ? json_get_string(summary, call->arena) : STR("");
    Str number = str_format(call->arena, "%lld", (long long)member_integer(value, STR("import")));
    Phrase phrase = option_given(call->options, "dry-run")
                        ? PHRASE("dry run: {1}\n", "essai\u00A0: {1}\n")
                        : PHRASE("import {0}: {1}\n", "importation {0}\u00A0: {1}\n");
    return output_write(STR("-"), phrase_say(call->arena, call->locale, phrase, number, said), error);
}

static bool carry_out(const CommandCall *call, Str data, int source, Error *error)
{
    CommandReply reply;
    JsonValue queued;
    Str file, target, result;
    if (!call->door->make(call, error) || !copy_file(call, source, data, &file, error)) return false;
    if (!request_target(call, file, &target, error) ||
        !call->door->request(call, STR("POST"), target, STR(""), STR(""), &reply, error)) {
        import_file_remove(data, file);
        return false;
    }
    return json_parse(reply.body, &queued, error) &&
           command_follow_job(call, member_integer(queued, STR("job")), PHRASE("Importing", "Importation"), &result,
                              error) &&
           write_rejects(call, member_integer(queued, STR("import")), error) && say_result(call, result, error);
}

// `fidele import undo ID`
static bool run_undo(const CommandCall *call, Error *error)
{
    CommandReply reply;
    JsonValue value;
    int64_t id;
    Str result;
    if (!number_parse_count(call->options->argument[1], &id) || id < 1)
        return error_say(error, ERROR_USAGE,
                         PHRASE("{0} is no number of an import", "{0} n’est pas un numéro d’importation"),
                         error_value(call->arena, call->options->argument[1]));
    Str target = str_format(call->arena, "/api/v1/imports/%lld/undo", (long long)id);
    if (!call->door->request(call, STR("POST"), target, STR(""), STR(""), &reply, error) ||
        !json_parse(reply.body, &value, error) ||
        !command_follow_job(call, member_integer(value, STR("job")), PHRASE("Undoing", "Annulation"), &result, error) ||
        !json_parse(result, &value, error))
        return false;
    const Str words[] = {error_number(call->arena, (uint64_t)id),
                         number_say_count(call->arena, call->locale, member_integer(value, STR("events"))),
                         number_say_count(call->arena, call->locale, member_integer(value, STR("customers")))};
    Text text = text_in(call->arena);
    phrase_add(&text, call->locale,
               PHRASE("import {0} undone: {1} events, {2} customers\n",
                      "importation {0} annulée\u00A0: {1} événements, {2} clients\n"),
               words, COUNT_OF(words));
    return output_write(STR("-"), text_str(&text), error);
}

static bool run_import(const CommandCall *call, Error *error)
{
    ImportKind kind;
    int source;
    if (str_equal(call->options->argument[0], STR("undo"))) return run_undo(call, error);
    if (!import_kind_parse(call->options->argument[0], &kind))
        return error_say(error, ERROR_USAGE,
                         PHRASE("{0} is no kind of import: {1}", "{0} n’est pas un type d’importation\u00A0: {1}"),
                         error_value(call->arena, call->options->argument[0]), str_of(import_kind_words));
    if (!open_source(call, call->options->argument[1], &source, error)) return false;
    bool fine = carry_out(call, option_text(call->options, "data", STR("fidele-data")), source, error);
    close(source);
    return fine;
}

static const Command import_command = {
    .name = "import",
    .summary = PHRASE("bring a file into a data folder: customers, orders, events, tickets …",
                      "importer un fichier dans un dossier de données\u00A0: clients, commandes, événements…"),
    .arguments = "KIND FILE",
    .arguments_min = 2,
    .arguments_max = 2,
    .options = import_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_TIME_ZONE | COMMON_QUIET,
    .details = PHRASE(
        "KIND is customers, orders, events, subscriptions, tickets, responses or consents. FILE is CSV, TSV, a JSON "
        "array or NDJSON, also packed with gzip or zstd; - is standard input. Delimiter, character set, dates, decimal "
        "sign and what each column is are found; what can't be decided is refused before anything is written. The same "
        "file twice changes nothing.",
        "KIND est customers, orders, events, subscriptions, tickets, responses ou consents. FILE est un fichier CSV, "
        "TSV, un tableau JSON ou du NDJSON, aussi compressé par gzip ou zstd\u202F; - est l’entrée standard. "
        "Séparateur, "
        "jeu de caractères, dates, signe décimal et sens des colonnes sont trouvés\u202F; ce qui ne peut être décidé "
        "est "
        "refusé avant toute écriture. Le même fichier deux fois ne change rien."),
    .examples = "fidele import customers clients.csv --dry-run\n"
                "fidele import undo 3\n"
                "fidele import orders orders.csv --rejects rejects.csv\n"
                "fidele import customers crm.csv --map \"Courriel=email,Formule=traits.plan\"",
    .run = run_import,
};

const Command *const import_commands[] = {&import_command, NULL};

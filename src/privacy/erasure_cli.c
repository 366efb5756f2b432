// erasure_cli.c - `fidele erase` and `fidele verify-erasure`.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/address.h"
#include "base/json.h"
#include "cli/follow.h"
#include "cli/output.h"
#include "clickhouse/clickhouse.h"
#include "privacy/privacy_http.h"

static int64_t integer_of(JsonValue object, const char *name)
{
    JsonValue member;
    int64_t number = 0;
    return json_member(object, str_of(name), &member) && json_get_integer(member, &number) ? number : 0;
}

// ---- erase ----

static bool post(const CommandCall *call, Str target, Str body, JsonValue *answer, Error *error)
{
    CommandReply reply;
    return call->door->request(call, STR("POST"), target, STR("application/json"), body, &reply, error) &&
           json_parse(reply.body, answer, error);
}

static bool wait_for(const CommandCall *call, JsonValue answer, Phrase label, Str *result, Error *error)
{
    int64_t job = integer_of(answer, "job");
    *result = STR("{}");
    return !job || command_follow_job(call, job, label, result, error);
}

static bool is_finished(Str result)
{
    JsonValue object, member;
    Error unread;
    return json_parse(result, &object, &unread) && json_member(object, STR("finished"), &member) &&
           json_get_boolean(member);
}

static bool finish(const CommandCall *call, Error *error)
{
    JsonValue answer;
    Str result;
    if (!post(call, STR("/api/v1/erasures/finish"), STR(""), &answer, error) ||
        !wait_for(call, answer, PHRASE("Rewriting files", "Réécriture des fichiers"), &result, error))
        return false;
    if (!is_finished(result))
        return error_code(
            error, ERROR_UNAVAILABLE, "busy",
            PHRASE("the files still hold what was erased: another erasure, an import or a long report is under way; "
                   "run fidele erase --finish again when it has ended",
                   "les fichiers contiennent encore ce qui a été effacé\u00A0: un autre effacement, une importation ou "
                   "un long rapport est en cours\u202F; relancez fidele erase --finish quand ce sera terminé"),
            STR(""));
    return output_write(
        STR("-"),
        str_of(PHRASE("what was erased is out of the files\n", "ce qui a été effacé est sorti des fichiers\n")
                   .in[call->locale]),
        error);
}

static Str percent(Str text, Arena *arena)
{
    Text out = text_in(arena);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char letter = (unsigned char)text.data[i];
        bool plain = (letter | 0x20) >= 'a' && (letter | 0x20) <= 'z';
        if (plain || (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '.')
            text_add_byte(&out, (char)letter);
        else
            text_addf(&out, "%%%02X", letter);
    }
    return text_str(&out);
}

static Str body_of(const CommandCall *call, Str id)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    json_key(&json, "confirm");
    json_string(&json, id);
    json_key(&json, "totals");
    json_string(&json, option_choice(call->options, "totals", 0) == 1 ? STR("remove") : STR("keep"));
    json_end_object(&json);
    return text_str(&text);
}

static bool print_certificate(const CommandCall *call, int64_t erasure, Error *error)
{
    CommandReply reply;
    Str target = str_format(call->arena, "/api/v1/erasures/%lld", (long long)erasure);
    return call->door->request(call, STR("GET"), target, STR(""), STR(""), &reply, error) &&
           output_write(STR("-"), str_format(call->arena, "%.*s\n", STR_ARGS(reply.body)), error);
}

// An address or a number in international form is written without its kind, too.
static Str whom(const CommandCall *call, Str id)
{
    if (email_valid(id)) return str_format(call->arena, "email:%.*s", STR_ARGS(id));
    return str_starts_with(id, STR("+")) ? str_format(call->arena, "phone:%.*s", STR_ARGS(id)) : id;
}

static bool run_erase_command(const CommandCall *call, Error *error)
{
    JsonValue answer;
    Str result;
    if (call->options->arguments == 0) {
        if (option_given(call->options, "finish")) return finish(call, error);
        return error_say(error, ERROR_USAGE,
                         PHRASE("say whom: fidele erase ID, or fidele erase --finish",
                                "dites qui\u00A0: fidele erase ID, ou fidele erase --finish"),
                         STR(""));
    }
    Str id = whom(call, call->options->argument[0]);
    Str target = str_format(call->arena, "/api/v1/customers/%.*s/erase", STR_ARGS(percent(id, call->arena)));
    return post(call, target, body_of(call, id), &answer, error) &&
           wait_for(call, answer, PHRASE("Erasing", "Effacement"), &result, error) &&
           (!option_given(call->options, "finish") || finish(call, error)) &&
           print_certificate(call, integer_of(answer, "erasure"), error);
}

static const Option erase_options[] = {
    {.name = "finish",
     .kind = OPTION_FLAG,
     .help = PHRASE("also take what was erased out of the files, now (else within an hour)",
                    "sortir aussi des fichiers ce qui a été effacé, maintenant (sinon en une heure)")},
    {.name = "totals",
     .value = "keep|remove",
     .kind = OPTION_CHOICE,
     .help = PHRASE("keep: figures stay as they are, by anonymous copies (default); remove: out of figures too",
                    "keep\u00A0: les chiffres restent, par des copies anonymes (par défaut)\u202F; remove\u00A0: hors "
                    "des chiffres aussi")},
    {.name = NULL}};

const Command erase_command = {
    .name = "erase",
    .summary = PHRASE("erase a person everywhere", "effacer une personne partout"),
    .arguments = "[ID]",
    .arguments_max = 1,
    .options = erase_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_QUIET,
    .details = PHRASE("ID is the customer's number, email:ADDRESS, user_id:ID, phone:NUMBER, anonymous_id:ID or "
                      "external:SOURCE:ID. Prints the certificate. It can't be undone.",
                      "ID est le numéro du client, email:ADRESSE, user_id:ID, phone:NUMÉRO, anonymous_id:ID ou "
                      "external:SOURCE:ID. Affiche l’attestation. C’est définitif."),
    .examples = "fidele erase email:ana@example.com --finish\n",
    .run = run_erase_command};

// ---- verify-erasure ----

enum { VALUES_MAX = 100 };

typedef struct Search {
    const CommandCall *call;
    Str value[VALUES_MAX];
    size_t values;
    int64_t files, found;
    Text text;
    Error *error;
} Search;

static void look(Search *search, Str path, const char *bytes, size_t size)
{
    for (size_t i = 0; i < search->values; i++) {
        const char *at =
            size >= search->value[i].size ? memmem(bytes, size, search->value[i].data, search->value[i].size) : NULL;
        if (!at) continue;
        search->found++;
        text_addf(&search->text, "%.*s: %zu (--value %zu)\n", STR_ARGS(path), (size_t)(at - bytes), i + 1);
    }
}

static bool say_unread(Search *search, Str path)
{
    error_set_system(search->error, ERROR_FAILED, errno, PHRASE("{0} can't be read", "{0} ne peut être lu"), &path, 1);
    return false;
}

// A file that a running server removes meanwhile holds nothing any more.
static bool look_in_file(Search *search, Str path)
{
    struct stat status;
    int file = open(str_c(search->call->arena, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return errno == ENOENT || errno == ELOOP || say_unread(search, path);
    bool fine = fstat(file, &status) == 0;
    if (fine && S_ISREG(status.st_mode) && status.st_size > 0) {
        size_t size = (size_t)status.st_size;
        char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
        fine = bytes != MAP_FAILED;
        if (fine) {
            look(search, path, bytes, size);
            munmap(bytes, size);
            search->files++;
        }
    }
    if (!fine) (void)say_unread(search, path);
    close(file);
    return fine;
}

static bool look_in_folder(Search *search, Str path, int depth)
{
    enum { DEPTH_MAX = 16 };
    DIR *folder = opendir(str_c(search->call->arena, path));
    if (!folder) return errno == ENOENT || say_unread(search, path);
    bool fine = true;
    for (const struct dirent *entry; fine && (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        Str inner = str_format(search->call->arena, "%.*s/%s", STR_ARGS(path), entry->d_name);
        if (entry->d_type == DT_DIR && depth < DEPTH_MAX)
            fine = look_in_folder(search, inner, depth + 1);
        else if (entry->d_type == DT_REG)
            fine = look_in_file(search, inner);
    }
    closedir(folder);
    return fine;
}

// The values of --value: it may be given once, so several stand in one, separated by commas.
static bool read_values(Search *search, Error *error)
{
    enum { VALUE_BYTES_MIN = 3 };
    Str rest = option_text(search->call->options, "value", STR("")), value;
    while (search->values < VALUES_MAX && str_cut(&rest, ',', &value))
        if (value.size >= VALUE_BYTES_MIN) search->value[search->values++] = value;
    return search->values || error_say(error, ERROR_USAGE,
                                       PHRASE("say what to look for: --value ana@example.com (at least 3 characters)",
                                              "dites que chercher\u00A0: --value ana@example.com (au moins "
                                              "3\u00A0caractères)"),
                                       STR(""));
}

// ---- in ClickHouse ----

// It holds no words: numbers of people, of events and of values, times and amounts. So what is looked for is what
// erasures have left there, and erasures that are not finished.
static bool say_left(const CommandCall *call, const ClickhouseLeft *left, Error *error)
{
    Str counts[] = {str_format(call->arena, "%llu", (unsigned long long)left->rows),
                    str_format(call->arena, "%llu", (unsigned long long)left->deletions),
                    str_format(call->arena, "%llu", (unsigned long long)left->parts)};
    Text text = text_in(call->arena);
    phrase_add(&text, call->locale,
               PHRASE("ClickHouse: {0} rows to be deleted, {1} deletions under way, {2} old parts on disk\n",
                      "ClickHouse\u00A0: {0} lignes à supprimer, {1} suppressions en cours, {2} anciens fragments sur "
                      "disque\n"),
               counts, COUNT_OF(counts));
    return output_write(STR("-"), text_str(&text), error) &&
           error_code(error, ERROR_FAILED, "found",
                      PHRASE("ClickHouse still holds what was erased: run fidele erase --finish, and look again in a "
                             "few minutes",
                             "ClickHouse contient encore ce qui a été effacé\u00A0: lancez fidele erase --finish, puis "
                             "vérifiez à nouveau dans quelques minutes"),
                      STR(""));
}

static bool is_open(JsonValue erasure, Arena *arena)
{
    JsonValue state;
    return json_member(erasure, STR("state"), &state) && !str_equal(json_get_string(state, arena), STR("finished"));
}

static bool none_open(const CommandCall *call, Error *error)
{
    CommandReply reply;
    size_t cursor = 0;
    JsonValue answer, erasures, erasure;
    if (!call->door->request(call, STR("GET"), STR("/api/v1/erasures?limit=100"), STR(""), STR(""), &reply, error) ||
        !json_parse(reply.body, &answer, error) || !json_member(answer, STR("items"), &erasures))
        return false;
    while (json_next(erasures, &cursor, NULL, &erasure))
        if (is_open(erasure, call->arena))
            return error_code(error, ERROR_FAILED, "found",
                              PHRASE("erasure {0} is not finished: run fidele erase --finish",
                                     "l’effacement {0} n’est pas terminé\u00A0: lancez fidele erase --finish"),
                              str_format(call->arena, "%lld", (long long)integer_of(erasure, "id")));
    return true;
}

static bool verify_clickhouse(const CommandCall *call, Error *error)
{
    ClickhouseLeft left;
    Str url = option_text(call->options, "activity", STR(""));
    if (!url.size) return true;
    if (!clickhouse_left(url, &left, error)) return false;
    if (left.rows || left.deletions || left.parts) return say_left(call, &left, error);
    if (!none_open(call, error)) return false;
    Text text = text_in(call->arena);
    phrase_add(&text, call->locale,
               PHRASE("ClickHouse, {0} hosts: nothing is left\n", "ClickHouse, {0} hôtes\u00A0: il n’en reste rien\n"),
               (const Str[]){str_format(call->arena, "%zu", left.hosts)}, 1);
    return output_write(STR("-"), text_str(&text), error);
}

static bool run_verify(const CommandCall *call, Error *error)
{
    Search search = {.call = call, .text = text_in(call->arena), .error = error};
    if (!read_values(&search, error) ||
        !look_in_folder(&search, option_text(call->options, "data", STR("fidele-data")), 0))
        return false;
    if (search.found) {
        if (!output_write(STR("-"), text_str(&search.text), error)) return false;
        return error_code(error, ERROR_FAILED, "found",
                          PHRASE("found {0} times: run fidele erase --finish, or restore from what does not hold it",
                                 "trouvé {0} fois\u00A0: lancez fidele erase --finish, ou cherchez d’où cela "
                                 "vient"),
                          str_format(call->arena, "%lld", (long long)search.found));
    }
    Text text = text_in(call->arena);
    phrase_add(&text, call->locale, PHRASE("{0} files: not found\n", "{0} fichiers\u00A0: introuvable\n"),
               (const Str[]){str_format(call->arena, "%lld", (long long)search.files)}, 1);
    return output_write(STR("-"), text_str(&text), error) && verify_clickhouse(call, error);
}

static const Option verify_options[] = {
    {.name = "value",
     .value = "TEXT",
     .kind = OPTION_TEXT,
     .help = PHRASE("what no file may hold; several separated by commas",
                    "ce qu’aucun fichier ne doit contenir\u202F; plusieurs séparés par des virgules")},
    {.name = NULL}};

const Command verify_erasure_command = {
    .name = "verify-erasure",
    .summary = PHRASE("search the bytes of all files for what was erased",
                      "chercher dans les octets de tous les fichiers ce qui a été effacé"),
    .options = verify_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY,
    .details =
        PHRASE("Reads every file of the data folder as bytes: store, WAL, index, files, lists. Encrypted "
               "backups hold nothing that can be read. With PostgreSQL the tables are the database's: search "
               "its data folder too. With --activity, sees to it that ClickHouse holds no row of what was "
               "erased, on any of its hosts. Exit code 1 when anything is found.",
               "Lit chaque fichier du dossier de données comme des octets\u00A0: base, WAL, index, fichiers, "
               "listes. Les sauvegardes chiffrées n’ont rien de lisible. Avec PostgreSQL, les tables sont dans "
               "la base\u00A0: cherchez aussi dans son dossier. Avec --activity, vérifie que ClickHouse n’a plus "
               "de ligne de ce qui a été effacé, sur aucun hôte. Code de sortie 1 si quelque chose est trouvé."),
    .examples = "fidele verify-erasure --value ana@example.com,+33612345678\n",
    .run = run_verify};

// The server (or this program, when none runs) writes a backup into the data folder, the only place it may write to;
// from there it is moved to where it was asked for, by whoever asked.
#include "store/backup_cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/number.h"
#include "cli/follow.h"
#include "cli/output.h"

// ---- the job ----

static int64_t member_integer(JsonValue object, Str key)
{
    JsonValue member;
    int64_t number = 0;
    return json_member(object, key, &member) && json_get_integer(member, &number) ? number : 0;
}

static Str count_of(const CommandCall *call, JsonValue object, Str key)
{
    return number_say_count(call->arena, call->locale, member_integer(object, key));
}

// Asks for the job and waits for its answer.
static bool job_run(const CommandCall *call, Str target, Phrase label, JsonValue *answer, Error *error)
{
    CommandReply reply;
    Str result;
    return call->door->request(call, STR("POST"), target, STR(""), STR(""), &reply, error) &&
           json_parse(reply.body, answer, error) &&
           command_follow_job(call, member_integer(*answer, STR("job")), label, &result, error) &&
           json_parse(result, answer, error);
}

// ---- moving ----

static bool say_cannot_write(Str path, Error *error)
{
    int reason = errno;
    if (reason == EEXIST)
        return error_code(error, ERROR_CONFLICT, "exists",
                          PHRASE("{0} is there already: name another file for the backup",
                                 "{0} existe déjà\u00A0: nommez un autre fichier pour la sauvegarde"),
                          path);
    error_set_system(error, ERROR_FAILED, reason,
                     PHRASE("{0}: the backup can't be written there", "{0}\u00A0: la sauvegarde ne peut y être écrite"),
                     &path, 1);
    error->code = "io";
    return false;
}

static bool bytes_copy(int from, int to)
{
    struct stat status;
    if (fstat(from, &status) != 0) return false;
    for (off_t done = 0; done < status.st_size;) {
        ssize_t copied = sendfile(to, from, &done, (size_t)(status.st_size - done));
        if (copied < 0 && errno != EINTR) return false;
        if (copied == 0) return errno = EIO, false;
    }
    return fsync(to) == 0;
}

// To another file system: whole under another name first, as any backup.
static bool file_copy(const char *from, const char *to, const char *draft)
{
    int source = open(from, O_RDONLY | O_CLOEXEC), target = -1;
    if (source >= 0) target = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool fine = target >= 0 && bytes_copy(source, target);
    int reason = errno;
    if (source >= 0) close(source);
    if (target >= 0 && close(target) != 0 && fine) fine = false, reason = errno;
    if (fine && renameat2(AT_FDCWD, draft, AT_FDCWD, to, RENAME_NOREPLACE) != 0) fine = false, reason = errno;
    if (target >= 0 && !fine) unlink(draft);
    errno = reason;
    return fine;
}

bool backup_file_move(const CommandCall *call, Str from, Str to, Error *error)
{
    const char *source = str_c(call->arena, from), *target = str_c(call->arena, to);
    const char *draft = str_c(call->arena, str_format(call->arena, "%s.%d.partial", target, (int)getpid()));
    if (renameat2(AT_FDCWD, source, AT_FDCWD, target, RENAME_NOREPLACE) == 0) return true;
    if (errno != EXDEV) return say_cannot_write(to, error);
    if (!file_copy(source, target, draft)) return say_cannot_write(to, error);
    return unlink(source) == 0 || say_cannot_write(from, error);
}

// ---- backup ----

static bool run_backup(const CommandCall *call, Error *error)
{
    JsonValue answer, member;
    Str wanted = call->options->arguments ? call->options->argument[0] : STR("");
    if (wanted.size && access(str_c(call->arena, wanted), F_OK) == 0) {
        errno = EEXIST;
        return say_cannot_write(wanted, error);
    }
    if (!job_run(call, STR("/api/v1/backups"), PHRASE("Backing up", "Sauvegarde"), &answer, error)) return false;
    Str path = json_member(answer, STR("path"), &member) ? json_get_string(member, call->arena) : STR("");
    if (wanted.size && !backup_file_move(call, path, wanted, error)) return false;
    Text text = text_in(call->arena);
    const Str words[] = {wanted.size ? wanted : path,           count_of(call, answer, STR("rows")),
                         count_of(call, answer, STR("tables")), count_of(call, answer, STR("files")),
                         count_of(call, answer, STR("bytes")),  count_of(call, answer, STR("key"))};
    phrase_add(&text, call->locale,
               PHRASE("{0}: {1} rows of {2} tables, {3} files, {4} bytes; encrypted with key id {5} of backup.keys\n",
                      "{0}\u00A0: {1} lignes de {2} tables, {3} fichiers, {4} octets\u202F; chiffrée avec la clé "
                      "numéro {5} de backup.keys\n"),
               words, COUNT_OF(words));
    return output_write(STR("-"), text_str(&text), error);
}

static const Command backup_command = {
    .name = "backup",
    .summary = PHRASE("back up the whole store while it is in use", "sauvegarder toute la base, même en marche"),
    .arguments = "[PATH]",
    .arguments_max = 1,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_QUIET,
    .details =
        PHRASE("Writes every table of one moment and the files of customers to one encrypted file: to PATH, or to "
               "backups/ in the data folder. It can be restored into SQLite and into PostgreSQL. Everything "
               "acknowledged before it began is in it. Its key is added to backup.keys of the data folder, and "
               "destroyed after 35 days. Keep copies of backup.keys, secret.key and erasures.list apart from it: no "
               "backup can be opened without the first, no file or second factor without the second.",
               "Écrit toutes les tables d’un même instant et les fichiers des clients dans un fichier "
               "chiffré\u00A0: PATH, ou backups/ dans le dossier de données. Il se restaure dans SQLite et dans "
               "PostgreSQL. Tout ce qui était confirmé avant son début s’y trouve. Sa clé s’ajoute à backup.keys du "
               "dossier de données, et est détruite après 35 jours. Gardez à part des copies de backup.keys, de "
               "secret.key et d’erasures.list\u00A0: sans la première aucune sauvegarde ne s’ouvre, sans la deuxième "
               "aucun fichier ni second facteur."),
    .examples = "fidele backup /mnt/safe/monday.backup\n",
    .run = run_backup};

// ---- verify ----

static bool run_verify(const CommandCall *call, Error *error)
{
    JsonValue answer, parts, part, name;
    if (!job_run(call, STR("/api/v1/verifications"), PHRASE("Verifying", "Vérification"), &answer, error)) return false;
    Text text = text_in(call->arena);
    if (json_member(answer, STR("parts"), &parts))
        for (size_t cursor = 0; json_next(parts, &cursor, NULL, &part);) {
            if (!json_member(part, STR("name"), &name)) continue;
            const Str words[] = {json_get_string(name, call->arena), count_of(call, part, STR("checked"))};
            phrase_add(&text, call->locale, PHRASE("{0}: {1} checked, sound\n", "{0}\u00A0: {1} vérifiés, intacts\n"),
                       words, COUNT_OF(words));
        }
    return output_write(STR("-"), text_str(&text), error);
}

static const Command verify_command = {
    .name = "verify",
    .summary = PHRASE("look whether all that is stored is as it was written",
                      "vérifier que tout ce qui est enregistré est resté intact"),
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_QUIET,
    .details = PHRASE("Checks the pages and keys of the store, reads every row, and what each module can tell of its "
                      "part. Ends with an error that names what is damaged. A server does the quick part of it every "
                      "night.",
                      "Contrôle les pages et les clés de la base, lit chaque ligne, et ce que chaque module sait de sa "
                      "part. Se termine par une erreur qui nomme ce qui est abîmé. Un serveur en fait la partie rapide "
                      "chaque nuit."),
    .run = run_verify};

const Command *const store_commands[] = {&backup_command, &restore_command, &verify_command, NULL};

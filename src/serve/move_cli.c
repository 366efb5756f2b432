// `fidele move`: from SQLite and columns to PostgreSQL and, when asked, ClickHouse. The records go through a backup
// that is not kept; then both sides are asked the same questions, and have to say the same. What the folder held stays
// as it was, so that whoever is not pleased goes on as before.
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "activity/port.h"
#include "base/number.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "event/log.h"
#include "serve/data_folder.h"
#include "serve/house_open.h"
#include "store/backup_parts.h"

extern const Command move_command;

typedef struct Move {
    const CommandCall *call;
    DataFolder folder;
    Str database, activity;
    Backup made, restored;
    bool there; // the database had been filled before
} Move;

// What is compared: of the log and of each event name.
typedef struct Figures {
    int64_t last; // number of the log
    size_t count;
    LaneFacts *facts; // of each class
    uint64_t rows;
} Figures;

// ---- the records ----

static Str passing_path(const Move *move)
{
    return str_format(move->call->arena, "%.*s/move.backup", STR_ARGS(move->folder.path));
}

static bool pass_on(Move *move, Str path, Progress *progress, Error *error)
{
    Str keys = str_format(move->call->arena, "%.*s/backup.keys", STR_ARGS(move->folder.path));
    const StoreSettings from = {.folder = move->folder.path};
    const StoreSettings to = {.folder = move->folder.path, .database = move->database};
    if (!backup_make_of(&from, path, false, progress, &move->made, error)) return false;
    move->there = !backup_restore(&to, path, keys, progress, &move->restored, error);
    if (!move->there) return true;
    return error->code && strcmp(error->code, "exists") == 0; // filled before: compared like any other
}

// Files of customers stay where they are, in the folder that both use.
static bool move_records(Move *move, Error *error)
{
    ProgressBar bar;
    const CommandCall *call = move->call;
    Str path = passing_path(move), label = str_of(PHRASE("Moving", "Déménagement").in[call->locale]);
    (void)unlink(str_c(call->arena, path)); // of a move that was cut short
    progress_bar_start(&bar, label, option_given(call->options, "quiet"));
    bool fine = pass_on(move, path, &bar.progress, error);
    progress_bar_finish(&bar);
    (void)unlink(str_c(call->arena, path));
    if (!fine || move->there || move->made.rows == move->restored.rows) return fine;
    return error_code(error, ERROR_FAILED, "not_equal",
                      PHRASE("{0} rows went, {1} came: the move is not to be trusted; empty the database and try again",
                             "{0} lignes parties, {1} arrivées\u00A0: ce déménagement n’est pas sûr\u202F; videz la "
                             "base et recommencez"),
                      error_number(call->arena, (uint64_t)move->made.rows),
                      error_number(call->arena, (uint64_t)move->restored.rows));
}

// ---- the figures ----

// ClickHouse is given the time that the delivery of the whole log takes.
static bool ask_facts(ActivityPort *port, uint16_t event_class, LaneFacts *facts, Error *error)
{
    const Lane lane = {.classes = &event_class, .class_count = 1};
    while (!port->ask->facts(port, &lane, facts, error)) {
        if (!error->code || strcmp(error->code, "activity_behind") != 0) return false;
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    }
    return true;
}

static bool take_figures(const House *house, Arena *arena, Figures *figures, Error *error)
{
    *figures = (Figures){.last = log_last(house->log), .facts = arena_array(arena, LaneFacts, ACTIVITY_CLASSES_MAX)};
    while (figures->count < ACTIVITY_CLASSES_MAX && log_class_kind(house->log, (uint16_t)figures->count)) {
        LaneFacts *facts = &figures->facts[figures->count];
        if (!ask_facts(house->questions, (uint16_t)figures->count, facts, error)) return false;
        figures->rows += facts->rows;
        figures->count++;
    }
    return true;
}

static bool figures_of(const Move *move, Str database, Str activity, Figures *figures, Error *error)
{
    OpenHouse *open;
    const HouseSettings settings = {
        .folder = move->folder.path, .database = database, .questions = activity, .asked_only = true};
    if (!house_open(&settings, &open, error)) return false;
    bool fine = take_figures(&open->house, move->call->arena, figures, error);
    house_close(open);
    return fine;
}

static bool same_facts(const LaneFacts *a, const LaneFacts *b)
{
    return a->seq == b->seq && a->rows == b->rows && a->first == b->first && a->last == b->last &&
           a->magnitude == b->magnitude && a->unconverted == b->unconverted;
}

static bool refuse_other(const Move *move, const Figures *before, const Figures *after, Error *error)
{
    Arena *arena = move->call->arena;
    return error_code(error, ERROR_CONFLICT, "not_equal",
                      PHRASE("the database does not hold what the folder holds ({0} events there, {1} here): it is of "
                             "another folder, or has gone on by itself since. Name an empty one",
                             "la base ne contient pas ce que contient le dossier ({0} événements là, {1} ici)\u00A0: "
                             "elle vient d’un autre dossier, ou a continué seule depuis. Nommez-en une vide"),
                      error_number(arena, after->rows), error_number(arena, before->rows));
}

static bool compare(const Move *move, const Figures *before, const Figures *after, Error *error)
{
    bool same = before->last == after->last && before->count == after->count;
    for (size_t i = 0; same && i < before->count; i++) same = same_facts(&before->facts[i], &after->facts[i]);
    return same || refuse_other(move, before, after, error);
}

static bool check_figures(const Move *move, Figures *before, Error *error)
{
    Figures after;
    return figures_of(move, STR(""), STR(""), before, error) &&
           figures_of(move, move->database, move->activity, &after, error) && compare(move, before, &after, error);
}

// ---- the command ----

static bool say_done(const Move *move, const Figures *figures, Error *error)
{
    const CommandCall *call = move->call;
    Text text = text_in(call->arena);
    const Str words[] = {number_say_count(call->arena, call->locale, move->made.rows),
                         number_say_count(call->arena, call->locale, move->made.tables),
                         number_say_count(call->arena, call->locale, (int64_t)figures->rows),
                         number_say_count(call->arena, call->locale, (int64_t)figures->count), move->folder.path};
    phrase_add(
        &text, call->locale,
        PHRASE("{0} rows of {1} tables are in the database; {2} events of {3} names say the same on both sides.\n"
               "Start the server with --data {4} and the same --database and --activity. fidele.db in that "
               "folder is as it was; remove it when you no longer want to go back.\n",
               "{0} lignes de {1} tables sont dans la base\u202F; {2} événements de {3} noms disent la même chose "
               "des deux côtés.\nLancez le serveur avec --data {4} et les mêmes --database et --activity. "
               "fidele.db, dans ce dossier, est resté tel quel\u00A0: supprimez-le quand vous ne voudrez plus "
               "revenir.\n"),
        words, COUNT_OF(words));
    return output_write(STR("-"), text_str(&text), error);
}

static bool check_words(const Move *move, Error *error)
{
    const char *path =
        str_c(move->call->arena, str_format(move->call->arena, "%.*s/fidele.db", STR_ARGS(move->folder.path)));
    if (!move->database.size)
        return error_code(error, ERROR_USAGE, "usage",
                          PHRASE("say where to: --database postgresql://…{0}", "dites où\u00A0: --database "
                                                                               "postgresql://…{0}"),
                          STR(""));
    if (access(path, R_OK) == 0) return true;
    return error_code(error, ERROR_INPUT, "not_found",
                      PHRASE("{0}: there is no fidele.db in this folder, so nothing to move",
                             "{0}\u00A0: ce dossier n’a pas de fidele.db, il n’y a donc rien à déménager"),
                      move->folder.path);
}

static bool run_move(const CommandCall *call, Error *error)
{
    Figures figures;
    Move move = {.call = call,
                 .database = option_text(call->options, "database", STR("")),
                 .activity = option_text(call->options, "activity", STR(""))};
    if (!data_folder_take(option_text(call->options, "data", STR("fidele-data")), call->arena, &move.folder, error))
        return false;
    bool fine = check_words(&move, error) && move_records(&move, error) && check_figures(&move, &figures, error);
    data_folder_release(&move.folder);
    return fine && say_done(&move, &figures, error);
}

const Command move_command = {
    .name = "move",
    .summary = PHRASE("from SQLite to PostgreSQL, and to ClickHouse: when one machine is not enough",
                      "de SQLite à PostgreSQL, et à ClickHouse\u00A0: quand une machine ne suffit plus"),
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_QUIET,
    .details = PHRASE(
        "Stop the server first. Fills an empty --database with all records of the folder, gives --activity all events, "
        "asks both sides the same questions and says whether the answers are the same. The folder keeps what it had; "
        "files of customers stay in it. A move that was cut short is begun again with the same words. docs/scaling.md "
        "says when to move, and what it takes.",
        "Arrêtez d’abord le serveur. Remplit une --database vide de tous les enregistrements du dossier, donne à "
        "--activity tous les événements, pose les mêmes questions des deux côtés et dit si les réponses sont les "
        "mêmes. Le dossier garde ce qu’il avait\u202F; les fichiers des clients y restent. Un déménagement interrompu "
        "se relance avec les mêmes mots. docs/scaling.md dit quand déménager, et ce qu’il faut."),
    .examples = "fidele move --data /var/lib/fidele --database postgresql://fidele@db/fidele\n"
                "fidele move --data /var/lib/fidele --database postgresql://fidele@db/fidele --activity "
                "'clickhouse://node1,node2/fidele?cluster=pair'\n",
    .run = run_move};

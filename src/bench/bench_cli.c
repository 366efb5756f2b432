// `fidele bench activity`: the questions over events, timed on lane files beside other engines.
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/number.h"
#include "base/pages.h"
#include "base/thread.h"
#include "bench/clock.h"
#include "bench/peers.h"
#include "bench/standard_questions.h"
#include "cli/command.h"
#include "cli/output.h"

enum { ROUNDS_MAX = 100, SEED = 44 };

typedef struct Timed {
    double seconds[ROUNDS_MAX];
    size_t count;
} Timed;

typedef struct QuestionRun {
    Timed ours, peer[PEER_COUNT];
    double first; // seconds of the first time, which reads the files and makes what is kept beside them
    Str answer;
    bool differs[PEER_COUNT], failed[PEER_COUNT];
    Str said[PEER_COUNT]; // why it failed
} QuestionRun;

typedef struct Bench {
    const CommandCall *call;
    int threads;
    size_t rounds;
    Str folder;
    StandardLanes lanes;
    Peers peers;
    double bandwidth; // bytes a second
    uint64_t peak_bytes, kept_bytes;
    QuestionRun run[STANDARD_QUESTIONS];
} Bench;

// ---- memory ----

enum { BANDWIDTH_WORDS = 64 << 20, BANDWIDTH_PARTS = 64, BANDWIDTH_ROUNDS = 5 };

typedef struct Sum {
    const uint64_t *words;
    uint64_t of_part[BANDWIDTH_PARTS];
} Sum;

static void sum_part(void *context, size_t part, int thread)
{
    (void)thread;
    Sum *sum = context;
    const uint64_t *words = sum->words + part * (BANDWIDTH_WORDS / BANDWIDTH_PARTS);
    uint64_t a = 0, b = 0, c = 0, d = 0;
    for (size_t i = 0; i < BANDWIDTH_WORDS / BANDWIDTH_PARTS; i += 4) {
        a += words[i];
        b += words[i + 1];
        c += words[i + 2];
        d += words[i + 3];
    }
    sum->of_part[part] = a + b + c + d;
}

// The best of a few passes over half a gigabyte: what a question is held against.
static double measure_bandwidth(int threads)
{
    uint64_t *words = pages_array(uint64_t, BANDWIDTH_WORDS), check = 0;
    for (size_t i = 0; i < BANDWIDTH_WORDS; i++) words[i] = i;
    Sum sum = {.words = words};
    double best = 1e9;
    for (int round = 0; round < BANDWIDTH_ROUNDS; round++) {
        double start = clock_seconds();
        thread_run(threads, BANDWIDTH_PARTS, sum_part, &sum);
        best = fmin(best, clock_seconds() - start);
        for (size_t part = 0; part < BANDWIDTH_PARTS; part++) check += sum.of_part[part];
    }
    pages_release(words, BANDWIDTH_WORDS, sizeof *words);
    return check ? (double)BANDWIDTH_WORDS * sizeof *words / best : 0;
}

// The most that was resident since it was last asked to forget.
static uint64_t peak_resident(void)
{
    uint64_t kilobytes = 0;
    char line[200];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (str_starts_with(str_of(line), STR("VmHWM:"))) kilobytes = strtoull(line + 6, NULL, 10);
    if (status) fclose(status);
    return kilobytes * 1024;
}

static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (!file) return;
    fputs("5", file);
    fclose(file);
}

// ---- asking ----

static void ask_ours(Bench *bench, size_t number)
{
    QuestionRun *run = &bench->run[number];
    Arena *arena = arena_open(0);
    StandardAnswer answer;
    standard_questions[number].ask(&bench->lanes, bench->threads, arena, &answer);
    if (!run->answer.size) run->answer = str_copy(bench->call->arena, answer.text);
    assert(str_equal(run->answer, answer.text));
    run->ours.seconds[run->ours.count++] = answer.seconds;
    arena_close(arena);
}

static void ask_peer(Bench *bench, Peer peer, size_t number)
{
    QuestionRun *run = &bench->run[number];
    Arena *arena = arena_open(0);
    double seconds;
    Str text;
    if (peers_ask(&bench->peers, peer, standard_questions[number].name, arena, &seconds, &text)) {
        run->peer[peer].seconds[run->peer[peer].count++] = seconds;
        if (!str_equal(text, run->answer)) run->differs[peer] = true;
    } else {
        run->failed[peer] = true;
        run->said[peer] = str_copy(bench->call->arena, text);
    }
    arena_close(arena);
}

static void ask_all(Bench *bench)
{
    for (size_t q = 0; q < STANDARD_QUESTIONS; q++) ask_ours(bench, q); // warm
    for (size_t q = 0; q < STANDARD_QUESTIONS; q++) {
        bench->run[q].first = bench->run[q].ours.seconds[0];
        bench->run[q].ours.count = 0;
    }
    for (size_t round = 0; round < bench->rounds; round++)
        for (size_t q = 0; q < STANDARD_QUESTIONS; q++) {
            ask_ours(bench, q);
            for (Peer peer = 0; peer < PEER_COUNT; peer++)
                if (bench->peers.there[peer]) ask_peer(bench, peer, q);
        }
}

// ---- what came out ----

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(Timed *timed)
{
    if (timed->count == 0) return NAN;
    qsort(timed->seconds, timed->count, sizeof *timed->seconds, by_size);
    size_t middle = timed->count / 2;
    if (timed->count % 2) return timed->seconds[middle];
    return (timed->seconds[middle - 1] + timed->seconds[middle]) / 2;
}

typedef struct Result {
    double seconds, peer[PEER_COUNT], ratio, share;
    uint64_t events, bytes;
    bool any_peer, equal;
} Result;

static Result result_of(Bench *bench, size_t number)
{
    QuestionRun *run = &bench->run[number];
    Result result = {.seconds = median_of(&run->ours), .equal = true, .ratio = NAN};
    result.events = standard_events_of(&bench->lanes, &standard_questions[number]);
    result.bytes = standard_bytes_read(&bench->lanes, &standard_questions[number]);
    result.share = (double)result.bytes / result.seconds / bench->bandwidth;
    for (Peer peer = 0; peer < PEER_COUNT; peer++) {
        result.peer[peer] = median_of(&run->peer[peer]);
        if (run->peer[peer].count == 0 && !run->failed[peer]) continue;
        result.any_peer = true;
        result.equal = result.equal && !run->differs[peer] && !run->failed[peer];
        if (run->peer[peer].count) result.ratio = fmin(result.ratio, result.peer[peer] / result.seconds);
    }
    return result;
}

static void json_seconds(JsonWriter *writer, double value)
{
    if (isnan(value))
        json_null(writer);
    else
        json_number(writer, value);
}

static void add_json(Bench *bench, Text *text)
{
    JsonWriter writer = json_writer(text);
    json_begin_array(&writer);
    for (size_t q = 0; q < STANDARD_QUESTIONS; q++) {
        Result result = result_of(bench, q);
        json_begin_object(&writer);
        json_key(&writer, "question"), json_string(&writer, str_of(standard_questions[q].name));
        json_key(&writer, "events"), json_integer(&writer, (int64_t)result.events);
        json_key(&writer, "seconds"), json_number(&writer, result.seconds);
        json_key(&writer, "bytes_read"), json_integer(&writer, (int64_t)result.bytes);
        json_key(&writer, "bandwidth_share"), json_number(&writer, result.share);
        json_key(&writer, "peers"), json_begin_object(&writer);
        for (Peer peer = 0; peer < PEER_COUNT; peer++)
            json_key(&writer, peer_names[peer]), json_seconds(&writer, result.peer[peer]);
        json_end_object(&writer);
        json_key(&writer, "ratio"), json_seconds(&writer, result.ratio);
        json_key(&writer, "equal");
        if (result.any_peer)
            json_boolean(&writer, result.equal);
        else
            json_null(&writer);
        json_key(&writer, "first_seconds"), json_number(&writer, bench->run[q].first);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    text_add_byte(text, '\n');
}

static void add_phrase(const Bench *bench, Text *text, Phrase phrase, const Str *arguments, size_t count)
{
    phrase_add(text, bench->call->locale, phrase, arguments, count);
}

static Str say(const Bench *bench, double value, int decimals)
{
    return isnan(value) ? STR("-") : number_say(bench->call->arena, bench->call->locale, value, decimals);
}

static void add_log(const Bench *bench, Text *text)
{
    const StandardLanes *lanes = &bench->lanes;
    Str arguments[] = {number_say_count(bench->call->arena, bench->call->locale, (int64_t)lanes->rows),
                       number_say_count(bench->call->arena, bench->call->locale, lanes->customers),
                       say(bench, lanes->generate_seconds, 1),
                       say(bench, (double)lanes->file_bytes / 1e6, 1),
                       say(bench, (double)lanes->file_bytes / fmax(1, (double)lanes->file_rows), 2),
                       say(bench, lanes->write_seconds, 2),
                       say(bench, lanes->open_seconds, 3),
                       number_say_count(bench->call->arena, bench->call->locale, (int64_t)lanes->overlay_rows),
                       say(bench, lanes->overlay_seconds, 2),
                       say(bench, bench->bandwidth / 1e9, 1),
                       say(bench, (double)bench->peak_bytes / 1e6, 0),
                       number_say_count(bench->call->arena, bench->call->locale, bench->threads),
                       say(bench, (double)bench->kept_bytes / 1e6, 1)};
    add_phrase(
        bench, text,
        PHRASE("{0} events of {1} customers, made in {2} s.\n"
               "Lane files: {3} MB, {4} bytes an event, written in {5} s, opened and checked in {6} s.\n"
               "What lies over them (late rows, merges, erasures): {7} rows, made in {8} s.\n",
               "{0} événements de {1} clients, créés en {2} s.\n"
               "Fichiers de colonnes\u00A0: {3} Mo, {4} octets par événement, écrits en {5} s, ouverts et "
               "vérifiés en {6} s.\n"
               "Ce qui les recouvre (lignes tardives, fusions, effacements)\u00A0: {7} lignes, créées en {8} s.\n"),
        arguments, 9);
    add_phrase(
        bench, text,
        PHRASE("This machine reads memory at {0} GB/s on {2} threads; at most {1} MB were resident.\n"
               "{3} MB are kept beside the files, made by the questions when they are asked first (\"first s\", which "
               "reads the files too).\n\n",
               "Cette machine lit la mémoire à {0} Go/s sur {2} fils\u202F; au plus {1} Mo étaient résidents.\n"
               "{3} Mo sont gardés à côté des fichiers, faits par les questions à leur première fois («\u00A0first "
               "s\u00A0», qui "
               "lit aussi les fichiers).\n\n"),
        arguments + 9, 4);
}

static void add_faults(const Bench *bench, Text *text, size_t q)
{
    const QuestionRun *run = &bench->run[q];
    for (Peer peer = 0; peer < PEER_COUNT; peer++) {
        Str arguments[] = {str_of(standard_questions[q].name), str_of(peer_names[peer]), run->said[peer]};
        if (run->failed[peer])
            add_phrase(bench, text, PHRASE("{0}: {1} failed: {2}\n", "{0}\u00A0: {1} a échoué\u00A0: {2}\n"), arguments,
                       COUNT_OF(arguments));
        else if (run->differs[peer])
            add_phrase(bench, text,
                       PHRASE("{0}: {1} gives another answer\n", "{0}\u00A0: {1} donne une autre réponse\n"), arguments,
                       COUNT_OF(arguments));
    }
}

static void add_table(Bench *bench, Text *text)
{
    double product = 0;
    size_t compared = 0;
    text_addf(text, "%-5s %12s %10s %10s %10s %10s %9s %9s %6s\n", "", "events", "first s", "s", "DuckDB", "ClickHouse",
              "ratio", "memory", "equal");
    for (size_t q = 0; q < STANDARD_QUESTIONS; q++) {
        Result result = result_of(bench, q);
        const char *equal = !result.any_peer ? "-" : result.equal ? "yes" : "NO";
        text_addf(text, "%-5s %12llu %10.4f %10.4f ", standard_questions[q].name, (unsigned long long)result.events,
                  bench->run[q].first, result.seconds);
        text_addf(text, "%10.*s %10.*s %9.*s %8.0f%% %6s  ", STR_ARGS(say(bench, result.peer[PEER_DUCKDB], 4)),
                  STR_ARGS(say(bench, result.peer[PEER_CLICKHOUSE], 4)), STR_ARGS(say(bench, result.ratio, 1)),
                  100 * result.share, equal);
        text_addf(text, "%s\n", standard_questions[q].label.in[bench->call->locale]);
        if (isnan(result.ratio)) continue;
        product += log(result.ratio);
        compared++;
    }
    for (size_t q = 0; q < STANDARD_QUESTIONS; q++) add_faults(bench, text, q);
    if (!compared) return;
    add_phrase(bench, text,
               PHRASE("Geometric mean of the ratios to the faster peer: {0}\n",
                      "Moyenne géométrique des rapports au concurrent le plus rapide\u00A0: {0}\n"),
               (const Str[]){say(bench, exp(product / (double)compared), 1)}, 1);
}

static void add_peers(const Bench *bench, Text *text)
{
    for (Peer peer = 0; peer < PEER_COUNT; peer++) {
        Str arguments[] = {str_of(peer_names[peer]), bench->peers.said[peer]};
        Phrase there = PHRASE("{0}: {1}\n", "{0}\u00A0: {1}\n");
        Phrase absent = PHRASE("{0} is not compared with: {1}\n", "{0} n’est pas comparé\u00A0: {1}\n");
        add_phrase(bench, text, bench->peers.there[peer] ? there : absent, arguments, COUNT_OF(arguments));
    }
}

// ---- the command ----

static bool make_folder(Bench *bench, Error *error)
{
    const char *where = getenv("TMPDIR");
    Str asked = option_text(bench->call->options, "folder", where && *where ? str_of(where) : STR("/tmp"));
    bench->folder = str_format(bench->call->arena, "%.*s/fidele-bench-XXXXXX", STR_ARGS(asked));
    char *made = (char *)(uintptr_t)str_c(bench->call->arena, bench->folder);
    bench->folder = str_of(made);
    if (mkdtemp(made)) return true;
    return error_set_system(error, ERROR_FAILED, errno,
                            PHRASE("no folder can be made in {0}", "aucun dossier ne peut être créé dans {0}"), &asked,
                            1);
}

// Files only; what a peer keeps there it removes itself.
static void remove_folder(const Bench *bench)
{
    Arena *arena = bench->call->arena;
    DIR *folder = opendir(str_c(arena, bench->folder));
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        (void)unlink(str_c(arena, str_format(arena, "%.*s/%s", STR_ARGS(bench->folder), entry->d_name)));
    if (folder) closedir(folder);
    (void)rmdir(str_c(arena, bench->folder));
}

static Str script_of(const Bench *bench)
{
    Str standard = STR("bench/activity_peers.mjs");
    Str given = option_text(bench->call->options, "peers", standard);
    return access(str_c(bench->call->arena, given), R_OK) == 0 ? given : STR("");
}

static bool open_peers(Bench *bench, Error *error)
{
    Str script = script_of(bench), csv = str_format(bench->call->arena, "%.*s/rows.csv", STR_ARGS(bench->folder));
    PeersPlan plan = {script, csv, bench->folder, bench->threads};
    if (script.size && !standard_lanes_write_csv(&bench->lanes, csv, error)) return false;
    peers_open(&plan, bench->call->arena, &bench->peers);
    (void)unlink(str_c(bench->call->arena, csv));
    return true;
}

static bool measure(Bench *bench, Error *error)
{
    const CommandCall *call = bench->call;
    uint32_t customers = (uint32_t)option_count(call->options, "customers", 200000);
    if (!standard_lanes_open(customers, SEED, bench->threads, bench->folder, &bench->lanes, error)) return false;
    if (open_peers(bench, error)) {
        bench->bandwidth = measure_bandwidth(bench->threads);
        forget_peak();
        ask_all(bench);
        bench->peak_bytes = peak_resident();
        bench->kept_bytes = standard_kept_bytes(&bench->lanes);
        Text text = text_in(call->arena);
        if (option_choice(call->options, "format", 0) == 1) {
            add_json(bench, &text);
        } else {
            add_log(bench, &text);
            add_peers(bench, &text);
            add_table(bench, &text);
        }
        peers_close(&bench->peers);
        standard_lanes_close(&bench->lanes);
        return output_write(STR("-"), text_str(&text), error);
    }
    standard_lanes_close(&bench->lanes);
    return false;
}

static bool run_bench(const CommandCall *call, Error *error)
{
    if (!str_equal(call->options->argument[0], STR("activity")))
        return error_say(
            error, ERROR_USAGE,
            PHRASE("{0}: what can be measured is: activity", "{0}\u00A0: ce qui se mesure est\u00A0: activity"),
            error_value(call->arena, call->options->argument[0]));
    Bench *bench = arena_new(call->arena, Bench);
    *bench = (Bench){.call = call};
    bench->threads = (int)option_count(call->options, "threads", thread_count_available());
    bench->rounds = (size_t)option_count(call->options, "rounds", 5);
    if (!make_folder(bench, error)) return false;
    bool fine = measure(bench, error);
    remove_folder(bench);
    return fine;
}

static const Option bench_options[] = {
    {.name = "customers",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1000,
     .high = 50000000,
     .help = PHRASE("of the log, about 50 events each (default 200,000)",
                    "du journal, environ 50 événements chacun (200\u202F000 par défaut)")},
    {.name = "rounds",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = ROUNDS_MAX,
     .help = PHRASE("how often each question is asked (default 5)",
                    "combien de fois chaque question est posée (5 par défaut)")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written (default text)", "comment le résultat est écrit (text par défaut)")},
    {.name = "peers",
     .value = "PATH",
     .kind = OPTION_TEXT,
     .help = PHRASE("the script that asks DuckDB and ClickHouse (default bench/activity_peers.mjs, when it is there)",
                    "le script qui interroge DuckDB et ClickHouse (bench/activity_peers.mjs par défaut, s’il est là)")},
    {.name = "folder",
     .value = "DIR",
     .kind = OPTION_TEXT,
     .help = PHRASE("where the files are written, and removed again (default $TMPDIR or /tmp)",
                    "où les fichiers sont écrits, puis supprimés (par défaut $TMPDIR ou /tmp)")},
    {.name = NULL}};

static const Command bench_command = {
    .name = "bench",
    .summary = PHRASE("measure the speed of this machine", "mesurer la vitesse de cette machine"),
    .arguments = "activity",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = bench_options,
    .common = COMMON_THREADS,
    .details = PHRASE(
        "Makes an invented log of events with late rows, merged and erased customers, writes it as lane files, and "
        "times "
        "eight questions over it. Where node and the packages of bench/package.json are installed, DuckDB and "
        "ClickHouse (chdb) answer the same questions on the same rows in the same run, in turn; seconds are warm "
        "medians, and the ratio is to the faster of the two. 2,000,000 customers have about 100 million events and "
        "need 3 GB of disk and 12 GB of memory while the peers are loaded.",
        "Crée un journal d’événements inventé, avec lignes tardives, clients fusionnés et effacés, l’écrit en fichiers "
        "de colonnes et chronomètre huit questions. Là où node et les paquets de bench/package.json sont installés, "
        "DuckDB et ClickHouse (chdb) répondent aux mêmes questions sur les mêmes lignes dans la même exécution, à tour "
        "de rôle\u202F; les secondes sont des médianes à chaud, et le rapport est au plus rapide des deux. "
        "2\u202F000\u202F000 de clients ont environ 100 millions d’événements et demandent 3 Go de disque et 12 Go de "
        "mémoire pendant le chargement des concurrents."),
    .examples = "fidele bench activity\nfidele bench activity --customers 2000000 --format json",
    .run = run_bench,
};

static const Command *const bench_commands[] = {&bench_command, NULL};
extern const Module bench_module;
const Module bench_module = {.name = "bench", .commands = bench_commands};

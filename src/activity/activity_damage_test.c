// Whatever happens to the files, answers are those of the log: what is not right is thrown away and read again.
#include "activity/activity_contract_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "activity/lane_file_parts.h"
#include "base/file.h"
#include "base/pages.h"

// ---- a folder, file by file ----

typedef struct SavedFile {
    Str path;
    Str bytes;
} SavedFile;

typedef struct SavedFolder {
    SavedFile file[64];
    size_t files;
} SavedFolder;

static void write_bytes(Str path, const char *bytes, size_t size)
{
    FILE *file = fopen(str_c(test_arena(), path), "wb");
    CHECK(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static SavedFolder save(Str path)
{
    SavedFolder saved = {0};
    DIR *folder = opendir(str_c(test_arena(), path));
    for (const struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        Bytes bytes = {0};
        Error error;
        Str name = str_format(test_arena(), "%.*s/%s", STR_ARGS(path), entry->d_name);
        CHECK(file_load(name, SIZE_MAX, &bytes, &error));
        saved.file[saved.files++] = (SavedFile){name, str_copy(test_arena(), bytes_str(&bytes))};
        bytes_release(&bytes);
    }
    closedir(folder);
    return saved;
}

static void restore(Str path, const SavedFolder *saved)
{
    SavedFolder now = save(path);
    for (size_t i = 0; i < now.files; i++) CHECK(unlink(str_c(test_arena(), now.file[i].path)) == 0);
    for (size_t i = 0; i < saved->files; i++)
        write_bytes(saved->file[i].path, saved->file[i].bytes.data, saved->file[i].bytes.size);
}

// A closed log with several files, of stretches and of lanes.
static TestLog log_of_files(uint64_t seed)
{
    TestLog log = test_log(seed, 0);
    log.settings.lane_rows_max = 20;
    for (size_t count = 400; count > 20; count /= 2) {
        test_log_append(&log, count);
        test_log_close(&log);
        test_log_open(&log);
    }
    CHECK(activity_state(log.activity).files >= 3);
    test_log_check_asking(&log);
    CHECK(activity_state(log.activity).lane_files >= 2);
    test_log_close(&log);
    return log;
}

// Opens, answers, closes.
static void check_all(TestLog *log, bool repaired)
{
    Error reason;
    test_log_open(log);
    CHECK_INT(activity_repaired(log->activity, &reason), repaired);
    test_log_check_seen(log);
    test_log_check_asking(log);
    test_log_close(log);
    test_log_open(log);
    CHECK(!activity_repaired(log->activity, &reason));
    test_log_close(log);
}

// ---- damage ----

static FileOwner owner_of(const char *bytes, bool lane)
{
    FileHead head;
    LaneHead lane_head;
    memcpy(&head, bytes, sizeof head);
    memcpy(&lane_head, bytes, sizeof lane_head);
    return lane ? lane_head.owner : head.owner;
}

static FileFault fault_of(const char *bytes, size_t size, const FileOwner *owner, bool lane)
{
    ColumnFile file = {0};
    LaneFile lane_file = {0};
    if (lane) return lane_file_read(bytes, size, owner, 1, &lane_file);
    FileFault fault = column_file_read(bytes, size, owner, 1, &file);
    column_file_forget(&file);
    return fault;
}

TEST(every_flipped_bit_of_a_column_file_is_seen)
{
    TestLog log = log_of_files(3);
    SavedFolder saved = save(log.settings.folder);
    for (size_t i = 0; i < saved.files; i++) {
        Str bytes = saved.file[i].bytes;
        if (str_contains(saved.file[i].path, STR("MANIFEST"))) continue;
        bool lane = str_contains(saved.file[i].path, STR(".lane"));
        char *copy = pages_reserve(bytes.size, 1);
        memcpy(copy, bytes.data, bytes.size);
        FileOwner owner = owner_of(copy, lane);
        CHECK_INT(fault_of(copy, bytes.size, &owner, lane), FILE_FINE);
        for (size_t at = 0; at < bytes.size; at++)
            for (int bit = 0; bit < 8; bit += 1 + (at % 8 != 0)) {
                copy[at] = (char)(copy[at] ^ 1 << bit);
                if (fault_of(copy, bytes.size, &owner, lane) == FILE_FINE) fail_msg("byte %zu, bit %d", at, bit);
                copy[at] = (char)(copy[at] ^ 1 << bit);
            }
        for (size_t size = 0; size < bytes.size; size++) CHECK(fault_of(copy, size, &owner, lane) != FILE_FINE);
        pages_release(copy, bytes.size, 1);
    }
}

// ---- damage while it runs ----

static void damage(Str path, int way)
{
    enum { TICK_MICROSECONDS = 20000 }; // files keep the time of the last tick of the clock
    usleep(TICK_MICROSECONDS);
    int file = open(str_c(test_arena(), path), O_RDWR | O_CLOEXEC);
    off_t size = lseek(file, 0, SEEK_END);
    char byte;
    CHECK(file >= 0);
    if (way == 0) CHECK(ftruncate(file, size / 2) == 0);
    for (off_t at = size / 3; way > 0 && at < size; at += way == 1 ? size : 7) {
        CHECK(pread(file, &byte, 1, at) == 1);
        byte = (char)(byte ^ 0x10);
        CHECK(pwrite(file, &byte, 1, at) == 1);
    }
    close(file);
}

static void damage_lanes(const TestLog *log, int way)
{
    SavedFolder saved = save(log->settings.folder);
    for (size_t i = 0; i < saved.files; i++)
        if (str_contains(saved.file[i].path, STR(".lane"))) damage(saved.file[i].path, way);
}

TEST(lane_files_that_are_written_to_or_cut_while_they_are_open_are_not_read_and_made_again)
{
    for (int way = 0; way < 3; way++) {
        TestLog log = log_of_files(11 + (uint64_t)way);
        Error reason;
        test_log_open(&log);
        test_log_check_asking(&log);
        damage_lanes(&log, way);
        test_log_check_asking(&log);
        CHECK(activity_state(log.activity).lanes_damaged >= 2);
        test_log_append(&log, 30);
        test_log_check_asking(&log);
        test_log_close(&log);
        test_log_open(&log);
        CHECK(!activity_repaired(log.activity, &reason));
        test_log_check_asking(&log);
        test_log_close(&log);
    }
}

TEST(damaged_truncated_and_missing_files_are_made_again)
{
    TestLog log = log_of_files(5);
    SavedFolder saved = save(log.settings.folder);
    for (int i = 0; i < 120; i++) {
        const SavedFile *file = &saved.file[test_random(&log.dice, saved.files)];
        char *copy = arena_array(test_arena(), char, file->bytes.size);
        size_t at = test_random(&log.dice, file->bytes.size);
        bool manifest = str_contains(file->path, STR("MANIFEST"));
        memcpy(copy, file->bytes.data, file->bytes.size);
        copy[at] = (char)(copy[at] ^ 1 << test_random(&log.dice, 8));
        if (i % 3 == 0) CHECK(unlink(str_c(test_arena(), file->path)) == 0);
        if (i % 3 == 1) write_bytes(file->path, copy, file->bytes.size);
        if (i % 3 == 2) write_bytes(file->path, copy, at);
        check_all(&log, !(manifest && i % 3 == 0)); // without a list it is as on the first day
        restore(log.settings.folder, &saved);
    }
}

TEST(swapped_files_are_seen)
{
    TestLog log = log_of_files(6);
    SavedFolder saved = save(log.settings.folder);
    for (size_t a = 0; a < saved.files; a++)
        for (size_t b = 0; b < a; b++) {
            write_bytes(saved.file[a].path, saved.file[b].bytes.data, saved.file[b].bytes.size);
            write_bytes(saved.file[b].path, saved.file[a].bytes.data, saved.file[a].bytes.size);
            check_all(&log, true);
            restore(log.settings.folder, &saved);
        }
}

// A file, or the list, as it was some time ago, in the place of the one of now.
TEST(stale_files_are_seen)
{
    TestLog log = log_of_files(7);
    SavedFolder before = save(log.settings.folder);
    test_log_open(&log);
    test_log_append(&log, 1000); // all is merged into one
    test_log_close(&log);
    SavedFolder after = save(log.settings.folder);
    for (size_t i = 0; i < before.files; i++) {
        write_bytes(before.file[i].path, before.file[i].bytes.data, before.file[i].bytes.size);
        check_all(&log, str_contains(before.file[i].path, STR("MANIFEST")));
        restore(log.settings.folder, &after);
    }
    for (size_t i = 0; i < after.files; i++) {
        if (str_contains(after.file[i].path, STR("MANIFEST"))) continue;
        write_bytes(after.file[i].path, before.file[0].bytes.data, before.file[0].bytes.size);
        check_all(&log, true);
        restore(log.settings.folder, &after);
    }
}

TEST(a_file_of_the_same_name_and_stretch_with_other_events_is_seen)
{
    SavedFolder saved[2];
    TestLog log[2];
    for (int i = 0; i < 2; i++) {
        log[i] = test_log(1, 0);
        for (int64_t n = 0; n < 50; n++)
            test_log_add(&log[i], (ActivityEvent){.customer = 1, .at = n, .amount_minor = n + i});
        test_log_close(&log[i]);
        saved[i] = save(log[i].settings.folder);
    }
    for (size_t i = 0; i < saved[0].files; i++)
        if (!str_contains(saved[0].file[i].path, STR("MANIFEST")))
            write_bytes(saved[0].file[i].path, saved[1].file[i].bytes.data, saved[1].file[i].bytes.size);
    check_all(&log[0], true);
}

TEST(an_old_folder_is_followed_on_from_where_it_was)
{
    TestLog log = log_of_files(8);
    SavedFolder before = save(log.settings.folder);
    test_log_open(&log);
    test_log_append(&log, 1000);
    test_log_close(&log);
    restore(log.settings.folder, &before);
    check_all(&log, false);
}

TEST(files_of_another_store_zone_or_currency_are_thrown_away)
{
    TestLog log = log_of_files(9);
    const Zone *paris = log.settings.zone;
    Error error;
    log.settings.store_id[0]++;
    check_all(&log, true);
    CHECK(zone_open(STR("America/New_York"), test_arena(), &log.settings.zone, &error));
    check_all(&log, true);
    log.settings.zone = paris;
    check_all(&log, true);
    log.settings.currency = STR("USD");
    check_all(&log, true);
}

static void ask_some(Activity *activity)
{
    static const uint16_t classes[] = {0, 1, 3};
    const ActivityAsk ask = {.classes = classes, .class_count = 3, .customers = 41};
    activity_release(activity, activity_view(activity, &ask));
}

static bool folder_holds(Str folder, const void *bytes, size_t size)
{
    SavedFolder saved = save(folder);
    for (size_t i = 0; i < saved.files; i++)
        if (memmem(saved.file[i].bytes.data, saved.file[i].bytes.size, bytes, size)) return true;
    return false;
}

TEST(what_was_removed_is_in_no_file_after_a_purge)
{
    Error error;
    const int64_t telltale = 0x1122334455667788;
    TestLog log = log_of_files(13);
    test_log_open(&log);
    test_log_add(&log, (ActivityEvent){.customer = 7, .amount_minor = telltale, .at = 1743000000000});
    int64_t removed = log.event[log.count - 1].seq;
    test_log_close(&log);
    test_log_open(&log);
    log.settings.lane_rows_max = 1;
    test_log_append(&log, 60);
    ask_some(log.activity);
    test_log_close(&log); // the lane is a file with it
    CHECK(folder_holds(log.settings.folder, &telltale, sizeof telltale));
    CHECK_INT(save(log.settings.folder).files > 3, true);
    test_log_open(&log);
    ActivityEvent telling = {.seq = log.event[log.count - 1].seq + 1, .event_class = 4, .hidden = true};
    activity_append(log.activity, &telling);
    activity_remove(log.activity, &(ActivityRemoval){.seq = telling.seq,
                                                     .count = 1,
                                                     .removed = &removed,
                                                     .customer = &(Customer){7},
                                                     .message = &(MessageKey){{0, 0}}});
    activity_commit(log.activity);
    CHECK(folder_holds(log.settings.folder, &telltale, sizeof telltale));
    CHECK(activity_purge(log.activity, &error));
    CHECK(!folder_holds(log.settings.folder, &telltale, sizeof telltale));
    CHECK(activity_state(log.activity).lane_files > 0);
    CHECK(activity_close(log.activity, &error));
    CHECK(!folder_holds(log.settings.folder, &telltale, sizeof telltale));
}

TEST(what_others_have_put_into_the_folder_does_not_matter)
{
    TestLog log = log_of_files(10);
    SavedFolder saved = save(log.settings.folder);
    Str folder = log.settings.folder, mine = str_format(test_arena(), "%.*s/notes.txt", STR_ARGS(folder));
    write_bytes(str_format(test_arena(), "%.*s/00000000000000ff.columns", STR_ARGS(folder)), "x", 1);
    write_bytes(str_format(test_arena(), "%.*s/0000000000000001.columns.new", STR_ARGS(folder)), "x", 1);
    write_bytes(mine, "x", 1);
    check_all(&log, false);
    CHECK_INT(save(folder).files, saved.files + 1);
    CHECK(access(str_c(test_arena(), mine), F_OK) == 0);
}

TEST(a_folder_that_cannot_be_used_is_refused)
{
    Error error;
    Activity *activity;
    TestLog log = test_log(1, 0);
    test_log_close(&log);
    log.settings.folder = test_file_write("no-folder", STR("x"));
    CHECK(!activity_open(&log.settings, &activity, &error));
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("no-folder")));
}

// ---- crashes ----

static void follow_and_die(const TestLog *log, rlim_t file_bytes_max)
{
    Error error;
    Activity *activity;
    signal(SIGXFSZ, SIG_IGN);
    (void)setrlimit(RLIMIT_FSIZE, &(struct rlimit){file_bytes_max, file_bytes_max});
    if (!activity_open(&log->settings, &activity, &error)) _exit(2);
    for (size_t i = 0; i < log->count; i++) {
        if (log->event[i].seq > activity_seq(activity)) activity_append(activity, &log->event[i]);
        if (i % 7 == 0) activity_commit(activity);
        if (i % 50 == 0) ask_some(activity);
    }
    activity_commit(activity);
    _exit(activity_close(activity, &error) ? 0 : error.kind == ERROR_STORAGE_FULL ? 1 : 3);
}

static int wait_for(pid_t child)
{
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

TEST(killed_at_any_moment_it_answers_as_if_nothing_had_happened)
{
    TestLog log = test_log(11, 40);
    log.settings.lane_rows_max = 30; // kept for the children
    test_log_close(&log);
    int killed = 0;
    for (int i = 0; i < 60; i++) {
        test_log_make(&log, 60);
        pid_t child = fork();
        if (child == 0) follow_and_die(&log, RLIM_INFINITY);
        usleep((useconds_t)test_random(&log.dice, 20000));
        kill(child, SIGKILL);
        killed += WIFSIGNALED(wait_for(child));
        if (i % 4) continue;
        Error reason;
        test_log_open(&log);
        CHECK(!activity_repaired(log.activity, &reason)); // a crash is no damage
        test_log_check_seen(&log);
        test_log_check_asking(&log);
        test_log_close(&log);
    }
    CHECK(killed > 5);
}

TEST(a_full_disk_loses_nothing)
{
    int failed = 0;
    TestLog log = test_log(12, 40);
    log.settings.lane_rows_max = 30;
    test_log_close(&log);
    for (rlim_t bytes = 0; bytes < 12000; bytes += 500) {
        test_log_make(&log, 20);
        pid_t child = fork();
        if (child == 0) follow_and_die(&log, bytes);
        int status = wait_for(child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
        failed += WEXITSTATUS(status);
    }
    CHECK(failed > 3);
    check_all(&log, false);
}

#include "activity/lanes.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "activity/activity_parts.h"
#include "activity/kept.h"
#include "base/pages.h"
#include "base/thread.h"

enum {
    ROWS_IN_MEMORY_DEFAULT = 250000,
    SHARE_IN_MEMORY = 8,
    ROWS_OVER_FILE_MAX = 4000000,
    IDLE_SECONDS = 60,
    READ_AGAIN_SECONDS = 3600
};

static int64_t monotonic_second(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

// ---- lanes one by one ----

static KeptLane *lane_open(LaneKey key)
{
    KeptLane *lane = pages_array(KeptLane, 1);
    uint16_t *code = pages_array(uint16_t, key.classes);
    if (key.classes) memcpy(code, key.code, key.classes * sizeof *code);
    lane->key = (LaneKey){key.classes, code};
    lane->asked_second = lane->read_second = monotonic_second();
    return lane;
}

static void drop_cuts(KeptLane *lane)
{
    for (int i = 0; i < LANE_CUTS; i++) {
        lane_version_release(lane->cut[i]);
        lane->cut[i] = NULL;
    }
}

static void lane_close(KeptLane *lane)
{
    drop_cuts(lane);
    lane_version_release(lane->current);
    pages_release((void *)(uintptr_t)lane->key.code, lane->key.classes, sizeof *lane->key.code);
    pages_release(lane, 1, sizeof *lane);
}

void lanes_open(Lanes *lanes, uint64_t rows_in_memory)
{
    pthread_mutex_init(&lanes->lock, NULL);
    pthread_mutex_init(&lanes->making, NULL);
    lanes->rows_in_memory = rows_in_memory ? rows_in_memory : ROWS_IN_MEMORY_DEFAULT;
}

void lanes_close(Lanes *lanes)
{
    for (size_t i = 0; i < lanes->lanes; i++) lane_close(lanes->lane[i]);
    pages_release(lanes->doomed, lanes->doomed_room, sizeof *lanes->doomed);
    pthread_mutex_destroy(&lanes->lock);
    pthread_mutex_destroy(&lanes->making);
}

// With `lock` held, as are the next ones.
static void doom(Lanes *lanes, const LaneFile *file)
{
    if (!file) return;
    if (lanes->dooms == lanes->doomed_room) {
        size_t room = lanes->doomed_room ? 2 * lanes->doomed_room : 16;
        lanes->doomed = pages_resize(lanes->doomed, lanes->doomed_room, room, sizeof *lanes->doomed);
        lanes->doomed_room = room;
    }
    lanes->doomed[lanes->dooms++] = file->number;
    lanes->unlisted = true;
}

static KeptLane *find(const Lanes *lanes, LaneKey key)
{
    for (size_t i = 0; i < lanes->lanes; i++)
        if (lane_key_equal(lanes->lane[i]->key, key)) return lanes->lane[i];
    return NULL;
}

static void put_current(Lanes *lanes, KeptLane *lane, LaneVersion *version)
{
    LaneVersion *before = lane->current;
    const LaneFile *file = version ? version->file : NULL;
    if (before && before->file && before->file != file) doom(lanes, before->file);
    if (file && (!before || before->file != file)) lanes->unlisted = true;
    lane->current = version;
    drop_cuts(lane); // of the one before
    lane_version_release(before);
}

static void drop_lane(Lanes *lanes, size_t at)
{
    KeptLane *lane = lanes->lane[at];
    doom(lanes, lane->current->file);
    lanes->lane[at] = lanes->lane[--lanes->lanes];
    lane_close(lane);
}

// The one that was asked for longest ago; of those with a file, or of all.
static size_t oldest(const Lanes *lanes, bool of_files)
{
    size_t at = lanes->lanes;
    for (size_t i = 0; i < lanes->lanes; i++) {
        const KeptLane *lane = lanes->lane[i];
        if (of_files && !lane->current->file) continue;
        if (at == lanes->lanes || lane->asked < lanes->lane[at]->asked) at = i;
    }
    return at;
}

static size_t count_files(const Lanes *lanes)
{
    size_t files = 0;
    for (size_t i = 0; i < lanes->lanes; i++) files += lanes->lane[i]->current->file != NULL;
    return files;
}

static void keep_few(Lanes *lanes)
{
    while (count_files(lanes) > LANE_FILES_MAX) drop_lane(lanes, oldest(lanes, true));
    while (lanes->lanes == LANES_MAX) drop_lane(lanes, oldest(lanes, false));
}

// ---- asking ----

// What is asked for, and the moment it is asked at.
typedef struct Moment {
    Sources *sources;
    uint32_t committed;
    int64_t seq;
    uint64_t changes;
    SharedRates *rates;
    PersonRoots *roots; // held by the caller, or by a version that is kept
} Moment;

static Moment take_moment(Activity *activity)
{
    Moment moment = {0};
    pthread_mutex_lock(&activity->lock);
    moment.sources = activity->sources;
    sources_retain(moment.sources);
    moment.committed = tail_count(sources_newest(moment.sources));
    moment.seq = activity_seq(activity);
    moment.changes = figures_changes(&activity->figures);
    pthread_mutex_unlock(&activity->lock);
    moment.rates = figures_rates(&activity->figures);
    return moment;
}

static void leave_moment(Moment *moment)
{
    sources_release(moment->sources);
    rates_release(moment->rates);
}

static bool is_current(const LaneVersion *version, int64_t seq, uint64_t changes, const PersonRoots *roots)
{
    return version && version->shown.seq == seq && version->figures == changes &&
           version->roots->version >= roots->version && version->shown.columns.customers >= roots->customers;
}

static LaneVersion *find_cut(const KeptLane *lane, Second until)
{
    for (int i = 0; i < LANE_CUTS; i++)
        if (lane->cut[i] && lane->cut[i]->until == until) return lane->cut[i];
    return NULL;
}

// What answers the question out of what is kept, or NULL. With `lock` held.
static LaneVersion *kept_answer(const KeptLane *lane, Second until)
{
    bool whole = until == 0 || lane->current->shown.columns.rows == 0 || lane->current->shown.columns.last <= until;
    return whole ? lane->current : find_cut(lane, until);
}

// All of them as they are kept, when that is how they are now.
static bool hold_kept(Activity *activity, const LaneAsk *ask, size_t count, const PersonRoots *roots,
                      LaneVersion **held)
{
    Lanes *lanes = &activity->lanes;
    bool fine = true;
    pthread_mutex_lock(&lanes->lock);
    int64_t seq = activity_seq(activity);
    uint64_t changes = figures_changes(&activity->figures);
    lanes->questions++;
    for (size_t i = 0; i < count && fine; i++) {
        KeptLane *lane = find(lanes, ask[i].key);
        held[i] = lane && is_current(lane->current, seq, changes, roots) ? kept_answer(lane, ask[i].until) : NULL;
        fine = held[i] && held[i]->roots->version == held[0]->roots->version;
        if (lane) lane->asked = lanes->questions;
        if (lane) lane->asks++;
        if (lane) lane->asked_second = monotonic_second();
    }
    for (size_t i = 0; i < count && fine; i++) (void)lane_version_retain(held[i]);
    pthread_mutex_unlock(&lanes->lock);
    return fine;
}

static LaneReading reading_of(Activity *activity, const Moment *moment, LaneKey key, Arena *scratch)
{
    return (LaneReading){.sources = moment->sources,
                         .committed = moment->committed,
                         .seq = moment->seq,
                         .key = key,
                         .taken = lane_taken(key, scratch),
                         .roots = moment->roots,
                         .figures = &activity->figures,
                         .rates = moment->rates};
}

// With `making` held.
static LaneVersion *version_now(Activity *activity, const Moment *moment, LaneKey key, const LaneVersion *before)
{
    Arena *scratch = arena_open(0);
    LaneReading reading = reading_of(activity, moment, key, scratch);
    LaneMaking making = {.rows_in_memory = activity->lanes.rows_in_memory,
                         .folder = activity->folder,
                         .owner = &activity->owner,
                         .number = before ? 0 : ++activity->next_number,
                         .threads = thread_count_available()};
    LaneVersion *version =
        before ? lane_update(before, &reading, moment->changes) : lane_make(&making, &reading, moment->changes);
    arena_close(scratch);
    return version;
}

static bool has_grown(const Lanes *lanes, const LaneVersion *version)
{
    uint64_t over = version->overlay->columns.rows, most = lanes->rows_in_memory;
    uint64_t share = version->shown.columns.rows / SHARE_IN_MEMORY;
    if (version->file && share > most) most = share < ROWS_OVER_FILE_MAX ? share : ROWS_OVER_FILE_MAX;
    return over > most;
}

// With `making` held: nobody else changes a lane, but the writing thread puts a file in the place of another.
static KeptLane *bring_up(Activity *activity, const Moment *moment, LaneKey key)
{
    Lanes *lanes = &activity->lanes;
    pthread_mutex_lock(&lanes->lock);
    KeptLane *lane = find(lanes, key);
    LaneVersion *before = lane ? lane->current : NULL;
    pthread_mutex_unlock(&lanes->lock);
    if (before && is_current(before, moment->seq, moment->changes, moment->roots) &&
        before->roots->version == moment->roots->version && before->rates == rates_digest(moment->rates))
        return lane;
    LaneVersion *version = version_now(activity, moment, key, before);
    pthread_mutex_lock(&lanes->lock);
    if (!lane) {
        keep_few(lanes);
        lanes->lane[lanes->lanes++] = lane = lane_open(key);
        lane->asked = lanes->questions;
    }
    put_current(lanes, lane, version);
    lane->grown |= has_grown(lanes, version);
    pthread_mutex_unlock(&lanes->lock);
    return lane;
}

// With `making` held, so that the current version stays.
static LaneVersion *hold_cut(Lanes *lanes, KeptLane *lane, Second until)
{
    LaneVersion *version = lane_version_until(lane->current, until);
    pthread_mutex_lock(&lanes->lock);
    lane_version_release(lane->cut[LANE_CUTS - 1]);
    for (int i = LANE_CUTS - 1; i > 0; i--) lane->cut[i] = lane->cut[i - 1];
    lane->cut[0] = lane_version_retain(version);
    pthread_mutex_unlock(&lanes->lock);
    return version;
}

static LaneVersion *hold_answer(Lanes *lanes, KeptLane *lane, Second until)
{
    pthread_mutex_lock(&lanes->lock);
    LaneVersion *answer = kept_answer(lane, until);
    if (answer) (void)lane_version_retain(answer);
    pthread_mutex_unlock(&lanes->lock);
    return answer ? answer : hold_cut(lanes, lane, until);
}

// Roots of a later version may have been seen already: who is who does not go back.
static void take_newest_roots(Lanes *lanes, const LaneAsk *ask, size_t count, Moment *moment)
{
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < count; i++) {
        const KeptLane *lane = find(lanes, ask[i].key);
        if (lane && lane->current->roots->version > moment->roots->version) moment->roots = lane->current->roots;
    }
    (void)person_roots_retain(moment->roots);
    pthread_mutex_unlock(&lanes->lock);
}

static void wake_writer(Activity *activity)
{
    pthread_mutex_lock(&activity->lock);
    pthread_cond_signal(&activity->asked);
    pthread_mutex_unlock(&activity->lock);
}

// ---- files that somebody wrote to ----

static LaneFile *hold_file(Lanes *lanes, LaneKey key)
{
    pthread_mutex_lock(&lanes->lock);
    const KeptLane *lane = find(lanes, key);
    LaneFile *file = lane ? lane->current->file : NULL;
    lane_file_retain(file);
    pthread_mutex_unlock(&lanes->lock);
    return file;
}

// Each lane over the file is made anew by whoever asks for it next.
static void drop_damaged(Lanes *lanes, const LaneFile *file)
{
    pthread_mutex_lock(&lanes->making); // nobody builds on it
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = lanes->lanes; i-- > 0;)
        if (lanes->lane[i]->current->file == file) {
            drop_lane(lanes, i);
            lanes->damaged++;
        }
    pthread_mutex_unlock(&lanes->lock);
    pthread_mutex_unlock(&lanes->making);
}

static void check_files(Lanes *lanes, const LaneAsk *ask, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        LaneFile *file = hold_file(lanes, ask[i].key);
        if (file && !lane_file_sound(file, false)) drop_damaged(lanes, file);
        lane_file_release(file);
    }
}

void lanes_hold(Activity *activity, const LaneAsk *ask, size_t count, PersonRoots *roots, LaneVersion **held)
{
    Lanes *lanes = &activity->lanes;
    check_files(lanes, ask, count);
    if (hold_kept(activity, ask, count, roots, held)) return;
    pthread_mutex_lock(&lanes->making);
    Moment moment = take_moment(activity);
    moment.roots = roots;
    take_newest_roots(lanes, ask, count, &moment);
    for (size_t i = 0; i < count; i++) {
        KeptLane *lane = bring_up(activity, &moment, ask[i].key);
        held[i] = hold_answer(lanes, lane, ask[i].until);
    }
    person_roots_release(moment.roots);
    leave_moment(&moment);
    bool waits = lanes_wait(lanes);
    pthread_mutex_unlock(&lanes->making);
    if (waits) wake_writer(activity);
}

// ---- files ----

void lanes_adopt(Lanes *lanes, LaneFile *file)
{
    if (find(lanes, file->key) || lanes->lanes == LANES_MAX) return;
    KeptLane *lane = lanes->lane[lanes->lanes++] = lane_open(file->key);
    lane->current = lane_version_of_file(file);
}

void lanes_forget(Lanes *lanes)
{
    pthread_mutex_lock(&lanes->making);
    pthread_mutex_lock(&lanes->lock);
    while (lanes->lanes) drop_lane(lanes, 0);
    pthread_mutex_unlock(&lanes->lock);
    pthread_mutex_unlock(&lanes->making);
}

LaneFile **lanes_files(Lanes *lanes, int64_t to, Arena *arena, size_t *count)
{
    LaneFile **file = arena_array(arena, LaneFile *, LANES_MAX);
    *count = 0;
    pthread_mutex_lock(&lanes->lock);
    lanes->unlisted = false;
    lanes->dooms_unlisted = lanes->dooms;
    for (size_t i = 0; i < lanes->lanes; i++) {
        LaneFile *of_lane = lanes->lane[i]->current->file;
        if (of_lane && of_lane->made_of.seq > to)
            lanes->unlisted = true;
        else if (of_lane)
            lane_file_retain(file[(*count)++] = of_lane);
    }
    pthread_mutex_unlock(&lanes->lock);
    return file;
}

bool lanes_wait(Lanes *lanes)
{
    pthread_mutex_lock(&lanes->lock);
    bool waits = lanes->unlisted;
    for (size_t i = 0; i < lanes->lanes; i++) waits |= lanes->lane[i]->grown;
    pthread_mutex_unlock(&lanes->lock);
    return waits;
}

bool lanes_unlisted(Lanes *lanes)
{
    pthread_mutex_lock(&lanes->lock);
    bool unlisted = lanes->unlisted;
    pthread_mutex_unlock(&lanes->lock);
    return unlisted;
}

static LaneKey lane_key_copy(LaneKey key, Arena *arena)
{
    uint16_t *code = arena_array(arena, uint16_t, key.classes);
    if (key.classes) memcpy(code, key.code, key.classes * sizeof *code);
    return (LaneKey){key.classes, code};
}

// A grown lane as it was last asked for, held, and NULL when there is none.
static LaneVersion *take_grown(Lanes *lanes, LaneKey *key, Arena *arena)
{
    LaneVersion *version = NULL;
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < lanes->lanes && !version; i++) {
        KeptLane *lane = lanes->lane[i];
        if (!lane->grown) continue;
        lane->grown = false;
        version = lane_version_retain(lane->current);
        *key = lane_key_copy(lane->key, arena);
    }
    pthread_mutex_unlock(&lanes->lock);
    return version;
}

// What was written, and as it was then; NULL: the disk did not take it. What has come since is seen by the next
// question.
static LaneVersion *write_version(Activity *activity, const LaneVersion *version, LaneKey key)
{
    Error error;
    LaneFile *file = NULL;
    uint64_t number = ++activity->next_number;
    if (!lane_version_write(version, activity->folder, &activity->owner, number, key, &error)) return NULL;
    FileFault fault = lane_file_open(activity->folder, number, &activity->owner, thread_count_available(), &file);
    if (fault != FILE_FINE) return NULL;
    LaneVersion *written = lane_version_of_file(file);
    lane_file_release(file);
    person_roots_release(written->roots);
    written->roots = person_roots_retain(version->roots);
    written->figures = version->figures;
    written->shown.columns.customers = version->shown.columns.customers;
    return written;
}

// With `making` held, so that nobody builds on what is being replaced.
static void put_written(Lanes *lanes, LaneKey key, LaneVersion *written)
{
    pthread_mutex_lock(&lanes->lock);
    KeptLane *lane = find(lanes, key);
    if (lane) {
        put_current(lanes, lane, written);
    } else {
        doom(lanes, written->file);
        lane_version_release(written);
    }
    pthread_mutex_unlock(&lanes->lock);
}

static bool some_file_newer(Lanes *lanes, int64_t files_to)
{
    bool newer = false;
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < lanes->lanes; i++) {
        const LaneVersion *version = lanes->lane[i]->current;
        newer |= version->file && version->file->made_of.seq > files_to;
    }
    pthread_mutex_unlock(&lanes->lock);
    return newer;
}

bool lanes_write(Activity *activity, int64_t files_to, bool *freeze)
{
    Lanes *lanes = &activity->lanes;
    LaneKey key;
    Arena *scratch = arena_open(0);
    LaneVersion *version = take_grown(lanes, &key, scratch);
    LaneVersion *written = version ? write_version(activity, version, key) : NULL;
    if (written) {
        pthread_mutex_lock(&lanes->making);
        put_written(lanes, key, written);
        pthread_mutex_unlock(&lanes->making);
    }
    lane_version_release(version);
    arena_close(scratch);
    *freeze = some_file_newer(lanes, files_to);
    return lanes_unlisted(lanes) && !*freeze;
}

static bool any_grown(Lanes *lanes)
{
    bool grown = false;
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < lanes->lanes; i++) grown |= lanes->lane[i]->grown;
    pthread_mutex_unlock(&lanes->lock);
    return grown;
}

void lanes_keep(Activity *activity)
{
    enum { SHARE_WORTH_KEEPING = 256 }; // of what may stay in memory: 1,000 rows
    Lanes *lanes = &activity->lanes;
    bool freeze;
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0, files = count_files(lanes); i < lanes->lanes && files < LANE_FILES_MAX; i++) {
        KeptLane *lane = lanes->lane[i];
        uint64_t rows = lane->current->shown.columns.rows;
        if (lane->current->file || lane->asks < 2 || rows < 1 + lanes->rows_in_memory / SHARE_WORTH_KEEPING) continue;
        lane->grown = true;
        files++;
    }
    pthread_mutex_unlock(&lanes->lock);
    while (any_grown(lanes)) (void)lanes_write(activity, INT64_MAX, &freeze);
}

void lanes_listed(Activity *activity, bool written)
{
    Lanes *lanes = &activity->lanes;
    char name[FILE_NAME_BYTES];
    pthread_mutex_lock(&lanes->lock);
    lanes->unlisted |= !written;
    for (size_t i = 0; written && i < lanes->dooms_unlisted; i++) {
        lane_file_name(lanes->doomed[i], name);
        (void)unlinkat(activity->folder, name, 0);
    }
    if (!written) lanes->dooms_unlisted = 0;
    lanes->dooms -= lanes->dooms_unlisted;
    if (lanes->dooms && lanes->dooms_unlisted)
        memmove(lanes->doomed, lanes->doomed + lanes->dooms_unlisted, lanes->dooms * sizeof *lanes->doomed);
    lanes->dooms_unlisted = 0;
    pthread_mutex_unlock(&lanes->lock);
}

// ---- purging ----

static bool knew_too_much(const LaneVersion *version, int64_t removal)
{
    int64_t file = version->file ? version->file->made_of.seq : INT64_MAX;
    return version->shown.seq < removal || file < removal;
}

// With `making` held.
static bool take_knowing(Lanes *lanes, int64_t removal, LaneKey *key, LaneVersion **version)
{
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < lanes->lanes; i++) {
        KeptLane *lane = lanes->lane[i];
        if (!knew_too_much(lane->current, removal)) continue;
        if (lane->current->file) {
            *key = lane->key;
            *version = lane_version_retain(lane->current);
            pthread_mutex_unlock(&lanes->lock);
            return true;
        }
        drop_lane(lanes, i--);
    }
    pthread_mutex_unlock(&lanes->lock);
    return false;
}

static void drop_key(Lanes *lanes, LaneKey key)
{
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < lanes->lanes; i++)
        if (lanes->lane[i]->key.code == key.code) drop_lane(lanes, i);
    pthread_mutex_unlock(&lanes->lock);
}

void lanes_purge(Activity *activity, int64_t removal)
{
    Lanes *lanes = &activity->lanes;
    LaneKey key;
    LaneVersion *version;
    pthread_mutex_lock(&lanes->making);
    Moment moment = take_moment(activity);
    while (take_knowing(lanes, removal, &key, &version)) {
        moment.roots = version->roots;
        LaneVersion *now = version_now(activity, &moment, key, version);
        LaneVersion *written = write_version(activity, now, key);
        if (written)
            put_written(lanes, key, written);
        else
            drop_key(lanes, key);
        lane_version_release(now);
        lane_version_release(version);
    }
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < lanes->lanes; i++) drop_cuts(lanes->lane[i]);
    pthread_mutex_unlock(&lanes->lock);
    leave_moment(&moment);
    pthread_mutex_unlock(&lanes->making);
}

// ---- idle ----

// What was read of files that nobody asks for need not count as ours.
void lanes_tidy(Lanes *lanes)
{
    int64_t now = monotonic_second();
    pages_tidy(now, IDLE_SECONDS);
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < lanes->lanes; i++) {
        KeptLane *lane = lanes->lane[i];
        if (now - lane->asked_second < IDLE_SECONDS) continue;
        drop_cuts(lane);
        if (!lane->current->file) continue;
        kept_forget(lane->current->file->piece.piece.kept);
        lane_file_forget_pages(lane->current->file);
    }
    pthread_mutex_unlock(&lanes->lock);
}

// ---- reading again what lies on the disk ----

// The lane whose file was read whole longest ago, when that is long enough; NULL: none.
static LaneVersion *take_unread(Lanes *lanes, int64_t now, LaneKey *key, Arena *arena)
{
    KeptLane *oldest = NULL;
    LaneVersion *version = NULL;
    pthread_mutex_lock(&lanes->lock);
    for (size_t i = 0; i < lanes->lanes; i++) {
        KeptLane *lane = lanes->lane[i];
        bool due = lane->current->file && now - lane->read_second >= READ_AGAIN_SECONDS;
        if (due && (!oldest || lane->read_second < oldest->read_second)) oldest = lane;
    }
    if (oldest) {
        oldest->read_second = now;
        version = lane_version_retain(oldest->current);
        *key = lane_key_copy(oldest->key, arena);
    }
    pthread_mutex_unlock(&lanes->lock);
    return version;
}

void lanes_read_again(Activity *activity)
{
    LaneKey key;
    Arena *scratch = arena_open(0);
    LaneVersion *made, *version = take_unread(&activity->lanes, monotonic_second(), &key, scratch);
    if (version && !lane_file_sound(version->file, true)) {
        drop_damaged(&activity->lanes, version->file);
        lanes_hold(activity, &(LaneAsk){.key = key}, 1, version->roots, &made);
        lane_version_release(made);
    } else if (version) {
        lane_file_forget_pages(version->file);
    }
    lane_version_release(version);
    arena_close(scratch);
}

LanesState lanes_state(Lanes *lanes)
{
    LanesState state = {0};
    pthread_mutex_lock(&lanes->lock);
    state.lanes = lanes->lanes;
    state.damaged = lanes->damaged;
    for (size_t i = 0; i < lanes->lanes; i++) {
        const KeptLane *lane = lanes->lane[i];
        state.memory_bytes += lane_version_bytes(lane->current);
        for (int c = 0; c < LANE_CUTS; c++) state.memory_bytes += lane->cut[c] ? lane_version_bytes(lane->cut[c]) : 0;
        if (!lane->current->file) continue;
        state.files++;
        state.memory_bytes += kept_bytes(lane->current->file->piece.piece.kept);
        state.file_bytes += lane->current->file->size;
    }
    pthread_mutex_unlock(&lanes->lock);
    return state;
}

#include "activity/activity_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/instant.h"
#include "base/pages.h"

enum { TAIL_EVENTS_DEFAULT = 500000 };

// ---- opening and closing ----

// A zone whose rules have changed puts events on other days: its files are foreign. Rules are compared day by day.
static uint64_t rules_of(const ActivitySettings *settings)
{
    enum { DAYS = 366 * 70 };
    const Zone *zone = settings->zone;
    Str name = zone_name(zone), currency = settings->currency;
    uint64_t rules = XXH3_64bits_withSeed(name.data, name.size, XXH3_64bits(currency.data, currency.size));
    rules = XXH3_64bits_withSeed(&settings->dimension_rules, sizeof settings->dimension_rules, rules);
    for (int64_t day = 0; day < DAYS; day++) {
        int32_t offset = zone_offset(zone, day * SECONDS_PER_DAY);
        rules = XXH3_64bits_withSeed(&offset, sizeof offset, rules);
    }
    return rules;
}

FileOwner activity_owner(const ActivitySettings *settings)
{
    FileOwner owner = {.rules = rules_of(settings)};
    memcpy(owner.store_id, settings->store_id, sizeof owner.store_id);
    return owner;
}

static bool refuse_folder(Str folder, int reason, Error *error)
{
    return error_set_system(error, ERROR_FAILED, reason,
                            PHRASE("{0}: this folder of the index of events can't be used",
                                   "{0}\u00A0: ce dossier de l’index des événements est inutilisable"),
                            &folder, 1);
}

bool activity_open_folder(Str path, int *folder, Error *error)
{
    Arena *scratch = arena_open(0);
    const char *name = str_c(scratch, path);
    int reason = mkdir(name, 0700) != 0 && errno != EEXIST ? errno : 0;
    if (!reason) *folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (!reason && *folder < 0) reason = errno;
    arena_close(scratch);
    return reason ? refuse_folder(path, reason, error) : true;
}

static uint32_t tail_room(uint64_t events_max)
{
    if (events_max == 0) return TAIL_EVENTS_DEFAULT;
    return (uint32_t)smaller((int64_t)events_max, TAIL_ROOM_MAX);
}

static void start(Activity *activity, uint64_t lane_rows_max)
{
    lanes_open(&activity->lanes, lane_rows_max);
    activity->sources = activity_recover(activity);
    atomic_store(&activity->seq, sources_newest(activity->sources)->after);
    pthread_mutex_init(&activity->lock, NULL);
    pthread_cond_init(&activity->asked, NULL);
    pthread_cond_init(&activity->answered, NULL);
    figures_open(&activity->figures);
    views_open(activity);
}

static void stop(Activity *activity)
{
    views_close(activity);
    lanes_close(&activity->lanes);
    activity_leave(activity, -1);
    pages_release(activity->leaving, activity->leaving_room, sizeof(Removal *));
    figures_close(&activity->figures);
    pthread_cond_destroy(&activity->asked);
    pthread_cond_destroy(&activity->answered);
    pthread_mutex_destroy(&activity->lock);
    sources_release(activity->followed);
    sources_release(activity->dropped);
    sources_release(activity->sources);
    staged_close(&activity->staged);
    close(activity->folder);
    pages_release(activity, 1, sizeof *activity);
}

bool activity_open(const ActivitySettings *settings, Activity **opened, Error *error)
{
    Activity *activity = pages_array(Activity, 1);
    if (!activity_open_folder(settings->folder, &activity->folder, error)) {
        pages_release(activity, 1, sizeof *activity);
        return false;
    }
    activity->zone = settings->zone;
    assert(settings->currency.size < sizeof activity->currency);
    if (settings->currency.size) memcpy(activity->currency, settings->currency.data, settings->currency.size);
    activity->tail_room = tail_room(settings->tail_events_max);
    activity->owner = activity_owner(settings);
    start(activity, settings->lane_rows_max);
    int reason = pthread_create(&activity->writer, NULL, activity_writer_main, activity);
    if (reason) {
        stop(activity);
        return refuse_folder(settings->folder, reason, error);
    }
    *opened = activity;
    return true;
}

bool activity_close(Activity *activity, Error *error)
{
    if (!activity) return true;
    activity_undo(activity, (ActivityMark){0});
    bool written = activity_flush(activity, error);
    pthread_mutex_lock(&activity->lock);
    activity->stopping = true;
    pthread_cond_signal(&activity->asked);
    pthread_mutex_unlock(&activity->lock);
    pthread_join(activity->writer, NULL);
    stop(activity);
    return written;
}

bool activity_reset(Activity *activity, Error *error)
{
    lanes_forget(&activity->lanes);
    pthread_mutex_lock(&activity->lock);
    while (activity->busy) pthread_cond_wait(&activity->answered, &activity->lock);
    Sources *old = activity->sources;
    assert(old->tails == 1 && tail_count(old->tail[0]) == 0 && activity->staged.count == 0);
    activity->purged = 0;
    bool written = activity_write_manifest(activity, NULL, 0, error);
    if (written) {
        Tail *tail = tail_open(0, activity->tail_room);
        old = activity_replace_sources(activity, sources_open(NULL, 0, &tail, 1, NULL));
        tail_release(tail);
        atomic_store(&activity->seq, 0);
    }
    pthread_mutex_unlock(&activity->lock);
    for (size_t i = 0; written && i < old->files; i++) activity_remove_file(activity, old->file[i]->number);
    if (written) sources_release(old);
    return written;
}

// ---- sources ----

Sources *activity_replace_sources(Activity *activity, Sources *sources)
{
    Sources *before = activity->sources;
    activity->sources = sources;
    atomic_fetch_add(&activity->version, 1);
    return before;
}

void activity_freeze(Activity *activity)
{
    const Sources *old = activity->sources;
    Arena *scratch = arena_open(0);
    Tail **tail = arena_array(scratch, Tail *, old->tails + 1);
    memcpy(tail, old->tail, old->tails * sizeof(Tail *));
    const Tail *full = sources_newest(old);
    tail[old->tails] = tail_open(full->row[tail_count(full) - 1].seq, activity->tail_room);
    Sources *sources = sources_open(old->file, old->files, tail, old->tails + 1, old->removed);
    tail_release(tail[old->tails]);
    sources_release(activity_replace_sources(activity, sources)); // all it names is still named
    arena_close(scratch);
    activity->frozen++;
    pthread_cond_signal(&activity->asked);
}

Sources *activity_hold(Activity *activity, uint32_t *committed)
{
    pthread_mutex_lock(&activity->lock);
    Sources *sources = activity->sources;
    sources_retain(sources);
    *committed = tail_count(sources_newest(sources));
    pthread_mutex_unlock(&activity->lock);
    return sources;
}

const Zone *activity_zone(const Activity *activity)
{
    return activity->zone;
}

Str activity_currency(const Activity *activity)
{
    return str_of(activity->currency);
}

int64_t activity_seq(const Activity *activity)
{
    return atomic_load(&activity->seq);
}

// ---- following the log ----

static Second civil_second(const Zone *zone, int64_t at)
{
    int64_t second = at / MILLISECONDS_PER_SECOND - (at % MILLISECONDS_PER_SECOND < 0);
    int64_t civil = zone_civil(zone, second);
    return civil < 0 ? 0 : civil > UINT32_MAX ? UINT32_MAX : (Second)civil;
}

void activity_append(Activity *activity, const ActivityEvent *event)
{
    const Staged *staged = &activity->staged;
    assert(event->seq > (staged->count ? staged->row[staged->count - 1].seq : activity_seq(activity)));
    assert(event->event_class < ACTIVITY_CLASSES_MAX);
    TailRow row = {.seq = event->seq,
                   .amount_minor = event->amount_minor,
                   .message = event->message,
                   .second = civil_second(activity->zone, event->at),
                   .customer = event->customer,
                   .event_class = event->event_class,
                   .hidden = event->hidden};
    memcpy(row.value, event->value, sizeof row.value);
    staged_add(&activity->staged, &row);
}

void activity_set_figure(Activity *activity, const ActivityFigure *figure)
{
    figures_stage(&activity->figures, figure);
}

void activity_set_rates(Activity *activity, const ActivityRate *rates, size_t count)
{
    figures_stage_rates(&activity->figures, rates, count);
}

ActivityMark activity_mark(const Activity *activity)
{
    return (ActivityMark){activity->staged.count, activity->figures.staged_count};
}

void activity_undo(Activity *activity, ActivityMark mark)
{
    Staged *staged = &activity->staged;
    staged_undo(staged, mark.events);
    figures_undo(&activity->figures, mark.figures);
    activity_leave(activity, staged->count ? staged->row[staged->count - 1].seq : activity_seq(activity));
}

// A tail that is full, or whose numbers would not fit into one file, is followed by another.
static void commit_row(Activity *activity, const TailRow *row)
{
    Tail *tail = sources_newest(activity->sources);
    if (tail->added == tail->room || (tail->added > 0 && row->seq - tail->row[0].seq >= UINT32_MAX)) {
        tail_publish(tail);
        activity_freeze(activity);
        tail = sources_newest(activity->sources);
    }
    tail_add(tail, row);
}

void activity_commit(Activity *activity)
{
    Staged *staged = &activity->staged;
    if (staged->count == 0 && activity->figures.staged_count == 0) return;
    pthread_mutex_lock(&activity->lock);
    figures_commit(&activity->figures);
    for (size_t i = 0; i < staged->count; i++) commit_row(activity, &staged->row[i]);
    tail_publish(sources_newest(activity->sources));
    activity_publish_leaving(activity);
    if (staged->count) atomic_store(&activity->seq, staged->row[staged->count - 1].seq);
    pthread_mutex_unlock(&activity->lock);
    staged_undo(staged, 0);
}

static const Sources *followed(Activity *activity)
{
    if (activity->followed && atomic_load(&activity->version) == activity->followed_version) return activity->followed;
    pthread_mutex_lock(&activity->lock);
    sources_retain(activity->sources);
    Sources *before = activity->followed, *dropped = activity->dropped;
    activity->followed = activity->sources;
    activity->followed_version = atomic_load(&activity->version);
    activity->dropped = before;
    pthread_mutex_unlock(&activity->lock);
    sources_release(dropped);
    return activity->followed;
}

// More often than it was removed.
static bool seen_again(const Activity *activity, const Sources *sources, MessageKey message, uint64_t removed)
{
    uint64_t times = staged_times_message(&activity->staged, message);
    for (size_t i = 0; i < sources->tails; i++) times += tail_times_message(sources->tail[i], message);
    for (size_t i = 0; i < sources->files; i++) times += column_file_times_message(sources->file[i], message);
    return times > removed;
}

bool activity_seen(Activity *activity, MessageKey message)
{
    if (message_key_none(message)) return false;
    const Sources *sources = followed(activity);
    uint64_t removed = removed_times(sources->removed, message);
    for (size_t i = 0; i < activity->leaving_count; i++) removed += removal_times(activity->leaving[i], message);
    if (removed) return seen_again(activity, sources, message, removed);
    if (staged_has_message(&activity->staged, message)) return true;
    for (size_t i = sources->tails; i-- > 0;)
        if (tail_has_message(sources->tail[i], message)) return true;
    for (size_t i = sources->files; i-- > 0;)
        if (column_file_has_message(sources->file[i], message)) return true;
    return false;
}

bool activity_flush(Activity *activity, Error *error)
{
    pthread_mutex_lock(&activity->lock);
    if (tail_count(sources_newest(activity->sources)) > 0) activity_freeze(activity);
    uint64_t wanted = activity->frozen, failures = activity->failures;
    pthread_cond_signal(&activity->asked);
    while (activity->written < wanted && activity->failures == failures)
        pthread_cond_wait(&activity->answered, &activity->lock);
    bool written = activity->written >= wanted;
    if (!written) *error = activity->failure;
    pthread_mutex_unlock(&activity->lock);
    return written;
}

// ---- what one row counts for ----

CountedAs activity_counted(Activity *activity, int64_t seq, int64_t at, int64_t *amount_minor)
{
    Day day = second_day(civil_second(activity->zone, at));
    return figures_counted(&activity->figures, seq, day, amount_minor);
}

bool activity_worth(Activity *activity, const char currency[4], int64_t at, int64_t *amount_minor)
{
    ActivityFigure figure = {.amount_minor = *amount_minor};
    if (memcmp(currency, activity->currency, sizeof figure.currency) != 0)
        memcpy(figure.currency, currency, sizeof figure.currency);
    return figures_worth(&activity->figures, &figure, second_day(civil_second(activity->zone, at)), amount_minor);
}

// ---- state ----

bool activity_repaired(const Activity *activity, Error *reason)
{
    *reason = activity->repair;
    return activity->repair.kind != ERROR_NONE;
}

MessageKey activity_last_message(Activity *activity)
{
    uint32_t committed;
    MessageKey last = {{0, 0}};
    Sources *sources = activity_hold(activity, &committed);
    if (sources->files) last = sources->file[sources->files - 1]->stretch.last;
    for (size_t i = 0; i < sources->tails; i++) {
        uint32_t count = i + 1 < sources->tails ? tail_count(sources->tail[i]) : committed;
        if (count) last = sources->tail[i]->row[count - 1].message;
    }
    sources_release(sources);
    return last;
}

ActivityState activity_state(Activity *activity)
{
    uint32_t committed;
    Sources *sources = activity_hold(activity, &committed);
    ActivityState state = {.files = sources->files};
    for (size_t i = 0; i < sources->files; i++) {
        state.events += sources->file[i]->stretch.events;
        state.file_bytes += sources->file[i]->size;
    }
    for (size_t i = 0; i < sources->tails; i++) {
        const Tail *tail = sources->tail[i];
        uint32_t count = i + 1 < sources->tails ? tail_count(tail) : committed;
        state.tail_events += count;
        state.memory_bytes += count * sizeof(TailRow) + tail->slots * 2 * sizeof(uint32_t);
    }
    state.removed = sources->removed ? sources->removed->count : 0;
    state.events += state.tail_events - state.removed;
    LanesState lanes = lanes_state(&activity->lanes);
    state.memory_bytes += lanes.memory_bytes;
    state.lanes = lanes.lanes;
    state.lane_files = lanes.files;
    state.lanes_damaged = lanes.damaged;
    state.lane_file_bytes = lanes.file_bytes;
    sources_release(sources);
    return state;
}

// What an Activity finds in its folder when it opens, and how it lists its files.
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "activity/activity_parts.h"
#include "base/thread.h"

void activity_remove_file(const Activity *activity, uint64_t number)
{
    char name[FILE_NAME_BYTES];
    column_file_name(number, name);
    (void)unlinkat(activity->folder, name, 0);
}

typedef struct Found {
    ColumnFile **file;
    LaneFile **lane;
    size_t files, lanes;
} Found;

static bool listed(const char *name, const Found *found)
{
    uint64_t number;
    if (lane_file_name_parse(name, &number)) {
        for (size_t i = 0; i < found->lanes; i++)
            if (found->lane[i]->number == number) return true;
        return false;
    }
    if (!column_file_name_parse(name, &number)) return false;
    for (size_t i = 0; i < found->files; i++)
        if (found->file[i]->number == number) return true;
    return false;
}

// Files that a crash has left half written, that were merged away, or that are not right. What is not of ours stays.
static void remove_others(const Activity *activity, const Found *found)
{
    int handle = openat(activity->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = handle >= 0 ? fdopendir(handle) : NULL;
    if (!folder) {
        if (handle >= 0) close(handle);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(folder));) {
        Str name = str_of(entry->d_name);
        bool ours = str_contains(name, STR(".columns")) || str_contains(name, STR(".lane")) ||
                    str_equal(name, STR("MANIFEST.new"));
        if (ours && !listed(entry->d_name, found)) (void)unlinkat(activity->folder, entry->d_name, 0);
    }
    closedir(folder);
}

static void note_repair(Activity *activity, const char *name, FileFault fault)
{
    static const Phrase phrases[] = {
        [FILE_MISSING] = PHRASE("{0}: this file of the index of events is missing; rebuilding from the log",
                                "{0}\u00A0: ce fichier de l’index des événements manque\u202F; reconstruction à partir "
                                "du journal"),
        [FILE_FOREIGN] = PHRASE(
            "{0}: this file of the index of events is of another store, time zone, currency or version; "
            "rebuilding from the log",
            "{0}\u00A0: ce fichier de l’index des événements vient d’une autre base, d’un autre "
            "fuseau horaire, d’une autre monnaie ou d’une autre version\u202F; reconstruction à partir du journal"),
        [FILE_DAMAGED] = PHRASE("{0}: this file of the index of events failed its checksum; rebuilding from the log",
                                "{0}\u00A0: la somme de contrôle de ce fichier de l’index des événements est "
                                "fausse\u202F; reconstruction à partir du journal")};
    (void)error_say(&activity->repair, ERROR_FAILED, phrases[fault], str_of(name));
    activity->repair.code = "repair";
}

// As many of the listed files as are right, one after the other.
static size_t open_files(Activity *activity, const Manifest *manifest, ColumnFile **file)
{
    for (size_t i = 0; i < manifest->count; i++) {
        const ManifestEntry *entry = &manifest->entry[i];
        FileFault fault =
            column_file_open(activity->folder, entry->number, &activity->owner, thread_count_available(), &file[i]);
        if (fault == FILE_FINE && (file[i]->checksum != entry->checksum || file[i]->stretch.after != entry->after ||
                                   file[i]->stretch.to != entry->to)) {
            column_file_release(file[i]);
            fault = FILE_DAMAGED;
        }
        if (fault == FILE_FINE) continue;
        char name[FILE_NAME_BYTES];
        column_file_name(entry->number, name);
        note_repair(activity, name, fault);
        return i;
    }
    return manifest->count;
}

// Those that are right, whatever is with the others: each is made anew from the log's own files when it is asked for.
static size_t open_lanes(Activity *activity, const Manifest *manifest, int64_t to, LaneFile **lane)
{
    size_t lanes = 0;
    for (size_t i = 0; i < manifest->lanes; i++) {
        const ManifestLane *entry = &manifest->lane[i];
        FileFault fault =
            lane_file_open(activity->folder, entry->number, &activity->owner, thread_count_available(), &lane[lanes]);
        if (fault == FILE_FINE && lane[lanes]->checksum != entry->checksum) {
            lane_file_release(lane[lanes]);
            fault = FILE_DAMAGED;
        }
        if (fault == FILE_FINE && lane[lanes]->made_of.seq > to) { // of files of the log that were thrown away
            lane_file_release(lane[lanes]);
            continue;
        }
        lanes += fault == FILE_FINE;
        if (fault == FILE_FINE) continue;
        char name[FILE_NAME_BYTES];
        lane_file_name(entry->number, name);
        note_repair(activity, name, fault);
    }
    return lanes;
}

Sources *activity_recover(Activity *activity)
{
    Manifest manifest;
    Arena *scratch = arena_open(0);
    FileFault fault = manifest_read(activity->folder, &activity->owner, scratch, &manifest);
    if (fault == FILE_FOREIGN || fault == FILE_DAMAGED) note_repair(activity, "MANIFEST", fault);
    ColumnFile **file = arena_array(scratch, ColumnFile *, manifest.count);
    LaneFile **lane = arena_array(scratch, LaneFile *, manifest.lanes);
    size_t files = open_files(activity, &manifest, file);
    size_t lanes = open_lanes(activity, &manifest, files ? file[files - 1]->stretch.to : 0, lane);
    remove_others(activity, &(Found){file, lane, files, lanes});
    activity->lanes.unlisted = lanes < manifest.lanes;
    for (size_t i = 0; i < lanes; i++) {
        lanes_adopt(&activity->lanes, lane[i]);
        lane_file_release(lane[i]);
    }
    activity->generation = manifest.generation;
    activity->next_number = manifest.next_number;
    activity->purged = files ? manifest.purged : 0;
    Tail *tail = tail_open(files ? file[files - 1]->stretch.to : 0, activity->tail_room);
    Sources *sources = sources_open(file, files, &tail, 1, NULL);
    for (size_t i = 0; i < files; i++) column_file_release(file[i]);
    tail_release(tail);
    arena_close(scratch);
    return sources;
}

bool activity_write_manifest(Activity *activity, ColumnFile *const *file, size_t files, Error *error)
{
    Arena *scratch = arena_open(0);
    ManifestEntry *entry = arena_array(scratch, ManifestEntry, files);
    for (size_t i = 0; i < files; i++)
        entry[i] = (ManifestEntry){.number = file[i]->number,
                                   .checksum = file[i]->checksum,
                                   .after = file[i]->stretch.after,
                                   .to = file[i]->stretch.to};
    size_t lanes;
    LaneFile **lane = lanes_files(&activity->lanes, files ? file[files - 1]->stretch.to : 0, scratch, &lanes);
    ManifestLane *lane_entry = arena_array(scratch, ManifestLane, lanes);
    for (size_t i = 0; i < lanes; i++) lane_entry[i] = (ManifestLane){lane[i]->number, lane[i]->checksum};
    Manifest manifest = {.generation = activity->generation + 1,
                         .next_number = activity->next_number,
                         .purged = activity->purged,
                         .count = files,
                         .entry = entry,
                         .lanes = lanes,
                         .lane = lane_entry};
    bool written = manifest_write(activity->folder, &activity->owner, &manifest, error);
    if (written) activity->generation++;
    lanes_listed(activity, written);
    for (size_t i = 0; i < lanes; i++) lane_file_release(lane[i]);
    arena_close(scratch);
    return written;
}

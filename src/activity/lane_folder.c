#include "activity/lane_folder.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "activity/activity_parts.h"
#include "base/pages.h"

struct LaneFolder {
    int folder;
    FileOwner owner;
    uint64_t number;
    size_t lanes;
    ManifestLane lane[LANES_MAX];
    LaneFileOut out;
};

bool lane_folder_open(const ActivitySettings *settings, LaneFolder **opened, Error *error)
{
    LaneFolder *folder = pages_array(LaneFolder, 1);
    if (!activity_open_folder(settings->folder, &folder->folder, error)) {
        pages_release(folder, 1, sizeof *folder);
        return false;
    }
    folder->owner = activity_owner(settings);
    *opened = folder;
    return true;
}

bool lane_folder_begin(LaneFolder *folder, const LanePlan *plan, LaneColumns **columns, Error *error)
{
    Arena *scratch = arena_open(0);
    assert(folder->lanes < LANES_MAX);
    const LaneFilePlan file = {.owner = folder->owner,
                               .number = ++folder->number,
                               .key = lane_key(plan->classes, plan->negative, plan->class_count, scratch),
                               .shape = plan->shape,
                               .customers = plan->customers,
                               .runs = plan->people,
                               .rows = plan->rows};
    bool begun = lane_file_begin(folder->folder, &file, &folder->out, error);
    *columns = &folder->out.columns;
    arena_close(scratch);
    return begun;
}

bool lane_folder_end(LaneFolder *folder, Error *error)
{
    LaneFileOut *out = &folder->out;
    if (!lane_file_finish(out, error)) return false;
    folder->lane[folder->lanes++] = (ManifestLane){folder->number, out->checksum};
    return true;
}

bool lane_folder_close(LaneFolder *folder, Error *error)
{
    const Manifest manifest = {
        .generation = 1, .next_number = folder->number, .lanes = folder->lanes, .lane = folder->lane};
    bool listed = manifest_write(folder->folder, &folder->owner, &manifest, error);
    close(folder->folder);
    pages_release(folder, 1, sizeof *folder);
    return listed;
}

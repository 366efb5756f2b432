// Columns of what the log says now, for who has an array of roots: a lane (lanes.h).
#include <string.h>

#include "activity/activity_parts.h"
#include "base/pages.h"

void views_open(Activity *activity)
{
    pthread_mutex_init(&activity->roots_lock, NULL);
}

void views_close(Activity *activity)
{
    person_roots_release(activity->roots);
    pthread_mutex_destroy(&activity->roots_lock);
}

static bool same_roots(const PersonRoots *roots, const ActivityAsk *ask)
{
    return roots && roots->version == ask->root_version && roots->customers == ask->customers &&
           (roots->root != NULL) == (ask->root != NULL);
}

static PersonRoots *copy_roots(const ActivityAsk *ask)
{
    Customer *root = ask->root ? pages_array(Customer, ask->customers) : NULL;
    if (root) memcpy(root, ask->root, ask->customers * sizeof *root);
    return person_roots_open(ask->root_version, root, ask->customers);
}

static PersonRoots *hold_roots(Activity *activity, const ActivityAsk *ask)
{
    pthread_mutex_lock(&activity->roots_lock);
    if (!same_roots(activity->roots, ask)) {
        person_roots_release(activity->roots);
        activity->roots = copy_roots(ask);
    }
    PersonRoots *roots = person_roots_retain(activity->roots);
    pthread_mutex_unlock(&activity->roots_lock);
    return roots;
}

const ActivityView *activity_view(Activity *activity, const ActivityAsk *ask)
{
    LaneVersion *version;
    Arena *scratch = arena_open(0);
    PersonRoots *roots = hold_roots(activity, ask);
    LaneAsk lane = {lane_key(ask->classes, ask->negative, ask->class_count, scratch), ask->until};
    lanes_hold(activity, &lane, 1, roots, &version);
    person_roots_release(roots);
    arena_close(scratch);
    return &version->shown;
}

void activity_release(Activity *activity, const ActivityView *view)
{
    (void)activity;
    lane_version_release((LaneVersion *)(uintptr_t)view);
}

// What is new for whom: rows that have come, figures and rates that were changed, people merged and taken apart, events
// removed. Whoever is touched gets new rows; most only have rows added to those they had.
#include "activity/lane_update.h"

#include <roaring/roaring.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

typedef roaring_bitmap_t PersonSet;

typedef struct Updating {
    const LaneVersion *before;
    const LaneReading *reading;
    Arena *scratch;
    PersonSet *touched; // get new rows
    PersonSet *remade;  // of these: all their rows are read again
    PersonSet *joined;  // of these: have other members than before
    PersonRow *row;
    size_t rows, room;
    LaneForeign *foreign; // new or changed ones
    size_t foreigns, foreign_room;
    const int64_t *changed; // numbers whose figures are not what they were, of rows the version has
    size_t changes;
    Foreigns *all_foreigns; // as they are now
} Updating;

static bool has(const PersonSet *people, Customer person)
{
    return roaring_bitmap_contains(people, person);
}

static void remake(Updating *updating, Customer customer)
{
    Customer person = person_of(updating->reading->roots, customer);
    roaring_bitmap_add(updating->remade, person);
    roaring_bitmap_add(updating->touched, person);
}

static void add_row(Updating *updating, const SeenRow *seen)
{
    if (updating->rows == updating->room) {
        size_t room = updating->room ? 2 * updating->room : 1024;
        updating->row = pages_resize(updating->row, updating->room, room, sizeof *updating->row);
        updating->room = room;
    }
    updating->row[updating->rows++] = (PersonRow){seen->person, seen->row};
}

static void add_foreign(Updating *updating, LaneForeign foreign)
{
    if (updating->foreigns == updating->foreign_room) {
        size_t room = updating->foreign_room ? 2 * updating->foreign_room : 64;
        updating->foreign = pages_resize(updating->foreign, updating->foreign_room, room, sizeof(LaneForeign));
        updating->foreign_room = room;
    }
    updating->foreign[updating->foreigns++] = foreign;
}

// ---- figures ----

// Whom a number is looked for first: who it counted for, or counts for now.
static Customer perhaps_of(const Updating *updating, int64_t seq, ActivityFigure *figure, bool *there)
{
    const LaneForeign *foreign = foreigns_find(updating->before->foreigns, seq);
    *there = figures_get(updating->reading->figures, seq, figure);
    if (foreign) return foreign->written_for;
    return *there ? figure->customer : 0;
}

static void touch_figure(Updating *updating, int64_t seq, Customer written_for, const ActivityFigure *figure)
{
    const LaneForeign *foreign = foreigns_find(updating->before->foreigns, seq);
    remake(updating, written_for);
    if (foreign) remake(updating, foreign->counted_for);
    if (!figure || !figure->counts || !figure->customer || figure->customer == written_for) return;
    remake(updating, figure->customer);
    add_foreign(updating, (LaneForeign){seq, written_for, figure->customer});
}

static size_t up_to(const int64_t *seq, size_t count, int64_t last)
{
    while (count && seq[count - 1] > last) count--;
    return count;
}

static void find_figures(Updating *updating, uint64_t changes)
{
    const LaneVersion *before = updating->before;
    const LaneReading *reading = updating->reading;
    bool rates = before->rates != rates_digest(reading->rates);
    if (before->figures == changes && !rates) return;
    size_t count;
    const int64_t *seq = figures_changed(reading->figures, before->figures, changes, before->shown.seq, rates,
                                         updating->scratch, &count);
    count = up_to(seq, count, before->shown.seq);
    Customer *perhaps = arena_array(updating->scratch, Customer, count);
    Customer *written_for = arena_array(updating->scratch, Customer, count);
    ActivityFigure *figure = arena_array(updating->scratch, ActivityFigure, count);
    bool *there = arena_array(updating->scratch, bool, count);
    for (size_t i = 0; i < count; i++) perhaps[i] = perhaps_of(updating, seq[i], &figure[i], &there[i]);
    lane_written_for(reading, seq, perhaps, count, written_for);
    for (size_t i = 0; i < count; i++)
        if (written_for[i]) touch_figure(updating, seq[i], written_for[i], there[i] ? &figure[i] : NULL);
    updating->changed = seq;
    updating->changes = count;
}

// ---- removals ----

static void find_removals(Updating *updating)
{
    const Removed *removed = updating->reading->sources->removed;
    for (size_t i = 0; removed && i < removed->removals; i++) {
        const Removal *removal = removed->removal[i];
        if (removal->seq <= updating->before->shown.seq) continue;
        for (size_t e = 0; e < removal->count; e++) {
            const LaneForeign *foreign = foreigns_find(updating->before->foreigns, removal->removed[e]);
            if (removal->removed[e] > updating->before->shown.seq) continue;
            remake(updating, removal->customer[e]);
            if (foreign) remake(updating, foreign->counted_for);
        }
    }
}

// ---- merges ----

static void touch_roots(Updating *updating, Customer before, Customer now)
{
    if (before == now) return;
    roaring_bitmap_add(updating->joined, before);
    roaring_bitmap_add(updating->joined, now);
}

// Both lists are by customer.
static void find_merges(Updating *updating)
{
    const PersonRoots *old = updating->before->roots, *now = updating->reading->roots;
    uint32_t i = 0, j = 0;
    if (old == now) return;
    while (i < old->members || j < now->members) {
        Customer a = i < old->members ? old->member[i].customer : UINT32_MAX;
        Customer b = j < now->members ? now->member[j].customer : UINT32_MAX;
        Customer customer = a < b ? a : b;
        Customer was = a == customer && i < old->members ? old->member[i++].root : customer;
        Customer is = b == customer && j < now->members ? now->member[j++].root : customer;
        touch_roots(updating, was, is);
    }
}

// Where the members of a person of before are now: all with one root, or not.
static bool moved_together(const Updating *updating, Customer old_root, Customer *root)
{
    MemberSlice members = members_of(updating->before->roots, old_root);
    *root = person_of(updating->reading->roots, old_root);
    for (uint32_t i = 0; i < members.count; i++)
        if (person_of(updating->reading->roots, members.member[i].customer) != *root) return false;
    return true;
}

static void remake_members(Updating *updating, Customer old_root)
{
    MemberSlice members = members_of(updating->before->roots, old_root);
    remake(updating, old_root);
    for (uint32_t i = 0; i < members.count; i++) remake(updating, members.member[i].customer);
}

static bool see_split(uint32_t person, void *context)
{
    Updating *updating = context;
    Customer root;
    if (person_of(updating->before->roots, person) == person && !moved_together(updating, person, &root))
        remake_members(updating, person);
    return true;
}

typedef struct Join {
    Customer root, old_root;
} Join;

typedef struct Joining {
    Updating *updating;
    Join *join;
    size_t joins;
} Joining;

static bool see_join(uint32_t person, void *context)
{
    Joining *joining = context;
    Customer root;
    if (person_of(joining->updating->before->roots, person) == person &&
        moved_together(joining->updating, person, &root))
        joining->join[joining->joins++] = (Join){root, person};
    return true;
}

static int compare_joins(const void *a, const void *b)
{
    const Join *x = a, *y = b;
    if (x->root != y->root) return x->root < y->root ? -1 : 1;
    return x->old_root < y->old_root ? -1 : x->old_root > y->old_root;
}

static Joining find_joins(Updating *updating)
{
    Joining joining = {.updating = updating};
    joining.join = arena_array(updating->scratch, Join, (size_t)roaring_bitmap_get_cardinality(updating->joined));
    roaring_iterate(updating->joined, see_join, &joining);
    qsort(joining.join, joining.joins, sizeof *joining.join, compare_joins);
    return joining;
}

// ---- rows ----

static void see_new(void *context, const SeenRow *seen)
{
    Updating *updating = context;
    if (seen->counted_for != seen->written_for)
        add_foreign(updating, (LaneForeign){seen->seq, seen->written_for, seen->counted_for});
    if (has(updating->remade, seen->person)) return; // is read with all the others
    roaring_bitmap_add(updating->touched, seen->person);
    add_row(updating, seen);
}

static int compare_foreigns(const void *a, const void *b)
{
    const LaneForeign *x = a, *y = b;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static bool was_changed(const Updating *updating, int64_t seq)
{
    size_t low = 0, high = updating->changes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (updating->changed[middle] < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low < updating->changes && updating->changed[low] == seq;
}

static void gather_foreigns(Updating *updating)
{
    const Foreigns *before = updating->before->foreigns;
    bool same = updating->foreigns == 0 && (updating->changes == 0 || before->count == 0);
    if (same) {
        atomic_fetch_add(&updating->before->foreigns->references, 1);
        updating->all_foreigns = updating->before->foreigns;
        return;
    }
    LaneForeign *all = arena_array(updating->scratch, LaneForeign, before->count + updating->foreigns);
    uint32_t count = 0;
    for (uint32_t i = 0; i < before->count; i++)
        if (!was_changed(updating, before->foreign[i].seq)) all[count++] = before->foreign[i];
    for (size_t i = 0; i < updating->foreigns; i++) all[count++] = updating->foreign[i];
    if (count) qsort(all, count, sizeof *all, compare_foreigns);
    updating->all_foreigns = foreigns_open(all, count);
}

typedef struct Remaking {
    Updating *updating;
    Customer person;
    int64_t only; // this number; -1: all
} Remaking;

static void see_remade(void *context, const SeenRow *seen)
{
    const Remaking *remaking = context;
    if (seen->person == remaking->person && (remaking->only < 0 || seen->seq == remaking->only))
        add_row(remaking->updating, seen);
}

static bool see_person(uint32_t person, void *context)
{
    Remaking remaking = {context, person, -1};
    const LaneReading *reading = remaking.updating->reading;
    MemberSlice members = members_of(reading->roots, person);
    lane_read_customer(reading, person, see_remade, &remaking);
    for (uint32_t i = 0; i < members.count; i++)
        lane_read_customer(reading, members.member[i].customer, see_remade, &remaking);
    return true;
}

// Of other people's rows those that count for who is remade.
static void remake_foreigns(Updating *updating)
{
    const PersonRoots *roots = updating->reading->roots;
    for (uint32_t i = 0; i < updating->all_foreigns->count; i++) {
        const LaneForeign *foreign = &updating->all_foreigns->foreign[i];
        Remaking remaking = {updating, person_of(roots, foreign->counted_for), foreign->seq};
        if (has(updating->remade, remaking.person) && person_of(roots, foreign->written_for) != remaking.person)
            lane_read_customer(updating->reading, foreign->written_for, see_remade, &remaking);
    }
}

// ---- all together ----

typedef struct Touching {
    const Updating *updating;
    const Joining *joining;
    LaneTouch *touch;
    size_t touches, next_join;
} Touching;

static bool see_touched(uint32_t person, void *context)
{
    Touching *touching = context;
    const Updating *updating = touching->updating;
    const Joining *joining = touching->joining;
    LaneTouch *touch = &touching->touch[touching->touches++];
    *touch = (LaneTouch){.person = person, .base = BASE_KEPT};
    if (has(updating->joined, person)) touch->base = BASE_JOINED;
    if (has(updating->remade, person)) touch->base = BASE_NONE;
    size_t at = touching->next_join;
    while (at < joining->joins && joining->join[at].root < person) at++;
    touch->joined = (uint32_t)at;
    while (at < joining->joins && joining->join[at].root == person) at++;
    if (touch->base == BASE_JOINED) touch->joined_count = (uint32_t)at - touch->joined;
    touching->next_join = at;
    return true;
}

static LaneVersion *next_version(Updating *updating, uint64_t changes)
{
    roaring_bitmap_or_inplace(updating->touched, updating->joined);
    Joining joining = find_joins(updating);
    Touching touching = {.updating = updating, .joining = &joining};
    touching.touch =
        arena_array(updating->scratch, LaneTouch, (size_t)roaring_bitmap_get_cardinality(updating->touched));
    roaring_iterate(updating->touched, see_touched, &touching);
    Customer *joined = arena_array(updating->scratch, Customer, joining.joins);
    for (size_t i = 0; i < joining.joins; i++) joined[i] = joining.join[i].old_root;
    const LaneReading *reading = updating->reading;
    LaneChange change = {.touches = touching.touches,
                         .touch = touching.touch,
                         .rows = updating->rows,
                         .row = updating->row,
                         .joined = joined,
                         .seq = reading->seq,
                         .figures = changes,
                         .rates = rates_digest(reading->rates),
                         .roots = reading->roots,
                         .foreigns = updating->all_foreigns,
                         .customers = reading->roots->customers};
    return lane_version_next(updating->before, &change);
}

LaneVersion *lane_update(const LaneVersion *before, const LaneReading *reading, uint64_t changes)
{
    Updating updating = {.before = before,
                         .reading = reading,
                         .scratch = arena_open(0),
                         .touched = roaring_bitmap_create(),
                         .remade = roaring_bitmap_create(),
                         .joined = roaring_bitmap_create()};
    find_figures(&updating, changes);
    find_removals(&updating);
    find_merges(&updating);
    roaring_iterate(updating.joined, see_split, &updating);
    lane_read_since(reading, before->shown.seq, see_new, &updating);
    gather_foreigns(&updating);
    roaring_iterate(updating.remade, see_person, &updating);
    remake_foreigns(&updating);
    LaneVersion *version = next_version(&updating, changes);
    foreigns_release(updating.all_foreigns);
    roaring_bitmap_free(updating.touched);
    roaring_bitmap_free(updating.remade);
    roaring_bitmap_free(updating.joined);
    pages_release(updating.row, updating.room, sizeof *updating.row);
    pages_release(updating.foreign, updating.foreign_room, sizeof *updating.foreign);
    arena_close(updating.scratch);
    return version;
}

// Columns of what the log says now: those made before, and the rows that have come since, put in their places.
#include <string.h>

#include "activity/activity_parts.h"
#include "activity/row_sort.h"
#include "activity/rows_since.h"
#include "base/pages.h"

enum { VIEWS_KEPT = 4 };

// Columns, shared by views that have seen more of the log, but nothing for them in it.
typedef struct Shared {
    atomic_uint references;
    Columns columns;
    uint64_t magnitude, unconverted;
} Shared;

typedef struct View {
    ActivityView shown;
    atomic_uint references;
    Shared *shared;
    uint8_t *taken; // [event class]: CLASS_…
    uint64_t root_version;
    uint64_t removals; // generation of Removed: after another one, columns are made from nothing
    uint64_t past;     // of the figures that were seen
    Second until;
} View;

struct Views {
    pthread_mutex_t lock; // for moments
    pthread_mutex_t making;
    View *kept[VIEWS_KEPT]; // the one asked for last stands first
};

// ---- holding and letting go ----

static void shared_release(Shared *shared)
{
    if (!shared || atomic_fetch_sub(&shared->references, 1) > 1) return;
    columns_close(&shared->columns);
    pages_release(shared, 1, sizeof *shared);
}

static void view_release(View *view)
{
    if (!view || atomic_fetch_sub(&view->references, 1) > 1) return;
    shared_release(view->shared);
    pages_release(view->taken, ACTIVITY_CLASSES_MAX, sizeof *view->taken);
    pages_release(view, 1, sizeof *view);
}

struct Views *views_open(void)
{
    struct Views *views = pages_array(struct Views, 1);
    pthread_mutex_init(&views->lock, NULL);
    pthread_mutex_init(&views->making, NULL);
    return views;
}

void views_close(struct Views *views)
{
    for (size_t i = 0; i < VIEWS_KEPT; i++) view_release(views->kept[i]);
    pthread_mutex_destroy(&views->lock);
    pthread_mutex_destroy(&views->making);
    pages_release(views, 1, sizeof *views);
}

uint64_t views_memory_bytes(struct Views *views)
{
    uint64_t bytes = 0;
    pthread_mutex_lock(&views->lock);
    for (size_t i = 0; i < VIEWS_KEPT && views->kept[i]; i++) {
        const Columns *columns = &views->kept[i]->shown.columns;
        bytes += columns->rows * (sizeof(Second) + sizeof(int64_t)) + (uint64_t)columns->customers * sizeof(uint32_t);
    }
    pthread_mutex_unlock(&views->lock);
    return bytes;
}

static void keep(struct Views *views, View *view, size_t in_place_of)
{
    pthread_mutex_lock(&views->lock);
    View *out = views->kept[in_place_of];
    memmove(views->kept + 1, views->kept, in_place_of * sizeof(View *));
    views->kept[0] = view;
    atomic_fetch_add(&view->references, 1);
    pthread_mutex_unlock(&views->lock);
    view_release(out);
}

// The kept view of these classes, held, or NULL; *place is where it is kept, or the last place.
static View *find(struct Views *views, const uint8_t *taken, size_t *place)
{
    View *found = NULL;
    *place = VIEWS_KEPT - 1;
    pthread_mutex_lock(&views->lock);
    for (size_t i = 0; i < VIEWS_KEPT && views->kept[i] && !found; i++) {
        if (memcmp(views->kept[i]->taken, taken, ACTIVITY_CLASSES_MAX) != 0) continue;
        found = views->kept[ *place = i];
        atomic_fetch_add(&found->references, 1);
    }
    pthread_mutex_unlock(&views->lock);
    return found;
}

// ---- making columns ----

typedef struct Making {
    RowsSince since;
    const Shared *base; // NULL: from nothing
    uint32_t customers;
    uint64_t rows;
    uint32_t *first_row; // customers + 1
    uint64_t *added;     // per customer: new rows, then where the next one goes
    Second *second;
    int64_t *amount;
    Second first, last;
    uint64_t magnitude, unconverted;
} Making;

static void see_customer(void *context, const SeenRow *row)
{
    Making *making = context;
    if (row->root >= making->customers) making->customers = row->root + 1;
    making->rows++;
}

static void see_count(void *context, const SeenRow *row)
{
    Making *making = context;
    making->added[row->root]++;
}

static void see_place(void *context, const SeenRow *row)
{
    Making *making = context;
    uint64_t at = making->added[row->root]++;
    uint64_t magnitude = row->amount_minor < 0 ? 0 - (uint64_t)row->amount_minor : (uint64_t)row->amount_minor;
    making->second[at] = row->second;
    making->amount[at] = row->amount_minor;
    making->unconverted += row->unconverted;
    if (row->second < making->first) making->first = row->second;
    if (row->second > making->last) making->last = row->second;
    if (!checked_add(making->magnitude, magnitude, &making->magnitude)) making->magnitude = UINT64_MAX;
}

static uint64_t base_rows_of(const Making *making, Customer customer)
{
    const Columns *base = making->base ? &making->base->columns : NULL;
    if (!base || customer >= base->customers) return 0;
    return base->piece[0].first_row[customer + 1] - base->piece[0].first_row[customer];
}

// Where each customer's rows begin: those of the base, then the new ones.
static void lay_out(Making *making)
{
    uint64_t at = 0;
    for (Customer c = 0; c < making->customers; c++) {
        uint64_t before = base_rows_of(making, c), added = making->added[c];
        making->first_row[c] = (uint32_t)at;
        making->added[c] = at + before;
        at += before + added;
    }
    making->first_row[making->customers] = (uint32_t)at;
}

// Customers between two that have new rows are copied in one go.
static void copy_base(const Making *making)
{
    const Columns *columns = &making->base->columns;
    const ColumnPiece *base = &columns->piece[0];
    for (Customer from = 0, to; from < columns->customers; from = to) {
        uint32_t shift = making->first_row[from] - base->first_row[from];
        for (to = from + 1; to < columns->customers && making->first_row[to] - base->first_row[to] == shift;) to++;
        uint32_t row = base->first_row[from], rows = base->first_row[to] - row;
        memcpy(making->second + (size_t)row + shift, base->second + row, rows * sizeof *base->second);
        memcpy(making->amount + (size_t)row + shift, base->amount_minor + row, rows * sizeof *base->amount_minor);
    }
}

// Runs of several files, of several customers of a person, and late events.
static void put_in_order(const Making *making)
{
    uint64_t most = 1;
    for (Customer c = 0; c < making->customers; c++) {
        uint64_t rows = making->first_row[c + 1] - making->first_row[c];
        if (rows > most) most = rows;
    }
    const ActivityShape shape = {0};
    RowColumns rows = {.room = making->rows, .second = making->second, .amount = making->amount};
    RowColumns scratch = row_columns_open(&shape, most);
    for (Customer c = 0; c < making->customers; c++)
        if (making->first_row[c + 1] - making->first_row[c] > base_rows_of(making, c))
            rows_sort(&rows, making->first_row[c], making->first_row[c + 1], ROWS_BY_TIME, &scratch);
    row_columns_release(&scratch);
}

static Shared *shared_of(const Making *making)
{
    Shared *shared = pages_array(Shared, 1);
    shared->columns = (Columns){.customers = making->customers,
                                .rows = making->rows,
                                .pieces = 1,
                                .piece = {{.runs = making->customers,
                                           .first_row = making->first_row,
                                           .second = making->second,
                                           .amount_minor = making->amount}},
                                .first = making->rows ? making->first : 0,
                                .last = making->last};
    shared->magnitude = making->magnitude;
    shared->unconverted = making->unconverted;
    atomic_store(&shared->references, 1);
    return shared;
}

static Shared *make_columns(Making *making)
{
    if (making->rows >= UINT32_MAX) memory_exhausted(0); // more than columns can number
    making->first_row = pages_array(uint32_t, (size_t)making->customers + 1);
    making->added = pages_array(uint64_t, making->customers);
    making->second = pages_array(Second, making->rows);
    making->amount = pages_array(int64_t, making->rows);
    rows_since(&making->since, see_count, making);
    lay_out(making);
    if (making->base && making->base->columns.rows) copy_base(making);
    rows_since(&making->since, see_place, making);
    put_in_order(making);
    pages_release(making->added, making->customers, sizeof *making->added);
    return shared_of(making);
}

// With nothing new the columns before are the columns now.
static Shared *columns_since(const RowsSince *since, uint32_t customers, Shared *base)
{
    Making making = {.since = *since, .base = base, .customers = customers, .first = UINT32_MAX};
    rows_since(since, see_customer, &making);
    if (base && making.rows == 0 && customers <= base->columns.customers) {
        atomic_fetch_add(&base->references, 1);
        return base;
    }
    if (base) {
        making.rows += base->columns.rows;
        making.customers = (uint32_t)larger(making.customers, base->columns.customers);
        making.magnitude = base->magnitude;
        making.unconverted = base->unconverted;
        making.last = base->columns.last;
        if (base->columns.rows) making.first = base->columns.first;
    }
    return make_columns(&making);
}

// ---- asking ----

static bool same_roots(const View *view, const ActivityAsk *ask)
{
    return view->root_version == ask->root_version && view->until == ask->until;
}

// Of columns that grow (`before`) only those of the new rows. What is committed before the rows are held counts for
// them; what comes after may, and then `past` has grown.
static void see_figures(Activity *activity, const View *before, RowsSince *since, FiguresSeen *figures)
{
    since->after = before ? before->shown.seq : -1;
    figures_see(&activity->figures, since->after, figures);
    if (before && figures->past != before->past) {
        figures_forget(figures);
        figures_see(&activity->figures, since->after = -1, figures);
    }
    since->figures = figures;
}

static View *make_view(Activity *activity, const ActivityAsk *ask, uint8_t *taken, const View *before)
{
    View *view = pages_array(View, 1);
    FiguresSeen figures;
    RowsSince since = {
        .until = ask->until ? ask->until : UINT32_MAX, .taken = taken, .root = ask->root, .roots = ask->customers};
    Sources *sources = activity_hold(activity, &since.committed);
    view->removals = sources->removed ? sources->removed->generation : 0;
    bool grows = before && same_roots(before, ask) && before->removals == view->removals;
    since.sources = sources;
    see_figures(activity, grows ? before : NULL, &since, &figures);
    const Tail *newest = sources_newest(sources);
    view->shared = columns_since(&since, ask->customers, since.after >= 0 ? before->shared : NULL);
    view->shown = (ActivityView){.columns = view->shared->columns,
                                 .seq = since.committed ? newest->row[since.committed - 1].seq : newest->after,
                                 .magnitude = view->shared->magnitude,
                                 .unconverted = view->shared->unconverted};
    view->past = figures.past;
    figures_forget(&figures);
    sources_release(sources);
    view->taken = taken;
    view->root_version = ask->root_version;
    view->until = ask->until;
    atomic_store(&view->references, 1);
    return view;
}

static uint8_t *taken_of(const ActivityAsk *ask)
{
    uint8_t *taken = pages_array(uint8_t, ACTIVITY_CLASSES_MAX);
    for (size_t i = 0; i < ask->class_count; i++)
        taken[ask->classes[i]] = ask->negative && ask->negative[i] ? CLASS_NEGATIVE : CLASS_TAKEN;
    return taken;
}

typedef struct Known {
    int64_t seq;
    uint64_t past;
} Known;

// The kept view, held, when it has seen enough of the log and of what it counts for.
static View *find_current(struct Views *views, const ActivityAsk *ask, const uint8_t *taken, Known known)
{
    size_t place;
    View *view = find(views, taken, &place);
    if (view && same_roots(view, ask) && view->shown.seq >= known.seq && view->past >= known.past) return view;
    view_release(view);
    return NULL;
}

const ActivityView *activity_view(Activity *activity, const ActivityAsk *ask)
{
    struct Views *views = activity->views;
    Known known = {activity_seq(activity), atomic_load(&activity->figures.past)};
    uint8_t *taken = taken_of(ask);
    View *view = find_current(views, ask, taken, known);
    if (!view) {
        pthread_mutex_lock(&views->making);
        view = find_current(views, ask, taken, known); // another one may have made it while this one waited
        if (!view) {
            size_t place;
            View *before = find(views, taken, &place);
            view = make_view(activity, ask, taken, before);
            taken = NULL;
            keep(views, view, place);
            view_release(before);
        }
        pthread_mutex_unlock(&views->making);
    }
    pages_release(taken, ACTIVITY_CLASSES_MAX, sizeof *taken);
    return &view->shown;
}

void activity_release(Activity *activity, const ActivityView *view)
{
    (void)activity;
    view_release((View *)(uintptr_t)view);
}

// figures.h - what a row counts for where that is not what its event says, and rates of currencies: beside the files,
// which never change.
//
// An order that is sent twice counts once, one that is updated for its last amount, one in another currency for what it
// was worth on its day. So a figure holds amount and currency, and is converted when rows are read: a rate that is
// changed needs no file to be written again. 40 bytes a figure, of which there are few: events that say what they count
// for have none.
//
// The following thread stages figures and rates among its events; any thread reads what is committed.
#ifndef FIDELE_ACTIVITY_FIGURES_H
#define FIDELE_ACTIVITY_FIGURES_H

#include <pthread.h>
#include <stdatomic.h>

#include "activity/activity.h"

// By currency, then day; never changed.
typedef struct SharedRates {
    atomic_uint references;
    uint64_t digest; // never 0: that is without any
    size_t count;
    ActivityRate rate[];
} SharedRates;

typedef struct StagedFigure {
    SharedRates *rates; // NULL: `figure`
    ActivityFigure figure;
} StagedFigure;

typedef struct Figures {
    StagedFigure *staged; // the following thread's
    size_t staged_count, staged_room;

    pthread_mutex_t lock; // for moments
    ActivityFigure *figure;
    size_t count, room;
    uint32_t *slot;            // by seq: place of its figure, counted from 1
    size_t slots;              // a power of two, or 0
    SharedRates *rates;        // NULL: none
    int64_t *changed;          // the last FIGURE_CHANGES_KEPT that were put: seq of the figure, at changes % of that
    _Atomic(uint64_t) changes; // how many were put ever; rates count as one
} Figures;

enum { FIGURE_CHANGES_KEPT = 1 << 16 };

void figures_open(Figures *figures);
void figures_close(Figures *figures);
void figures_stage(Figures *figures, const ActivityFigure *figure);
void figures_stage_rates(Figures *figures, const ActivityRate *rates, size_t count);
void figures_undo(Figures *figures, size_t mark);
void figures_commit(Figures *figures);

uint64_t figures_changes(const Figures *figures);
SharedRates *figures_rates(Figures *figures); // held; NULL: none
SharedRates *rates_retain(SharedRates *rates);
void rates_release(SharedRates *rates);
uint64_t rates_digest(const SharedRates *rates);

// Which figures were put from change `from` on up to `to`, their numbers sorted, each once. When `from` is too long ago
// (or FIGURES_UNKNOWN): those with a `change` of `since` or later. With `rates` also all in another currency.
#define FIGURES_UNKNOWN UINT64_MAX
int64_t *figures_changed(Figures *figures, uint64_t from, uint64_t to, int64_t since, bool rates, Arena *arena,
                         size_t *count);

// A copy, so that no reader keeps the writer waiting.
typedef struct FiguresSeen {
    ActivityFigure *figure;
    size_t count, room;
    uint32_t *slot;
    size_t slots;
    SharedRates *rates;
} FiguresSeen;
void figures_see(Figures *figures, FiguresSeen *seen);
void figures_forget(FiguresSeen *seen);

bool figures_get(Figures *figures, int64_t seq, ActivityFigure *figure);  // one; false: there is none
const ActivityFigure *figures_find(const FiguresSeen *seen, int64_t seq); // NULL: none
CountedAs figures_counted(Figures *figures, int64_t seq, Day day, int64_t *amount_minor);
bool figures_worth(Figures *figures, const ActivityFigure *figure, Day day, int64_t *amount_minor);
// What the figure is worth on a day, in the currency of the columns. False: there is no rate.
bool rates_convert(const SharedRates *rates, const ActivityFigure *figure, Day day, int64_t *amount_minor);

#endif

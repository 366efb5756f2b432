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
    uint32_t *slot;         // by seq: place of its figure, counted from 1
    size_t slots;           // a power of two, or 0
    SharedRates *rates;     // NULL: none
    _Atomic(uint64_t) past; // grows when rows that were committed before count for something else
} Figures;

void figures_open(Figures *figures);
void figures_close(Figures *figures);
void figures_stage(Figures *figures, const ActivityFigure *figure);
void figures_stage_rates(Figures *figures, const ActivityRate *rates, size_t count);
void figures_undo(Figures *figures, size_t mark);
void figures_commit(Figures *figures, int64_t seq); // `seq`: the last row that was committed before

// A copy, so that no reader keeps the writer waiting: figures of rows after `after`.
typedef struct FiguresSeen {
    ActivityFigure *figure;
    size_t count, room;
    uint32_t *slot;
    size_t slots;
    SharedRates *rates;
    uint64_t past;
} FiguresSeen;
void figures_see(Figures *figures, int64_t after, FiguresSeen *seen);
void figures_forget(FiguresSeen *seen);

const ActivityFigure *figures_find(const FiguresSeen *seen, int64_t seq); // NULL: none
CountedAs figures_counted(Figures *figures, int64_t seq, Day day, int64_t *amount_minor);
bool figures_worth(Figures *figures, const ActivityFigure *figure, Day day, int64_t *amount_minor);
// What the figure is worth on a day, in the currency of the columns. False: there is no rate.
bool figures_convert(const FiguresSeen *seen, const ActivityFigure *figure, Day day, int64_t *amount_minor);

#endif

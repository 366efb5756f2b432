#include "activity/sources.h"

#include "base/pages.h"

Sources *sources_open(ColumnFile *const *file, size_t files, Tail *const *tail, size_t tails, Removed *removed)
{
    Sources *sources = pages_array(Sources, 1);
    sources->files = files;
    sources->tails = tails;
    sources->file = pages_array(ColumnFile *, files);
    sources->tail = pages_array(Tail *, tails);
    for (size_t i = 0; i < files; i++) column_file_retain(sources->file[i] = file[i]);
    for (size_t i = 0; i < tails; i++) tail_retain(sources->tail[i] = tail[i]);
    removed_retain(sources->removed = removed);
    atomic_store(&sources->references, 1);
    return sources;
}

void sources_retain(Sources *sources)
{
    atomic_fetch_add(&sources->references, 1);
}

void sources_release(Sources *sources)
{
    if (!sources || atomic_fetch_sub(&sources->references, 1) > 1) return;
    for (size_t i = 0; i < sources->files; i++) column_file_release(sources->file[i]);
    for (size_t i = 0; i < sources->tails; i++) tail_release(sources->tail[i]);
    removed_release(sources->removed);
    pages_release(sources->file, sources->files, sizeof(ColumnFile *));
    pages_release(sources->tail, sources->tails, sizeof(Tail *));
    pages_release(sources, 1, sizeof *sources);
}

// export_job.h - the exports that lie in the data folder.
#ifndef FIDELE_STORE_EXPORT_JOB_H
#define FIDELE_STORE_EXPORT_JOB_H

#include "base/instant.h"

struct House;

// Removes those made before `than`, unfinished ones too; how many. (Whoever erases a person removes all.)
size_t exports_remove(const struct House *house, Instant than, Arena *arena);

#endif

// process_figures.h - memory, open files and processor time of this process, for /metrics.
#ifndef FIDELE_SERVE_PROCESS_FIGURES_H
#define FIDELE_SERVE_PROCESS_FIGURES_H

#include "base/base.h"

// Before the sandbox closes: /proc can't be opened later, what is open can be read again and again.
void process_figures_open(void);

typedef struct ProcessFigures {
    int64_t resident_bytes, open_files; // -1: not known
    double cpu_seconds;
} ProcessFigures;
ProcessFigures process_figures(void); // any thread

#endif

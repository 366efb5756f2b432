// dimension_codes.h - from the values that each worker has numbered to codes in order of text, the same for all.
#ifndef FIDELE_ACTIVITY_DIMENSION_CODES_H
#define FIDELE_ACTIVITY_DIMENSION_CODES_H

#include "activity/parts.h"

typedef struct DimensionCodes {
    uint32_t values;
    const Str *texts;   // by code, in the arena
    uint16_t **code_of; // [worker][the worker's number of the value], in the scratch arena
} DimensionCodes;

// Of the rows not later than `until`. Values past the 65,535 with most rows (equal: first by text) are DIMENSION_OTHER.
DimensionCodes dimension_codes(const ActivityBuilder *builder, uint32_t dimension, Second until, Arena *arena,
                               Arena *scratch);

#endif

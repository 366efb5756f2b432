// How a lane file is laid out: what reader and writer have to agree on.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "activity/lane_file_parts.h"

static uint64_t aligned(uint64_t at, uint64_t to)
{
    return (at + to - 1) / to * to;
}

bool lane_layout(const LaneHead *head, LaneLayout *layout)
{
    if (head->classes > ACTIVITY_CLASSES_MAX || head->body_bytes > UINT64_MAX / 4) return false;
    layout->classes = sizeof *head;
    layout->checksums = aligned(layout->classes + head->classes * sizeof(uint16_t), sizeof(uint64_t));
    layout->blocks = aligned(head->body_bytes, FILE_BLOCK_BYTES) / FILE_BLOCK_BYTES;
    layout->body = aligned(layout->checksums + layout->blocks * sizeof(uint64_t), FILE_ALIGN);
    layout->size = layout->body + head->body_bytes;
    return true;
}

static uint64_t take(uint64_t *at, uint64_t bytes)
{
    uint64_t begin = *at;
    *at = aligned(begin + bytes, sizeof(uint64_t));
    return begin;
}

// All counts are of 32 bits, so nothing overflows.
LaneBodyLayout lane_body_layout(const LaneHead *head)
{
    uint64_t at = 0, rows = head->rows, runs = head->runs;
    LaneBodyLayout layout = {0};
    layout.foreign = take(&at, head->foreigns * sizeof(LaneForeign));
    layout.member = take(&at, head->members * sizeof(LaneMember));
    layout.first_row = take(&at, (runs + 1) * sizeof(uint32_t));
    layout.customer = take(&at, head->columns & LANE_SPARSE ? runs * sizeof(Customer) : 0);
    layout.second = take(&at, rows * sizeof(Second));
    layout.amount = take(&at, head->columns & LANE_AMOUNTS ? rows * sizeof(int64_t) : 0);
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        layout.code[d] = take(&at, head->dimensions >> d & 1 ? rows * sizeof(uint16_t) : 0);
    layout.unconverted = take(&at, head->columns & LANE_UNCONVERTED ? rows : 0);
    layout.end = at;
    return layout;
}

void lane_file_name(uint64_t number, char name[FILE_NAME_BYTES])
{
    (void)snprintf(name, FILE_NAME_BYTES, "%016" PRIx64 ".lane", number);
}

bool lane_file_name_parse(const char *name, uint64_t *number)
{
    char again[FILE_NAME_BYTES];
    *number = strtoull(name, NULL, 16);
    lane_file_name(*number, again);
    return strcmp(name, again) == 0;
}

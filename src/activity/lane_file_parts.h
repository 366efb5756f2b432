// lane_file_parts.h - how the bytes of a lane file lie, for its reader and writer.
#ifndef FIDELE_ACTIVITY_LANE_FILE_PARTS_H
#define FIDELE_ACTIVITY_LANE_FILE_PARTS_H

#include "activity/column_file_parts.h"
#include "activity/lane_file.h"

#define LANE_MAGIC 0x73656E614C646946U // "FidLanes"
enum { LANE_VERSION = 1 };
enum { LANE_SPARSE = 1, LANE_AMOUNTS = 2, LANE_UNCONVERTED = 4 }; // LaneHead.columns

typedef struct LaneHead {
    uint64_t magic;
    uint32_t version, classes;
    FileOwner owner;
    uint64_t number;
    int64_t seq;
    uint64_t rates;
    uint64_t magnitude[2]; // low, high
    uint64_t unconverted;
    uint32_t customers, runs, rows;
    uint32_t members, foreigns;
    uint32_t columns;
    Second first, last;
    uint32_t dimensions; // a bit each
    uint32_t unused;
    uint16_t values[ACTIVITY_DIMENSIONS_MAX];
    uint64_t body_bytes;
    uint64_t checksum; // of head (this being 0), classes and block checksums
} LaneHead;

// From the start of the file: the parts; from the start of the body: the columns.
typedef struct LaneLayout {
    uint64_t classes, checksums, blocks, body, size;
} LaneLayout;
MUST_USE bool lane_layout(const LaneHead *head, LaneLayout *layout); // false: sizes overflow

typedef struct LaneBodyLayout {
    uint64_t foreign, member, first_row, customer, second, amount, code[ACTIVITY_DIMENSIONS_MAX], unconverted, end;
} LaneBodyLayout;
LaneBodyLayout lane_body_layout(const LaneHead *head);

#endif

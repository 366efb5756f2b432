// A lane file of any bytes: refused, or sound to walk. The first byte says whether the checksums are made right, so
// that what they protect is reached too.
#include <stdlib.h>
#include <string.h>

#include "activity/lane_file_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// And as long as it says.
static void make_right(char *bytes, size_t *used)
{
    LaneHead head;
    LaneLayout layout;
    size_t size = *used;
    if (size < sizeof head) return;
    memcpy(&head, bytes, sizeof head);
    head.magic = LANE_MAGIC;
    head.version = LANE_VERSION;
    memset(&head.owner, 0, sizeof head.owner);
    head.checksum = 0;
    head.classes %= 8;
    head.runs %= 64;
    head.rows %= 64;
    head.members %= 8;
    head.foreigns %= 8;
    head.body_bytes = lane_body_layout(&head).end;
    if (!lane_layout(&head, &layout) || layout.size > size) return;
    *used = layout.size;
    blocks_seal(bytes + layout.body, head.body_bytes, bytes + layout.checksums);
    head.checksum = head_checksum(&head, sizeof head, bytes + sizeof head, layout.body - sizeof head);
    memcpy(bytes, &head, sizeof head);
}

static uint64_t walk(const LaneFile *file)
{
    uint64_t sum = 0;
    for (Customer person = 0; person < file->customers && person < 1000; person++) {
        LaneRun run = lane_run(&file->piece, person);
        LaneSums sums = {0};
        lane_run_sums(&file->piece, run, &sums);
        for (uint32_t row = run.from; row < run.to; row++) {
            LaneRow read;
            lane_row_read(&file->piece, row, &read);
            sum += read.second + read.code[0] + read.unconverted;
        }
        sum += sums.unconverted;
    }
    for (uint32_t i = 0; i < file->made_of.members; i++) sum += file->made_of.member[i].root;
    for (uint32_t i = 0; i < file->made_of.foreigns; i++) sum += file->made_of.foreign[i].counted_for;
    for (uint32_t i = 0; i < file->key.classes; i++) sum += file->key.code[i];
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    size_t room = (size + FILE_ALIGN - 1) / FILE_ALIGN * FILE_ALIGN, used = size - 1;
    char *bytes = aligned_alloc(FILE_ALIGN, room);
    if (!bytes) return 0;
    memcpy(bytes, data + 1, used);
    if (data[0] & 1) make_right(bytes, &used);
    FileOwner owner;
    LaneFile file = {0};
    memset(&owner, 0, sizeof owner);
    if (lane_file_read(bytes, used, &owner, 1, &file) == FILE_FINE) (void)walk(&file);
    free(bytes);
    return 0;
}

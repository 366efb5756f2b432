// A column file of any bytes: refused, or sound to walk. The first byte says whether the checksums are made right, so
// that what they protect is reached too.
#include <stdlib.h>
#include <string.h>

#include "activity/column_file_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_right(char *bytes, size_t size)
{
    FileHead head;
    FileLayout layout;
    if (size < sizeof head) return;
    memcpy(&head, bytes, sizeof head);
    head.magic = FILE_MAGIC;
    head.version = FILE_VERSION;
    memset(&head.owner, 0, sizeof head.owner);
    head.checksum = 0;
    head.sections %= 64;
    if (!file_layout(head.sections, 0, &layout) || layout.body > size) return;
    head.body_bytes = size - layout.body;
    while (file_layout(head.sections, head.body_bytes, &layout) && layout.size > size && head.body_bytes > 0)
        head.body_bytes -= (uint64_t)smaller((int64_t)head.body_bytes, (int64_t)(layout.size - size));
    for (uint64_t b = 0; layout.size == size && b < layout.blocks; b++) {
        uint64_t at = b * FILE_BLOCK_BYTES;
        uint64_t checksum = block_checksum(bytes + layout.body + at,
                                           (size_t)smaller(FILE_BLOCK_BYTES, (int64_t)(head.body_bytes - at)));
        memcpy(bytes + layout.checksums + b * sizeof checksum, &checksum, sizeof checksum);
    }
    if (layout.size != size) return;
    head.checksum = file_checksum(&head, bytes + sizeof head, layout.body - sizeof head);
    memcpy(bytes, &head, sizeof head);
}

static uint64_t walk(const ColumnFile *file)
{
    uint64_t sum = 0;
    for (uint32_t c = 0; c < file->stretch.classes; c++) {
        const ClassRows *rows = &file->stretch.class_rows[c];
        if (stretch_class(&file->stretch, rows->event_class) != rows) abort();
        for (uint32_t i = 0; i < rows->customers; i++) {
            if (class_rows_find(rows, rows->customer[i]) != (int64_t)i) abort();
            for (uint32_t row = rows->start[i]; row < rows->start[i + 1]; row++)
                sum += rows->second[row] + rows->seq[row] +
                       (rows->amount_minor ? (uint64_t)rows->amount_minor[row] : 0) +
                       (rows->hidden ? rows->hidden[row] : 0);
        }
    }
    const Directory *directory = &file->stretch.directory;
    for (uint32_t i = 0; i < directory->customers; i++) {
        if (directory_find(directory, directory->customer[i]) != (int64_t)i) abort();
        for (uint32_t e = directory->start[i]; e < directory->start[i + 1]; e++)
            sum += stretch_class(&file->stretch, directory->event_class[e]) != NULL;
    }
    for (uint64_t k = 0; k < file->stretch.keys; k++) sum += column_file_has_message(file, file->stretch.key[k]);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    size_t room = (size + FILE_ALIGN - 1) / FILE_ALIGN * FILE_ALIGN;
    char *bytes = aligned_alloc(FILE_ALIGN, room);
    if (!bytes) return 0;
    size_t used = size - 1;
    memcpy(bytes, data + 1, used);
    if (data[0] & 1) make_right(bytes, used);
    FileOwner owner;
    ColumnFile file = {0};
    memset(&owner, 0, sizeof owner);
    if (column_file_read(bytes, used, &owner, 1, &file) == FILE_FINE) (void)walk(&file);
    column_file_forget(&file);
    free(bytes);
    return 0;
}

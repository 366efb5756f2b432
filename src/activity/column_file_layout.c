// How a column file is laid out, and its checksums and filter: what reader and writer have to agree on.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "activity/column_file_parts.h"

static uint64_t aligned(uint64_t at, uint64_t to)
{
    return (at + to - 1) / to * to;
}

bool file_layout(uint64_t sections, uint64_t body_bytes, FileLayout *layout)
{
    if (sections > ACTIVITY_CLASSES_MAX || body_bytes > UINT64_MAX / 4) return false;
    layout->sections = sizeof(FileHead);
    layout->checksums = aligned(layout->sections + sections * sizeof(FileSection), sizeof(uint64_t));
    layout->blocks = aligned(body_bytes, FILE_BLOCK_BYTES) / FILE_BLOCK_BYTES;
    layout->body = aligned(layout->checksums + layout->blocks * sizeof(uint64_t), FILE_ALIGN);
    layout->size = layout->body + body_bytes;
    return true;
}

static uint64_t take(uint64_t *at, uint64_t bytes)
{
    uint64_t begin = *at;
    *at = aligned(begin + bytes, sizeof(uint64_t));
    return begin;
}

SectionLayout section_layout(const FileSection *section, uint64_t at)
{
    uint64_t customers = section->customers, rows = section->rows;
    SectionLayout layout = {0};
    layout.customer = take(&at, customers * sizeof(Customer));
    layout.start = take(&at, (customers + 1) * sizeof(uint32_t));
    layout.second = take(&at, rows * sizeof(Second));
    layout.seq = take(&at, rows * sizeof(uint32_t));
    layout.amount = take(&at, section->amounts ? rows * sizeof(int64_t) : 0);
    layout.hidden = take(&at, section->hidden ? rows : 0);
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        layout.value[d] = take(&at, section->dimensions >> d & 1 ? rows * sizeof(uint16_t) : 0);
    layout.end = at;
    return layout;
}

DirectoryLayout directory_layout(uint64_t customers, uint64_t entries, uint64_t at)
{
    DirectoryLayout layout = {0};
    layout.customer = take(&at, customers * sizeof(Customer));
    layout.start = take(&at, (customers + 1) * sizeof(uint32_t));
    layout.event_class = take(&at, entries * sizeof(uint16_t));
    layout.end = at;
    return layout;
}

// Putze, Sanders, Singler (2007), "Cache-, hash- and space-efficient Bloom filters": all bits of a key lie in one block
// of the size of a cache line.
enum { BLOOM_BITS_SET = 7, BLOOM_BIT_OF_BLOCK = 9 };

uint64_t bloom_blocks_for(uint64_t keys)
{
    return keys / (BLOOM_BLOCK_BYTES * 8 / BLOOM_KEY_BITS) + 1;
}

static uint64_t bloom_block(uint64_t blocks, MessageKey key)
{
    return (uint64_t)(((unsigned __int128)key.word[0] * blocks) >> 64) * (BLOOM_BLOCK_BYTES / sizeof(uint64_t));
}

void bloom_add(uint64_t *bloom, uint64_t blocks, MessageKey key)
{
    uint64_t *block = bloom + bloom_block(blocks, key);
    for (int i = 0; i < BLOOM_BITS_SET; i++) {
        uint64_t bit = key.word[1] >> (i * BLOOM_BIT_OF_BLOCK);
        block[bit >> 6 & 7] |= 1ULL << (bit & 63);
    }
}

bool bloom_has(const uint64_t *bloom, uint64_t blocks, MessageKey key)
{
    const uint64_t *block = bloom + bloom_block(blocks, key);
    for (int i = 0; i < BLOOM_BITS_SET; i++) {
        uint64_t bit = key.word[1] >> (i * BLOOM_BIT_OF_BLOCK);
        if (!(block[bit >> 6 & 7] >> (bit & 63) & 1)) return false;
    }
    return true;
}

uint64_t head_checksum(const void *head, size_t head_size, const char *rest, size_t size)
{
    return XXH3_64bits_withSeed(rest, size, XXH3_64bits(head, head_size));
}

uint64_t file_checksum(const FileHead *head, const char *rest, size_t size)
{
    return head_checksum(head, sizeof *head, rest, size);
}

void blocks_seal(const char *body, uint64_t bytes, char *checksums)
{
    for (uint64_t at = 0; at < bytes; at += FILE_BLOCK_BYTES, checksums += sizeof(uint64_t)) {
        uint64_t checksum = block_checksum(body + at, (size_t)smaller(FILE_BLOCK_BYTES, (int64_t)(bytes - at)));
        memcpy(checksums, &checksum, sizeof checksum);
    }
}

uint64_t block_checksum(const char *bytes, size_t size)
{
    return XXH3_64bits(bytes, size);
}

void column_file_name(uint64_t number, char name[FILE_NAME_BYTES])
{
    (void)snprintf(name, FILE_NAME_BYTES, "%016" PRIx64 ".columns", number);
}

bool column_file_name_parse(const char *name, uint64_t *number)
{
    char again[FILE_NAME_BYTES];
    *number = strtoull(name, NULL, 16);
    column_file_name(*number, again);
    return strcmp(name, again) == 0;
}

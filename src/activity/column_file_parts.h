// column_file_parts.h - how the bytes of a column file lie, for its own reader and writer.
#ifndef FIDELE_ACTIVITY_COLUMN_FILE_PARTS_H
#define FIDELE_ACTIVITY_COLUMN_FILE_PARTS_H

#include "activity/column_file.h"

#define FILE_MAGIC 0x736E6D756C6F4346U // "FColumns" on the machines we know
enum { FILE_VERSION = 2, FILE_BLOCK_BYTES = 1 << 16, FILE_ALIGN = 64, BLOOM_BLOCK_BYTES = 64, BLOOM_KEY_BITS = 12 };

typedef struct FileHead {
    uint64_t magic;
    uint32_t version, sections;
    uint32_t customers, entries; // of the directory
    FileOwner owner;
    uint64_t number;
    int64_t after, to, base;
    uint64_t events, keys, bloom_blocks;
    uint64_t body_bytes;
    MessageKey last;
    uint64_t checksum; // of head (this being 0), sections and block checksums
} FileHead;

typedef struct FileSection {
    uint32_t event_class, customers, rows;
    uint32_t amounts, hidden; // 0 or 1: the column is there
    uint32_t dimensions;      // a bit for each whose column is there
} FileSection;

// Where the parts begin, from the start of the file, and of a section's columns from the start of the body.
typedef struct FileLayout {
    uint64_t sections, checksums, blocks, body, size;
} FileLayout;
MUST_USE bool file_layout(uint64_t sections, uint64_t body_bytes, FileLayout *layout); // false: sizes overflow

typedef struct SectionLayout {
    uint64_t customer, start, second, seq, amount, hidden, value[ACTIVITY_DIMENSIONS_MAX], end;
} SectionLayout;
SectionLayout section_layout(const FileSection *section, uint64_t at); // never overflows for `at` < 2^60

// The directory begins where the sections end.
typedef struct DirectoryLayout {
    uint64_t customer, start, event_class, end;
} DirectoryLayout;
DirectoryLayout directory_layout(uint64_t customers, uint64_t entries, uint64_t at);

uint64_t bloom_blocks_for(uint64_t keys);
void bloom_add(uint64_t *bloom, uint64_t blocks, MessageKey key);
bool bloom_has(const uint64_t *bloom, uint64_t blocks, MessageKey key);

// Of the head with a checksum of 0, which the caller gives, and the `size` bytes that follow it in the file.
uint64_t head_checksum(const void *head, size_t head_size, const char *rest, size_t size);
uint64_t file_checksum(const FileHead *head, const char *rest, size_t size);
uint64_t block_checksum(const char *bytes, size_t size);
// One checksum of 8 bytes for each block of a body.
void blocks_seal(const char *body, uint64_t bytes, char *checksums);
bool blocks_intact(const char *body, uint64_t bytes, const char *checksums, int threads);

bool column_file_refuse(const char *name, int reason, Error *error); // false: what the system says of writing it

static inline int message_key_compare(MessageKey a, MessageKey b)
{
    if (a.word[0] != b.word[0]) return a.word[0] < b.word[0] ? -1 : 1;
    return a.word[1] < b.word[1] ? -1 : a.word[1] > b.word[1];
}

#endif

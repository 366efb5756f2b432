// blocks.h - a text cut at the ends of its records into blocks, so that several threads can read it.
//
// A quick pass counts line ends and quotes of equal stretches. From them follow the line number of each, and whether it
// begins within quotes, if every quote of the text is one of RFC 4180; a block then begins after the first line end
// outside quotes. Where quotes are lax (15" screens) a cut may be wrong: whoever reads a block sees then that its last
// record does not end where the next block begins, and reads the rest in one piece.
#ifndef FIDELE_IMPORT_BLOCKS_H
#define FIDELE_IMPORT_BLOCKS_H

#include "base/csv.h"

typedef struct Block {
    size_t start, end;
    uint64_t line;      // 1-based physical line at `start`
    uint64_t line_ends; // within: there are at most one more records than this
} Block;

typedef struct Blocks {
    size_t count; // 0 for an empty text
    Block *block;
} Blocks;

typedef struct BlockCut {
    size_t bytes; // of a block, about
    int threads;
    char line_end;
} BlockCut;

// The text from offset `from` on, which is at the start of line `line`.
Blocks blocks_cut(Str text, size_t from, uint64_t line, BlockCut cut, Arena *arena);

// All of it from `from` on as one block.
Block block_of_rest(Str text, size_t from, uint64_t line, char line_end);

#endif

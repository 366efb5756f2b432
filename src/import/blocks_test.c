#include "import/blocks.h"
#include "base/test.h"

#include <stdlib.h>

static Blocks cut(Str text, size_t bytes, int threads)
{
    return blocks_cut(text, 0, 1, (BlockCut){bytes, threads, '\n'}, test_arena());
}

// Each block in [ ] with its line before it.
static Str cut_text(const char *text, size_t bytes)
{
    Text out = text_in(test_arena());
    Blocks blocks = cut(str_of(text), bytes, 1);
    for (size_t i = 0; i < blocks.count; i++) {
        const Block *block = &blocks.block[i];
        text_addf(&out, "%llu[%.*s]", (unsigned long long)block->line, (int)(block->end - block->start),
                  text + block->start);
    }
    return text_str(&out);
}

TEST(blocks_begin_after_line_ends)
{
    CHECK_TEXT(cut_text("ab\ncd\nef\n", 4), "1[ab\ncd\n]3[ef\n]");
    CHECK_TEXT(cut_text("ab\ncd\nef", 3), "1[ab\ncd\n]3[ef]");
    CHECK_TEXT(cut_text("abcdefgh\nij", 2), "1[abcdefgh\n]2[ij]");
    CHECK_TEXT(cut_text("abcdefgh", 2), "1[abcdefgh]");
    CHECK_TEXT(cut_text("", 2), "");
}

TEST(blocks_do_not_begin_within_quotes)
{
    CHECK_TEXT(cut_text("a,\"b\nc\nd\"\ne,f\n", 4), "1[a,\"b\nc\nd\"\n]4[e,f\n]");
    CHECK_TEXT(cut_text("\"\"\"\n\",1\n\"x\"\ny\n", 3), "1[\"\"\"\n\",1\n]3[\"x\"\n]4[y\n]");
}

TEST(blocks_cover_the_text_once_and_know_their_lines)
{
    unsigned seed = 2;
    for (int round = 0; round < 3000; round++) {
        char text[700];
        size_t size = (size_t)rand_r(&seed) % sizeof text, from = size ? (size_t)rand_r(&seed) % size : 0;
        for (size_t i = 0; i < size; i++) text[i] = "abc,\n\"\n,x9"[rand_r(&seed) % 10];
        Blocks blocks =
            blocks_cut((Str){text, size}, from, 5, (BlockCut){1 + (size_t)rand_r(&seed) % 99, 2, '\n'}, test_arena());
        size_t at = from;
        uint64_t line = 5;
        for (size_t i = 0; i < blocks.count; i++) {
            CHECK_INT(blocks.block[i].start, at);
            CHECK_INT(blocks.block[i].line, line);
            uint64_t lines = 0;
            for (; at < blocks.block[i].end; at++) lines += text[at] == '\n';
            CHECK_INT(blocks.block[i].line_ends, lines);
            line += lines;
        }
        CHECK_INT(at, size);
    }
}

TEST(blocks_tally_long_runs)
{
    enum { SIZE = 100000 };
    char *text = arena_array(test_arena(), char, SIZE);
    for (size_t i = 0; i < SIZE; i++) text[i] = '\n';
    Block rest = block_of_rest((Str){text, SIZE}, 3, 4, '\n');
    CHECK_INT(rest.line_ends, SIZE - 3);
    CHECK_INT(rest.line, 4);
    CHECK_INT(rest.end, SIZE);
}

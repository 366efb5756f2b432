// Any bytes as an export: it is understood or refused, and then its rows are read the same in blocks of any size.
#include "import/layout.h"
#include "import/rows.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Sums {
    uint64_t rows, accepted;
    size_t end;
} Sums;

static Sums read_in_blocks(RowsContext *context, size_t block_bytes, Arena *arena)
{
    ActivityShape shape = {.order_key = true, .profit = true, .ended = true};
    Sums sums = {0};
    const Layout *layout = context->layout;
    BlockCut cut = {block_bytes, 1, layout->csv.line_end};
    Blocks blocks = blocks_cut(context->text, layout->body, layout->body_line, cut, arena);
    context->builder = activity_builder_open(&shape, 1);
    for (size_t i = 0; i < blocks.count; i++) {
        RowsRead read;
        rows_read(context, &blocks.block[i], 0, &read);
        sums.rows += read.rows;
        sums.accepted += read.accepted;
        sums.end = read.end;
        if (read.status != CSV_RECORD || read.end != blocks.block[i].end) break; // lax quotes: see orders.c
    }
    activity_builder_close(context->builder);
    return sums;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    char *bytes = arena_array(arena, char, size + SOURCE_PAD);
    if (size) memcpy(bytes, data, size);
    Source source = {.name = STR("fuzz"), .text = {bytes, size}};
    LayoutOptions options = {0};
    Layout *layout = arena_new(arena, Layout);
    const Zone *zone;
    Error error;
    if (layout_find(&source, &options, arena, layout, &error) && zone_open(STR("UTC"), arena, &zone, &error)) {
        RowsContext context = {.text = source.text,
                               .layout = layout,
                               .zone = zone,
                               .seconds_end = UINT32_MAX,
                               .currency = currency_unknown,
                               .rejects_max = 5,
                               .arenas = &arena};
        rows_context_columns(&context);
        Sums whole = read_in_blocks(&context, size + 1, arena), parts = read_in_blocks(&context, 40, arena);
        if (parts.end == whole.end && parts.rows != whole.rows) abort();
    }
    arena_close(arena);
    return 0;
}

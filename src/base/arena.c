#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

#if defined(__SANITIZE_ADDRESS__)
#define POISONED_GAPS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED_GAPS 1
#endif
#endif

#ifdef POISONED_GAPS
#include <sanitizer/asan_interface.h>
enum { GAP_BYTES = 32 };
#define poison(start, size) ASAN_POISON_MEMORY_REGION((start), (size))
#define unpoison(start, size) ASAN_UNPOISON_MEMORY_REGION((start), (size))
#else
enum { GAP_BYTES = 0 };
#define poison(start, size) ((void)(start), (void)(size))
#define unpoison(start, size) ((void)(start), (void)(size))
#endif

// From MAPPED_BYTES on an array comes straight from the system (pages.h): in large pages, and zeroed where it is first
// touched, by the thread that fills it.
enum {
    ALIGNMENT = 16,
    FIRST_BLOCK_BYTES = 16 << 10,
    LARGEST_BLOCK_BYTES = 1 << 20,
    MAPPED_BYTES = 8 << 20,
    BORROWED_BYTES = 1 << 20
};

typedef struct Block {
    struct Block *previous;
    size_t capacity, used;
    bool mapped;
    bool borrowed; // of pages_borrow: anything may stand in it
    _Alignas(ALIGNMENT) char bytes[];
} Block;

struct Arena {
    Block *current;
    size_t limit_bytes, used_bytes, next_block_bytes;
};

static int exhausted_exit_code = 1;

void memory_exhausted_exit(int exit_code)
{
    exhausted_exit_code = exit_code;
}

_Noreturn void memory_exhausted(size_t wanted)
{
    if (wanted)
        fprintf(stderr, "fidele: not enough memory (%zu bytes more were needed)\n", wanted);
    else
        fputs("fidele: not enough memory\n", stderr);
    exit(exhausted_exit_code);
}

Arena *arena_open(size_t limit_bytes)
{
    Arena *arena = calloc(1, sizeof *arena);
    if (!arena) memory_exhausted(sizeof *arena);
    arena->limit_bytes = limit_bytes;
    arena->next_block_bytes = FIRST_BLOCK_BYTES;
    return arena;
}

static void block_free(Block *block)
{
    unpoison(block->bytes, block->capacity);
    if (block->borrowed)
        pages_give_back(block, sizeof *block + block->capacity);
    else if (block->mapped)
        pages_release(block, sizeof *block + block->capacity, 1);
    else
        free(block);
}

void arena_close(Arena *arena)
{
    if (!arena) return;
    for (Block *block = arena->current; block;) {
        Block *previous = block->previous;
        block_free(block);
        block = previous;
    }
    free(arena);
}

void arena_reset(Arena *arena)
{
    Block *kept = NULL;
    for (Block *block = arena->current; block;) {
        Block *previous = block->previous;
        if (!kept && block->capacity <= LARGEST_BLOCK_BYTES) {
            kept = block;
        } else {
            block_free(block);
        }
        block = previous;
    }
    if (kept) {
        kept->previous = NULL;
        unpoison(kept->bytes, kept->capacity);
        memset(kept->bytes, 0, kept->used);
        kept->used = 0;
        poison(kept->bytes, kept->capacity);
    }
    arena->current = kept;
    arena->used_bytes = 0;
}

size_t arena_used_bytes(const Arena *arena)
{
    return arena->used_bytes;
}

// A large allocation gets a block of its own, behind the current one, so that the current one is not wasted.
static Block *block_make(size_t capacity, bool any)
{
    bool mapped = capacity >= (any ? BORROWED_BYTES : MAPPED_BYTES) && capacity < SIZE_MAX - sizeof(Block);
    size_t bytes = sizeof(Block) + capacity;
    Block *block = !mapped ? calloc(1, bytes) : any ? pages_borrow(bytes) : pages_reserve(bytes, 1);
    if (!block) memory_exhausted(capacity);
    *block = (Block){.capacity = capacity, .mapped = mapped, .borrowed = mapped && any};
    return block;
}

static Block *block_add(Arena *arena, size_t wanted, bool any)
{
    bool alone = wanted > arena->next_block_bytes / 2;
    size_t capacity = alone ? wanted : arena->next_block_bytes;
    Block *block = block_make(capacity, any && alone); // the rest of one that is shared is to be zero
    poison(block->bytes, capacity);
    if (alone && arena->current) {
        block->previous = arena->current->previous;
        arena->current->previous = block;
    } else {
        block->previous = arena->current;
        arena->current = block;
    }
    if (!alone && arena->next_block_bytes < LARGEST_BLOCK_BYTES) arena->next_block_bytes *= 2;
    return block;
}

static void *allocate(Arena *arena, size_t count, size_t size, bool any)
{
    size_t wanted, rounded;
    if (!checked_multiply(count, size, &wanted) || !checked_add(wanted, (size_t)(ALIGNMENT - 1 + GAP_BYTES), &rounded))
        memory_exhausted(SIZE_MAX);
    rounded &= ~(size_t)(ALIGNMENT - 1);
    if (arena->limit_bytes && arena->used_bytes + rounded > arena->limit_bytes) memory_exhausted(rounded);
    Block *block = arena->current;
    if (!block || block->capacity - block->used < rounded) block = block_add(arena, rounded, any);
    void *start = block->bytes + block->used;
    block->used += rounded;
    arena->used_bytes += rounded;
    unpoison(start, wanted);
    return start;
}

void *arena_alloc(Arena *arena, size_t count, size_t size)
{
    return allocate(arena, count, size, false);
}

void *arena_alloc_any(Arena *arena, size_t count, size_t size)
{
    return allocate(arena, count, size, true);
}

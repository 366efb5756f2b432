// arena.h - memory with one lifetime: a report, a request, a job.
//
// Results go to the arena that is passed in, temporaries to a scratch arena. Nothing is freed alone; arena_close frees
// all. Memory comes zeroed. Sanitizer builds poison a gap between two allocations, so that an overflow is seen.
// An arena that reaches its limit, or a machine without memory, ends the program with one line (exit code 1): a command
// has nothing to save then, and what a server has acknowledged is on the disk.
#ifndef FIDELE_BASE_ARENA_H
#define FIDELE_BASE_ARENA_H

#include "base/base.h"

typedef struct Arena Arena;

// `limit_bytes` 0 means no limit.
MUST_USE Arena *arena_open(size_t limit_bytes);
void arena_close(Arena *arena);
// Forgets what was allocated and keeps one block, so that a request costs no malloc. What stood there is zeroed.
void arena_reset(Arena *arena);
size_t arena_used_bytes(const Arena *arena);
_Noreturn void memory_exhausted(size_t wanted_bytes); // 0: not known
void memory_exhausted_exit(int exit_code);            // another code for that end; before any thread is started

// `count` objects of `size` bytes, aligned for any type, zeroed. The product is checked.
MUST_USE void *arena_alloc(Arena *arena, size_t count, size_t size);

// The same for an answer that all of is written, a part by each thread: a large one may hold anything at first, and its
// memory is kept for a minute for the next one of its size (pages_borrow).
MUST_USE void *arena_alloc_any(Arena *arena, size_t count, size_t size);

#define arena_new(arena, Type) ((Type *)arena_alloc((arena), 1, sizeof(Type)))
#define arena_array(arena, Type, count) ((Type *)arena_alloc((arena), (count), sizeof(Type)))

#endif

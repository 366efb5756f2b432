// pages.h - large arrays straight from the system: zeroed, counted only once touched (from 8 MB on perhaps 2 MB at a
// time), given back when released.
//
// Arrays of rows live here, so that their room can be sized generously at first and handed back column by column.
#ifndef FIDELE_BASE_PAGES_H
#define FIDELE_BASE_PAGES_H

#include "base/base.h"

// Room for `count` objects of `size` bytes. Ends the program as an arena does when there is none. 0 bytes give NULL.
MUST_USE void *pages_reserve(size_t count, size_t size);
// More or less room for the same objects, which may move: their pages are moved, not copied, so that a large array
// grows without being held twice. `start` may be NULL when count is 0.
MUST_USE void *pages_resize(void *start, size_t count, size_t new_count, size_t size);
// Room that perhaps stays empty for the most part: it is counted page by page, however large it is.
MUST_USE void *pages_reserve_sparse(size_t count, size_t size);
// Asks for the memory of an array that will all be used soon, in one go: cheaper than page by page at first touch.
void pages_touch(void *start, size_t count, size_t size);
void pages_release(void *start, size_t count, size_t size);

// For answers that are made again and again: what is given back is kept for the next one of its size, up to 512 MB in
// all, until pages_tidy finds that nobody took it for a minute. It holds anything. The first touch of new memory is the
// dear part of a large answer: 0.4 to 0.8 s a gigabyte were measured.
MUST_USE void *pages_borrow(size_t bytes);
void pages_give_back(void *start, size_t bytes);
void pages_tidy(int64_t now_seconds, int64_t idle_seconds); // of any one clock

#define pages_sparse_array(Type, count) ((Type *)pages_reserve_sparse((count), sizeof(Type)))
#define pages_array(Type, count) ((Type *)pages_reserve((count), sizeof(Type)))

#endif

#include "http/buffer.h"
#include "base/test.h"

TEST(small_buffers_are_used_again_and_large_ones_are_counted)
{
    atomic_size_t held = 0;
    BufferPool pool = {.held = &held, .held_max = 64 << 10};
    Buffer buffer = {0};
    CHECK(buffer_add(&pool, &buffer, STR("abc")));
    CHECK_INT(buffer.capacity, BUFFER_SMALL);
    CHECK_INT(atomic_load(&held), 0);
    char *small = buffer.data;
    CHECK(buffer_room(&pool, &buffer, BUFFER_SMALL));
    CHECK_TEXT(((Str){buffer.data, buffer.size}), "abc");
    CHECK_INT(atomic_load(&held), 2 * BUFFER_SMALL);
    CHECK(!buffer_pool_full(&pool));
    CHECK_INT(pool.kept_count, 1);
    CHECK(pool.kept[0] == small);
    CHECK(buffer_room(&pool, &buffer, 40 << 10));
    CHECK_INT(atomic_load(&held), 64 << 10);
    CHECK(buffer_pool_full(&pool));
    CHECK(buffer_room(&pool, &buffer, 64 << 10)); // answers have to go out all the same
    CHECK_TEXT(((Str){buffer.data, buffer.size}), "abc");
    CHECK_INT(atomic_load(&held), 128 << 10);
    buffer_release(&pool, &buffer);
    CHECK_INT(atomic_load(&held), 0);
    CHECK(buffer_add(&pool, &buffer, STR("x")));
    CHECK(buffer.data == small);
    buffer_release(&pool, &buffer);
    buffer_pool_empty(&pool);
}

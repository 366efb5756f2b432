#include "staff/limits.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/test.h"

static const Limit ten = {"ten", 10, 10}, other = {"other", 10, 10};

static int taken(Limits *limits, const Limit *limit, Str subject, Instant now, int tries)
{
    int count = 0, wait = 0;
    for (int i = 0; i < tries; i++) count += limits_take(limits, limit, subject, now, &wait);
    return count;
}

TEST(limits_allow_a_burst_and_then_as_many_an_hour)
{
    Limits *limits = limits_open(64);
    int wait = 0;
    const Instant hour = 3600 * 1000, now = 1000 * hour;
    CHECK_INT(taken(limits, &ten, STR("ana"), now, 100), 10);
    CHECK(!limits_take(limits, &ten, STR("ana"), now, &wait));
    CHECK_INT(wait, 360);
    CHECK_INT(taken(limits, &ten, STR("bo"), now, 100), 10);
    CHECK_INT(taken(limits, &other, STR("ana"), now, 100), 10);
    CHECK_INT(taken(limits, &ten, STR("ana"), now + hour / 10 - 1, 100), 0);
    CHECK_INT(taken(limits, &ten, STR("ana"), now + hour / 10 + 1, 100), 1);
    CHECK_INT(taken(limits, &ten, STR("ana"), now + 2 * hour, 100), 10);
    limits_close(limits);
}

TEST(a_good_try_gives_back_and_never_more_than_the_burst)
{
    Limits *limits = limits_open(64);
    limits_give_back(limits, &ten, STR("ana"), 0);
    CHECK_INT(taken(limits, &ten, STR("ana"), 0, 100), 10);
    limits_give_back(limits, &ten, STR("ana"), 0);
    CHECK_INT(taken(limits, &ten, STR("ana"), 0, 100), 1);
    limits_close(limits);
}

TEST(a_table_that_is_full_still_refuses)
{
    Limits *limits = limits_open(64);
    int allowed = 0, wait = 0;
    for (int i = 0; i < 100000; i++) {
        Str subject = str_format(test_arena(), "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
        for (int j = 0; j < 20; j++) allowed += limits_take(limits, &ten, subject, 0, &wait);
    }
    CHECK_INT(allowed <= (64 + 256) * 10, 1); // as many subjects as there are buckets, fine and coarse
    CHECK(allowed > 64 * 9);
    CHECK_INT(taken(limits, &ten, STR("10.0.0.0"), 24LL * 3600 * 1000, 100), 10); // and recovers
    limits_close(limits);
}

typedef struct Crowd {
    Limits *limits;
    atomic_int taken;
} Crowd;

static void *crowd_in(void *context)
{
    Crowd *crowd = context;
    int count = 0, wait = 0;
    for (int i = 0; i < 1000; i++) count += limits_take(crowd->limits, &ten, STR("ana"), 0, &wait);
    atomic_fetch_add(&crowd->taken, count);
    return NULL;
}

TEST(tries_at_the_same_moment_do_not_get_through_together)
{
    enum { THREADS = 4 };
    pthread_t thread[THREADS];
    Crowd crowd = {.limits = limits_open(64)};
    for (int i = 0; i < THREADS; i++) CHECK_INT(pthread_create(&thread[i], NULL, crowd_in, &crowd), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(thread[i], NULL);
    CHECK_INT(atomic_load(&crowd.taken), 10);
    limits_close(crowd.limits);
}

TEST(a_network_is_an_address_or_a_64)
{
    CHECK_TEXT(limits_network(test_arena(), STR("203.0.113.7")), "203.0.113.7");
    CHECK_TEXT(limits_network(test_arena(), STR("::ffff:203.0.113.7")), "203.0.113.7");
    CHECK_TEXT(limits_network(test_arena(), STR("2001:db8:1:2::1")), "20010db800010002/64");
    CHECK_TEXT(limits_network(test_arena(), STR("2001:db8:1:2:ffff::")), "20010db800010002/64");
    CHECK_TEXT(limits_network(test_arena(), STR("2001:db8:1:3::1")), "20010db800010003/64");
}

#include "staff/limits.h"

#include <arpa/inet.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

enum { WAYS = 4, LOCKS = 16, COARSE = 256, MILLISECONDS_PER_HOUR = 3600 * 1000 };

typedef struct Bucket {
    uint64_t subject; // 0: free
    Instant filled;   // full again from then on, if nothing is taken
} Bucket;

// A bucket is kept as the time when it will be full: tokens = burst - (filled - now) * per_hour. One that is full is
// the same as none, so its place is free.
struct Limits {
    size_t sets;
    Bucket *bucket;
    Bucket coarse[COARSE];
    pthread_mutex_t lock[LOCKS];
    unsigned char key[16]; // so that nobody can choose subjects that collide
};

Limits *limits_open(size_t buckets)
{
    assert(buckets >= WAYS && (buckets & (buckets - 1)) == 0);
    Limits *limits = calloc(1, sizeof *limits);
    Bucket *bucket = calloc(buckets, sizeof *bucket);
    if (!limits || !bucket) memory_exhausted(0);
    limits->sets = buckets / WAYS;
    limits->bucket = bucket;
    for (size_t i = 0; i < LOCKS; i++) pthread_mutex_init(&limits->lock[i], NULL);
    secret_random(limits->key, sizeof limits->key);
    return limits;
}

void limits_close(Limits *limits)
{
    if (!limits) return;
    for (size_t i = 0; i < LOCKS; i++) pthread_mutex_destroy(&limits->lock[i]);
    free(limits->bucket);
    free(limits);
}

static uint64_t subject_hash(const Limits *limits, const Limit *limit, Str subject)
{
    unsigned char text[192];
    size_t name = strlen(limit->name), room = sizeof text - name - 1;
    assert(name < sizeof text / 2);
    memcpy(text, limit->name, name + 1);
    uint64_t digest[2];
    if (subject.size > room) { // long ones by their digest
        digest_short(limits->key, subject, digest);
        subject = (Str){(const char *)digest, sizeof digest};
    }
    memcpy(text + name + 1, subject.data, subject.size);
    digest_short(limits->key, (Str){(const char *)text, name + 1 + subject.size}, digest);
    return digest[0] ? digest[0] : 1;
}

// The bucket of the subject within its set, else a free place, else NULL.
static Bucket *bucket_in(Bucket *set, uint64_t subject, Instant now)
{
    Bucket *place = NULL;
    for (Bucket *bucket = set; bucket < set + WAYS; bucket++) {
        if (bucket->subject == subject) return bucket;
        if (!place && (bucket->subject == 0 || bucket->filled <= now)) place = bucket;
    }
    return place;
}

// A set belongs to one lock; the coarse buckets to the first.
static size_t lock_of(const Limits *limits, uint64_t subject)
{
    return (subject & (limits->sets - 1)) % LOCKS;
}

static Bucket *bucket_of(Limits *limits, uint64_t subject, Instant now)
{
    Bucket *bucket = bucket_in(&limits->bucket[(subject & (limits->sets - 1)) * WAYS], subject, now);
    // Coarse ones are shared between the sets of a lock alone, so that the lock guards them too.
    if (!bucket)
        bucket = &limits->coarse[lock_of(limits, subject) * (COARSE / LOCKS) + (subject >> 60)];
    else if (bucket->subject != subject)
        *bucket = (Bucket){.subject = subject};
    return bucket;
}

static double tokens_in(const Bucket *bucket, const Limit *limit, Instant now)
{
    if (bucket->filled <= now) return limit->burst;
    double missing = (double)(bucket->filled - now) / MILLISECONDS_PER_HOUR * limit->per_hour;
    return missing >= limit->burst ? 0 : limit->burst - missing;
}

static void put_tokens(Bucket *bucket, const Limit *limit, double tokens, Instant now)
{
    bucket->filled = now + (Instant)ceil((limit->burst - tokens) / limit->per_hour * MILLISECONDS_PER_HOUR);
}

bool limits_take(Limits *limits, const Limit *limit, Str subject, Instant now, int *retry_seconds)
{
    uint64_t hash = subject_hash(limits, limit, subject);
    pthread_mutex_t *lock = &limits->lock[lock_of(limits, hash)];
    pthread_mutex_lock(lock);
    Bucket *bucket = bucket_of(limits, hash, now);
    double tokens = tokens_in(bucket, limit, now);
    bool taken = tokens >= 1;
    if (taken) put_tokens(bucket, limit, tokens - 1, now);
    pthread_mutex_unlock(lock);
    *retry_seconds = taken ? 0 : (int)ceil((1 - tokens) / limit->per_hour * 3600);
    if (!taken && *retry_seconds < 1) *retry_seconds = 1;
    return taken;
}

void limits_give_back(Limits *limits, const Limit *limit, Str subject, Instant now)
{
    uint64_t hash = subject_hash(limits, limit, subject);
    pthread_mutex_t *lock = &limits->lock[lock_of(limits, hash)];
    pthread_mutex_lock(lock);
    Bucket *bucket = bucket_of(limits, hash, now);
    double tokens = tokens_in(bucket, limit, now) + 1;
    put_tokens(bucket, limit, tokens < limit->burst ? tokens : limit->burst, now);
    pthread_mutex_unlock(lock);
}

Str limits_network(Arena *arena, Str address)
{
    enum { TEXT_MAX = 64, NETWORK_BYTES = 8 };
    char text[TEXT_MAX];
    struct in6_addr six;
    if (address.size >= sizeof text || !memchr(address.data, ':', address.size)) return address;
    memcpy(text, address.data, address.size);
    text[address.size] = '\0';
    if (inet_pton(AF_INET6, text, &six) != 1) return address;
    if (IN6_IS_ADDR_V4MAPPED(&six))
        return str_format(arena, "%d.%d.%d.%d", six.s6_addr[12], six.s6_addr[13], six.s6_addr[14], six.s6_addr[15]);
    return str_format(arena, "%s/64", hex_text(arena, (Str){(const char *)six.s6_addr, NETWORK_BYTES}).data);
}

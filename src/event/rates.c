#include "event/rates.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

enum { PLACES = 1 << 16, SHARED = 1 << 12, ADDRESS_BYTES = 64 };

typedef struct Bucket {
    uint64_t owner; // 0: nobody
    Instant at;
    double tokens;
} Bucket;

struct Rates {
    pthread_mutex_t lock;
    unsigned char key[16];
    double per_millisecond, burst;
    Bucket place[PLACES], shared[SHARED];
};

Rates *rates_open(const unsigned char key[16], int per_second, int burst)
{
    Rates *rates = calloc(1, sizeof *rates);
    if (!rates) abort();
    memcpy(rates->key, key, sizeof rates->key);
    rates->per_millisecond = per_second / (double)MILLISECONDS_PER_SECOND;
    rates->burst = burst;
    pthread_mutex_init(&rates->lock, NULL);
    return rates;
}

void rates_close(Rates *rates)
{
    if (!rates) return;
    pthread_mutex_destroy(&rates->lock);
    free(rates);
}

// The bytes that are counted as one sender, and of these the part that stands for its neighbourhood.
typedef struct Sender {
    unsigned char bytes[16];
    size_t size, neighbourhood;
} Sender;

static Sender sender_of(Str address)
{
    char text[ADDRESS_BYTES] = {0};
    Sender sender = {{0}, 0, 0};
    if (address.size < sizeof text) memcpy(text, address.data, address.size);
    if (inet_pton(AF_INET, text, sender.bytes) == 1)
        sender.size = 4, sender.neighbourhood = 2;
    else if (inet_pton(AF_INET6, text, sender.bytes) == 1)
        sender.size = 8, sender.neighbourhood = 4;
    return sender;
}

static uint64_t digest_of(const Rates *rates, const unsigned char *bytes, size_t size, uint64_t *second)
{
    uint64_t digest[2];
    digest_short(rates->key, (Str){(const char *)bytes, size}, digest);
    *second = digest[1];
    return digest[0] | 1;
}

static void refill(const Rates *rates, Bucket *bucket, Instant now)
{
    double more = now > bucket->at ? (double)(now - bucket->at) * rates->per_millisecond : 0;
    bucket->tokens = bucket->tokens + more < rates->burst ? bucket->tokens + more : rates->burst;
    bucket->at = now;
}

// The bucket of this owner in a place, taken over when the one there is full again; NULL when it is another's.
static Bucket *claim(const Rates *rates, Bucket *bucket, uint64_t owner, Instant now)
{
    refill(rates, bucket, now);
    if (bucket->owner == owner) return bucket;
    if (bucket->owner && bucket->tokens < rates->burst) return NULL;
    *bucket = (Bucket){owner, now, rates->burst};
    return bucket;
}

static Bucket *bucket_of(Rates *rates, const Sender *sender, Instant now)
{
    uint64_t second, unused, owner = digest_of(rates, sender->bytes, sender->size, &second);
    Bucket *first_place = &rates->place[(owner >> 1) % PLACES], *second_place = &rates->place[second % PLACES];
    if (second_place->owner == owner) return claim(rates, second_place, owner, now);
    Bucket *bucket = claim(rates, first_place, owner, now);
    if (!bucket) bucket = claim(rates, second_place, owner, now);
    if (bucket) return bucket;
    uint64_t neighbourhood = digest_of(rates, sender->bytes, sender->neighbourhood, &unused);
    bucket = &rates->shared[(neighbourhood >> 1) % SHARED];
    if (!bucket->owner) *bucket = (Bucket){neighbourhood, now, rates->burst};
    refill(rates, bucket, now);
    return bucket;
}

bool rates_take(Rates *rates, Str address, Instant now)
{
    Sender sender = sender_of(address);
    pthread_mutex_lock(&rates->lock);
    Bucket *bucket = bucket_of(rates, &sender, now);
    bool good = bucket->tokens >= 1;
    bucket->tokens -= good;
    pthread_mutex_unlock(&rates->lock);
    return good;
}

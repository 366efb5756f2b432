#include "metric/people_once.h"

enum { DETAIL_BYTES_MAX = 200 };

static Str join(Str a, Str b, Arena *arena)
{
    if (!a.size || !b.size) return a.size ? a : b;
    if (a.size + b.size > DETAIL_BYTES_MAX) return a;
    return str_format(arena, "%.*s, %.*s", STR_ARGS(a), STR_ARGS(b));
}

void people_once(MetricPeople *people, Arena *arena)
{
    size_t kept = 0;
    for (size_t i = 0; i < people->count; i++) {
        const MetricPerson *one = &people->person[i];
        if (!kept || people->person[kept - 1].customer != one->customer) {
            people->person[kept++] = *one;
            continue;
        }
        MetricPerson *same = &people->person[kept - 1];
        same->amount_minor += one->amount_minor;
        same->at = larger(same->at, one->at);
        same->detail = join(same->detail, one->detail, arena);
    }
    people->count = kept;
}

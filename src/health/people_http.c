// people_http.c - how many are in each band, and who: GET /api/v1/health-score, …/people, and GET /api/v1/signals.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "customer/customer_http.h"
#include "health/health_http.h"
#include "health/kept.h"
#include "health/signal_say.h"
#include "house.h"

// ---- everybody in bands ----

typedef struct BandCounts {
    int64_t band[HEALTH_BAND_COUNT], scored, overrides, lost, objected;
    double sum;
} BandCounts;

// What is kept of everybody, and bands as they hold.
typedef struct Everybody {
    const KeptHealth *kept;
    PeopleBands bands;
} Everybody;

static bool open_everybody(const HealthPlace *place, KeptMoment which, Everybody *everybody, Error *error)
{
    const KeptHealth *kept;
    if (!health_kept(place, which, &kept, error)) return false;
    uint8_t *band = arena_array(place->arena, uint8_t, kept->customers);
    memcpy(band, kept->band, kept->customers * sizeof *band);
    *everybody =
        (Everybody){kept, {kept->customers, kept->score, band, arena_array(place->arena, uint8_t, kept->customers)}};
    // What it was before is the score's alone.
    if (which == KEPT_BEFORE || health_overrides(place, &everybody->bands, error)) return true;
    health_kept_release(kept);
    return false;
}

static bool is_seen(const HealthPlace *place, CustomerId root)
{
    return !identity_hidden(place->house->identity, root);
}

static BandCounts count_bands(const HealthPlace *place, const Everybody *everybody)
{
    BandCounts counts = {0};
    const KeptHealth *kept = everybody->kept;
    for (CustomerId c = 1; c < kept->customers; c++) {
        if (kept->standing[c] == STANDING_NO_CUSTOMER || !is_seen(place, c)) continue;
        counts.lost += kept->standing[c] == STANDING_LOST;
        counts.objected += kept->standing[c] == STANDING_OBJECTED;
        if (isnan(kept->score[c])) continue;
        counts.scored++;
        counts.sum += kept->score[c];
        counts.overrides += everybody->bands.overrides[c];
        counts.band[everybody->bands.band[c]]++;
    }
    return counts;
}

static void write_band(JsonWriter *json, const Call *call, HealthBand band, const BandCounts *now,
                       const BandCounts *then)
{
    Rate share = rate_of(now->band[band], now->scored), before = rate_of(then->band[band], then->scored);
    json_begin_object(json);
    put_text(json, "band", health_band_name(band));
    put_text(json, "label", say_phrase(call, health_band_label(band)));
    put_integer(json, "customers", now->band[band]);
    put_rate(json, "share", &share);
    put_integer(json, "customers_before", then->band[band]);
    put_integer(json, "change", now->band[band] - then->band[band]);
    put_number_or_null(json, "share_change", share.observed && before.observed, share.value - before.value);
    json_end_object(json);
}

static void write_bands(JsonWriter *json, const Call *call, const KeptHealth *kept, const BandCounts *now,
                        const BandCounts *then)
{
    json_begin_object(json);
    put_instant(json, "as_of", kept->moment.as_of, call->arena);
    put_integer(json, "version", kept->definition.version);
    put_integer(json, "customers", now->scored);
    put_number_or_null(json, "mean", now->scored > 0, now->scored ? now->sum / (double)now->scored : 0);
    put_number_or_null(json, "mean_before", then->scored > 0, then->scored ? then->sum / (double)then->scored : 0);
    put_integer(json, "change_days", HEALTH_CHANGE_DAYS);
    put_integer(json, "overrides", now->overrides);
    json_key(json, "bands");
    json_begin_array(json);
    for (int band = HEALTH_BAND_COUNT - 1; band >= 0; band--) write_band(json, call, (HealthBand)band, now, then);
    json_end_array(json);
    json_key(json, "left_out");
    json_begin_object(json);
    put_integer(json, "lost", now->lost);
    put_integer(json, "objected", now->objected);
    json_end_object(json);
    json_end_object(json);
}

// What it was 30 days ago is worked out by today's definition from what was known then; overrides go with both.
bool get_health_bands(Call *call, StoreSession *session, Error *error)
{
    HealthPlace place = health_place(call, session);
    Everybody now, then;
    if (!open_everybody(&place, KEPT_NOW, &now, error)) return false;
    bool fine = open_everybody(&place, KEPT_BEFORE, &then, error);
    if (fine) {
        BandCounts counts = count_bands(&place, &now), before = count_bands(&place, &then);
        JsonWriter json = call_json(call);
        write_bands(&json, call, now.kept, &counts, &before);
        health_kept_release(then.kept);
    }
    health_kept_release(now.kept);
    return fine;
}

// ---- a list, worst first ----

typedef struct Ranked {
    double score;
    CustomerId root;
} Ranked;

static int by_score(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? -1 : 1;
    return (x->root > y->root) - (x->root < y->root);
}

// After "score in 10^-9:root" of the last one.
static bool read_place(const Call *call, Ranked *after, Error *error)
{
    int64_t root = 0;
    double score = -1;
    Str text, first;
    if (!call_cursor(call, &text, error)) return false;
    *after = (Ranked){.score = -1};
    if (!text.size) return true;
    if (!str_cut(&text, ':', &first) || !number_parse(first, &score) || !number_parse_count(text, &root))
        return say_not_found(error);
    *after = (Ranked){score, (CustomerId)root};
    return true;
}

static Str place_of(const Call *call, const Ranked *last)
{
    return str_format(call->arena, "%.17g:%u", last->score, last->root);
}

// The first `limit` after a place, in order; there is room for twice as many.
static size_t rank_people(const HealthPlace *place, const Everybody *everybody, int band, const Ranked *after,
                          size_t limit, Ranked *list)
{
    size_t count = 0;
    bool cut = false; // list[limit - 1] is the last that comes into question
    for (CustomerId c = 1; c < everybody->kept->customers; c++) {
        const Ranked one = {everybody->kept->score[c], c};
        if (isnan(one.score) || (band >= 0 && everybody->bands.band[c] != band) || by_score(&one, after) <= 0 ||
            (cut && by_score(&one, &list[limit - 1]) > 0) || !is_seen(place, c))
            continue;
        list[count++] = one;
        if (count < 2 * limit) continue;
        qsort(list, count, sizeof *list, by_score);
        count = limit;
        cut = true;
    }
    if (count) qsort(list, count, sizeof *list, by_score);
    return count < limit ? count : limit;
}

static void write_standing_signals(JsonWriter *json, const Call *call, const HealthScore *score)
{
    json_key(json, "signals");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++)
        if (score->signal[i].stands) json_string(json, say_phrase(call, health_signals[i].label));
    json_end_array(json);
}

static bool write_scored(JsonWriter *json, Call *call, StoreSession *session, const Everybody *everybody,
                         CustomerId root, Error *error)
{
    PersonHealth health;
    const HealthPlace place = health_place(call, session);
    if (!health_of_person(&place, root, &health, error)) return false;
    json_begin_object(json);
    if (!put_customer(json, call, session, root, error)) return false;
    put_number(json, "score", everybody->kept->score[root]);
    put_text(json, "band", health_band_name((HealthBand)everybody->bands.band[root]));
    put_boolean(json, "overridden", everybody->bands.overrides[root]);
    put_instant(json, "last_purchase", health.facts.last_purchase, call->arena);
    write_standing_signals(json, call, &health.score);
    json_end_object(json);
    return true;
}

static bool write_people(Call *call, StoreSession *session, const Everybody *everybody, const Ranked *after,
                         Error *error)
{
    const HealthPlace place = health_place(call, session);
    HealthBand band = HEALTH_AT_RISK;
    bool one = health_band_parse(call_query(call, "band"), &band);
    size_t limit = (size_t)call_limit(call);
    Ranked *list = arena_array(call->arena, Ranked, 2 * (limit + 1));
    size_t count = rank_people(&place, everybody, one ? (int)band : -1, after, limit + 1, list);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++)
        if (!write_scored(&json, call, session, everybody, list[i].root, error)) return false;
    json_end_array(&json);
    write_next(&json, call, count > limit, count > limit ? place_of(call, &list[limit - 1]) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

bool list_health_people(Call *call, StoreSession *session, Error *error)
{
    const HealthPlace place = health_place(call, session);
    Everybody everybody;
    Ranked after;
    if (!read_place(call, &after, error) || !open_everybody(&place, KEPT_NOW, &everybody, error)) return false;
    bool fine = write_people(call, session, &everybody, &after, error);
    health_kept_release(everybody.kept);
    return fine;
}

// ---- people with a signal, the newest first ----

static int by_since(const void *a, const void *b)
{
    const KeptSignal *x = a, *y = b;
    if (x->since != y->since) return x->since > y->since ? -1 : 1;
    if (x->root != y->root) return x->root < y->root ? -1 : 1;
    return (x->signal > y->signal) - (x->signal < y->signal);
}

static bool read_signal_place(const Call *call, KeptSignal *after, Error *error)
{
    int64_t since = 0, root = 0, signal = 0;
    Str text, first, second;
    *after = (KeptSignal){.since = INT64_MAX};
    if (!call_cursor(call, &text, error)) return false;
    if (!text.size) return true;
    if (!str_cut(&text, ':', &first) || !str_cut(&text, ':', &second) || !number_parse_count(first, &since) ||
        !number_parse_count(second, &root) || !number_parse_count(text, &signal))
        return say_not_found(error);
    *after = (KeptSignal){since, (CustomerId)root, (HealthSignal)signal};
    return true;
}

// The first `limit` after a place, in order; there is room for twice as many. All are counted.
static size_t find_signals(const HealthPlace *place, const KeptHealth *kept, int key, const KeptSignal *after,
                           size_t limit, int64_t *counts, KeptSignal *list)
{
    size_t count = 0;
    bool cut = false;
    for (size_t i = 0; i < kept->signals; i++) {
        const KeptSignal *one = &kept->signal[i];
        if (!is_seen(place, one->root)) continue;
        counts[one->signal]++;
        if ((key >= 0 && key != (int)one->signal) || by_since(one, after) <= 0 ||
            (cut && by_since(one, &list[limit - 1]) > 0))
            continue;
        list[count++] = *one;
        if (count < 2 * limit) continue;
        qsort(list, count, sizeof *list, by_since);
        count = limit;
        cut = true;
    }
    if (count) qsort(list, count, sizeof *list, by_since);
    return count < limit ? count : limit;
}

static bool write_signalled(JsonWriter *json, Call *call, StoreSession *session, const KeptSignal *one, Error *error)
{
    PersonHealth health;
    const HealthPlace place = health_place(call, session);
    if (!health_of_person(&place, one->root, &health, error)) return false;
    const SignalSaying saying = {&health.definition, &health.facts, &health.moment, call->locale, call->arena};
    json_begin_object(json);
    if (!put_customer(json, call, session, one->root, error)) return false;
    put_signal(json, &saying, one->signal, one->since);
    json_end_object(json);
    return true;
}

static void write_signal_counts(JsonWriter *json, const Call *call, const int64_t *counts)
{
    json_key(json, "counts");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++) {
        json_begin_object(json);
        put_text(json, "key", str_of(health_signals[i].key));
        put_text(json, "label", say_phrase(call, health_signals[i].label));
        put_integer(json, "customers", counts[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool write_signals(Call *call, StoreSession *session, const KeptHealth *kept, const KeptSignal *after,
                          Error *error)
{
    const HealthPlace place = health_place(call, session);
    HealthSignal key = SIGNAL_PAUSE;
    int64_t counts[HEALTH_SIGNAL_COUNT] = {0};
    bool one = health_signal_parse(call_query(call, "signal"), &key);
    size_t limit = (size_t)call_limit(call);
    KeptSignal *list = arena_array(call->arena, KeptSignal, 2 * (limit + 1));
    size_t count = find_signals(&place, kept, one ? (int)key : -1, after, limit + 1, counts, list);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++)
        if (!write_signalled(&json, call, session, &list[i], error)) return false;
    json_end_array(&json);
    const KeptSignal *last = count > limit ? &list[limit - 1] : NULL;
    write_next(&json, call, last != NULL,
               last ? str_format(call->arena, "%lld:%u:%d", (long long)last->since, last->root, (int)last->signal)
                    : STR(""));
    write_signal_counts(&json, call, counts);
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

bool list_signals(Call *call, StoreSession *session, Error *error)
{
    const HealthPlace place = health_place(call, session);
    const KeptHealth *kept;
    KeptSignal after;
    if (!read_signal_place(call, &after, error) || !health_kept(&place, KEPT_NOW, &kept, error)) return false;
    bool fine = write_signals(call, session, kept, &after, error);
    health_kept_release(kept);
    return fine;
}

// ---- shapes ----

static const Field band_fields[] = {
    {.name = "band", .type = FIELD_TEXT, .required = true, .words = "healthy|watch|at_risk"},
    {.name = "label", .type = FIELD_TEXT, .required = true},
    {.name = "customers", .type = FIELD_INTEGER, .required = true},
    {.name = "share", .type = FIELD_OBJECT, .required = true, .shape = &health_rate_shape},
    {.name = "customers_before", .type = FIELD_INTEGER, .required = true},
    {.name = "change", .type = FIELD_INTEGER, .required = true},
    {.name = "share_change", .type = FIELD_NUMBER, .required = true, .nullable = true},
    {0}};
static const Shape band_shape = {.name = "HealthBandCount", .fields = band_fields};
static const Field left_out_fields[] = {
    {.name = "lost",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("who have not been customers for long", "qui ne sont plus clients depuis longtemps")},
    {.name = "objected",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("who objected to profiling", "qui se sont opposés au profilage")},
    {0}};
static const Shape left_out_shape = {.name = "HealthLeftOut", .fields = left_out_fields};
static const Field bands_fields[] = {
    {.name = "as_of", .type = FIELD_INSTANT, .required = true},
    {.name = "version",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of the definition", "de la définition")},
    {.name = "customers", .type = FIELD_INTEGER, .required = true, .help = PHRASE("with a score", "qui ont un score")},
    {.name = "mean", .type = FIELD_NUMBER, .required = true, .nullable = true},
    {.name = "mean_before", .type = FIELD_NUMBER, .required = true, .nullable = true},
    {.name = "change_days",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("between before and now, both by this definition",
                    "entre avant et maintenant, tous deux selon cette définition")},
    {.name = "overrides", .type = FIELD_INTEGER, .required = true},
    {.name = "bands", .type = FIELD_ARRAY, .required = true, .shape = &band_shape},
    {.name = "left_out", .type = FIELD_OBJECT, .required = true, .shape = &left_out_shape},
    {0}};
const Shape health_bands_shape = {.name = "HealthBands", .fields = bands_fields};

static const Field person_fields[] = {
    {.name = "customer", .type = FIELD_OBJECT, .required = true, .shape = &health_customer_shape},
    {.name = "score", .type = FIELD_NUMBER, .required = true},
    {.name = "band", .type = FIELD_TEXT, .required = true, .words = "healthy|watch|at_risk"},
    {.name = "overridden", .type = FIELD_BOOLEAN, .required = true},
    {.name = "last_purchase", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "signals", .type = FIELD_ARRAY, .required = true, .item = FIELD_TEXT},
    {0}};
static const Shape person_shape = {.name = "HealthPerson", .fields = person_fields};
static const Field people_fields[] = {{.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &person_shape},
                                      {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
                                      {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
                                      {0}};
const Shape health_people_shape = {.name = "HealthPeople", .fields = people_fields};

static const Field signalled_fields[] = {
    {.name = "customer", .type = FIELD_OBJECT, .required = true, .shape = &health_customer_shape}, SIGNAL_FIELDS, {0}};
static const Shape signalled_shape = {.name = "CustomerSignal", .fields = signalled_fields};
static const Field count_fields[] = {{.name = "key", .type = FIELD_TEXT, .required = true},
                                     {.name = "label", .type = FIELD_TEXT, .required = true},
                                     {.name = "customers", .type = FIELD_INTEGER, .required = true},
                                     {0}};
static const Shape count_shape = {.name = "SignalCount", .fields = count_fields};
static const Field signals_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &signalled_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "counts", .type = FIELD_ARRAY, .required = true, .shape = &count_shape},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
const Shape signal_people_shape = {.name = "SignalList", .fields = signals_fields};

#include "consent/ground.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/test.h"

static const Purpose marketing = {.name = {"marketing", 9}, .ground = GROUND_CONSENT, .marketing = true};
static const Purpose profiling = {.name = {"profiling", 9}, .ground = GROUND_LEGITIMATE_INTEREST, .profiling = true};
static const Purpose service = {.name = {"service", 7}, .ground = GROUND_CONTRACT};
static const Purpose bills = {.name = {"bills", 5}, .ground = GROUND_LEGAL_OBLIGATION};
static const Purpose letters = {.name = {"letters", 7}, .ground = GROUND_CONTRACT, .marketing = true};
static const Purpose referral = {.name = {"referral", 8}, .ground = GROUND_CONSENT, .marketing = true};
static const Purpose lookalikes = {.name = {"lookalikes", 10}, .ground = GROUND_CONSENT, .profiling = true};

enum { EVENTS_MAX = 12 };

// One character a word: "+e1@3" customer 1 consents to e-mail at 3; "-" refuses, "~" withdraws, "!" objects, "?" takes
// that back, "#" restricts, "=" lifts. Channels: a any, e email, s sms.
static size_t history(const char *text, Str purpose, ConsentEvent *events)
{
    size_t count = 0;
    for (Str rest = str_of(text), word; str_cut(&rest, ' ', &word);) {
        if (word.size < sizeof "+e1@3" - 1) continue; // nothing was said
        char sign = word.data[0], channel = word.data[1];
        events[count++] = (ConsentEvent){.customer = (CustomerId)(word.data[2] - '0'),
                                         .at = word.data[4] - '0',
                                         .kind = strchr("!?", sign)   ? CONSENT_OBJECTION
                                                 : strchr("#=", sign) ? CONSENT_RESTRICTION
                                                                      : CONSENT_GIVEN,
                                         .state = strchr("+!#", sign) ? CONSENT_GRANTED
                                                  : sign == '-'       ? CONSENT_REFUSED
                                                                      : CONSENT_WITHDRAWN,
                                         .channel = channel == 'e'   ? CONSENT_EMAIL
                                                    : channel == 's' ? CONSENT_SMS
                                                                     : CONSENT_ANY,
                                         .purpose = strchr("#=", sign) ? STR("") : purpose};
    }
    return count;
}

static Str asked(const Purpose *purpose, const char *said, Str about, Instant merged_at)
{
    ConsentEvent events[EVENTS_MAX];
    GroundAsk ask = {.purpose = purpose, .channel = CONSENT_EMAIL, .events = events, .merged_at = merged_at, .now = 9};
    ask.count = history(said, about, events);
    Ground result = ground(&ask);
    return str_format(test_arena(), "%s %.*s", result.allowed ? "yes" : "no",
                      STR_ARGS(ground_reason_name(result.reason)));
}

static Str may(const Purpose *purpose, const char *said)
{
    return asked(purpose, said, purpose->name, INT64_MIN);
}

TEST(consent_is_needed_and_the_last_word_holds)
{
    CHECK_TEXT(may(&marketing, ""), "no no_consent");
    CHECK_TEXT(may(&marketing, "+e1@1"), "yes consent");
    CHECK_TEXT(may(&marketing, "+a1@1"), "yes consent");
    CHECK_TEXT(may(&marketing, "+s1@1"), "no no_consent");
    CHECK_TEXT(may(&marketing, "+e1@1 ~e1@2"), "no withdrawn");
    CHECK_TEXT(may(&marketing, "+e1@1 -a1@2"), "no refused");
    CHECK_TEXT(may(&marketing, "+e1@1 ~s1@2"), "yes consent");
    CHECK_TEXT(may(&marketing, "-e1@1 +e1@2"), "yes consent");
    CHECK_TEXT(may(&marketing, "-a1@1 +e1@2"), "yes consent");
}

TEST(what_was_refused_for_one_channel_is_not_taken_back_by_consent_to_any)
{
    CHECK_TEXT(may(&marketing, "-e1@1 +a1@2"), "no refused");
    CHECK_TEXT(may(&marketing, "-e1@1 +a1@2 +e1@3"), "yes consent");
}

TEST(of_two_words_at_one_moment_the_stricter_holds)
{
    CHECK_TEXT(may(&marketing, "+e1@1 -e1@1"), "no refused");
    CHECK_TEXT(may(&marketing, "-e1@1 +e1@1"), "no refused");
}

TEST(consent_to_come_does_not_count_yet)
{
    ConsentEvent events[EVENTS_MAX];
    GroundAsk ask = {.purpose = &marketing, .events = events, .merged_at = INT64_MIN, .now = 4};
    ask.count = history("+a1@5", STR("marketing"), events);
    CHECK(!ground(&ask).allowed);
    ask.now = 5;
    CHECK(ground(&ask).allowed);
    ask.now = 4;
    ask.count = history("+a1@3 -a1@8", STR("marketing"), events);
    CHECK(!ground(&ask).allowed);
}

TEST(of_merged_customers_the_stricter_holds_until_one_speaks_again)
{
    CHECK_TEXT(asked(&marketing, "-e2@1 +e1@2", STR("marketing"), 5), "no refused");
    CHECK_TEXT(asked(&marketing, "-e2@1 +e1@5", STR("marketing"), 5), "yes consent");
    CHECK_TEXT(asked(&marketing, "-e2@1 +e2@2", STR("marketing"), 5), "yes consent");
    CHECK_TEXT(asked(&marketing, "+e1@1 +e2@2", STR("marketing"), 5), "yes consent");
    CHECK_TEXT(asked(&marketing, "-e2@1 -e1@2 +e1@3", STR("marketing"), 5), "no refused");
}

TEST(an_objection_to_marketing_is_absolute)
{
    CHECK_TEXT(may(&marketing, "!a1@1 +e1@2"), "no objected");
    CHECK_TEXT(may(&marketing, "!a1@1 +e1@2 ?a1@3"), "yes consent");
    CHECK_TEXT(may(&marketing, "+e1@1 !e1@2 ?a1@3"), "no objected");
    CHECK_TEXT(asked(&referral, "!a1@1", STR("marketing"), INT64_MIN), "no objected");
    CHECK_TEXT(asked(&letters, "!a1@1", STR("marketing"), INT64_MIN), "no objected");
    CHECK_TEXT(asked(&service, "!a1@1", STR("marketing"), INT64_MIN), "yes contract");
    CHECK_TEXT(may(&service, "!a1@1"), "yes contract");
    CHECK_TEXT(may(&bills, "!a1@1"), "yes legal_obligation");
    CHECK_TEXT(asked(&marketing, "+a1@1", STR("referral"), INT64_MIN), "no no_consent");
}

TEST(an_objection_to_profiling_covers_all_profiling)
{
    CHECK_TEXT(may(&profiling, ""), "yes legitimate_interest");
    CHECK_TEXT(may(&profiling, "-a1@1"), "no refused");
    CHECK_TEXT(may(&profiling, "!a1@1"), "no objected");
    CHECK_TEXT(asked(&lookalikes, "!a1@1", STR("profiling"), INT64_MIN), "no objected");
    CHECK_TEXT(asked(&profiling, "!a1@1", STR("marketing"), INT64_MIN), "yes legitimate_interest");
}

TEST(restriction_and_suppression_go_before_all_else)
{
    CHECK_TEXT(may(&service, "#a1@1"), "no restricted");
    CHECK_TEXT(may(&bills, "#a1@1"), "yes legal_obligation");
    CHECK_TEXT(may(&service, "#a1@1 =a1@2"), "yes contract");
    GroundAsk ask = {.purpose = &bills, .suppressed = true, .now = 9};
    CHECK_TEXT(ground_reason_name(ground(&ask).reason), "suppressed");
    ask.purpose = NULL;
    CHECK_TEXT(ground_reason_name(ground(&ask).reason), "unknown_purpose");
}

TEST(every_reason_has_words_in_both_languages)
{
    for (GroundReason reason = 0; reason < GROUND_REASON_COUNT; reason++) {
        CHECK(ground_reason_name(reason).size);
        for (Locale locale = 0; locale < LOCALE_COUNT; locale++) CHECK(ground_reason_say(reason).in[locale]);
    }
}

// ---- against a model: the history played from its beginning, with what is forbidden at each moment ----

enum { CUSTOMERS = 3, CHANNELS = 3, PURPOSES = 4 };

typedef struct Played {
    bool forbidden[CUSTOMERS][CHANNELS]; // by refusals; of channels any, email, sms
    ConsentState by[CUSTOMERS][CHANNELS];
    bool granted;
} Played;

static bool concerns(const GroundAsk *ask, const ConsentEvent *event, ConsentKind kind)
{
    if (event->kind != kind) return false;
    if (kind == CONSENT_RESTRICTION) return true;
    bool family =
        kind == CONSENT_OBJECTION && ((ask->purpose->marketing && str_equal(event->purpose, STR("marketing"))) ||
                                      (ask->purpose->profiling && str_equal(event->purpose, STR("profiling"))));
    return family || str_equal(event->purpose, ask->purpose->name);
}

// One moment after the other: first what frees, then what forbids.
static void play(const GroundAsk *ask, ConsentKind kind, Str purpose, Played *played)
{
    *played = (Played){0};
    for (Instant at = 0; at < 10; at++)
        for (int forbids = 0; forbids < 2; forbids++)
            for (size_t i = 0; i < ask->count; i++) {
                const ConsentEvent *event = &ask->events[i];
                bool frees = (event->state == CONSENT_GRANTED) == (kind == CONSENT_GIVEN);
                if (event->at != at || frees == forbids || !concerns(ask, event, kind)) continue;
                if (!str_equal(event->purpose, purpose)) continue;
                if (forbids) {
                    played->forbidden[event->customer][event->channel] = true;
                    continue;
                }
                if (at > ask->now) continue;
                bool heard = event->channel == CONSENT_ANY || event->channel == ask->channel;
                played->granted |= heard;
                for (CustomerId customer = 0; customer < CUSTOMERS; customer++) {
                    if (customer != event->customer && at < ask->merged_at) continue;
                    played->forbidden[customer][event->channel] = false;
                    played->forbidden[customer][CONSENT_ANY] &= !heard;
                }
            }
}

static bool stands(const GroundAsk *ask, const Played *played)
{
    for (CustomerId customer = 0; customer < CUSTOMERS; customer++)
        if (played->forbidden[customer][CONSENT_ANY] || played->forbidden[customer][ask->channel]) return true;
    return false;
}

static bool objected(const GroundAsk *ask)
{
    static const Str names[] = {STR("marketing"), STR("profiling"), STR("referral"), STR("service")};
    Played played;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        play(ask, CONSENT_OBJECTION, names[i], &played);
        if (stands(ask, &played)) return true;
    }
    return false;
}

static bool model_allows(const GroundAsk *ask)
{
    Played restriction, consent;
    LegalGround legal = ask->purpose->ground;
    bool choice = legal == GROUND_CONSENT || legal == GROUND_LEGITIMATE_INTEREST;
    play(ask, CONSENT_RESTRICTION, STR(""), &restriction);
    play(ask, CONSENT_GIVEN, ask->purpose->name, &consent);
    if (ask->suppressed || (stands(ask, &restriction) && legal != GROUND_LEGAL_OBLIGATION)) return false;
    if ((choice || ask->purpose->marketing) && objected(ask)) return false;
    if (!choice) return true;
    return !stands(ask, &consent) && (consent.granted || legal == GROUND_LEGITIMATE_INTEREST);
}

static int by_time(const void *a, const void *b)
{
    const ConsentEvent *left = a, *right = b;
    return (left->at > right->at) - (left->at < right->at);
}

static size_t pick(Random *random, size_t count)
{
    return (size_t)(random_bits(random) % count);
}

static void random_history(Random *random, GroundAsk *ask, ConsentEvent *events, Purpose *purpose)
{
    static const Str names[PURPOSES] = {STR("marketing"), STR("profiling"), STR("referral"), STR("service")};
    ask->count = pick(random, EVENTS_MAX + 1);
    for (size_t i = 0; i < ask->count; i++) {
        ConsentKind kind = pick(random, 8) ? pick(random, 4) ? CONSENT_GIVEN : CONSENT_OBJECTION : CONSENT_RESTRICTION;
        events[i] = (ConsentEvent){
            .kind = kind,
            .customer = (CustomerId)pick(random, CUSTOMERS),
            .channel = kind == CONSENT_RESTRICTION ? CONSENT_ANY : (ConsentChannel)pick(random, CHANNELS),
            .state = (ConsentState)(kind == CONSENT_GIVEN ? 1 + pick(random, 3) : 1 + 2 * pick(random, 2)),
            .purpose = kind == CONSENT_RESTRICTION ? STR("") : names[pick(random, PURPOSES)],
            .at = (Instant)pick(random, 10)};
    }
    if (ask->count) qsort(events, ask->count, sizeof *events, by_time);
    *purpose = (Purpose){.name = names[pick(random, PURPOSES)],
                         .ground = (LegalGround)(1 + pick(random, LEGAL_GROUND_COUNT - 1)),
                         .marketing = pick(random, 2),
                         .profiling = pick(random, 2)};
    ask->events = events;
    ask->purpose = purpose;
    ask->channel = (ConsentChannel)pick(random, CHANNELS);
    ask->merged_at = pick(random, 4) ? (Instant)pick(random, 10) : INT64_MIN;
    ask->suppressed = !pick(random, 16);
    ask->now = (Instant)pick(random, 10);
}

// FIDELE_GROUND_CASES=1000000 for the long run.
TEST(ground_is_as_the_model_plays_it)
{
    const char *cases = getenv("FIDELE_GROUND_CASES");
    long count = cases ? strtol(cases, NULL, 10) : 100000;
    long allowed = 0;
    for (long i = 0; i < count; i++) {
        Random random = random_start(20261122, (uint64_t)i);
        ConsentEvent events[EVENTS_MAX];
        Purpose purpose;
        GroundAsk ask = {0};
        random_history(&random, &ask, events, &purpose);
        bool expected = model_allows(&ask);
        if (ground(&ask).allowed != expected) fail_msg("history %ld of seed 20261122 is %d", i, !expected);
        allowed += expected;
    }
    CHECK(allowed > count / 10 && allowed < count - count / 10); // both answers are met
}

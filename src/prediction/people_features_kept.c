// people_features_kept.c - features from what tables keep of people: tickets, answers, subscriptions, orders, traits.
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "customer/trait.h"
#include "event/log.h"
#include "feedback/answers_read.h"
#include "house.h"
#include "order/subscription.h"
#include "prediction/people_features_parts.h"
#include "service/tickets_read.h"

static const Instant day_milliseconds = (Instant)SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;

// ---- orders of things that stand one after the other ----

#define COMPARE_BY_PERSON(Type, member)                                                                                \
    const Type *left = a, *right = b;                                                                                  \
    if (left->root != right->root) return left->root < right->root ? -1 : 1;                                           \
    return (left->member > right->member) - (left->member < right->member)

static int tickets_in_order(const void *a, const void *b)
{
    COMPARE_BY_PERSON(KeptTicket, opened);
}

static int answers_in_order(const void *a, const void *b)
{
    COMPARE_BY_PERSON(KeptAnswer, at);
}

static int terms_in_order(const void *a, const void *b)
{
    COMPARE_BY_PERSON(KeptTerms, at);
}

static int orders_in_order(const void *a, const void *b)
{
    COMPARE_BY_PERSON(KeptOrder, at);
}

static int traits_in_order(const void *a, const void *b)
{
    COMPARE_BY_PERSON(KeptTrait, at);
}

// ---- reading ----

static int by_number(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double usual_ticket(const FeatureSource *source)
{
    const KeptTicket *ticket = source->tickets.item;
    double *took = arena_array(source->arena, double, source->tickets.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < source->tickets.count; i++)
        if (ticket[i].solved != INT64_MAX) took[count++] = (double)larger(0, ticket[i].solved - ticket[i].opened);
    if (count) qsort(took, count, sizeof *took, by_number);
    return count ? took[count / 2] : 0;
}

static bool read_tickets(FeatureSource *source, Error *error)
{
    Tickets tickets;
    const PredictionPlace *place = &source->place;
    if (!tickets_read(place->house->identity, place->session, INT64_MIN / 2, place->now + 1, source->arena, &tickets,
                      error))
        return false;
    for (size_t i = 0; i < tickets.count; i++) {
        const Ticket *ticket = &tickets.ticket[i];
        KeptTicket kept = {ticket->customer, ticket->opened.at, ticket->solved.known ? ticket->solved.at : INT64_MAX};
        if (ticket->opened.known) by_person_add(&source->tickets, &kept, sizeof kept, source->arena);
    }
    by_person_close(&source->tickets, source->customers, tickets_in_order, source->arena);
    source->usual_ticket = usual_ticket(source);
    return true;
}

static bool speaks_of_trust(Str survey, Arena *arena)
{
    Text lower = text_in(arena);
    for (size_t i = 0; i < survey.size; i++)
        text_add_byte(&lower,
                      (char)(survey.data[i] >= 'A' && survey.data[i] <= 'Z' ? survey.data[i] + 32 : survey.data[i]));
    return str_contains(text_str(&lower), STR("trust")) || str_contains(text_str(&lower), STR("confiance"));
}

static KeptAnswer kept_answer(const Answer *answer, Arena *arena)
{
    enum { FULL = 10 };
    static const FeatureNumber questions[ANSWER_KIND_END] = {
        [ANSWER_NPS] = NPS_LAST,          [ANSWER_CSAT] = CSAT_LAST,         [ANSWER_CES] = EFFORT_LAST,
        [ANSWER_OTHER] = FEATURE_NUMBERS, [ANSWER_REVIEW] = FEATURE_NUMBERS, [ANSWER_MENTION] = FEATURE_NUMBERS};
    KeptAnswer kept = {.root = answer->customer, .question = questions[answer->kind], .at = answer->at};
    if (answer->kind == ANSWER_OTHER && speaks_of_trust(answer->survey, arena)) kept.question = TRUST_LAST;
    if (answer->in_words) {
        kept.question = FEATURE_NUMBERS;
        kept.negative = answer->mood_known && answer->mood == MOOD_NEGATIVE;
    } else {
        kept.score = FULL * answer_level(answer);
        kept.negative = answer_mood(answer) == MOOD_NEGATIVE;
    }
    return kept;
}

static bool read_answers(FeatureSource *source, Error *error)
{
    Answers answers;
    const PredictionPlace *place = &source->place;
    const AnswerAsk ask = {.from = INT64_MIN / 2, .to = place->now + 1};
    if (!answers_read(place->house->identity, place->session, &ask, source->arena, &answers, error) ||
        !verbatims_read(place->house->identity, place->session, &ask, source->arena, &answers, error))
        return false;
    for (size_t i = 0; i < answers.count; i++) {
        KeptAnswer kept = kept_answer(&answers.answer[i], source->arena);
        by_person_add(&source->answers, &kept, sizeof kept, source->arena);
    }
    by_person_close(&source->answers, source->customers, answers_in_order, source->arena);
    return true;
}

static bool take_terms(void *context, const SubscriptionMoment *moment, Error *error)
{
    (void)error;
    FeatureSource *source = context;
    Currency currency = workspace_first(source->place.house->workspace)->currency;
    MonthlyValue monthly = subscription_monthly(moment->state, &currency);
    SubscriptionStatus status = moment->state->status;
    KeptTerms kept = {.root = identity_root(source->place.house->identity, moment->state->customer),
                      .at = moment->at,
                      .subscription = moment->state->id,
                      .runs = status == SUBSCRIPTION_ACTIVE || status == SUBSCRIPTION_PAST_DUE,
                      .upgraded = moment->word == WORD_UPGRADED,
                      .known = monthly.known,
                      .monthly = (double)monthly.minor / (double)currency_minor_per_major(&currency),
                      .plan = WORD_MISSING};
    if (moment->state->terms.plan.size)
        kept.plan = word_list_code(&source->plans, moment->state->terms.plan, source->arena);
    by_person_add(&source->terms, &kept, sizeof kept, source->arena);
    return true;
}

static bool read_terms(FeatureSource *source, Error *error)
{
    if (!subscription_pass(source->place.session, source->place.now + 1, take_terms, source, error)) return false;
    by_person_close(&source->terms, source->customers, terms_in_order, source->arena);
    const Zone *zone = activity_zone(source->place.house->activity);
    source->subscribed_from = arena_array(source->arena, Second, source->customers + 1);
    const KeptTerms *terms = source->terms.item;
    for (size_t i = source->terms.count; i-- > 0;)
        if (terms[i].runs && terms[i].root < source->customers)
            source->subscribed_from[terms[i].root] =
                (Second)larger(1, smaller(zone_civil(zone, terms[i].at / MILLISECONDS_PER_SECOND), UINT32_MAX));
    return true;
}

static bool read_orders(FeatureSource *source, Error *error)
{
    Rows rows;
    const PredictionPlace *place = &source->place;
    if (!store_select(place->session, &query_people_features_promotions, VALUES(value_integer(EVENT_HIDDEN)), &rows,
                      error))
        return false;
    while (rows_next(&rows)) {
        KeptOrder kept = {identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 0)),
                          rows_integer(&rows, 1), rows_integer(&rows, 2) != 0};
        by_person_add(&source->orders, &kept, sizeof kept, source->arena);
    }
    by_person_close(&source->orders, source->customers, orders_in_order, source->arena);
    return rows_close(&rows, error);
}

typedef struct TraitSeeing {
    FeatureSource *source;
    size_t number;
} TraitSeeing;

static void see_trait(void *context, CustomerId root, const Trait *trait)
{
    const TraitSeeing *seeing = context;
    FeatureSource *source = seeing->source;
    FeatureKind kind = source->trait[seeing->number].kind;
    KeptTrait kept = {.root = root, .at = trait->at, .number = (double)NAN, .word = WORD_MISSING};
    if (kind == FEATURE_WORD && trait->type == TRAIT_TEXT) {
        Str text = trait_text(trait, source->arena);
        kept.word = word_list_code(&source->trait_words[seeing->number], text, source->arena);
    }
    if (kind == FEATURE_YES_NO && trait->type == TRAIT_BOOLEAN) kept.number = str_equal(trait->value, STR("true"));
    if (kind == FEATURE_NUMBER && trait->type == TRAIT_NUMBER && !number_parse(trait->value, &kept.number))
        kept.number = (double)NAN;
    by_person_add(&source->of_trait[seeing->number], &kept, sizeof kept, source->arena);
}

static bool read_traits(FeatureSource *source, Error *error)
{
    const PredictionPlace *place = &source->place;
    for (size_t i = 0; i < source->traits; i++) {
        TraitSeeing seeing = {source, i};
        if (!trait_of_all(place->house->identity, place->session, source->trait[i].name, source->arena, see_trait,
                          &seeing, error))
            return false;
        by_person_close(&source->of_trait[i], source->customers, traits_in_order, source->arena);
    }
    return true;
}

bool kept_read(FeatureSource *source, Error *error)
{
    return read_tickets(source, error) && read_answers(source, error) && read_terms(source, error) &&
           read_orders(source, error) && read_traits(source, error);
}

// ---- which traits ----

// Of names, addresses, and what Art. 9 GDPR calls special categories, nothing is learnt.
static bool never_used(Str name)
{
    static const char *const parts[] = {
        "name",  "mail",    "phone", "address", "birth", "gender",   "sex",  "religion", "ethnic", "race", "health",
        "disab", "politic", "union", "genre",   "nom",   "religieu", "sant", "orient",   "origin", "age",  "value."};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        size_t size = str_of(parts[i]).size;
        for (size_t at = 0; at + size <= name.size; at++)
            if (str_equal_fold((Str){name.data + at, size}, str_of(parts[i]))) return true;
    }
    return false;
}

static bool tells_apart(TraitType type, int64_t holders, int64_t values, int64_t people)
{
    enum { WORDS_MAX = 30, EACH_MIN = 5, HOLDERS_MIN = 20, SHARE_MIN = 20 };
    if (holders < HOLDERS_MIN || holders * SHARE_MIN < people || values < 2) return false;
    if (type == TRAIT_TEXT) return values <= WORDS_MAX && values * EACH_MIN <= holders;
    return type == TRAIT_BOOLEAN || type == TRAIT_NUMBER;
}

bool trait_features_find(const PredictionPlace *place, TraitFeature trait[TRAIT_FEATURES_MAX], size_t *count,
                         Error *error)
{
    static const FeatureKind kinds[TRAIT_TYPE_COUNT] = {
        [TRAIT_TEXT] = FEATURE_WORD, [TRAIT_NUMBER] = FEATURE_NUMBER, [TRAIT_BOOLEAN] = FEATURE_YES_NO};
    Rows rows;
    int64_t people = identity_count(place->house->identity);
    *count = 0;
    if (!store_select(place->session, &query_people_features_traits, NO_VALUES, &rows, error)) return false;
    while (*count < TRAIT_FEATURES_MAX && rows_next(&rows)) {
        Str name = rows_text(&rows, 0);
        TraitType type = (TraitType)rows_integer(&rows, 1);
        bool same = *count > 0 && str_equal(trait[*count - 1].name, name); // of two types: the commoner one
        if (same || never_used(name) || !tells_apart(type, rows_integer(&rows, 2), rows_integer(&rows, 3), people))
            continue;
        trait[(*count)++] = (TraitFeature){str_copy(place->arena, name), kinds[type]};
    }
    return rows_close(&rows, error);
}

// ---- as of a moment ----

// INT64_MIN: none.
static Instant last_order(const FeatureSource *source, Moment moment, CustomerId person)
{
    const void *items = NULL;
    size_t count = by_person_of(&source->orders, person, &items);
    const KeptOrder *order = items;
    Instant last = INT64_MIN;
    for (size_t i = 0; i < count && order[i].at < moment.at; i++) last = order[i].at;
    return last;
}

// Whether it took over twice the usual time and a day, or is open for as long.
static bool is_slow(const FeatureSource *source, const KeptTicket *ticket, Instant now)
{
    enum { SLOW_TIMES = 2 };
    double took = (double)(smaller(ticket->solved, now) - ticket->opened);
    return took > fmax(SLOW_TIMES * source->usual_ticket, (double)day_milliseconds);
}

// A slow ticket is told of those since the last order, as a late delivery is of the last: what may have been the last
// straw. Who has ordered since has got over it.
static void fill_tickets(const FeatureSource *source, Moment moment, const FeatureRows *rows, size_t r)
{
    enum { YEAR = 365 };
    const void *items = NULL;
    size_t count = by_person_of(&source->tickets, rows->person[r], &items), row = rows->row + r;
    const KeptTicket *ticket = items;
    Instant last = moment.at - YEAR * day_milliseconds, since = last_order(source, moment, rows->person[r]);
    if (since < last) since = last;
    double open = 0, hours = (double)NAN;
    bool slow = false;
    for (size_t i = 0; i < count && ticket[i].opened < moment.at; i++) {
        bool solved = ticket[i].solved < moment.at;
        open += !solved;
        slow |= ticket[i].opened >= since && is_slow(source, &ticket[i], moment.at);
        if (!solved || ticket[i].solved < last) continue;
        last = ticket[i].solved;
        hours = (double)larger(0, last - ticket[i].opened) / (3600.0 * MILLISECONDS_PER_SECOND);
    }
    rows->number[TICKETS_OPEN][row] = open;
    rows->number[TICKET_HOURS][row] = hours;
    if (source->usual_ticket > 0) rows->number[SLOW_TICKET][row] = slow;
}

static void fill_answers(const FeatureSource *source, Moment moment, const FeatureRows *rows, size_t r)
{
    enum { YEAR = 365 };
    const void *items = NULL;
    size_t count = by_person_of(&source->answers, rows->person[r], &items), row = rows->row + r;
    const KeptAnswer *answer = items;
    double negative = 0;
    for (size_t i = 0; i < count && answer[i].at < moment.at; i++) {
        if (answer[i].question != FEATURE_NUMBERS) rows->number[answer[i].question][row] = answer[i].score;
        negative += answer[i].negative && answer[i].at >= moment.at - YEAR * day_milliseconds;
    }
    rows->number[NEGATIVE_ANSWERS_365][row] = negative;
}

// The last terms of each subscription before the instant: of a person with several, those that run are added up.
static double monthly_at(const KeptTerms *terms, size_t count, Instant at, bool *any)
{
    double sum = 0;
    *any = false;
    for (size_t i = 0; i < count && terms[i].at < at; i++) {
        bool last = true;
        for (size_t j = i + 1; last && j < count && terms[j].at < at; j++)
            last = terms[j].subscription != terms[i].subscription;
        if (!last || !terms[i].runs || !terms[i].known) continue;
        sum += terms[i].monthly;
        *any = true;
    }
    return sum;
}

// The same plan costs more than at the terms before: no upgrade is a rise.
static bool is_rise(const KeptTerms *terms, size_t i)
{
    const double noticeable = 1.005;
    for (size_t j = i; j-- > 0;) {
        if (terms[j].subscription != terms[i].subscription) continue;
        return terms[i].runs && terms[j].known && terms[i].known && terms[j].plan == terms[i].plan &&
               terms[j].monthly > 0 && terms[i].monthly > noticeable * terms[j].monthly;
    }
    return false;
}

static void fill_price_rise(const KeptTerms *terms, size_t count, Moment moment, double *rise)
{
    enum { QUARTER = 90 };
    for (size_t i = 0; i < count && terms[i].at < moment.at; i++) {
        if (!(*rise > 0)) *rise = 0;
        if (terms[i].at >= moment.at - QUARTER * day_milliseconds && is_rise(terms, i)) *rise = 1;
    }
}

static void fill_terms(const FeatureSource *source, Moment moment, const FeatureRows *rows, size_t r)
{
    enum { QUARTER = 90 };
    const void *items = NULL;
    size_t count = by_person_of(&source->terms, rows->person[r], &items), row = rows->row + r;
    const KeptTerms *terms = items;
    bool pays, paid;
    double now = monthly_at(terms, count, moment.at, &pays);
    double before = monthly_at(terms, count, moment.at - QUARTER * day_milliseconds, &paid);
    if (pays) rows->number[MONTHLY_VALUE][row] = now;
    if (pays && paid && before > 0) rows->number[PRICE_CHANGE_90][row] = now / before - 1;
    fill_price_rise(terms, count, moment, &rows->number[PRICE_RISE_90][row]);
    for (size_t i = 0; i < count && terms[i].at < moment.at; i++)
        if (terms[i].plan != WORD_MISSING) rows->word[PLAN][row] = terms[i].plan;
    Second from = source->subscribed_from[rows->person[r]];
    if (!from || from >= moment.second) return;
    rows->number[SUBSCRIBED_DAYS][row] = (double)(moment.second - from) / SECONDS_PER_DAY;
    bool over = moment.second - from >= 14 * SECONDS_PER_DAY;
    if (over && source->first_fortnight)
        rows->number[FIRST_FORTNIGHT_USE][row] = source->first_fortnight[rows->person[r]];
}

static void fill_orders(const FeatureSource *source, Moment moment, const FeatureRows *rows, size_t r)
{
    const void *items = NULL;
    size_t count = by_person_of(&source->orders, rows->person[r], &items), n = 0, promoted = 0;
    const KeptOrder *order = items;
    for (; n < count && order[n].at < moment.at; n++) promoted += order[n].promoted;
    if (n) rows->number[PROMOTION_SHARE][rows->row + r] = (double)promoted / (double)n;
}

// What was said later was not known yet.
static void fill_traits(const FeatureSource *source, Moment moment, const FeatureRows *rows, size_t r)
{
    for (size_t t = 0; t < source->traits; t++) {
        const void *items = NULL;
        size_t count = by_person_of(&source->of_trait[t], rows->person[r], &items), row = rows->row + r;
        const KeptTrait *trait = items;
        for (size_t i = 0; i < count && trait[i].at < moment.at; i++)
            if (source->trait[t].kind == FEATURE_WORD)
                rows->word[FEATURE_NUMBERS + t][row] = trait[i].word;
            else
                rows->number[FEATURE_NUMBERS + t][row] = trait[i].number;
    }
}

void kept_fill(const FeatureSource *source, Moment moment, const FeatureRows *rows)
{
    for (size_t r = 0; r < rows->count; r++) {
        fill_tickets(source, moment, rows, r);
        fill_answers(source, moment, rows, r);
        fill_terms(source, moment, rows, r);
        fill_orders(source, moment, rows, r);
        fill_traits(source, moment, rows, r);
    }
}

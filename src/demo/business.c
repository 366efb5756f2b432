#include "demo/business.h"

#include <math.h>
#include <stdlib.h>

#include "base/pages.h"

enum {
    FORTNIGHT = 14,
    SILENT_DAYS = 60, // who has not ordered for so long gets the winback campaign
    WINBACK_EVERY_DAYS = 120,
    NEWSLETTER_EVERY_DAYS = 90,
    PLANS = 3,
    FEATURES = 8,
    PRODUCTS = 8, // from the beginning; one more is launched later
    GROUND_COFFEE = 1,
    SEASON_COFFEE = PRODUCTS,
    TOPICS = 4
};

// Streams of one customer's randomness, so that what one part of a life draws leaves the others as they are.
typedef enum Stream { STREAM_PERSON, STREAM_SHOP, STREAM_SUBSCRIPTION, STREAM_CAMPAIGN, STREAM_COUNT } Stream;

static const double month_factors[12] = {0.95, 0.92, 1, 1, 1.03, 1, 0.88, 0.8, 1, 1.05, 1.25, 1.4};
static const int32_t product_prices[PRODUCTS + 1] = {1290, 990, 1450, 24900, 690, 1190, 3900, 890, 990};
static const double product_shares[PRODUCTS] = {0.3, 0.2, 0.17, 0.02, 0.12, 0.08, 0.06, 0.05};
static const int32_t plan_prices[PLANS] = {990, 1990, 3990};
static const double plan_hazards[PLANS] = {0.05, 0.035, 0.022}; // of leaving, a month

// One customer's life as it is written down.
typedef struct Life {
    const DemoBusiness *business;
    DemoPerson person;
    DemoEvents *events;
    DemoTally *tally;
    Random shop, subscription, campaign;
    uint32_t customer;
    uint16_t orders, tickets;
    size_t begin; // of the customer's events
} Life;

DemoBusiness demo_business(uint32_t customers, uint64_t seed, Day to)
{
    enum { DAYS = 3 * 365 + 1 };
    return (DemoBusiness){
        .customers = customers,
        .seed = seed,
        .from = to - DAYS + 1,
        .to = to,
        .price_rise = to - 430,
        .bad_release = to - 240,
        .launch = to - 200,
        .truth = {.late_delivery = 2.5,
                  .slow_ticket = 2,
                  .social_channel = 1.6,
                  .weak_onboarding = 2,
                  .price_rise = 2.2,
                  .bad_release = 1.8,
                  .winback_campaign = 0.08,
                  .newsletter_campaign = 0},
    };
}

void demo_events_close(DemoEvents *events)
{
    pages_release(events->event, events->capacity, sizeof *events->event);
    *events = (DemoEvents){0};
}

static Random stream_of(const DemoBusiness *business, uint32_t customer, Stream stream)
{
    return random_start(business->seed, (uint64_t)customer * STREAM_COUNT + stream);
}

static bool chance(Random *random, double probability)
{
    return random_unit(random) < probability;
}

// Odds times `factor`: 0.2 with a factor of 2 is 1/3.
static double with_odds(double probability, double factor)
{
    double odds = probability / (1 - probability) * factor;
    return odds / (1 + odds);
}

// ---- writing down ----

static DemoEvent *add(Life *life, double day, DemoEventKind kind)
{
    DemoEvents *events = life->events;
    if (events->count == events->capacity) {
        size_t more = events->capacity ? events->capacity * 2 : 4096;
        events->event = pages_resize(events->event, events->capacity, more, sizeof *events->event);
        events->capacity = more;
    }
    DemoEvent *event = &events->event[events->count];
    *event = (DemoEvent){.second = (int64_t)((life->business->from + day) * SECONDS_PER_DAY),
                         .customer = life->customer,
                         .kind = (uint8_t)kind};
    events->count++;
    return event;
}

// Days since the beginning; what would come after the end is not written.
static bool in_time(const Life *life, double day)
{
    return day < life->business->to - life->business->from + 1;
}

static void put(Life *life, double day, DemoEventKind kind, uint16_t number, int32_t amount, bool flag)
{
    if (!in_time(life, day)) return;
    DemoEvent *event = add(life, day, kind);
    event->number = number;
    event->amount_minor = amount;
    event->flag = flag;
}

static void put_product(Life *life, double day, DemoEventKind kind, uint8_t product, int32_t amount)
{
    if (!in_time(life, day)) return;
    DemoEvent *event = add(life, day, kind);
    event->product = product;
    event->quantity = 1;
    event->amount_minor = amount;
}

static int by_time(const void *left, const void *right)
{
    const DemoEvent *a = left, *b = right;
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

// ---- the shop ----

static uint8_t pick_product(Random *random)
{
    double left = random_unit(random);
    for (uint8_t i = 0; i + 1 < PRODUCTS; i++)
        if ((left -= product_shares[i]) < 0) return i;
    return PRODUCTS - 1;
}

// Looking at things, on the way to an order or to an abandoned cart.
static void browse(Life *life, double day, uint8_t product, bool to_checkout)
{
    double minute = 1.0 / 1440;
    put_product(life, day - 14 * minute, DEMO_PRODUCT_VIEWED, product, product_prices[product]);
    if (chance(&life->shop, 0.4)) {
        uint8_t other = pick_product(&life->shop);
        put_product(life, day - 11 * minute, DEMO_PRODUCT_VIEWED, other, product_prices[other]);
    }
    put_product(life, day - 7 * minute, DEMO_PRODUCT_ADDED, product, product_prices[product]);
    if (to_checkout) put_product(life, day - 3 * minute, DEMO_CHECKOUT_STARTED, product, product_prices[product]);
}

static void refund(Life *life, double day, uint16_t order, int32_t amount)
{
    if (!chance(&life->shop, 0.04)) return;
    bool whole = chance(&life->shop, 0.7);
    double later = 1 + 18 * random_unit(&life->shop);
    int32_t back = whole ? amount : (int32_t)(amount * (0.2 + 0.6 * random_unit(&life->shop)));
    if (in_time(life, day + later)) life->tally->refunds++;
    put(life, day + later, DEMO_ORDER_REFUNDED, order, back, whole);
}

// A ticket about an order; whether it was solved slowly.
static bool complain(Life *life, double day, bool late)
{
    if (!chance(&life->shop, late ? 0.45 : 0.05)) return false;
    bool slow = chance(&life->shop, 0.3);
    double hours = slow ? 72 + 96 * random_unit(&life->shop) : 2 + 30 * random_unit(&life->shop);
    uint16_t ticket = ++life->tickets;
    if (in_time(life, day)) life->tally->tickets++;
    put(life, day, DEMO_TICKET_OPENED, ticket, 0, false);
    put(life, day + hours / 24, DEMO_TICKET_SOLVED, ticket, (int32_t)hours, slow);
    return slow;
}

static void answer_survey(Life *life, double day, bool late, bool slow)
{
    if (!chance(&life->shop, 0.12)) return;
    double score = 8.6 - 2.6 * late - 2.2 * slow + 1.6 * random_normal(&life->shop);
    put(life, day, DEMO_SURVEY_ANSWERED, 0, (int32_t)fmax(0, fmin(10, round(score))), false);
}

// Once it is there, every second one who wants ground coffee takes that of the season.
static uint8_t in_season(const Life *life, double day, uint8_t product)
{
    bool there = day >= life->business->launch - life->business->from;
    return there && product == GROUND_COFFEE && (life->customer + life->orders) % 2 ? SEASON_COFFEE : product;
}

static double order_once(Life *life, double day, double taste, bool coupon)
{
    uint8_t product = in_season(life, day, pick_product(&life->shop));
    browse(life, day, product, true);
    uint8_t quantity = (uint8_t)fmax(1, fmin(9, round(taste * exp(0.45 * random_normal(&life->shop)))));
    int32_t amount = product_prices[product] * (product == 3 ? 1 : quantity);
    if (coupon) amount = amount * 9 / 10;
    DemoEvent *event = add(life, day, DEMO_ORDER_COMPLETED);
    event->number = ++life->orders;
    event->product = product;
    event->quantity = product == 3 ? 1 : quantity;
    event->amount_minor = amount;
    event->coupon = coupon;
    life->tally->orders++;
    refund(life, day, event->number, amount);
    return amount;
}

// What follows an order; whether the customer leaves for good.
static bool after_order(Life *life, double day, double dropout)
{
    const DemoTruth *truth = &life->business->truth;
    bool late = chance(&life->shop, 0.12);
    int32_t days = late ? 6 + (int32_t)(6 * random_unit(&life->shop)) : 1 + (int32_t)(3 * random_unit(&life->shop));
    put(life, day + days, DEMO_ORDER_DELIVERED, life->orders, days, late);
    bool slow = complain(life, day + days + 0.4, late);
    answer_survey(life, day + days + 6, late, slow);
    double leave = dropout;
    if (late) leave = with_odds(leave, truth->late_delivery);
    if (slow) leave = with_odds(leave, truth->slow_ticket);
    if (life->person.social) leave = with_odds(leave, truth->social_channel);
    bool left = chance(&life->shop, leave);
    life->tally->orders_by_delivery[late]++, life->tally->left_by_delivery[late] += left;
    life->tally->orders_by_ticket[slow]++, life->tally->left_by_ticket[slow] += left;
    life->tally->orders_by_channel[life->person.social]++, life->tally->left_by_channel[life->person.social] += left;
    return left;
}

static double season(const Life *life, double day)
{
    CivilDate date = civil_of_day(life->business->from + (Day)day);
    return month_factors[date.month - 1];
}

// The day of the next order after `day` at `rate` orders a day, thinned by season (at most 1.4).
static double next_order(Life *life, double day, double rate)
{
    do {
        day += random_exponential(&life->shop) / (rate * 1.4);
        if (!in_time(life, day)) return day;
        if (chance(&life->shop, 0.06)) browse(life, day, pick_product(&life->shop), chance(&life->shop, 0.5));
    } while (!chance(&life->shop, season(life, day) / 1.4));
    return day;
}

// ---- campaigns: a fifth of those meant is a control group that gets nothing ----

typedef struct Campaigns {
    double next[DEMO_CAMPAIGNS];
    uint16_t wave[DEMO_CAMPAIGNS];
    double pending; // day of the order that the winback campaign will have caused; below 0: none
    double open_until[DEMO_CAMPAIGNS];
    bool reached[DEMO_CAMPAIGNS];
} Campaigns;

static void assign(Life *life, Campaigns *campaigns, int campaign, double day)
{
    static const double opening[DEMO_CAMPAIGNS] = {0.32, 0.22};
    const double effect[DEMO_CAMPAIGNS] = {life->business->truth.winback_campaign,
                                           life->business->truth.newsletter_campaign};
    bool control = chance(&life->campaign, 0.2);
    uint16_t number = (uint16_t)(campaigns->wave[campaign] * DEMO_CAMPAIGNS + campaign);
    put(life, day, DEMO_CAMPAIGN_ASSIGNED, number, 0, control);
    if (!in_time(life, day + FORTNIGHT)) return;
    life->tally->assigned[campaign][!control]++;
    campaigns->open_until[campaign] = day + FORTNIGHT;
    campaigns->reached[campaign] = !control;
    double opened = random_unit(&life->campaign), answered = random_unit(&life->campaign);
    double when = day + 0.1 + 12 * random_unit(&life->campaign);
    if (control) return;
    put(life, day + 0.01, DEMO_CAMPAIGN_DELIVERED, number, 0, false);
    if (opened < opening[campaign]) put(life, day + 0.05 + opened, DEMO_CAMPAIGN_OPENED, number, 0, false);
    if (answered < effect[campaign]) campaigns->pending = when;
}

static void note_order(Life *life, Campaigns *campaigns, double day)
{
    for (int i = 0; i < DEMO_CAMPAIGNS; i++)
        if (day < campaigns->open_until[i]) {
            life->tally->ordered[i][campaigns->reached[i]]++;
            campaigns->open_until[i] = 0; // once
        }
}

// All campaigns up to `day`, for someone who last ordered on `last`. Who has left is meant too: they can be won back.
static void campaigns_until(Life *life, Campaigns *campaigns, double day, double last)
{
    static const double every[DEMO_CAMPAIGNS] = {WINBACK_EVERY_DAYS, NEWSLETTER_EVERY_DAYS};
    for (int i = 0; i < DEMO_CAMPAIGNS; i++)
        for (; campaigns->next[i] < day && in_time(life, campaigns->next[i]); campaigns->next[i] += every[i]) {
            campaigns->wave[i] = (uint16_t)(campaigns->next[i] / every[i]);
            bool meant =
                i == DEMO_CAMPAIGN_NEWSLETTER || (campaigns->next[i] - last >= SILENT_DAYS && campaigns->pending < 0);
            if (meant) assign(life, campaigns, i, campaigns->next[i]);
            if (campaigns->pending >= 0) return; // the order it caused comes first
        }
}

static void campaigns_begin(Campaigns *campaigns, double joined)
{
    static const double every[DEMO_CAMPAIGNS] = {WINBACK_EVERY_DAYS, NEWSLETTER_EVERY_DAYS};
    *campaigns = (Campaigns){.pending = -1};
    for (int i = 0; i < DEMO_CAMPAIGNS; i++) campaigns->next[i] = every[i] * (floor(joined / every[i]) + 1);
}

static void shop(Life *life, double joined)
{
    double rate = fmax(random_gamma(&life->shop, 0.9) * 0.016, 1e-4);
    double dropout = fmin(fmax(random_beta(&life->shop, 0.9, 4), 0.002), 0.9);
    double taste = 1.6 * exp(0.5 * random_normal(&life->shop));
    Campaigns campaigns;
    campaigns_begin(&campaigns, joined);
    double last = joined, next = joined;
    bool alive = true;
    while (in_time(life, last)) {
        campaigns_until(life, &campaigns, alive ? next : INFINITY, last);
        bool caused = campaigns.pending >= 0;
        double day = caused ? campaigns.pending : next;
        campaigns.pending = -1;
        if ((!alive && !caused) || !in_time(life, day)) break;
        order_once(life, day, taste, !caused && chance(&life->shop, 0.15));
        note_order(life, &campaigns, day);
        if (!caused) alive = !after_order(life, day, dropout);
        last = day;
        if (!caused && alive) next = next_order(life, day, rate);
        if (caused && next < day) next = next_order(life, day, rate);
    }
}

// ---- the subscription ----

typedef struct Contract {
    double start, onboarding_end;
    uint8_t plan;
    int32_t price;
    bool weak; // onboarding
    uint16_t number;
} Contract;

static void use_features(Life *life, double from, double to, double a_day, bool *used)
{
    double release = life->business->bad_release - life->business->from;
    for (double day = from;;) {
        day += random_exponential(&life->subscription) / a_day;
        if (day >= to || !in_time(life, day)) return;
        bool broken = day >= release && day < release + FORTNIGHT;
        if (broken && chance(&life->subscription, 0.5)) continue; // half as much use
        uint8_t feature = (uint8_t)(random_bits(&life->subscription) % FEATURES);
        put_product(life, day, DEMO_FEATURE_USED, feature, 0);
        if (broken && chance(&life->subscription, 0.6)) put_product(life, day + 0.0005, DEMO_APP_ERROR, feature, 0);
        if (broken) *used = true;
    }
}

static int32_t price_on(const DemoBusiness *business, uint8_t plan, double day)
{
    bool risen = day >= business->price_rise - business->from;
    return risen ? plan_prices[plan] * 115 / 100 : plan_prices[plan];
}

static void change_plan(Life *life, Contract *contract, double day)
{
    bool up = chance(&life->subscription, 0.65);
    if (up ? contract->plan + 1 >= PLANS : contract->plan == 0) return;
    contract->plan = (uint8_t)(contract->plan + (up ? 1 : -1));
    contract->price = price_on(life->business, contract->plan, day);
    put_product(life, day, up ? DEMO_SUBSCRIPTION_UPGRADED : DEMO_SUBSCRIPTION_DOWNGRADED, contract->plan,
                contract->price);
}

// The chance to leave on purpose in the month that begins on `day`.
static double month_hazard(Life *life, const Contract *contract, double day, bool hit_by_release)
{
    const DemoBusiness *business = life->business;
    double since_rise = day - (business->price_rise - business->from);
    double since_release = day - (business->bad_release - business->from);
    bool rise = since_rise >= 0 && since_rise < 91 && contract->start < day - since_rise;
    bool release = hit_by_release && since_release >= 0 && since_release < 61;
    double hazard = plan_hazards[contract->plan];
    if (contract->weak) hazard *= business->truth.weak_onboarding;
    if (rise) hazard *= business->truth.price_rise;
    if (release) hazard *= business->truth.bad_release;
    return fmin(hazard, 0.9);
}

static void tally_month(Life *life, const Contract *contract, double day, bool hit, bool left)
{
    double since_rise = day - (life->business->price_rise - life->business->from);
    double since_release = day - (life->business->bad_release - life->business->from);
    bool rise = since_rise >= 0 && since_rise < 91 && contract->start < day - since_rise;
    bool release = hit && since_release >= 0 && since_release < 61;
    DemoTally *tally = life->tally;
    tally->months_by_onboarding[contract->weak]++, tally->left_by_onboarding[contract->weak] += left;
    tally->months_by_price[rise]++, tally->left_by_price[rise] += left;
    tally->months_by_release[release]++, tally->left_by_release[release] += left;
}

static void cancel(Life *life, const Contract *contract, double day, bool failed)
{
    if (!in_time(life, day)) return;
    put_product(life, day, DEMO_SUBSCRIPTION_CANCELLED, contract->plan, contract->price);
    life->events->event[life->events->count - 1].flag = failed;
    life->tally->cancellations++;
}

// The payment at the beginning of a month; false when it fails for good.
static bool pay(Life *life, Contract *contract, double day)
{
    if (chance(&life->subscription, 0.02)) {
        put_product(life, day, DEMO_PAYMENT_FAILED, contract->plan, contract->price);
        if (chance(&life->subscription, 0.35)) {
            cancel(life, contract, day + 9, true);
            return false;
        }
        day += 2;
    }
    contract->price = price_on(life->business, contract->plan, day);
    put_product(life, day, DEMO_SUBSCRIPTION_RENEWED, contract->plan, contract->price);
    return true;
}

static double begin_contract(Life *life, Contract *contract, double joined)
{
    double start = joined + 20 * random_unit(&life->subscription);
    contract->plan = (uint8_t)(chance(&life->subscription, 0.5) ? 0 : chance(&life->subscription, 0.65) ? 1 : 2);
    if (chance(&life->subscription, 0.5)) {
        put_product(life, start, DEMO_TRIAL_STARTED, contract->plan, 0);
        if (!chance(&life->subscription, 0.6)) return INFINITY;
        start += FORTNIGHT;
    }
    contract->start = start;
    contract->price = price_on(life->business, contract->plan, start);
    if (in_time(life, start)) life->tally->subscriptions++;
    put_product(life, start, DEMO_SUBSCRIPTION_STARTED, contract->plan, contract->price);
    contract->weak = chance(&life->subscription, 0.35);
    int features =
        contract->weak ? (int)(3 * random_unit(&life->subscription)) : 3 + (int)(4 * random_unit(&life->subscription));
    for (int i = 0; i < features; i++) {
        double day = start + 0.2 + 13 * random_unit(&life->subscription);
        put_product(life, day, DEMO_FEATURE_USED, (uint8_t)((contract->plan + i) % FEATURES), 0);
    }
    return start;
}

static void subscribe(Life *life, double joined)
{
    enum { MONTH = 30 };
    Contract contract = {0};
    double day = begin_contract(life, &contract, joined);
    double a_day = 0.05 + 0.15 * random_unit(&life->subscription);
    bool hit = false;
    for (double from = day + FORTNIGHT; in_time(life, day); from = day) {
        use_features(life, from, day + MONTH, a_day, &hit);
        bool leaves = chance(&life->subscription, month_hazard(life, &contract, day, hit));
        tally_month(life, &contract, day, hit, leaves);
        if (leaves) {
            cancel(life, &contract, day + MONTH * random_unit(&life->subscription), false);
            return;
        }
        if (chance(&life->subscription, 0.02)) change_plan(life, &contract, day + 10);
        day += MONTH;
        if (chance(&life->subscription, 0.006)) {
            put_product(life, day, DEMO_SUBSCRIPTION_PAUSED, contract.plan, contract.price);
            day += 2 * MONTH;
            put_product(life, day, DEMO_SUBSCRIPTION_RESUMED, contract.plan, contract.price);
        } else if (in_time(life, day) && !pay(life, &contract, day)) {
            return;
        }
    }
}

// ---- words: what they read, and whom they tell ----

// A stream of its own, so that the rest of the life is as it would be without.
static void read_and_tell(Life *life, double joined)
{
    Random random = random_start(life->business->seed ^ UINT64_C(0x776f726473), life->customer);
    uint8_t topic = (uint8_t)(random_bits(&random) % TOPICS);
    uint64_t reads = chance(&random, 0.3) ? 1 + random_poisson(&random, 3) : 0;
    uint64_t friends = chance(&random, 0.08) ? 1 + random_poisson(&random, 1) : 0;
    for (uint64_t i = 0; i < reads; i++) {
        uint8_t about = chance(&random, 0.8) ? topic : (uint8_t)(random_bits(&random) % TOPICS);
        put_product(life, joined + 1 + 300 * random_unit(&random), DEMO_ARTICLE_READ, about, 0);
    }
    for (uint64_t i = 0; i < friends; i++)
        put(life, joined + 10 + 400 * random_unit(&random), DEMO_REFERRAL_COMPLETED, (uint16_t)(i + 1), 0, false);
}

// ---- a life ----

// First seen without a name, then known; some come back on a second device before they sign in there.
static void arrive(Life *life, double joined)
{
    double before = joined - 0.02;
    if (before < 0) before = 0;
    for (int page = 0; page < 2; page++) {
        DemoEvent *event = add(life, before + page * 0.001, DEMO_PAGE_VIEWED);
        event->anonymous = true;
        event->number = (uint16_t)page;
    }
    add(life, before + 0.004, DEMO_IDENTIFIED);
    if (!chance(&life->campaign, 0.15)) return;
    double again = joined + 2 + 40 * random_unit(&life->campaign);
    if (!in_time(life, again + 1)) return;
    DemoEvent *event = add(life, again, DEMO_PAGE_VIEWED);
    event->anonymous = true, event->device = 1;
    add(life, again + 0.01, DEMO_IDENTIFIED)->device = 1;
}

void demo_live(const DemoBusiness *business, uint32_t customer, DemoEvents *events, DemoTally *tally)
{
    Life life = {.business = business,
                 .person = demo_person(business, customer),
                 .events = events,
                 .tally = tally,
                 .shop = stream_of(business, customer, STREAM_SHOP),
                 .subscription = stream_of(business, customer, STREAM_SUBSCRIPTION),
                 .campaign = stream_of(business, customer, STREAM_CAMPAIGN),
                 .customer = customer,
                 .begin = events->count};
    double joined = life.person.joined - business->from + 0.3 + 0.6 * random_unit(&life.shop);
    arrive(&life, joined);
    if (life.person.shopper) shop(&life, joined);
    if (life.person.subscriber) subscribe(&life, joined);
    read_and_tell(&life, joined);
    qsort(events->event + life.begin, events->count - life.begin, sizeof *events->event, by_time);
    for (size_t i = life.begin; i < events->count; i++) events->event[i].index = (uint32_t)(i - life.begin);
    tally->customers++;
    tally->subscribers += life.person.subscriber;
    tally->events += events->count - life.begin;
}

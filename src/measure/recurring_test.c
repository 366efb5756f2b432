// Movements of random histories against a slow reference that scans all steps anew, and what has to hold of any of
// them.
#include "measure/recurring.h"

#include <string.h>

#include "base/random.h"
#include "base/test.h"

enum { PERSONS = 6, SUBSCRIPTIONS_EACH = 4, STEPS_EACH = 7, DAYS = 90, PLANS = 3, CURRENCIES = 3, RATES = 6 };

typedef struct World {
    RecurringTable table;
    RecurringStep step[PERSONS * SUBSCRIPTIONS_EACH * STEPS_EACH];
    RecurringSubscription subscription[PERSONS * SUBSCRIPTIONS_EACH];
    RecurringPerson person[PERSONS];
    RecurringCurrency currency[CURRENCIES];
    ActivityRate rate[CURRENCIES][RATES];
    Str plan[PLANS];
} World;

static uint32_t below(Random *random, uint32_t limit)
{
    return (uint32_t)(random_bits(random) % limit);
}

// ---- worlds ----

static void make_currencies(World *world, Random *random)
{
    static const char *const codes[CURRENCIES] = {"EUR", "USD", "JPY"};
    for (int c = 0; c < CURRENCIES; c++) {
        RecurringCurrency *currency = &world->currency[c];
        *currency = (RecurringCurrency){.base = c == 0, .rate = world->rate[c]};
        CHECK(currency_find(str_of(codes[c]), &currency->currency));
        for (Day day = 0; c > 0 && day < DAYS && currency->rates < RATES; day += 1 + (Day)below(random, 30))
            world->rate[c][currency->rates++] = (ActivityRate){
                .day = day, .rate = ACTIVITY_RATE_UNIT / 100 * (1 + below(random, 200)), .shift = c == 2 ? 2 : 0};
    }
}

static RecurringStep random_step(Random *random, Day day)
{
    static const Standing standings[] = {STANDING_PAYING, STANDING_PAYING, STANDING_PAYING, STANDING_PAUSED,
                                         STANDING_ENDED,  STANDING_TRIAL,  STANDING_FREE};
    Standing standing = standings[below(random, COUNT_OF(standings))];
    return (RecurringStep){.at = (Instant)day * 86400000,
                           .day = day,
                           .standing = (uint8_t)standing,
                           .monthly_minor = standing == STANDING_PAYING ? 100 * (int64_t)(1 + below(random, 9)) : 0,
                           .currency = (uint16_t)(below(random, 4) ? 0 : below(random, CURRENCIES)),
                           .plan = (uint16_t)below(random, PLANS),
                           .cause = (uint8_t)below(random, LOSS_CAUSE_COUNT)};
}

static void make_subscription(World *world, Random *random, uint32_t person)
{
    RecurringTable *table = &world->table;
    RecurringSubscription *of = &world->subscription[table->subscriptions];
    *of = (RecurringSubscription){.id = (int64_t)table->subscriptions + 1,
                                  .customer = person + 1,
                                  .person = person,
                                  .step = (uint32_t)table->steps};
    Day day = (Day)below(random, DAYS / 2);
    for (uint32_t i = below(random, STEPS_EACH + 1); i > 0 && day < DAYS; i--, day += 1 + (Day)below(random, 25)) {
        world->step[table->steps++] = random_step(random, day);
        of->steps++;
    }
    table->subscriptions++;
}

static void make_world(World *world, uint64_t seed)
{
    Random random = random_start(seed, 7);
    static const char *const plans[PLANS] = {"basic", "plus", "pro"};
    *world = (World){0};
    RecurringTable *table = &world->table;
    *table = (RecurringTable){.step = world->step,
                              .subscription = world->subscription,
                              .person = world->person,
                              .currency = world->currency,
                              .currencies = CURRENCIES,
                              .plan = world->plan,
                              .plans = PLANS,
                              .any = true,
                              .constant = DAY_MAX};
    for (int p = 0; p < PLANS; p++) world->plan[p] = str_of(plans[p]);
    make_currencies(world, &random);
    table->base = world->currency[0].currency;
    for (uint32_t p = 0; p < PERSONS; p++) {
        RecurringPerson *person = &world->person[table->persons++];
        *person = (RecurringPerson){.root = p + 1, .subscription = (uint32_t)table->subscriptions};
        for (uint32_t s = 1 + below(&random, SUBSCRIPTIONS_EACH); s > 0; s--) make_subscription(world, &random, p);
        person->subscriptions = (uint32_t)table->subscriptions - person->subscription;
    }
}

// ---- the reference ----

static const RecurringStep *state_on(const World *world, uint32_t subscription, Day day)
{
    const RecurringSubscription *of = &world->subscription[subscription];
    const RecurringStep *state = NULL;
    for (uint32_t i = 0; i < of->steps; i++)
        if (world->step[of->step + i].day <= day) state = &world->step[of->step + i];
    return state;
}

static int64_t reference_worth(const World *world, const RecurringStep *step, Day day)
{
    if (!step) return 0;
    const RecurringCurrency *currency = &world->currency[step->currency];
    if (currency->base) return step->monthly_minor;
    int64_t rate = 0;
    for (size_t i = 0; i < currency->rates; i++)
        if (currency->rate[i].day <= day) rate = currency->rate[i].rate;
    __int128 product = (__int128)step->monthly_minor * rate * (step->currency == 2 ? 100 : 1);
    return (int64_t)((product + ACTIVITY_RATE_UNIT / 2) / ACTIVITY_RATE_UNIT);
}

static bool paid_on(const World *world, uint32_t person, Day day)
{
    for (uint32_t s = 0; s < world->person[person].subscriptions; s++) {
        const RecurringStep *step = state_on(world, world->person[person].subscription + s, day);
        if (step && step->monthly_minor > 0) return true;
    }
    return false;
}

// Worth nothing at the end of every period of the grid up to the opening.
static bool is_new(const World *world, uint32_t person, PeriodUnit grid, Day opening)
{
    for (Day day = 0; day <= opening; day++)
        if (period_last_day(grid, period_of_day(grid, day)) == day && paid_on(world, person, day)) return false;
    return true;
}

static void take_from(int64_t amounts[MOVEMENT_COUNT], Movement movement, int64_t *left)
{
    int64_t size = amounts[movement] < 0 ? -amounts[movement] : amounts[movement], off = smaller(size, *left);
    amounts[movement] += amounts[movement] < 0 ? off : -off;
    *left -= off;
}

static void reference_net(int64_t amounts[MOVEMENT_COUNT])
{
    int64_t gained = 0, lost = 0;
    for (int m = 0; m < MOVEMENT_COUNT; m++)
        if (amounts[m] > 0)
            gained += amounts[m];
        else
            lost -= amounts[m];
    int64_t gains = smaller(gained, lost), losses = gains;
    take_from(amounts, MOVEMENT_CROSS_SELL, &gains);
    take_from(amounts, MOVEMENT_UPSELL, &gains);
    take_from(amounts, MOVEMENT_RESUMED, &gains);
    take_from(amounts, MOVEMENT_CHURN, &losses);
    take_from(amounts, MOVEMENT_CANCELLATION, &losses);
    take_from(amounts, MOVEMENT_DOWNGRADE, &losses);
    take_from(amounts, MOVEMENT_PAUSED, &losses);
}

static Movement reference_movement(const RecurringStep *before, const RecurringStep *after, bool from, bool to,
                                   bool is_first, bool partial_is_churn, int64_t amount)
{
    bool paused_before = before && before->standing == STANDING_PAUSED;
    if (amount > 0 && !from) return is_first ? MOVEMENT_NEW : paused_before ? MOVEMENT_RESUMED : MOVEMENT_REACTIVATION;
    if (amount > 0 && paused_before) return MOVEMENT_RESUMED;
    if (amount > 0) return before && before->monthly_minor > 0 ? MOVEMENT_UPSELL : MOVEMENT_CROSS_SELL;
    if (after->standing == STANDING_PAUSED) return MOVEMENT_PAUSED;
    if (to && after->monthly_minor > 0) return MOVEMENT_DOWNGRADE;
    return to && !partial_is_churn ? MOVEMENT_CANCELLATION : MOVEMENT_CHURN;
}

static bool held(const RecurringStep *step)
{
    return step && (step->standing == STANDING_PAYING || step->standing == STANDING_PAUSED);
}

static void reference_person(const World *world, uint32_t person, Stretch stretch, RecurringRule rule,
                             RecurringTotals *totals)
{
    bool from = paid_on(world, person, stretch.opening), to = paid_on(world, person, stretch.closing);
    bool first = is_new(world, person, rule.grid, stretch.opening), held_before = false, held_after = false;
    int64_t amounts[MOVEMENT_COUNT] = {0};
    for (uint32_t s = 0; s < world->person[person].subscriptions; s++) {
        uint32_t subscription = world->person[person].subscription + s;
        const RecurringStep *before = state_on(world, subscription, stretch.opening),
                            *after = state_on(world, subscription, stretch.closing);
        int64_t opening = reference_worth(world, before, stretch.opening),
                kept = reference_worth(world, before, stretch.closing),
                closing = reference_worth(world, after, stretch.closing);
        totals->opening += opening;
        totals->currency += kept - opening;
        totals->closing += closing;
        held_before |= held(before);
        held_after |= held(after);
        totals->subscriptions_after += after && after->monthly_minor > 0;
        if (closing != kept)
            amounts[reference_movement(before, after, from, to, first, rule.partial_is_churn, closing - kept)] +=
                closing - kept;
    }
    if (from && to) reference_net(amounts);
    for (int m = 0; m < MOVEMENT_COUNT; m++) {
        totals->amount[m] += amounts[m];
        totals->persons[m] += amounts[m] != 0;
    }
    if (!from) totals->from_nothing += amounts[MOVEMENT_RESUMED];
    totals->paying_before += from;
    totals->paying_after += to;
    totals->held_before += held_before;
    totals->held_after += held_after;
    totals->gained += !held_before && held_after;
    totals->left += held_before && !held_after;
}

// ---- comparing ----

static void check_same(const RecurringTotals *seen, const RecurringTotals *expected)
{
    CHECK_INT(seen->opening, expected->opening);
    CHECK_INT(seen->currency, expected->currency);
    CHECK_INT(seen->closing, expected->closing);
    for (int m = 0; m < MOVEMENT_COUNT; m++) {
        CHECK_INT(seen->amount[m], expected->amount[m]);
        CHECK_INT(seen->persons[m], expected->persons[m]);
    }
    CHECK_INT(seen->from_nothing, expected->from_nothing);
    CHECK_INT(seen->paying_before, expected->paying_before);
    CHECK_INT(seen->paying_after, expected->paying_after);
    CHECK_INT(seen->held_before, expected->held_before);
    CHECK_INT(seen->held_after, expected->held_after);
    CHECK_INT(seen->gained, expected->gained);
    CHECK_INT(seen->left, expected->left);
    CHECK_INT(seen->subscriptions_after, expected->subscriptions_after);
}

static void check_sound(const RecurringTotals *totals)
{
    int64_t left = 0, kept = totals->opening + totals->currency + recurring_losses(totals);
    CHECK_INT(totals->opening + totals->currency + recurring_net(totals) + totals->transfer, totals->closing);
    CHECK_INT(totals->lost[0] + totals->lost[1] + totals->lost[2], totals->amount[MOVEMENT_CHURN]);
    for (int c = 0; c < LOSS_CAUSE_COUNT; c++) left += totals->left_by[c];
    CHECK_INT(left, totals->left);
    CHECK(totals->transfer != 0 || kept >= 0); // what is lost is never more than there was
    CHECK_INT(totals->held_before + totals->gained - totals->left, totals->held_after);
}

enum { STRETCHES_MAX = DAYS + 1 };

static uint32_t make_stretches(Random *random, Stretch *stretch)
{
    Day length = 1 + (Day)below(random, 30), step = below(random, 2) ? length : 1 + (Day)below(random, 10);
    uint32_t count = 0;
    for (Day opening = -1; opening + length < DAYS && count < STRETCHES_MAX; opening += step)
        stretch[count++] = (Stretch){opening, opening + length};
    return count;
}

static void check_world(uint64_t seed)
{
    World world;
    Stretch stretch[STRETCHES_MAX];
    Random random = random_start(seed, 8);
    make_world(&world, seed);
    uint16_t group[PERSONS];
    for (int p = 0; p < PERSONS; p++) group[p] = (uint16_t)(below(&random, 4) ? below(&random, 3) : UINT16_MAX);
    RecurringRule rule = {.grid = (PeriodUnit)below(&random, PERIOD_UNIT_COUNT), .partial_is_churn = below(&random, 2)};
    uint32_t count = make_stretches(&random, stretch);
    RecurringSums sums = {.table = &world.table, .group = group, .groups = 3, .count = count};
    recurring_sum(&sums, stretch, rule, test_arena());
    for (uint32_t g = 0; g < sums.groups; g++)
        for (uint32_t i = 0; i < count; i++) {
            RecurringTotals expected = {0};
            for (uint32_t p = 0; p < PERSONS; p++)
                if (group[p] == g) reference_person(&world, p, stretch[i], rule, &expected);
            check_same(&sums.totals[g * count + i], &expected);
            check_sound(&sums.totals[g * count + i]);
        }
}

TEST(recurring_movements_are_those_of_a_slow_reference_whatever_happened)
{
    enum { WORLDS = 4000 };
    for (uint64_t seed = 1; seed <= WORLDS; seed++) check_world(seed);
}

static void check_plans(uint64_t seed)
{
    World world;
    Stretch stretch[STRETCHES_MAX];
    Random random = random_start(seed, 9);
    make_world(&world, seed);
    RecurringRule rule = {.grid = PERIOD_DAY};
    static const uint16_t plans[PLANS] = {0, 1, 2};
    uint32_t count = make_stretches(&random, stretch);
    RecurringSums all = {.table = &world.table, .groups = 1, .count = count};
    RecurringSums by_plan = {
        .table = &world.table, .grouping = RECURRING_BY_PLAN, .group = plans, .groups = PLANS, .count = count};
    RecurringSums by_home = by_plan;
    by_home.grouping = RECURRING_BY_HOME_PLAN;
    recurring_sum(&all, stretch, rule, test_arena());
    recurring_sum(&by_plan, stretch, rule, test_arena());
    recurring_sum(&by_home, stretch, rule, test_arena());
    for (uint32_t i = 0; i < count; i++) {
        int64_t opening = 0, closing = 0, net = 0, transfer = 0, home_net = 0, held_before = 0;
        for (uint32_t g = 0; g < PLANS; g++) {
            const RecurringTotals *plan = &by_plan.totals[g * count + i], *home = &by_home.totals[g * count + i];
            check_sound(home);
            CHECK_INT(plan->opening + plan->currency + recurring_net(plan) + plan->transfer, plan->closing);
            opening += plan->opening;
            closing += plan->closing;
            net += recurring_net(plan);
            transfer += plan->transfer;
            home_net += recurring_net(home);
            held_before += home->held_before;
        }
        CHECK_INT(opening, all.totals[i].opening);
        CHECK_INT(closing, all.totals[i].closing);
        CHECK_INT(net, recurring_net(&all.totals[i]));
        CHECK_INT(transfer, 0); // what one plan gave, another got
        CHECK_INT(home_net, recurring_net(&all.totals[i]));
        CHECK_INT(held_before, all.totals[i].held_before);
    }
}

TEST(recurring_revenue_adds_up_by_plan_and_what_moves_between_plans_is_nobodys_gain)
{
    for (uint64_t seed = 1; seed <= 1000; seed++) check_plans(seed);
}

TEST(recurring_movements_of_days_join_to_the_closing_of_the_stretch)
{
    for (uint64_t seed = 1; seed <= 500; seed++) {
        World world;
        Stretch day[DAYS], whole = {-1, DAYS - 1};
        make_world(&world, seed);
        RecurringRule rule = {.grid = PERIOD_DAY};
        for (Day d = 0; d < DAYS; d++) day[d] = (Stretch){d - 1, d};
        RecurringSums days = {.table = &world.table, .groups = 1, .count = DAYS}, once = days;
        once.count = 1;
        recurring_sum(&days, day, rule, test_arena());
        recurring_sum(&once, &whole, rule, test_arena());
        RecurringTotals joined = days.totals[0];
        for (uint32_t d = 1; d < DAYS; d++) CHECK(recurring_join(&joined, &days.totals[d]));
        check_sound(&days.totals[DAYS - 1]);
        CHECK_INT(joined.opening + joined.currency + recurring_net(&joined), joined.closing);
        CHECK_INT(joined.closing, once.totals->closing);
        CHECK_INT(joined.held_before + joined.gained - joined.left, once.totals->held_after);
    }
}

TEST(recurring_revenue_at_constant_rates_has_no_currency_difference)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        World world;
        Stretch stretch[STRETCHES_MAX];
        Random random = random_start(seed, 10);
        make_world(&world, seed);
        world.table.constant = DAYS - 1;
        uint32_t count = make_stretches(&random, stretch);
        RecurringSums sums = {.table = &world.table, .groups = 1, .count = count};
        recurring_sum(&sums, stretch, (RecurringRule){.grid = PERIOD_DAY}, test_arena());
        for (uint32_t i = 0; i < count; i++) {
            CHECK_INT(sums.totals[i].currency, 0);
            check_sound(&sums.totals[i]);
        }
    }
}

// ---- rules, one by one ----

// Each line is a subscription of one person: steps "day:value", "day:p" paused, "day:x" ended; "$" before a value: in
// dollars, at 0.50 up to day 9 and 0.75 from day 10.
static void read_world(const char *lines, World *world)
{
    Str rest = str_of(lines), line, word;
    make_world(world, 1);
    RecurringTable *table = &world->table;
    table->steps = table->subscriptions = 0;
    table->persons = 1;
    world->person[0] = (RecurringPerson){.root = 1};
    world->rate[1][0] = (ActivityRate){.day = 0, .rate = ACTIVITY_RATE_UNIT / 2};
    world->rate[1][1] = (ActivityRate){.day = 10, .rate = ACTIVITY_RATE_UNIT / 4 * 3};
    world->currency[1].rates = 2;
    while (rest.size && str_cut(&rest, '\n', &line)) {
        RecurringSubscription *of = &world->subscription[table->subscriptions++];
        *of = (RecurringSubscription){.id = (int64_t)table->subscriptions, .step = (uint32_t)table->steps};
        while (line.size && str_cut(&line, ' ', &word)) {
            Str day;
            int64_t number = 0;
            (void)str_cut(&word, ':', &day);
            RecurringStep *step = &world->step[table->steps++];
            *step = (RecurringStep){.day = (Day)(day.data[0] - '0') * 10 + (day.data[1] - '0')};
            bool dollars = word.data[0] == '$';
            for (size_t i = dollars; i < word.size && word.data[i] >= '0' && word.data[i] <= '9'; i++)
                number = number * 10 + (word.data[i] - '0');
            step->currency = dollars;
            step->monthly_minor = number;
            step->standing = (uint8_t)(word.data[0] == 'p'   ? STANDING_PAUSED
                                       : word.data[0] == 'x' ? STANDING_ENDED
                                                             : STANDING_PAYING);
            of->steps++;
        }
    }
    world->person[0].subscriptions = (uint32_t)table->subscriptions;
}

// "100 new 100 upsell 20 = 120": opening, movements, closing.
static Str moves(const char *lines, Day opening, Day closing, bool partial_is_churn)
{
    World *world = arena_new(test_arena(), World);
    Stretch stretch = {opening, closing};
    Text text = text_in(test_arena());
    read_world(lines, world);
    RecurringSums sums = {.table = &world->table, .groups = 1, .count = 1};
    recurring_sum(&sums, &stretch, (RecurringRule){PERIOD_DAY, partial_is_churn}, test_arena());
    const RecurringTotals *totals = sums.totals;
    text_addf(&text, "%lld", (long long)totals->opening);
    if (totals->currency) text_addf(&text, " currency %lld", (long long)totals->currency);
    for (int m = 0; m < MOVEMENT_COUNT; m++)
        if (totals->amount[m])
            text_addf(&text, " %.*s %lld", STR_ARGS(movement_name((Movement)m)), (long long)totals->amount[m]);
    text_addf(&text, " = %lld", (long long)totals->closing);
    return text_str(&text);
}

TEST(recurring_movement_of_one_subscription_is_told_by_what_was_before)
{
    const char *life = "05:100 10:150 15:120 20:p 25:120 30:x 35:90";
    CHECK_TEXT(moves(life, 0, 5, false), "0 new 100 = 100");
    CHECK_TEXT(moves(life, 9, 10, false), "100 upsell 50 = 150");
    CHECK_TEXT(moves(life, 14, 15, false), "150 downgrade -30 = 120");
    CHECK_TEXT(moves(life, 19, 20, false), "120 paused -120 = 0");
    CHECK_TEXT(moves(life, 24, 25, false), "0 resumed 120 = 120");
    CHECK_TEXT(moves(life, 29, 30, false), "120 churn -120 = 0");
    CHECK_TEXT(moves(life, 34, 35, false), "0 reactivation 90 = 90");
    CHECK_TEXT(moves(life, 9, 16, false), "100 upsell 20 = 120"); // netted over the stretch
    CHECK_TEXT(moves(life, 19, 26, false), "120 = 120");
    CHECK_TEXT(moves(life, 0, 30, false), "0 = 0"); // came and went
}

TEST(losing_one_of_two_subscriptions_is_contraction_and_churn_only_when_it_is_so_set)
{
    const char *two = "05:100 20:x\n06:60";
    CHECK_TEXT(moves(two, 5, 6, false), "100 cross_sell 60 = 160");
    CHECK_TEXT(moves(two, 19, 20, false), "160 cancellation -100 = 60");
    CHECK_TEXT(moves(two, 19, 20, true), "160 churn -100 = 60");
    CHECK_TEXT(moves("05:100 20:x\n20:130", 19, 20, false), "100 cross_sell 30 = 130"); // a switch
    CHECK_TEXT(moves("05:100 20:x\n20:70", 19, 20, false), "100 cancellation -30 = 70");
    CHECK_TEXT(moves("05:100 20:p\n05:50 20:80", 19, 20, false), "150 paused -70 = 80");
    CHECK_TEXT(moves("05:100 20:p\n05:50 20:x", 19, 20, false), "150 paused -100 churn -50 = 0");
    CHECK_TEXT(moves("05:100 10:p 20:100\n05:50", 19, 20, false), "50 resumed 100 = 150");
}

TEST(a_rate_alone_makes_a_currency_difference_and_no_movement)
{
    CHECK_TEXT(moves("05:$100", 9, 10, false), "50 currency 25 = 75");
    CHECK_TEXT(moves("05:$100 10:$120", 9, 10, false), "50 currency 25 upsell 15 = 90");
    CHECK_TEXT(moves("05:$100 10:75", 9, 10, false), "50 currency 25 = 75"); // the same in euros
    CHECK_TEXT(moves("05:$100 10:x", 9, 10, false), "50 currency 25 churn -75 = 0");
}

#include "measure/rfm_moves.h"

#include <string.h>

#include "base/number.h"

RfmDay rfm_day(const RfmPeople *people, const Summaries *summaries, Day day, Arena *arena)
{
    uint32_t customers = people->customers;
    uint8_t *group = arena_array(arena, uint8_t, customers);
    int64_t *revenue = arena_array(arena, int64_t, customers);
    if (customers) memcpy(group, people->group, customers * sizeof *group);
    if (customers) memcpy(revenue, summaries->last_year_amount, customers * sizeof *revenue);
    return (RfmDay){day, customers, group, revenue};
}

int rfm_place(const RfmDay *day, Customer customer)
{
    return customer < day->customers ? day->group[customer] : RFM_NEWCOMERS;
}

int64_t rfm_revenue(const RfmDay *day, Customer customer)
{
    return customer < day->customers ? day->revenue[customer] : 0;
}

static void add(RfmMove *sum, RfmMove move)
{
    sum->customers += move.customers;
    sum->revenue_before += move.revenue_before;
    sum->revenue += move.revenue;
}

void rfm_moves(const RfmDay *before, const RfmDay *after, const CustomerSet *among, RfmMoves *moves)
{
    *moves = (RfmMoves){0};
    for (Customer c = 0; c < after->customers; c++) {
        if (after->group[c] == RFM_GROUP_COUNT || (among && !customer_set_has(among, c))) continue;
        int from = rfm_place(before, c);
        RfmMove one = {1, from == RFM_NEWCOMERS ? 0 : rfm_revenue(before, c), after->revenue[c]};
        add(&moves->move[from][after->group[c]], one);
    }
    for (int from = 0; from < RFM_PLACES; from++)
        for (RfmGroup to = 0; to < RFM_GROUP_COUNT; to++) {
            add(&moves->from[from], moves->move[from][to]);
            add(&moves->to[to], moves->move[from][to]);
            add(&moves->all, moves->move[from][to]);
        }
}

RfmDirection rfm_direction(int from, RfmGroup to)
{
    if (from == RFM_NEWCOMERS) return RFM_NEW;
    if (from == (int)to) return RFM_SAME;
    return (int)to < from ? RFM_BETTER : RFM_WORSE;
}

Str rfm_direction_name(RfmDirection direction)
{
    static const Str names[RFM_DIRECTION_COUNT] = {STR("same"), STR("better"), STR("worse"), STR("new")};
    return names[direction];
}

RfmMove rfm_moved(const RfmMoves *moves, RfmDirection direction)
{
    RfmMove sum = {0};
    for (int from = 0; from < RFM_PLACES; from++)
        for (RfmGroup to = 0; to < RFM_GROUP_COUNT; to++)
            if (rfm_direction(from, to) == direction) add(&sum, moves->move[from][to]);
    return sum;
}

Str rfm_place_name(int place)
{
    return place == RFM_NEWCOMERS ? STR("new") : rfm_group_name((RfmGroup)place);
}

Phrase rfm_place_label(int place)
{
    return place == RFM_NEWCOMERS ? PHRASE("First purchase since", "Premier achat depuis")
                                  : rfm_group_label((RfmGroup)place);
}

// ---- in words ----

// {0} how many, {1} and {2} the groups; of one customer, of several.
static const Phrase told[RFM_DIRECTION_COUNT][2] = {
    [RFM_SAME] = {PHRASE("{0} customer stayed in “{2}”", "{0} client est resté dans «\u00A0{2}\u00A0»"),
                  PHRASE("{0} customers stayed in “{2}”", "{0} clients sont restés dans «\u00A0{2}\u00A0»")},
    [RFM_BETTER] = {PHRASE("{0} customer rose from “{1}” to “{2}”",
                           "{0} client est monté de «\u00A0{1}\u00A0» à «\u00A0{2}\u00A0»"),
                    PHRASE("{0} customers rose from “{1}” to “{2}”",
                           "{0} clients sont montés de «\u00A0{1}\u00A0» à «\u00A0{2}\u00A0»")},
    [RFM_WORSE] = {PHRASE("{0} customer fell from “{1}” to “{2}”",
                          "{0} client est descendu de «\u00A0{1}\u00A0» à «\u00A0{2}\u00A0»"),
                   PHRASE("{0} customers fell from “{1}” to “{2}”",
                          "{0} clients sont descendus de «\u00A0{1}\u00A0» à «\u00A0{2}\u00A0»")},
    [RFM_NEW] = {PHRASE("{0} customer bought for the first time and is in “{2}”",
                        "{0} client a acheté pour la première fois et se trouve dans «\u00A0{2}\u00A0»"),
                 PHRASE("{0} customers bought for the first time and are in “{2}”",
                        "{0} clients ont acheté pour la première fois et se trouvent dans «\u00A0{2}\u00A0»")},
};

Str rfm_move_say(const RfmMove *move, int from, RfmGroup to, const Currency *currency, Locale locale, Arena *arena)
{
    RfmDirection direction = rfm_direction(from, to);
    Str moved = phrase_say(arena, locale, told[direction][move->customers > 1],
                           number_say_count(arena, locale, move->customers), str_of(rfm_place_label(from).in[locale]),
                           str_of(rfm_group_label(to).in[locale]));
    if (!currency) return moved;
    bool new_ = direction == RFM_NEW;
    return phrase_say(arena, locale,
                      new_
                          ? PHRASE("{0}: {1} so far", "{0}\u00A0: {1} à ce jour")
                          : PHRASE("{0}: {1} in the twelve months before", "{0}\u00A0: {1} sur les douze mois d’avant"),
                      moved, money_say(arena, locale, new_ ? move->revenue : move->revenue_before, currency));
}

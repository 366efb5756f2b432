#include "predict/buying_history.h"

typedef struct OneHistory {
    uint32_t x, t_x, later;
    double amount, later_amount; // of repeat purchase days; after the end
    bool bought;                 // by the end
    int32_t first;
} OneHistory;

static OneHistory history_of(const BuyingRows *rows, size_t customer, int32_t end, int32_t later_end)
{
    OneHistory one = {0};
    int32_t last = 0, last_later = 0;
    for (size_t row = rows->first_row[customer]; row < rows->first_row[customer + 1]; row++) {
        int32_t day = rows->day[row];
        double amount = rows->amount ? (double)rows->amount[row] : 0;
        if (day > later_end || (rows->amount && rows->amount[row] < 0)) continue;
        if (day > end) {
            one.later += one.later == 0 || day != last_later;
            one.later_amount += amount;
            last_later = day;
            continue;
        }
        if (!one.bought) one.bought = true, one.first = last = day;
        one.x += day != last;
        one.amount += day != one.first ? amount : 0;
        last = day;
        one.t_x = (uint32_t)((int64_t)day - one.first);
    }
    return one;
}

BuyingSplit buying_split(const BuyingRows *rows, int32_t end, int32_t later_end, double unit_days, Arena *arena)
{
    size_t size = rows->customers, count = 0;
    uint32_t *x = arena_array(arena, uint32_t, size), *t_x = arena_array(arena, uint32_t, size);
    uint32_t *T = arena_array(arena, uint32_t, size), *customer = arena_array(arena, uint32_t, size);
    uint32_t *later = arena_array(arena, uint32_t, size);
    double *amount = arena_array(arena, double, size), *later_amount = arena_array(arena, double, size);
    for (size_t c = 0; c < size; c++) {
        OneHistory one = history_of(rows, c, end, later_end);
        if (!one.bought) continue;
        x[count] = one.x;
        t_x[count] = one.t_x;
        T[count] = (uint32_t)((int64_t)end - one.first);
        amount[count] = one.x > 0 ? one.amount / one.x : 0;
        customer[count] = (uint32_t)c;
        later[count] = one.later;
        later_amount[count++] = one.later_amount;
    }
    return (BuyingSplit){.history = {count, x, t_x, T, rows->amount ? amount : NULL, unit_days},
                         .customer = customer,
                         .later = later,
                         .later_amount = later_amount,
                         .later_days = later_end > end ? (uint32_t)((int64_t)later_end - end) : 0};
}

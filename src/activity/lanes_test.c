#include "activity/lanes_test.h"

#include <stdlib.h>
#include <string.h>

#include "activity/kept_test.h"

static int by_person_and_time(const void *a, const void *b)
{
    const LaneRow *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->second != y->second) return x->second < y->second ? -1 : 1;
    if (x->amount != y->amount) return x->amount < y->amount ? -1 : 1;
    return (x->code > y->code) - (x->code < y->code);
}

static Columns columns_of_lane(const TestLanes *lanes, const TestLane *lane)
{
    Arena *arena = test_arena();
    uint32_t *first_row = arena_array(arena, uint32_t, (size_t)lanes->people + 1);
    Second *second = arena_array(arena, Second, lane->count);
    int64_t *amount = arena_array(arena, int64_t, lane->count);
    uint16_t *code = arena_array(arena, uint16_t, lane->count);
    LaneRow *row = arena_array(arena, LaneRow, lane->count);
    if (lane->count) memcpy(row, lane->row, lane->count * sizeof *row);
    qsort(row, lane->count, sizeof *row, by_person_and_time);
    Columns columns = {.customers = lanes->people, .rows = lane->count, .pieces = 1, .dimensions = 1};
    columns.dimension[0] = (ActivityDimension){STR("value"), TEST_LANE_CODES, NULL};
    for (size_t i = 0; i < lane->count; i++) {
        first_row[row[i].person + 1] = (uint32_t)i + 1;
        second[i] = (Second)row[i].second;
        amount[i] = row[i].amount;
        code[i] = row[i].code < 0 ? DIMENSION_OTHER : (uint16_t)row[i].code;
        if (i == 0 || second[i] < columns.first) columns.first = second[i];
        if (second[i] > columns.last) columns.last = second[i];
    }
    for (uint32_t p = 0; p < lanes->people; p++)
        if (first_row[p + 1] < first_row[p]) first_row[p + 1] = first_row[p];
    columns.piece[0] = (ColumnPiece){.runs = lanes->people, .first_row = first_row, .second = second, .codes = {code}};
    if (lane->amounts) columns.piece[0].amount_minor = amount;
    return columns;
}

static TestLane random_lane(const TestLanes *lanes, uint64_t *dice)
{
    TestLane lane = {.count = lanes->people ? test_random(dice, test_random(dice, 5) ? 40 : 2 * lanes->people + 1) : 0};
    lane.amounts = test_random(dice, 3) > 0;
    lane.row = arena_array(test_arena(), LaneRow, lane.count);
    for (size_t i = 0; i < lane.count; i++) {
        LaneRow *row = &lane.row[i];
        row->person = (uint32_t)test_random(dice, lanes->people);
        row->second = lanes->first + (int64_t)test_random(dice, (uint64_t)(lanes->last - lanes->first + 1));
        if (i > 0 && test_random(dice, 3) == 0) row->second = lane.row[test_random(dice, i)].second;
        row->amount = lane.amounts ? (int64_t)test_random(dice, 9) - 2 : 0;
        row->code = (int32_t)test_random(dice, TEST_LANE_CODES + 1) - 1;
    }
    return lane;
}

TestLanes test_lanes(uint64_t seed)
{
    static const uint32_t people[] = {0, 1, 2, 3, 5, 9, 9, 20, 64, 65};
    static const int64_t seconds[] = {1, 20, 7200, 90000, 400000, 9000000};
    uint64_t dice = seed;
    TestLanes lanes = {.people = seed % 97 == 0 ? 9000 : people[test_random(&dice, COUNT_OF(people))],
                       .lanes = 1 + (uint32_t)test_random(&dice, TEST_LANES_MAX)};
    lanes.first = 1743200000 + (int64_t)test_random(&dice, 200000); // around the night of 30 March 2025
    lanes.last = lanes.first + seconds[test_random(&dice, COUNT_OF(seconds))] - 1;
    for (uint32_t i = 0; i < lanes.lanes; i++) {
        lanes.lane[i] = random_lane(&lanes, &dice);
        lanes.columns[i] = columns_of_lane(&lanes, &lanes.lane[i]);
        if (test_random(&dice, 2)) lanes.columns[i] = test_columns_split(&lanes.columns[i], &dice);
    }
    return lanes;
}

// ---- pieces ----

typedef struct Dealt {
    ColumnPiece piece;
    Customer *customer;
    uint32_t *first_row;
    Second *second;
    int64_t *amount, *profit;
    uint16_t *codes[ACTIVITY_DIMENSIONS_MAX];
    uint64_t *replaced;
    uint32_t rows;
} Dealt;

static Dealt dealt_open(const Columns *columns, uint32_t rows_max)
{
    Arena *arena = test_arena();
    Dealt dealt = {.customer = arena_array(arena, Customer, (size_t)columns->customers + 1),
                   .first_row = arena_array(arena, uint32_t, (size_t)columns->customers + 1),
                   .second = arena_array(arena, Second, rows_max),
                   .amount = arena_array(arena, int64_t, rows_max),
                   .profit = arena_array(arena, int64_t, rows_max),
                   .replaced = arena_array(arena, uint64_t, columns->customers / 64 + 1)};
    for (uint32_t d = 0; d < columns->dimensions; d++) dealt.codes[d] = arena_array(arena, uint16_t, rows_max);
    return dealt;
}

static void deal_run(Dealt *dealt, const Columns *columns, Customer customer, CustomerRows rows, bool sparse)
{
    if (sparse && rows.from == rows.to) return;
    uint32_t run = dealt->piece.runs++;
    dealt->customer[run] = customer;
    dealt->first_row[run] = dealt->rows;
    for (uint32_t row = rows.from; row < rows.to; row++) {
        uint32_t at = dealt->rows++;
        dealt->second[at] = rows.piece->second[row];
        dealt->amount[at] = row_amount(rows.piece, row);
        if (rows.piece->profit_minor) dealt->profit[at] = rows.piece->profit_minor[row];
        for (uint32_t d = 0; d < columns->dimensions; d++) dealt->codes[d][at] = row_code(rows.piece, d, row);
    }
    dealt->first_row[run + 1] = dealt->rows;
}

// Rows of somebody whose rows are in the other piece, or nowhere any more: those of before.
static void deal_replaced(Dealt *dealt, const Columns *columns, Customer customer, uint64_t *dice, bool sparse)
{
    CustomerRows rows = columns_find(columns, customer);
    dealt->replaced[customer / 64] |= UINT64_C(1) << customer % 64;
    if (test_random(dice, 2) && rows.to > rows.from) rows.to--;
    CustomerRows others = columns_find(columns, (Customer)test_random(dice, columns->customers));
    if (rows.from == rows.to && dealt->rows + others.to - others.from <= columns->rows) rows = others;
    deal_run(dealt, columns, customer, rows, sparse);
}

static ColumnPiece dealt_piece(const Dealt *dealt, const ColumnPiece *like, bool sparse)
{
    ColumnPiece piece = dealt->piece;
    if (sparse) piece.customer = dealt->customer;
    piece.first_row = dealt->first_row;
    piece.second = dealt->second;
    if (like->amount_minor) piece.amount_minor = dealt->amount;
    if (like->profit_minor) piece.profit_minor = dealt->profit;
    for (uint32_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (like->codes[d]) piece.codes[d] = dealt->codes[d];
    piece.replaced = dealt->replaced;
    return piece;
}

Columns test_columns_split(const Columns *columns, uint64_t *dice)
{
    bool sparse = test_random(dice, 2), overlay_only = test_random(dice, 8) == 0;
    Dealt base = dealt_open(columns, 2 * (uint32_t)columns->rows),
          overlay = dealt_open(columns, (uint32_t)columns->rows);
    for (Customer customer = 0; customer < columns->customers; customer++) {
        CustomerRows rows = columns_find(columns, customer);
        if (overlay_only || test_random(dice, 3) == 0) {
            deal_replaced(&base, columns, customer, dice, sparse);
            deal_run(&overlay, columns, customer, rows, true);
        } else {
            deal_run(&base, columns, customer, rows, sparse);
        }
    }
    Columns split = *columns;
    split.pieces = 2;
    split.piece[0] = dealt_piece(&base, &columns->piece[0], sparse);
    split.piece[1] = dealt_piece(&overlay, &columns->piece[0], true);
    split.piece[1].replaced = NULL;
    if (test_random(dice, 3)) split.piece[0].kept = test_kept(&split.piece[0], columns->customers);
    return split;
}

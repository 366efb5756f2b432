// match.c - rules over events, block by block of customers: a bit each.
//
// Parts of a rule are asked in order of what they cost, and only about customers whose answer still depends on it. That
// a customer has so many rows within the last days is one look at their rows from the end, and of those whose rows are
// in a file one look at what is kept beside it.
#include <stdlib.h>
#include <string.h>

#include "activity/blocks.h"
#include "activity/match.h"
#include "activity/nth_last.h"
#include "base/thread.h"

enum { BLOCK_WORDS = BLOCK_CUSTOMERS / 64 };

typedef struct Bits {
    uint64_t word[BLOCK_WORDS];
} Bits;

// "At least n rows since a second": for the bounds of a count within the last days.
typedef struct AtLeast {
    int64_t n;             // below 1: always
    const KeptArray *kept; // NULL: rows are to be looked at, or n is below 1
} AtLeast;

// A rule with its children in order of cost.
typedef struct Node {
    const MatchRule *rule;
    struct Node *child;
    size_t children;
    double cost;
    const ColumnPiece *file; // whose customers are looked up in what is kept of it; NULL: none is
    AtLeast low, above;      // holds for those with `low` and without `above`
} Node;

typedef struct MatchAsk {
    const Columns *const *lanes;
    size_t lane_count;
    uint32_t customers;
    int threads;
    Node root;
    CustomerSet *set;
    CustomerRows *rows; // of MATCH_THEN: two blocks for each thread
    uint64_t *count;    // per block
} MatchAsk;

// ---- what is kept ----

static bool ends_now(const MatchRule *rule)
{
    return rule->to == 0 || rule->to == UINT32_MAX;
}

// Whether there are rows since a second, and how many, is all that is asked.
static bool counts_since(const MatchRule *rule)
{
    return rule->kind == MATCH_ROWS && rule->measure == MATCH_COUNT && rule->dimension < 0 && rule->from > 0 &&
           ends_now(rule) && rule->low <= NTH_LAST_MAX && rule->high >= 0 &&
           (rule->high < NTH_LAST_MAX || rule->high >= UINT32_MAX);
}

static const ColumnPiece *piece_of_file(const Columns *lane)
{
    for (uint32_t p = 0; p < lane->pieces; p++)
        if (lane->piece[p].kept) return &lane->piece[p];
    return NULL;
}

static bool hold_at_least(const MatchAsk *ask, const ColumnPiece *file, AtLeast *at_least)
{
    if (at_least->n < 1 || at_least->n == INT64_MAX) return true;
    assert(at_least->n <= NTH_LAST_MAX);
    at_least->kept = nth_last_hold(file, (uint32_t)at_least->n, ask->threads);
    return at_least->kept != NULL;
}

static void release_kept(Node *node)
{
    kept_release(node->low.kept);
    kept_release(node->above.kept);
    node->low.kept = node->above.kept = NULL;
    for (size_t i = 0; i < node->children; i++) release_kept(&node->child[i]);
}

static void hold_kept(const MatchAsk *ask, Node *node)
{
    const MatchRule *rule = node->rule;
    if (!counts_since(rule)) return;
    node->low.n = rule->low;
    node->above.n = rule->high >= UINT32_MAX ? INT64_MAX : rule->high + 1;
    node->file = piece_of_file(ask->lanes[rule->lane]);
    if (!node->file) return;
    if (hold_at_least(ask, node->file, &node->low) && hold_at_least(ask, node->file, &node->above)) {
        node->cost = ask->customers / 16.0;
        return;
    }
    release_kept(node);
    node->file = NULL;
}

// ---- the order of asking ----

static double rows_of_lane(const MatchAsk *ask, uint32_t lane)
{
    assert(lane < ask->lane_count);
    return (double)ask->lanes[lane]->rows;
}

static double cost_of(const MatchAsk *ask, const MatchRule *rule)
{
    if (rule->kind == MATCH_SET) return 0;
    if (rule->kind == MATCH_THEN) return 4 * (rows_of_lane(ask, rule->lane) + rows_of_lane(ask, rule->then_lane));
    double rows = rows_of_lane(ask, rule->lane);
    bool looked_at_once = rule->measure == MATCH_COUNT || rule->measure == MATCH_FIRST || rule->measure == MATCH_LAST;
    return looked_at_once && rule->dimension < 0 ? rows / 4 : rule->from > 0 ? rows / 2 : 2 * rows;
}

static int by_cost(const void *a, const void *b)
{
    const Node *first = a, *second = b;
    return (first->cost > second->cost) - (first->cost < second->cost);
}

static Node node_of(const MatchAsk *ask, const MatchRule *rule, Arena *scratch)
{
    Node node = {.rule = rule, .children = rule->child_count};
    if (rule->kind > MATCH_NOT) {
        node.cost = cost_of(ask, rule);
        hold_kept(ask, &node);
        return node;
    }
    node.child = arena_array(scratch, Node, node.children);
    for (size_t i = 0; i < node.children; i++) {
        node.child[i] = node_of(ask, &rule->children[i], scratch);
        node.cost += node.child[i].cost;
    }
    qsort(node.child, node.children, sizeof(Node), by_cost);
    return node;
}

// ---- one customer ----

static bool within(const MatchRule *rule, int64_t measure)
{
    return rule->low <= measure && measure <= rule->high;
}

// The rows of the window.
static CustomerRows window_of(const MatchRule *rule, CustomerRows rows)
{
    const Second *second = rows.piece->second;
    if (rule->to > 0 && rule->to < UINT32_MAX)
        rows.to = rows.from + rows_before(second, rows.from, rows.to, rule->to + 1);
    if (rule->from > 0) rows.from += rows_before(second, rows.from, rows.to, rule->from);
    return rows;
}

// Whether there are at least `count` > 0 rows in the window, which ends at rows.to.
static bool at_least(const MatchRule *rule, CustomerRows rows, int64_t count)
{
    return rows.to - rows.from >= count && rows.piece->second[rows.to - count] >= rule->from;
}

// One look for each bound.
static bool count_holds(const MatchRule *rule, CustomerRows rows)
{
    if (rule->to > 0 && rule->to < UINT32_MAX)
        rows.to = rows.from + rows_before(rows.piece->second, rows.from, rows.to, rule->to + 1);
    if (rule->low > UINT32_MAX || rule->high < 0) return false;
    if (rule->low > 0 && !at_least(rule, rows, rule->low)) return false;
    return rule->high >= UINT32_MAX || !at_least(rule, rows, rule->high + 1);
}

// What is measured of the rows that the rule takes.
typedef struct Measured {
    int64_t count, sum, days;
    Second first, last;
} Measured;

static bool average_holds(const MatchRule *rule, const Measured *measured)
{
    if (measured->count == 0) return false;
    __int128 sum = measured->sum, count = measured->count;
    bool low = rule->low == INT64_MIN || sum >= rule->low * count;
    return low && (rule->high == INT64_MAX || sum <= rule->high * count);
}

static bool measure_holds(const MatchRule *rule, const Measured *measured)
{
    switch (rule->measure) {
    case MATCH_COUNT: return within(rule, measured->count);
    case MATCH_SUM: return within(rule, measured->sum);
    case MATCH_AVERAGE: return average_holds(rule, measured);
    case MATCH_FIRST: return measured->count > 0 && within(rule, measured->first);
    case MATCH_LAST: return measured->count > 0 && within(rule, measured->last);
    case MATCH_DISTINCT_DAYS: return within(rule, measured->days);
    }
    return false;
}

static bool sum_holds(const MatchRule *rule, CustomerRows rows)
{
    const int64_t *amount = rows.piece->amount_minor;
    int64_t sum = 0;
    for (uint32_t row = rows.from; amount && row < rows.to; row++) sum += amount[row];
    return within(rule, sum);
}

static bool rows_hold(const MatchRule *rule, CustomerRows rows)
{
    bool all = rule->dimension < 0;
    if (rule->measure == MATCH_COUNT && all) return count_holds(rule, rows);
    rows = window_of(rule, rows);
    if (rule->measure == MATCH_SUM && all) return sum_holds(rule, rows);
    const ColumnPiece *piece = rows.piece;
    Measured measured = {0};
    int64_t last_day = -1;
    for (uint32_t row = rows.from; row < rows.to; row++) {
        if (!all && row_code(piece, (uint32_t)rule->dimension, row) != rule->code) continue;
        Second second = piece->second[row];
        if (measured.count++ == 0) measured.first = second;
        measured.last = second;
        measured.sum += row_amount(piece, row);
        measured.days += second_day(second) != last_day;
        last_day = second_day(second);
    }
    return measure_holds(rule, &measured);
}

// A row, and one of the other lane later, at most `seconds` (0: ever): the latest row before each of those is nearest.
static bool then_holds(CustomerRows rows, CustomerRows then, Second seconds)
{
    if (!rows.piece || !then.piece) return false;
    const Second *first = rows.piece->second, *second = then.piece->second;
    if (seconds == 0) return first[rows.from] < second[then.to - 1];
    uint32_t before = rows.from; // rows before it are earlier than the row of `then`
    for (uint32_t row = then.from; row < then.to; row++) {
        while (before < rows.to && first[before] < second[row]) before++;
        if (before > rows.from && second[row] - first[before - 1] <= seconds) return true;
    }
    return false;
}

// ---- a block ----

static bool has_bit(const Bits *bits, uint32_t at)
{
    return bits->word[at / 64] >> at % 64 & 1;
}

static void put_bit(Bits *bits, uint32_t at, bool value)
{
    uint64_t bit = UINT64_C(1) << at % 64;
    bits->word[at / 64] = value ? bits->word[at / 64] | bit : bits->word[at / 64] & ~bit;
}

static uint64_t at_least_since(const Node *node, const AtLeast *at_least, Customer from)
{
    if (at_least->n < 1) return UINT64_MAX;
    return at_least->kept ? nth_last_since(at_least->kept, node->file, from, node->rule->from) : 0;
}

// Of those whose rows are in the file. The others have no rows there.
static void match_kept(const Node *node, CustomerRange block, const Bits *wanted, Bits *held)
{
    for (uint32_t w = 0; w < BLOCK_WORDS; w++) {
        Customer from = block.from + 64 * w;
        if (!wanted->word[w]) continue;
        held->word[w] = at_least_since(node, &node->low, from) & ~at_least_since(node, &node->above, from);
    }
}

static void match_rows(const MatchAsk *ask, const Node *node, CustomerRange block, const Bits *wanted, Bits *held)
{
    const MatchRule *rule = node->rule;
    const Columns *columns = ask->lanes[rule->lane];
    memset(held, measure_holds(rule, &(Measured){0}) ? 0xFF : 0, sizeof *held); // who has no rows
    if (node->file) match_kept(node, block, wanted, held);
    for (uint32_t p = 0; p < columns->pieces; p++) {
        const ColumnPiece *piece = &columns->piece[p];
        if (piece == node->file) continue;
        RunRange runs = block_runs(piece, block);
        for (uint32_t run = runs.from; run < runs.to; run++) {
            uint32_t at = run_customer(piece, run) - block.from;
            if (!has_bit(wanted, at) || !run_counts(piece, run)) continue;
            put_bit(held, at, rows_hold(rule, (CustomerRows){piece, piece->first_row[run], piece->first_row[run + 1]}));
        }
    }
}

static void match_set(const MatchRule *rule, CustomerRange block, Bits *held)
{
    for (uint32_t at = 0; at < block.to - block.from; at++)
        put_bit(held, at, customer_set_has(rule->set, block.from + at));
}

static void match_then(const MatchAsk *ask, const MatchRule *rule, CustomerRange block, const Bits *wanted, int thread,
                       Bits *held)
{
    CustomerRows *rows = ask->rows + (size_t)thread * 2 * BLOCK_CUSTOMERS, *then = rows + BLOCK_CUSTOMERS;
    block_rows(ask->lanes[rule->lane], block, rows);
    block_rows(ask->lanes[rule->then_lane], block, then);
    for (uint32_t at = 0; at < block.to - block.from; at++)
        if (has_bit(wanted, at)) put_bit(held, at, then_holds(rows[at], then[at], rule->then_seconds));
}

static bool none(const Bits *bits)
{
    uint64_t all = 0;
    for (size_t w = 0; w < BLOCK_WORDS; w++) all |= bits->word[w];
    return all == 0;
}

// *held is right for those that are `wanted`.
static void match_node(const MatchAsk *ask, const Node *node, CustomerRange block, const Bits *wanted, int thread,
                       Bits *held);

static void match_all(const MatchAsk *ask, const Node *node, CustomerRange block, const Bits *wanted, int thread,
                      Bits *held)
{
    Bits one;
    *held = *wanted;
    for (size_t i = 0; i < node->children && !none(held); i++) {
        match_node(ask, &node->child[i], block, held, thread, &one);
        for (size_t w = 0; w < BLOCK_WORDS; w++) held->word[w] &= one.word[w];
    }
}

static void match_any(const MatchAsk *ask, const Node *node, CustomerRange block, const Bits *wanted, int thread,
                      Bits *held)
{
    Bits one, left = *wanted;
    memset(held, 0, sizeof *held);
    for (size_t i = 0; i < node->children && !none(&left); i++) {
        match_node(ask, &node->child[i], block, &left, thread, &one);
        for (size_t w = 0; w < BLOCK_WORDS; w++) {
            held->word[w] |= one.word[w] & left.word[w];
            left.word[w] &= ~one.word[w];
        }
    }
}

static void match_node(const MatchAsk *ask, const Node *node, CustomerRange block, const Bits *wanted, int thread,
                       Bits *held)
{
    const MatchRule *rule = node->rule;
    memset(held, 0, sizeof *held);
    switch (rule->kind) {
    case MATCH_ALL: match_all(ask, node, block, wanted, thread, held); return;
    case MATCH_ANY: match_any(ask, node, block, wanted, thread, held); return;
    case MATCH_NOT:
        match_node(ask, &node->child[0], block, wanted, thread, held);
        for (size_t w = 0; w < BLOCK_WORDS; w++) held->word[w] = ~held->word[w];
        return;
    case MATCH_ROWS: match_rows(ask, node, block, wanted, held); return;
    case MATCH_SET: match_set(rule, block, held); return;
    case MATCH_THEN: match_then(ask, rule, block, wanted, thread, held); return;
    }
}

static void match_block(void *context, size_t number, int thread)
{
    const MatchAsk *ask = context;
    CustomerRange block = block_of(ask->customers, number);
    uint32_t customers = block.to - block.from;
    Bits wanted = {0}, held;
    for (uint32_t at = 0; at < customers; at++) wanted.word[at / 64] |= UINT64_C(1) << at % 64;
    match_node(ask, &ask->root, block, &wanted, thread, &held);
    uint64_t *word = ask->set->word + block.from / 64, count = 0;
    for (size_t w = 0; w * 64 < customers; w++) {
        word[w] = held.word[w] & wanted.word[w];
        count += (uint64_t)__builtin_popcountll(word[w]);
    }
    ask->count[number] = count;
}

void ask_match(const Columns *const *lanes, size_t lane_count, uint32_t customers, const MatchRule *rule, int threads,
               Arena *arena, CustomerSet *set)
{
    size_t blocks = block_count(customers), workers = (size_t)larger(threads, 1);
    *set = (CustomerSet){.customers = customers, .word = arena_array(arena, uint64_t, (size_t)customers / 64 + 1)};
    Arena *scratch = arena_open(0);
    MatchAsk ask = {
        .lanes = lanes, .lane_count = lane_count, .customers = customers, .threads = (int)workers, .set = set};
    ask.root = node_of(&ask, rule, scratch);
    ask.rows = arena_array(scratch, CustomerRows, workers * 2 * BLOCK_CUSTOMERS);
    ask.count = arena_array(scratch, uint64_t, blocks);
    thread_run((int)workers, blocks, match_block, &ask);
    for (size_t block = 0; block < blocks; block++) set->count += ask.count[block];
    release_kept(&ask.root);
    arena_close(scratch);
}

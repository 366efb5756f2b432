// Rules in SQL. Each clause over rows is asked as a set of people, 64 of them a word; all clauses read the rows once,
// and the rule is put together here. What is asked of a clause is for whom it holds otherwise than for people without
// rows: so who is in no answer is right, too.
#include <string.h>

#include "clickhouse/ask_parts.h"

enum { CLAUSES_AT_ONCE = STREAM_ROW_BYTES_MAX / 8 - 2 };

typedef struct Clause {
    const MatchRule *rule;
    bool otherwise; // whether it holds for people without rows
    uint64_t *word; // people for whom it does not
} Clause;

typedef struct Clauses {
    const Settled *settled;
    const Lane *lanes;
    size_t lane_count, words;
    Clause clause[MATCH_CLAUSES_MAX];
    size_t count, done; // of the clauses that are asked for now: those from `done` on
    double magnitude;
    Arena *scratch;
} Clauses;

// ---- a clause ----

static void add_bounds(Text *text, const MatchRule *rule, Str low, Str high)
{
    if (rule->low != INT64_MIN) text_addf(text, " AND %.*s >= %lld", STR_ARGS(low), (long long)rule->low);
    if (rule->high != INT64_MAX) text_addf(text, " AND %.*s <= %lld", STR_ARGS(high), (long long)rule->high);
}

static Str rows_of_rule(const Clauses *clauses, const MatchRule *rule)
{
    Text text = text_in(clauses->scratch);
    text_add(&text, sql_lane_holds(&clauses->lanes[rule->lane], clauses->scratch));
    if (rule->from) text_addf(&text, " AND second >= %u", rule->from);
    if (rule->to) text_addf(&text, " AND second <= %u", rule->to);
    if (rule->dimension >= 0) text_addf(&text, " AND d%d = %u", (int)rule->dimension, rule->code);
    return text_str(&text);
}

// sum / count lies between whole numbers when it does so rounded down and rounded up.
static void add_average(Text *text, const Clauses *clauses, const MatchRule *rule, Str rows)
{
    Str money = sql_lane_money(&clauses->lanes[rule->lane], clauses->scratch);
    Str sum = str_format(clauses->scratch, "sumIf(%.*s, %.*s)", STR_ARGS(money), STR_ARGS(rows));
    Str count = str_format(clauses->scratch, "toInt64(greatest(countIf(%.*s), 1))", STR_ARGS(rows));
    Str whole = str_format(clauses->scratch, "intDiv(%.*s, %.*s)", STR_ARGS(sum), STR_ARGS(count));
    Str down = str_format(clauses->scratch, "(%.*s - (%.*s * %.*s > %.*s))", STR_ARGS(whole), STR_ARGS(whole),
                          STR_ARGS(count), STR_ARGS(sum));
    Str up = str_format(clauses->scratch, "(%.*s + (%.*s * %.*s < %.*s))", STR_ARGS(whole), STR_ARGS(whole),
                        STR_ARGS(count), STR_ARGS(sum));
    text_addf(text, " AND countIf(%.*s) > 0", STR_ARGS(rows));
    add_bounds(text, rule, down, up);
}

static Str measure_of(const Clauses *clauses, const MatchRule *rule, Str rows)
{
    static const char *const of[] = {[MATCH_COUNT] = "countIf(",
                                     [MATCH_SUM] = "sumIf(",
                                     [MATCH_AVERAGE] = "",
                                     [MATCH_FIRST] = "minIf(second, ",
                                     [MATCH_LAST] = "maxIf(second, ",
                                     [MATCH_DISTINCT_DAYS] = ("uniqExactIf(" DAY_SQL ", ")};
    Text text = text_in(clauses->scratch);
    text_add(&text, str_of(of[rule->measure]));
    if (rule->measure == MATCH_SUM)
        text_addf(&text, "%.*s, ", STR_ARGS(sql_lane_money(&clauses->lanes[rule->lane], clauses->scratch)));
    text_addf(&text, "%.*s)", STR_ARGS(rows));
    return text_str(&text);
}

static void add_measure(Text *text, const Clauses *clauses, const MatchRule *rule)
{
    Str rows = rows_of_rule(clauses, rule);
    if (rule->measure == MATCH_AVERAGE) {
        add_average(text, clauses, rule, rows);
        return;
    }
    Str measure = measure_of(clauses, rule, rows);
    if (rule->measure == MATCH_FIRST || rule->measure == MATCH_LAST)
        text_addf(text, " AND countIf(%.*s) > 0", STR_ARGS(rows));
    add_bounds(text, rule, measure, measure);
}

// Rows of both lanes in order of time, at the same second `then_lane` first: the nearest two that may do are
// neighbours.
static void add_then(Text *text, const Clauses *clauses, const MatchRule *rule)
{
    Str first = sql_lane_holds(&clauses->lanes[rule->lane], clauses->scratch);
    Str then = sql_lane_holds(&clauses->lanes[rule->then_lane], clauses->scratch);
    if (rule->then_seconds == 0) {
        text_addf(text, " AND countIf(%.*s) > 0 AND minIf(second, %.*s) < maxIf(second, %.*s)", STR_ARGS(first),
                  STR_ARGS(first), STR_ARGS(then));
        return;
    }
    Str marks = str_format(clauses->scratch,
                           "arraySort(arrayConcat(groupArrayIf(toInt64(second) * 2 + 1, %.*s), "
                           "groupArrayIf(toInt64(second) * 2, %.*s)))",
                           STR_ARGS(first), STR_ARGS(then));
    text_addf(text,
              " AND arrayExists((x, y) -> bitAnd(x, 1) = 1 AND bitAnd(y, 1) = 0 AND intDiv(y, 2) - intDiv(x, 2) <= %u, "
              "arrayPopBack(%.*s), arrayPopFront(%.*s))",
              rule->then_seconds, STR_ARGS(marks), STR_ARGS(marks));
}

static bool holds_without_rows(const MatchRule *rule)
{
    bool counted = rule->measure == MATCH_COUNT || rule->measure == MATCH_SUM || rule->measure == MATCH_DISTINCT_DAYS;
    return rule->kind == MATCH_ROWS && counted && rule->low <= 0 && 0 <= rule->high;
}

static void collect(Clauses *clauses, const MatchRule *rule)
{
    if (rule->kind == MATCH_ROWS || rule->kind == MATCH_THEN)
        clauses->clause[clauses->count++] =
            (Clause){rule, holds_without_rows(rule), arena_array(clauses->scratch, uint64_t, clauses->words)};
    if (rule->kind > MATCH_NOT) return;
    for (size_t i = 0; i < rule->child_count; i++) collect(clauses, &rule->children[i]);
}

// ---- asking ----

static bool weighs_amounts(const Clauses *clauses)
{
    for (size_t i = 0; i < clauses->count; i++) {
        const MatchRule *rule = clauses->clause[i].rule;
        if (rule->kind == MATCH_ROWS && (rule->measure == MATCH_SUM || rule->measure == MATCH_AVERAGE)) return true;
    }
    return false;
}

// A row: which word, how large amounts are, and the word of each clause.
static bool take_words(void *context, const unsigned char *row)
{
    Clauses *clauses = context;
    uint64_t at = stream_u64(row), size = stream_u64(row + 8);
    double magnitude;
    memcpy(&magnitude, &size, sizeof magnitude);
    clauses->magnitude += magnitude;
    if (at >= clauses->words) return false;
    for (size_t i = clauses->done; i < clauses->count && i < clauses->done + CLAUSES_AT_ONCE; i++)
        clauses->clause[i].word[at] |= stream_u64(row + 16 + 8 * (i - clauses->done));
    return true;
}

static Str clauses_sql(const Clauses *clauses, size_t end)
{
    Text words = text_in(clauses->scratch), held = text_in(clauses->scratch), query = text_in(clauses->scratch);
    for (size_t i = clauses->done; i < end; i++) {
        const Clause *clause = &clauses->clause[i];
        text_addf(&words, ", groupBitOr(if(h%zu, bitShiftLeft(toUInt64(1), bitAnd(person, 63)), toUInt64(0)))", i);
        text_addf(&held, ", %s(1", clause->otherwise ? "NOT " : "");
        if (clause->rule->kind == MATCH_THEN)
            add_then(&held, clauses, clause->rule);
        else
            add_measure(&held, clauses, clause->rule);
        text_addf(&held, ") AS h%zu", i);
    }
    text_addf(&query,
              "SELECT toUInt64(intDiv(person, 64)) AS word, sum(size)%.*s FROM (SELECT person, "
              "%s AS size%.*s FROM %.*s GROUP BY person) GROUP BY word",
              STR_ARGS(text_str(&words)), weighs_amounts(clauses) ? "sum(toFloat64(abs(amount)))" : "toFloat64(0)",
              STR_ARGS(text_str(&held)),
              STR_ARGS(sql_of_lanes(clauses->settled, clauses->lanes, clauses->lane_count, clauses->scratch)));
    return text_str(&query);
}

static bool ask_clauses(Clauses *clauses, Error *error)
{
    for (; clauses->done < clauses->count; clauses->done += CLAUSES_AT_ONCE) {
        size_t end = (size_t)smaller((int64_t)(clauses->done + CLAUSES_AT_ONCE), (int64_t)clauses->count);
        clauses->magnitude = 0;
        const StreamAsk ask = {.query = clauses_sql(clauses, end),
                               .settings = STR("distributed_group_by_no_merge=1"),
                               .row_bytes = 8 * (2 + end - clauses->done),
                               .take = take_words,
                               .context = clauses};
        if (!shards_ask(clauses->settled->port->wire, &clauses->settled->shards, &ask, error)) return false;
        if (clauses->magnitude >= AMOUNTS_SIZE_MAX) return port_refuse_amounts(error);
    }
    clauses->done = 0;
    return true;
}

// ---- putting together ----

static void put_together(Clauses *clauses, const MatchRule *rule, uint64_t *word);

static void put_children(Clauses *clauses, const MatchRule *rule, uint64_t *word)
{
    Arena *scratch = arena_open(0);
    uint64_t *one = arena_array(scratch, uint64_t, clauses->words);
    memset(word, rule->kind == MATCH_ALL ? 0xFF : 0, clauses->words * sizeof *word);
    for (size_t i = 0; i < rule->child_count; i++) {
        put_together(clauses, &rule->children[i], one);
        for (size_t w = 0; w < clauses->words; w++)
            word[w] = rule->kind == MATCH_ALL ? word[w] & one[w] : word[w] | one[w];
    }
    arena_close(scratch);
}

// Clauses come in the order in which they were collected.
static void put_together(Clauses *clauses, const MatchRule *rule, uint64_t *word)
{
    switch (rule->kind) {
    case MATCH_ALL:
    case MATCH_ANY: put_children(clauses, rule, word); return;
    case MATCH_NOT:
        put_together(clauses, &rule->children[0], word);
        for (size_t w = 0; w < clauses->words; w++) word[w] = ~word[w];
        return;
    case MATCH_SET:
        for (size_t w = 0; w < clauses->words; w++)
            word[w] = w < (rule->set->customers + 63) / 64 ? rule->set->word[w] : 0;
        return;
    case MATCH_ROWS:
    case MATCH_THEN: {
        const Clause *clause = &clauses->clause[clauses->done++];
        assert(clause->word);
        for (size_t w = 0; w < clauses->words; w++) word[w] = clause->otherwise ? ~clause->word[w] : clause->word[w];
    }
    }
}

bool sql_match(const Settled *settled, const Lane *lanes, size_t lane_count, const MatchRule *rule, Arena *arena,
               CustomerSet *set, Error *error)
{
    Arena *scratch = arena_open(0);
    Clauses *clauses = arena_new(scratch, Clauses);
    *clauses = (Clauses){.settled = settled,
                         .lanes = lanes,
                         .lane_count = lane_count,
                         .words = (size_t)settled->customers / 64 + 1,
                         .scratch = scratch};
    *set = (CustomerSet){.customers = settled->customers, .word = arena_array(arena, uint64_t, clauses->words)};
    collect(clauses, rule);
    bool fine = ask_clauses(clauses, error);
    if (fine) put_together(clauses, rule, set->word);
    set->word[clauses->words - 1] &= (UINT64_C(1) << settled->customers % 64) - 1; // nobody is behind the last one
    for (size_t w = 0; w < clauses->words; w++) set->count += (uint64_t)__builtin_popcountll(set->word[w]);
    arena_close(scratch);
    return fine;
}

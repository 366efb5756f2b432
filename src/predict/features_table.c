#include "predict/features_table.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/number.h"

bool feature_text_missing(Str text)
{
    static const Str none[] = {STR("na"),  STR("n/a"), STR("nan"), STR("null"), STR("none"),
                               STR("nil"), STR("-"),   STR("?"),   STR("#n/a")};
    if (!text.size) return true;
    if (text.size > 4) return false;
    for (size_t i = 0; i < COUNT_OF(none); i++)
        if (str_equal_fold(text, none[i])) return true;
    return false;
}

const FeatureColumn *feature_column_find(const FeatureTable *table, Str name)
{
    for (size_t i = 0; i < table->columns; i++)
        if (str_equal(table->column[i].name, name)) return &table->column[i];
    return NULL;
}

Str feature_value_text(const FeatureColumn *column, size_t row, Arena *arena)
{
    if (column->kind == FEATURE_WORD) {
        uint32_t word = column->word[row];
        return word < column->word_count ? column->words[word] : STR("");
    }
    double number = column->number[row];
    if (!isfinite(number)) return STR("");
    if (column->day && fabs(number) < 3e6) return day_name(arena, (Day)number);
    if (column->kind == FEATURE_YES_NO) return number != 0 ? STR("yes") : STR("no");
    return number_decimal(arena, number, 12);
}

// ---- what the texts of a column are ----

// All texts are one of a pair, or not known: yes/no.
static bool read_yes_no(const Str *texts, size_t count, double *number)
{
    static const Str pair[][2] = {{STR("no"), STR("yes")},    {STR("non"), STR("oui")}, {STR("n"), STR("y")},
                                  {STR("n"), STR("o")},       {STR("0"), STR("1")},     {STR("false"), STR("true")},
                                  {STR("faux"), STR("vrai")}, {STR("f"), STR("t")},     {STR("f"), STR("v")}};
    for (size_t p = 0; p < COUNT_OF(pair); p++) {
        size_t i = 0, seen = 0;
        for (; i < count; i++) {
            number[i] = NAN;
            if (feature_text_missing(texts[i])) continue;
            bool no = str_equal_fold(texts[i], pair[p][0]), yes = str_equal_fold(texts[i], pair[p][1]);
            if (!no && !yes) break;
            number[i] = yes, seen++;
        }
        if (i == count && seen) return true;
    }
    return false;
}

static bool read_numbers(const Str *texts, size_t count, char decimal, double *number)
{
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        number[i] = NAN;
        if (feature_text_missing(texts[i])) continue;
        char copy[64];
        if (texts[i].size > sizeof copy) return false;
        for (size_t b = 0; b < texts[i].size; b++) {
            char byte = texts[i].data[b];
            if (decimal != '.' && byte == '.') return false;
            copy[b] = byte == decimal ? '.' : byte;
        }
        if (!number_parse((Str){copy, texts[i].size}, &number[i])) return false;
        seen++;
    }
    return seen > 0;
}

static bool read_days(const Str *texts, size_t count, double *number)
{
    enum { DAY_TEXT = 10 };
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        number[i] = NAN;
        if (feature_text_missing(texts[i])) continue;
        Day day;
        bool longer = texts[i].size > DAY_TEXT && (texts[i].data[DAY_TEXT] == 'T' || texts[i].data[DAY_TEXT] == ' ');
        if (texts[i].size != DAY_TEXT && !longer) return false;
        if (!day_parse((Str){texts[i].data, DAY_TEXT}, &day)) return false;
        number[i] = day, seen++;
    }
    return seen > 0;
}

// ---- words, each once ----

typedef struct WordSet {
    Arena *arena;
    Str *word;
    uint32_t count, room;
    uint32_t *slot; // 1 + word; 0: free
    size_t slots;
} WordSet;

static size_t hash_of(Str text)
{
    uint64_t hash = 14695981039346656037u; // FNV-1a
    for (size_t i = 0; i < text.size; i++) hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
    return (size_t)(hash ^ hash >> 29);
}

static void words_grow(WordSet *set)
{
    uint32_t room = set->room ? set->room * 2 : 64;
    Str *word = arena_array(set->arena, Str, room);
    if (set->count) memcpy(word, set->word, set->count * sizeof *word);
    set->word = word, set->room = room, set->slots = (size_t)room * 2;
    set->slot = arena_array(set->arena, uint32_t, set->slots);
    for (uint32_t i = 0; i < set->count; i++) {
        size_t at = hash_of(word[i]) % set->slots;
        while (set->slot[at]) at = (at + 1) % set->slots;
        set->slot[at] = i + 1;
    }
}

static uint32_t word_put(WordSet *set, Str text)
{
    if (set->count == set->room) words_grow(set);
    size_t at = hash_of(text) % set->slots;
    for (; set->slot[at]; at = (at + 1) % set->slots)
        if (str_equal(set->word[set->slot[at] - 1], text)) return set->slot[at] - 1;
    set->word[set->count] = text;
    set->slot[at] = ++set->count;
    return set->count - 1;
}

FeatureColumn feature_column_read(Str name, const Str *texts, size_t count, Arena *arena)
{
    FeatureColumn column = {.name = name};
    double *number = arena_array(arena, double, count);
    bool yes_no = read_yes_no(texts, count, number);
    bool plain = yes_no || read_numbers(texts, count, '.', number) || read_numbers(texts, count, ',', number);
    if (plain || read_days(texts, count, number)) {
        column.kind = yes_no ? FEATURE_YES_NO : FEATURE_NUMBER;
        column.number = number, column.day = !plain;
        return column;
    }
    WordSet set = {.arena = arena};
    uint32_t *word = arena_array(arena, uint32_t, count);
    for (size_t i = 0; i < count; i++)
        word[i] = feature_text_missing(texts[i]) ? WORD_MISSING : word_put(&set, texts[i]);
    column.kind = FEATURE_WORD;
    column.word = word, column.words = set.word, column.word_count = set.count;
    return column;
}

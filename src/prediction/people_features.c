#include "prediction/people_features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "house.h"
#include "prediction/people_features_parts.h"

enum { MOMENT_EARLIEST = 1 };

// ---- moments ----

Moment moment_of_day(const House *house, Day day)
{
    int64_t civil = larger(MOMENT_EARLIEST, (int64_t)day * SECONDS_PER_DAY);
    int64_t instant = zone_instant(activity_zone(house->activity), civil);
    return (Moment){(Second)smaller(civil, UINT32_MAX), instant * MILLISECONDS_PER_SECOND};
}

Moment moment_now(const House *house, Instant now)
{
    int64_t civil = zone_civil(activity_zone(house->activity), now / MILLISECONDS_PER_SECOND);
    return moment_of_day(house, (Day)(civil / SECONDS_PER_DAY) + 1);
}

Day moment_day(Moment moment)
{
    return second_day(moment.second - 1);
}

// ---- lists by person ----

void by_person_add(ByPerson *list, const void *item, size_t size, Arena *arena)
{
    enum { USUAL = 256 };
    if (list->count == list->room) {
        char *more = arena_alloc(arena, list->room = list->room ? list->room * 2 : USUAL, size);
        if (list->count) memcpy(more, list->item, list->count * size);
        list->item = more;
    }
    list->size = size;
    memcpy((char *)list->item + list->count++ * size, item, size);
}

static CustomerId root_at(const ByPerson *list, size_t at)
{
    return *(const CustomerId *)(const void *)((const char *)list->item + at * list->size);
}

void by_person_close(ByPerson *list, uint32_t customers, int (*compare)(const void *, const void *), Arena *arena)
{
    if (list->count) qsort(list->item, list->count, list->size, compare);
    list->first = arena_array(arena, uint32_t, customers + 1);
    size_t at = 0;
    for (CustomerId person = 0; person <= customers; person++) {
        while (at < list->count && root_at(list, at) < person) at++;
        list->first[person] = (uint32_t)at;
    }
}

size_t by_person_of(const ByPerson *list, CustomerId root, const void **items)
{
    if (!list->first) return 0;
    *items = list->count ? (const char *)list->item + list->first[root] * list->size : NULL;
    return list->first[root + 1] - list->first[root];
}

uint32_t word_list_code(WordList *list, Str word, Arena *arena)
{
    enum { USUAL = 16, MOST = 1000 };
    for (uint32_t i = 0; i < list->count; i++)
        if (str_equal(list->word[i], word)) return i;
    if (list->count == MOST) return WORD_MISSING;
    if (list->count == list->room) {
        Str *more = arena_array(arena, Str, list->room = list->room ? list->room * 2 : USUAL);
        if (list->count) memcpy(more, list->word, list->count * sizeof *more);
        list->word = more;
    }
    list->word[list->count] = str_copy(arena, word);
    return list->count++;
}

// ---- the source ----

// Traits have no title of their own: their name without underscores, nor braces: in a phrase those are for arguments.
const char *trait_label(Arena *arena, Str name)
{
    char *label = arena_array(arena, char, name.size + 1);
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        label[i] = (char)(c == '_' ? ' ' : c == '{' ? '(' : c == '}' ? ')' : c);
    }
    return label;
}

static void add_trait_words(FeatureSource *source)
{
    static const FeatureUnit units[] = {
        [FEATURE_NUMBER] = IN_SCORE, [FEATURE_YES_NO] = IN_YES_NO, [FEATURE_WORD] = IN_WORDS};
    source->words = arena_array(source->arena, FeatureWords, FEATURE_NUMBERS + source->traits);
    memcpy(source->words, feature_words, sizeof feature_words);
    for (size_t i = 0; i < source->traits; i++) {
        Str name = source->trait[i].name;
        const char *label = trait_label(source->arena, name);
        const char *say = str_c(source->arena, str_format(source->arena, "%s: {0}", label));
        const char *say_fr = str_c(source->arena, str_format(source->arena, "%s\u00A0: {0}", label));
        source->words[FEATURE_NUMBERS + i] =
            (FeatureWords){.key = str_c(source->arena, str_format(source->arena, "trait:%.*s", STR_ARGS(name))),
                           .unit = units[source->trait[i].kind],
                           .label = {{label, label}},
                           .sentence = {{say, say_fr}}};
    }
}

bool feature_source_open(const PredictionPlace *place, const TraitFeature *trait, size_t traits, FeatureSource **opened,
                         Error *error)
{
    Arena *arena = arena_open(0);
    FeatureSource *source = arena_new(arena, FeatureSource);
    *source = (FeatureSource){.place = *place, .arena = arena, .trait = trait, .traits = traits};
    source->customers = identity_count(place->house->identity) + 1;
    add_trait_words(source);
    bool fine = kept_read(source, error) && events_read(source, error);
    *opened = fine ? source : NULL;
    if (!fine) arena_close(arena);
    return fine;
}

void feature_source_close(FeatureSource *source)
{
    if (source) arena_close(source->arena);
}

// ---- the table ----

static void open_column(const FeatureSource *source, size_t number, size_t rows, FeatureColumn *column, Arena *arena)
{
    bool words = source->words[number].unit == IN_WORDS;
    *column = (FeatureColumn){.name = str_of(source->words[number].key),
                              .kind = words                                     ? FEATURE_WORD
                                      : source->words[number].unit == IN_YES_NO ? FEATURE_YES_NO
                                                                                : FEATURE_NUMBER};
    if (!words) {
        column->number = arena_array(arena, double, rows);
        return;
    }
    const WordList *list = number == PLAN ? &source->plans : &source->trait_words[number - FEATURE_NUMBERS];
    column->word = arena_array(arena, uint32_t, rows);
    column->words = list->word;
    column->word_count = list->count;
}

PeopleFeatures people_features_open(const FeatureSource *source, size_t rows, Arena *arena)
{
    size_t columns = FEATURE_NUMBERS + source->traits;
    FeatureColumn *column = arena_array(arena, FeatureColumn, columns);
    for (size_t i = 0; i < columns; i++) open_column(source, i, rows, &column[i], arena);
    return (PeopleFeatures){.table = {.rows = rows, .columns = columns, .column = column},
                            .words = source->words,
                            .person = arena_array(arena, CustomerId, rows)};
}

bool people_features_fill(FeatureSource *source, Moment moment, const CustomerId *person, size_t count,
                          PeopleFeatures *features, size_t row, Error *error)
{
    double *number[FEATURE_NUMBERS + TRAIT_FEATURES_MAX];
    uint32_t *word[FEATURE_NUMBERS + TRAIT_FEATURES_MAX];
    for (size_t i = 0; i < features->table.columns; i++) {
        number[i] = (double *)(uintptr_t)features->table.column[i].number;
        word[i] = (uint32_t *)(uintptr_t)features->table.column[i].word;
        for (size_t r = row; r < row + count; r++)
            if (number[i])
                number[i][r] = (double)NAN;
            else
                word[i][r] = WORD_MISSING;
    }
    if (count) memcpy(features->person + row, person, count * sizeof *person);
    FeatureRows rows = {number, word, row, person, count};
    kept_fill(source, moment, &rows);
    return events_fill(source, moment, &rows, error);
}

// ---- in words ----

static Str say_number(const PeopleFeatures *features, size_t column, double number, Locale locale,
                      const Currency *currency, Arena *arena)
{
    switch ((int)features->words[column].unit) {
    case IN_AMOUNT:
        return money_say(arena, locale, (int64_t)llround(number * (double)currency_minor_per_major(currency)),
                         currency);
    case IN_SHARE: return number_say_rate(arena, locale, number, 0);
    case IN_SCORE: return number_say(arena, locale, number, 1);
    case IN_YES_NO:
        return number > 0 ? (locale == LOCALE_FR ? STR("oui") : STR("yes"))
                          : (locale == LOCALE_FR ? STR("non") : STR("no"));
    default: return number_say(arena, locale, round(number), 0);
    }
}

Str feature_say_value(const PeopleFeatures *features, size_t column, size_t row, Locale locale,
                      const Currency *currency, Arena *arena)
{
    const FeatureColumn *of = &features->table.column[column];
    if (of->kind == FEATURE_WORD) return of->word[row] == WORD_MISSING ? STR("") : of->words[of->word[row]];
    return isnan(of->number[row]) ? STR("") : say_number(features, column, of->number[row], locale, currency, arena);
}

// English has one thing and 0 or 2 things, French 0 or 1 thing and 2 things.
static Phrase sentence_of(const FeatureWords *words, double number, Locale locale)
{
    double shown = fabs(round(number));
    bool one = locale == LOCALE_FR ? shown < 2 : shown > 0 && shown < 2;
    return one && words->one.in[locale] ? words->one : words->sentence;
}

Str feature_say(const PeopleFeatures *features, size_t column, size_t row, Locale locale, const Currency *currency,
                Arena *arena)
{
    const FeatureWords *words = &features->words[column];
    Str value = feature_say_value(features, column, row, locale, currency, arena);
    const FeatureColumn *of = &features->table.column[column];
    if (value.size)
        return phrase_str(arena, locale, of->number ? sentence_of(words, of->number[row], locale) : words->sentence,
                          &value, 1);
    value = str_of(words->label.in[locale]);
    return phrase_str(arena, locale, PHRASE("{0}: not known", "{0}\u00A0: inconnu"), &value, 1);
}

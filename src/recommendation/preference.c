#include "recommendation/preference.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "measure/quantile.h"

static const char *const price_levels[] = {NULL, "low", "middle", "high"};
static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

static int by_value(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

PriceCuts price_cuts(const Catalogue *catalogue, Arena *scratch)
{
    enum { PRICES_LEAST = 9 };
    int64_t *price = arena_array(scratch, int64_t, catalogue->products + 1);
    size_t count = 0;
    for (uint32_t i = 0; i < catalogue->products; i++)
        if (catalogue->product[i].price_minor > 0) price[count++] = catalogue->product[i].price_minor;
    if (count < PRICES_LEAST) return (PriceCuts){0};
    qsort(price, count, sizeof *price, by_value);
    size_t third = count / 3, second = 2 * count / 3;
    return (PriceCuts){true, (double)price[third], (double)price[second]};
}

// ---- days, and the time between them ----

static void take_days(const PreferenceSource *source, Arena *scratch, Preference *preference)
{
    int64_t *gap = arena_array(scratch, int64_t, source->lines + 1);
    size_t gaps = 0;
    for (size_t i = 0; i < source->lines; i++) {
        Day day = source->line[i].day, before = i ? source->line[i - 1].day : day;
        if (i == 0) preference->first = day;
        if (i && day != before) gap[gaps++] = day - before;
        preference->days += i == 0 || day != before;
        preference->last = day;
    }
    preference->has_interval = gaps > 0;
    if (gaps) preference->interval_days = quantile_of(gap, gaps, 0.5);
}

// ---- what they buy ----

typedef struct Counted {
    uint32_t number, count; // product; days or lines
    Str text;
} Counted;

static int most_first(const void *left, const void *right)
{
    const Counted *a = left, *b = right;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    if (a->text.size || b->text.size) return str_compare(a->text, b->text);
    return (a->number > b->number) - (a->number < b->number);
}

static int by_number(const void *left, const void *right)
{
    const Counted *a = left, *b = right;
    if (a->number != b->number) return a->number < b->number ? -1 : 1;
    return (a->count > b->count) - (a->count < b->count); // the day, before it is counted
}

// Days on which each product was bought.
static void take_products(const PreferenceSource *source, Arena *scratch, Preference *preference)
{
    Counted *all = arena_array(scratch, Counted, source->lines + 1);
    size_t count = 0;
    for (size_t i = 0; i < source->lines; i++)
        all[i] = (Counted){.number = source->line[i].item, .count = (uint32_t)source->line[i].day};
    qsort(all, source->lines, sizeof *all, by_number);
    for (size_t i = 0, end; i < source->lines; i = end) {
        uint32_t days = 1;
        for (end = i + 1; end < source->lines && all[end].number == all[i].number; end++)
            days += all[end].count != all[end - 1].count;
        all[count++] = (Counted){.number = all[i].number, .count = days};
    }
    qsort(all, count, sizeof *all, most_first);
    for (size_t i = 0; i < count && i < PREFERENCE_LISTED; i++) {
        preference->product[i].product = all[i].number;
        preference->product[preference->products++].days = all[i].count;
    }
}

static int by_category(const void *left, const void *right)
{
    return str_compare(((const Counted *)left)->text, ((const Counted *)right)->text);
}

static void take_categories(const Catalogue *catalogue, const PreferenceSource *source, Arena *scratch,
                            Preference *preference)
{
    Counted *all = arena_array(scratch, Counted, source->lines + 1);
    size_t named = 0, count = 0;
    for (size_t i = 0; i < source->lines; i++) {
        Str category = catalogue->product[source->line[i].item].category;
        if (category.size) all[named++] = (Counted){.text = category, .count = 1};
    }
    qsort(all, named, sizeof *all, by_category);
    for (size_t i = 0, end; i < named; i = end) {
        for (end = i + 1; end < named && str_equal(all[end].text, all[i].text);) end++;
        all[count++] = (Counted){.text = all[i].text, .count = (uint32_t)(end - i)};
    }
    qsort(all, count, sizeof *all, most_first);
    for (size_t i = 0; i < count && i < PREFERENCE_LISTED; i++) {
        preference->category[i].category = all[i].text;
        preference->category[i].lines = all[i].count;
        preference->category[i].share = all[i].count / (double)named;
        preference->categories++;
    }
}

// By what they paid for each thing, in the middle.
static void take_price(const Catalogue *catalogue, PriceCuts cuts, const PreferenceSource *source, Arena *scratch,
                       Preference *preference)
{
    int64_t *price = arena_array(scratch, int64_t, source->lines + 1);
    size_t count = 0;
    for (size_t i = 0; i < source->lines; i++) {
        int64_t one = catalogue->product[source->line[i].item].price_minor;
        if (one > 0) price[count++] = one;
    }
    if (!cuts.known || count == 0) return;
    double middle = quantile_of(price, count, 0.5);
    preference->price_level = middle < cuts.low ? 1 : middle < cuts.high ? 2 : 3;
}

static int weekday_of(const PreferenceSource *source)
{
    enum { ORDERS_LEAST = 3, SHARE = 5, OF_SHARE = 2 };
    int best = 0;
    for (int i = 1; i < 7; i++)
        if (source->weekday[i] > source->weekday[best]) best = i;
    bool usual = source->orders >= ORDERS_LEAST &&
                 (uint64_t)source->weekday[best] * SHARE >= (uint64_t)source->orders * OF_SHARE;
    return usual ? best : -1;
}

void preference_of(const Catalogue *catalogue, const Interest *interest, PriceCuts cuts, const PreferenceSource *source,
                   Day today, Arena *scratch, Preference *preference)
{
    *preference = (Preference){.orders = source->orders,
                               .discounted = rate_of(source->discounted, source->orders),
                               .weekday = weekday_of(source)};
    take_days(source, scratch, preference);
    take_products(source, scratch, preference);
    take_categories(catalogue, source, scratch, preference);
    take_price(catalogue, cuts, source, scratch, preference);
    if (source->reads)
        preference->topics =
            interest_tags(interest, source->read, source->reads, today, PREFERENCE_LISTED, scratch, preference->topic);
}

// ---- JSON ----

static void put_day(JsonWriter *json, const char *key, bool known, Day day, Arena *arena)
{
    json_key(json, key);
    known ? json_string(json, day_name(arena, day)) : json_null(json);
}

static void put_word(JsonWriter *json, const char *key, const char *word)
{
    json_key(json, key);
    word ? json_string(json, str_of(word)) : json_null(json);
}

static void write_bought(JsonWriter *json, const Catalogue *catalogue, const Preference *preference)
{
    json_key(json, "categories");
    json_begin_array(json);
    for (size_t i = 0; i < preference->categories; i++) {
        json_begin_object(json);
        json_key(json, "category");
        json_string(json, preference->category[i].category);
        json_key(json, "lines");
        json_integer(json, preference->category[i].lines);
        json_key(json, "share");
        json_number(json, preference->category[i].share);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "products");
    json_begin_array(json);
    for (size_t i = 0; i < preference->products; i++) {
        json_begin_object(json);
        json_key(json, "product");
        product_write(json, &catalogue->product[preference->product[i].product]);
        json_key(json, "days");
        json_integer(json, preference->product[i].days);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_topics(JsonWriter *json, const Catalogue *catalogue, const Preference *preference)
{
    json_key(json, "topics");
    json_begin_array(json);
    for (size_t i = 0; i < preference->topics; i++) {
        json_begin_object(json);
        json_key(json, "topic");
        json_string(json, catalogue->tag[preference->topic[i].tag]);
        json_key(json, "times");
        json_integer(json, preference->topic[i].times);
        json_key(json, "share");
        json_number(json, preference->topic[i].share);
        json_end_object(json);
    }
    json_end_array(json);
}

static void say_bought(Text *out, const Preference *preference, Locale locale, Arena *arena)
{
    Str orders = number_say_count(arena, locale, preference->orders);
    Str interval = number_say_count(arena, locale, llround(preference->interval_days));
    text_add(out, preference->orders == 1 ? phrase_say(arena, locale, PHRASE("{0} order", "{0} commande"), orders)
                                          : phrase_say(arena, locale, PHRASE("{0} orders", "{0} commandes"), orders));
    if (preference->has_interval)
        text_add(out,
                 phrase_say(arena, locale, PHRASE(", about every {0} days", ", environ tous les {0} jours"), interval));
    if (preference->categories)
        text_add(out, phrase_say(arena, locale, PHRASE("; mostly {0} ({1})", "\u202F; surtout {0} ({1})"),
                                 preference->category[0].category,
                                 number_say_rate(arena, locale, preference->category[0].share, 0)));
    if (preference->discounted.observed && preference->discounted.count > 0)
        text_add(out,
                 phrase_say(arena, locale,
                            PHRASE("; {0} of the orders at a reduced price", "\u202F; {0} des commandes à prix réduit"),
                            number_say_rate(arena, locale, preference->discounted.value, 0)));
}

static Str say(const Catalogue *catalogue, const Preference *preference, Locale locale, Arena *arena)
{
    Text out = text_in(arena);
    if (preference->orders)
        say_bought(&out, preference, locale, arena);
    else
        text_add(&out, phrase_say(arena, locale, PHRASE("no order yet{0}", "pas encore de commande{0}"), STR("")));
    if (preference->topics)
        text_add(&out, phrase_say(arena, locale, PHRASE("; reads about {0}", "\u202F; lit sur {0}"),
                                  catalogue->tag[preference->topic[0].tag]));
    return text_str(&out);
}

void preference_write(JsonWriter *json, const Catalogue *catalogue, const Preference *preference, const Locale *locale,
                      Arena *arena)
{
    json_key(json, "orders");
    json_integer(json, preference->orders);
    put_day(json, "first_order", preference->days > 0, preference->first, arena);
    put_day(json, "last_order", preference->days > 0, preference->last, arena);
    json_key(json, "interval_days");
    preference->has_interval ? json_number(json, preference->interval_days) : json_null(json);
    write_bought(json, catalogue, preference);
    put_word(json, "price_level", price_levels[preference->price_level]);
    rate_write(json, "discounted", &preference->discounted);
    put_word(json, "weekday", preference->weekday < 0 ? NULL : weekdays[preference->weekday]);
    write_topics(json, catalogue, preference);
    if (!locale) return;
    json_key(json, "sentence");
    json_string(json, say(catalogue, preference, *locale, arena));
}

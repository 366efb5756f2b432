#include "segment/segment.h"

#include "base/test.h"

static Str parsed(const char *text, Locale locale)
{
    Currency euro;
    SegmentRule *rule;
    Error error = {0};
    Arena *arena = test_arena();
    CHECK(currency_find(STR("EUR"), &euro));
    if (!segment_parse(str_of(text), &euro, arena, &rule, &error))
        return str_format(arena, "%s: %s", error.path, error.code);
    return segment_say(rule, &euro, locale, arena);
}

TEST(a_rule_is_said_in_plain_words)
{
    CHECK_TEXT(parsed("{\"all\":[{\"event\":\"Order Completed\",\"count\":{\"gte\":3},\"within_days\":90},"
                      "{\"not\":{\"event\":\"Ticket Opened\",\"within_days\":30}},"
                      "{\"event\":\"Order Completed\",\"sum\":\"amount\",\"gt\":\"200.00\"},"
                      "{\"trait\":\"country\",\"in\":[\"FR\",\"BE\"]}]}",
                      LOCALE_EN),
               "“Order Completed” happened, times: 3 or more within the last 90 days and not “Ticket Opened” happened, "
               "times: 1 or more within the last 30 days and “Order Completed” adds up to €200.01 or more and country "
               "is FR or BE");
    CHECK_TEXT(parsed("trait:country=FR", LOCALE_FR), "country vaut FR");
    CHECK_TEXT(parsed("{\"metric\":\"age\",\"gte\":18,\"lt\":35}", LOCALE_EN), "Age is at least 18 and is below 35");
    CHECK_TEXT(parsed("{\"metric\":\"rfm_group\",\"in\":[\"champions\"],\"as_of\":\"2026-09-30\"}", LOCALE_EN),
               "RFM group on 30 September 2026 is champions");
    CHECK_TEXT(parsed("{\"metric\":\"rfm_recency\",\"gte\":4,\"days_ago\":30}", LOCALE_FR),
               "Récence (1 à 5) il y a 30 jours vaut au moins 4");
    CHECK_TEXT(parsed("{\"metric\":\"rfm_group\",\"exists\":false,\"days_ago\":1}", LOCALE_EN),
               "RFM group yesterday is not known");
    CHECK_TEXT(parsed("{\"value\":\"local_sourcing\"}", LOCALE_FR), "partage la valeur local_sourcing");
    CHECK_TEXT(parsed("{\"event\":\"A\",\"then\":{\"event\":\"B\",\"within_days\":7}}", LOCALE_EN),
               "“A” happened and then “B” within 7 days");
    CHECK_TEXT(parsed("{\"event\":\"A\",\"first\":{\"from\":\"2026-01-01\",\"to\":\"2026-01-31\"}}", LOCALE_EN),
               "“A” happened first on 1 January 2026 to 31 January 2026");
    CHECK_TEXT(parsed("{\"event\":\"A\",\"count\":0}", LOCALE_EN), "“A” happened, times: 0 or less");
}

TEST(what_cannot_be_understood_is_refused_with_the_path_of_the_clause)
{
    static const struct {
        const char *rule, *refused;
    } rules[] = {
        {"{}", ": invalid_segment"},
        {"vip", ": invalid_segment"},
        {"trait:country", ": invalid_segment"},
        {"{\"all\":[]}", "/all: invalid_segment"},
        {"{\"all\":[{\"event\":\"A\"},{\"event\":\"\"}]}", "/all/1/event: invalid_segment"},
        {"{\"any\":[{\"not\":{\"event\":\"A\",\"count\":{\"gte\":-1}}}]}", "/any/0/not/count/gte: invalid_segment"},
        {"{\"event\":\"A\",\"count\":{}}", "/count: invalid_segment"},
        {"{\"event\":\"A\",\"count\":{\"gte\":1},\"sum\":\"amount\"}", "/sum: invalid_segment"},
        {"{\"event\":\"A\",\"sum\":\"amount\",\"gt\":200}", "/gt: invalid_segment"},
        {"{\"event\":\"A\",\"gte\":3}", "/gte: invalid_segment"},
        {"{\"event\":\"A\",\"within_days\":0}", "/within_days: invalid_segment"},
        {"{\"event\":\"A\",\"within_days\":3,\"from\":\"2026-01-01\"}", "/within_days: invalid_segment"},
        {"{\"event\":\"A\",\"from\":\"2026-02-01\",\"to\":\"2026-01-01\"}", "/to: invalid_segment"},
        {"{\"event\":\"A\",\"where\":{\"plan\":\"pro\",\"coupon\":\"x\"}}", "/where: invalid_segment"},
        {"{\"event\":\"A\",\"where\":true}", "/where: invalid_segment"},
        {"{\"event\":\"A\",\"then\":{}}", "/then/event: invalid_segment"},
        {"{\"trait\":\"country\"}", ": invalid_segment"},
        {"{\"metric\":\"mood\",\"gte\":0.6}", "/metric: invalid_segment"},
        {"{\"metric\":\"rfm_group\",\"in\":[\"champions\",\"kings\"]}", "/in: invalid_segment"},
        {"{\"metric\":\"age\",\"in\":[\"young\"]}", ": invalid_segment"},
        {"{\"metric\":\"rfm_group\",\"in\":[\"lost\"],\"as_of\":\"soon\"}", "/as_of: invalid_segment"},
        {"{\"metric\":\"rfm_group\",\"in\":[\"lost\"],\"days_ago\":0}", "/days_ago: invalid_segment"},
        {"{\"metric\":\"rfm_group\",\"in\":[\"lost\"],\"days_ago\":7,\"as_of\":\"2026-01-01\"}",
         "/days_ago: invalid_segment"},
        {"{\"metric\":\"age\",\"gte\":18,\"as_of\":\"2026-01-01\"}", "/as_of: invalid_segment"},
        {"{\"metric\":\"rfm_group\",\"exists\":true,\"in\":[\"lost\"]}", "/exists: invalid_segment"},
        {"{\"metric\":\"interest\",\"exists\":true}", "/exists: invalid_segment"},
        {"{\"value\":\"\"}", "/value: invalid_segment"},
        {"{\"any\":[{\"segment\":\"\"}]}", "/any/0/segment: invalid_segment"},
        {"{\"any\":[{\"segment\":\"vip\",\"count\":3}]}", "/any/0: invalid_segment"},
        {"{\"date\":\"birthday\"}", ": invalid_segment"},
        {"{\"sample\":0}", "/sample: invalid_segment"},
        {"{\"consent\":\"marketing\",\"channel\":\"fax\"}", "/channel: invalid_segment"},
        {"{\"event\":\"A\",\"colour\":\"red\"}", ": invalid_segment"},
    };
    for (size_t i = 0; i < COUNT_OF(rules); i++) CHECK_TEXT(parsed(rules[i].rule, LOCALE_EN), rules[i].refused);
}

TEST(a_rule_is_at_most_fourteen_levels_deep)
{
    Text text = text_in(test_arena());
    for (int i = 0; i < 15; i++) text_add(&text, STR("{\"not\":"));
    text_add(&text, STR("{\"event\":\"A\"}"));
    for (int i = 0; i < 15; i++) text_add_byte(&text, '}');
    Str said = parsed(str_c(test_arena(), text_str(&text)), LOCALE_EN);
    CHECK(str_contains(said, STR("/not/not: invalid_segment")));
}

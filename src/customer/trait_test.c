#include "customer/trait.h"

#include "store/store_test.h"

typedef struct Say {
    CustomerId customer;
    const char *name, *value; // JSON
    int64_t source;
    Instant at;
    bool changed;
    const char *code; // what came out
} Say;

typedef struct Says {
    Say *say;
    size_t count;
} Says;

static bool say_all(StoreSession *session, void *context, Error *error)
{
    const Says *says = context;
    for (size_t i = 0; i < says->count; i++) {
        Say *say = &says->say[i];
        TraitWrite write = {.customer = say->customer, .name = str_of(say->name), .source = say->source, .at = say->at};
        say->code = "";
        if (!json_parse(str_of(say->value), &write.value, error)) return false;
        if (trait_write(session, &write, test_arena(), &say->changed, error)) continue;
        if (!error->code) return false;
        say->code = error->code;
    }
    return true;
}

static void say(Store *store, Say *list, size_t count)
{
    Error error;
    Says says = {list, count};
    if (!store_write(store, say_all, &says, &error)) fail_msg("%s %s", error.message[LOCALE_EN], error.detail);
}

// "plan=pro@2/1": the value said at 2 by source 1.
static Str shown(Store *store, const CustomerId *members, size_t count)
{
    StoreSession *session = NULL;
    Error error;
    Trait *traits = NULL;
    size_t trait_count = 0;
    Text text = text_in(test_arena());
    CHECK(store_read_begin(store, &session, &error));
    CHECK(trait_list(session, members, count, test_arena(), &traits, &trait_count, &error));
    for (size_t i = 0; i < trait_count; i++)
        text_addf(&text, "%s%.*s=%.*s@%lld/%lld", i ? " " : "", STR_ARGS(traits[i].name), STR_ARGS(traits[i].value),
                  (long long)traits[i].at, (long long)traits[i].source);
    store_read_end(session);
    return text_str(&text);
}

static Str history(Store *store, const CustomerId *members, size_t count, const char *name)
{
    StoreSession *session = NULL;
    Error error;
    TraitChange *changes = NULL;
    size_t change_count = 0;
    Text text = text_in(test_arena());
    CHECK(store_read_begin(store, &session, &error));
    CHECK(trait_history(session, members, count, str_of(name), 0, 100, test_arena(), &changes, &change_count, &error));
    for (size_t i = 0; i < change_count; i++)
        text_addf(&text, "%s%.*s@%lld", i ? " " : "", STR_ARGS(changes[i].removed ? STR("-") : changes[i].value),
                  (long long)changes[i].at);
    store_read_end(session);
    return text_str(&text);
}

typedef struct Definition {
    TraitDefinition definition;
    const char *code;
} Definition;

static bool define_work(StoreSession *session, void *context, Error *error)
{
    Definition *definition = context;
    definition->code = "";
    if (trait_define(session, &definition->definition, test_arena(), error)) return true;
    definition->code = error->code;
    return error->code != NULL;
}

static const char *define(Store *store, const char *name, TraitType type, TraitRule rule, const char *sources)
{
    static Definition definition;
    definition = (Definition){{.name = str_of(name), .type = type, .rule = rule, .sources = str_of(sources)}, ""};
    Error error;
    CHECK(store_write(store, define_work, &definition, &error));
    return definition.code;
}

static const CustomerId one[] = {1}, both[] = {1, 2};

STORE_TEST(what_was_said_last_is_shown_and_late_news_go_into_the_history)
{
    Store *store = store_test_open(kind);
    Say says[] = {{1, "plan", "\"free\"", 1, 10},
                  {1, "plan", "\"pro\"", 1, 20},
                  {1, "plan", "\"old\"", 1, 15},
                  {1, "plan", "\"pro\"", 1, 30},
                  {1, "plan", "\"gold\"", 2, 25}};
    say(store, says, COUNT_OF(says));
    CHECK(says[0].changed && says[1].changed && !says[2].changed && !says[3].changed && says[4].changed);
    CHECK_TEXT(shown(store, one, 1), "plan=\"pro\"@30/1");
    CHECK_TEXT(history(store, one, 1, "plan"), "\"gold\"@25 \"old\"@15 \"pro\"@20 \"free\"@10");
    store_close(store);
}

STORE_TEST(null_takes_away_what_this_source_said)
{
    Store *store = store_test_open(kind);
    Say says[] = {{1, "plan", "\"free\"", 1, 10},
                  {1, "plan", "\"pro\"", 2, 20},
                  {1, "plan", "null", 2, 30},
                  {1, "plan", "null", 2, 40},
                  {1, "other", "null", 1, 1}};
    say(store, says, COUNT_OF(says));
    CHECK(says[2].changed && !says[3].changed && !says[4].changed);
    CHECK_TEXT(shown(store, one, 1), "plan=\"free\"@10/1");
    CHECK_TEXT(history(store, one, 1, "plan"), "-@30 \"pro\"@20 \"free\"@10");
    store_close(store);
}

STORE_TEST(the_rule_chooses_among_the_customers_of_a_person_and_loses_nothing)
{
    Store *store = store_test_open(kind);
    Say says[] = {{1, "city", "\"Lyon\"", 1, 10}, {1, "city", "\"Lyon\"", 2, 20}, {2, "city", "\"Nice\"", 3, 30}};
    say(store, says, COUNT_OF(says));
    CHECK_TEXT(shown(store, both, 2), "city=\"Nice\"@30/3");
    CHECK_TEXT(str_of(define(store, "city", TRAIT_ANY, RULE_MOST_FREQUENT, "")), "");
    CHECK_TEXT(shown(store, both, 2), "city=\"Lyon\"@20/2");
    CHECK_TEXT(str_of(define(store, "city", TRAIT_ANY, RULE_SOURCE_ORDER, "7,3,1")), "");
    CHECK_TEXT(shown(store, both, 2), "city=\"Nice\"@30/3");
    CHECK_TEXT(shown(store, one, 1), "city=\"Lyon\"@10/1");
    CHECK_TEXT(str_of(define(store, "city", TRAIT_ANY, RULE_SOURCE_ORDER, "7,8")), "");
    CHECK_TEXT(shown(store, both, 2), "city=\"Nice\"@30/3"); // said by none of them: the newest
    store_close(store);
}

STORE_TEST(equal_values_are_equal_however_they_are_written)
{
    Store *store = store_test_open(kind);
    Say says[] = {{1, "a", "\"\\u00e9\"", 1, 10},
                  {1, "a", "\"\xC3\xA9\"", 1, 20},
                  {1, "b", "1.0", 1, 10},
                  {1, "b", "1", 1, 20},
                  {1, "b", "1.5", 1, 30}};
    say(store, says, COUNT_OF(says));
    CHECK(!says[1].changed && !says[3].changed && says[4].changed);
    store_close(store);
}

STORE_TEST(a_type_is_kept_once_it_is_said)
{
    Store *store = store_test_open(kind);
    Say says[] = {{1, "age", "31", 1, 10}, {2, "age", "\"old\"", 1, 10}, {2, "when", "\"2026-02-28\"", 1, 10}};
    say(store, says, COUNT_OF(says));
    CHECK_TEXT(str_of(define(store, "age", TRAIT_NUMBER, RULE_NEWEST, "")), "type_conflict");
    CHECK_TEXT(str_of(define(store, "when", TRAIT_TEXT, RULE_NEWEST, "")), ""); // a date is a text
    CHECK_TEXT(str_of(define(store, "born", TRAIT_DATE, RULE_NEWEST, "")), "");
    Say more[] = {{1, "born", "\"2026-02-30\"", 1, 10},
                  {1, "born", "\"2026-02-28\"", 1, 10},
                  {1, "when", "7", 1, 10},
                  {1, "id", "7", 1, 10},
                  {1, "", "7", 1, 10},
                  {1, "a\tb", "7", 1, 10}};
    say(store, more, COUNT_OF(more));
    const char *codes[] = {"wrong_type", "", "wrong_type", "reserved_name", "invalid_name", "invalid_name"};
    for (size_t i = 0; i < COUNT_OF(more); i++) CHECK_TEXT(str_of(more[i].code), codes[i]);
    store_close(store);
}

STORE_TEST(a_customer_has_at_most_200_traits)
{
    Store *store = store_test_open(kind);
    enum { NAMES = TRAITS_MAX + 1 };
    Say says[NAMES + 1];
    for (int i = 0; i < NAMES; i++)
        says[i] = (Say){1, str_c(test_arena(), str_format(test_arena(), "t%d", i)), "1", 1, 10};
    says[NAMES] = (Say){1, "t0", "2", 1, 20};
    say(store, says, COUNT_OF(says));
    CHECK_TEXT(str_of(says[TRAITS_MAX - 1].code), "");
    CHECK_TEXT(str_of(says[TRAITS_MAX].code), "too_many_fields");
    CHECK_TEXT(str_of(says[NAMES].code), ""); // those that are there can be changed
    store_close(store);
}

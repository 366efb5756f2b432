#include "clickhouse/address.h"

#include "base/test.h"

static Str parsed(const char *url)
{
    Error error;
    ClickhouseAddress address;
    if (!clickhouse_address_parse(str_of(url), test_arena(), &address, &error)) return str_of(error.code);
    Text text = text_in(test_arena());
    for (size_t i = 0; i < address.hosts; i++) text_addf(&text, "%.*s ", STR_ARGS(address.host[i]));
    text_addf(&text, "%.*s:%.*s %.*s %.*s", STR_ARGS(address.user), STR_ARGS(address.password),
              STR_ARGS(address.database), STR_ARGS(address.cluster));
    return text_str(&text);
}

TEST(an_address_of_clickhouse_names_hosts_database_and_cluster)
{
    CHECK_TEXT(parsed("clickhouse://node1/fidele"), "http://node1:8123/ : fidele ");
    CHECK_TEXT(parsed("clickhouses://10.0.0.5:9440/d"), "https://10.0.0.5:9440/ : d ");
    CHECK_TEXT(parsed("clickhouse://u:p%40s%3A@a,b:81/x_1?cluster=pair"),
               "http://a:8123/ http://b:81/ u:p@s: x_1 pair");
    CHECK_TEXT(parsed("clickhouse://u:p@ss@[::1]:8124/x"), "http://[::1]:8124/ u:p@ss x ");
}

TEST(an_address_of_clickhouse_that_is_none_is_refused)
{
    static const char *const none[] = {"http://a/b",
                                       "clickhouse://",
                                       "clickhouse:///d",
                                       "clickhouse://a",
                                       "clickhouse://a/",
                                       "clickhouse://a/d;drop",
                                       "clickhouse://a/1d",
                                       "clickhouse://a/d?user=x",
                                       "clickhouse://a/d?cluster=",
                                       "clickhouse://a:0/d",
                                       "clickhouse://a:99999/d",
                                       "clickhouse://a b/d",
                                       "clickhouse://u:%zz@a/d",
                                       "clickhouse://u:%00@a/d"};
    for (size_t i = 0; i < COUNT_OF(none); i++) CHECK_TEXT(parsed(none[i]), "clickhouse_url");
}

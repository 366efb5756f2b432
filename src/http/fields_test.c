#include "http/fields.h"
#include "base/test.h"
#include "http/answer.h"
#include "http/host.h"
#include "http/peer.h"

static HttpRequest request_with(const char *name, const char *value)
{
    return (HttpRequest){.header = {{str_of(name), str_of(value)}}, .headers = 1};
}

TEST(a_cookie_is_found_by_its_whole_name)
{
    HttpRequest request = request_with("cookie", "a=1; session=x=y;bsession=2; sess=3; flag");
    bool twice;
    CHECK_TEXT(http_cookie(&request, STR("session"), &twice), "x=y");
    CHECK(!twice);
    CHECK_TEXT(http_cookie(&request, STR("flag"), &twice), "");
    CHECK_TEXT(http_cookie(&request, STR("essio"), &twice), "");
    request.header[request.headers++] = (HttpHeader){STR("cookie"), STR("session=other")};
    CHECK_TEXT(http_cookie(&request, STR("session"), &twice), "x=y");
    CHECK(twice);
}

TEST(a_list_is_cut_at_commas)
{
    Str rest = STR(" a ,, b c\t,d"), item;
    Text items = text_in(test_arena());
    while (http_list_next(&rest, &item)) text_addf(&items, "[%.*s]", STR_ARGS(item));
    CHECK_TEXT(text_str(&items), "[a][b c][d]");
    CHECK(http_list_has(STR("keep-alive, Close"), STR("close")));
    CHECK(!http_list_has(STR("closed"), STR("close")));
}

static Str host_name(const char *host)
{
    Str name;
    return http_host_cut(str_of(host), &name) ? name : STR("no host");
}

TEST(a_host_is_a_name_or_an_address_with_or_without_a_port)
{
    CHECK_TEXT(host_name("example.org"), "example.org");
    CHECK_TEXT(host_name("example.org.:8080"), "example.org");
    CHECK_TEXT(host_name("[2001:db8::1]:80"), "[2001:db8::1]");
    CHECK_TEXT(host_name("10.0.0.1"), "10.0.0.1");
    const char *wrong[] = {"",         "a b",         "a:",        "a:0",   "a:65536",   "a:8x",  "a:80:80",
                           ".a",       "me@a:80",     "a/b",       "[::1",  "[]",        "[::g]", "::1",
                           "[::1]x80", "caf\xC3\xA9", "a:000080x", "a,b:1", "[127.0.0.1"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK_TEXT(host_name(wrong[i]), "no host");
}

TEST(the_loopback_has_several_names)
{
    CHECK(http_host_loopback(STR("localhost")) && http_host_loopback(STR("App.LOCALHOST")));
    CHECK(http_host_loopback(STR("127.0.0.1")) && http_host_loopback(STR("127.8.9.1")));
    CHECK(http_host_loopback(STR("[::1]")));
    CHECK(!http_host_loopback(STR("localhost.evil.example")) && !http_host_loopback(STR("127.0.0.1.evil.example")));
    CHECK(!http_host_loopback(STR("128.0.0.1")) && !http_host_loopback(STR(".localhost")));
}

// The client's address and whether it came by https, of a connection from `from` where 10.0.0.1 and 10.0.0.2 are
// trusted.
static Str client(const char *from, const char *forwarded)
{
    HttpPeer proxies[2], peer;
    HttpRequest request = request_with("x-forwarded-for", forwarded);
    request.header[request.headers++] = (HttpHeader){STR("x-forwarded-proto"), STR("https")};
    CHECK(http_peer_parse(STR("10.0.0.1"), &proxies[0]) && http_peer_parse(STR("10.0.0.2"), &proxies[1]));
    CHECK(http_peer_parse(str_of(from), &peer));
    http_peer_read(peer, proxies, 2, &request, test_arena());
    return str_format(test_arena(), "%.*s%s", STR_ARGS(request.peer), request.secure ? " secure" : "");
}

TEST(what_a_proxy_forwards_counts_only_from_a_trusted_one)
{
    CHECK_TEXT(client("192.0.2.9", "<script>"), "192.0.2.9");
    CHECK_TEXT(client("192.0.2.9", "203.0.113.5"), "192.0.2.9");
    CHECK_TEXT(client("10.0.0.1", "203.0.113.5"), "203.0.113.5 secure");
    CHECK_TEXT(client("10.0.0.1", "2001:DB8::1"), "2001:db8::1 secure");
    CHECK_TEXT(client("::ffff:10.0.0.1", "203.0.113.5"), "203.0.113.5 secure");
    CHECK_TEXT(client("10.0.0.1", "6.6.6.6, 203.0.113.5, 10.0.0.2"), "203.0.113.5 secure"); // 6.6.6.6 is hearsay
    CHECK_TEXT(client("10.0.0.1", "<script>"), "10.0.0.1 secure");
    CHECK_TEXT(client("10.0.0.1", "203.0.113.5, <script>, 10.0.0.2"), "10.0.0.2 secure");
    CHECK_TEXT(client("10.0.0.1", ""), "10.0.0.1 secure");
    CHECK_TEXT(client("10.0.0.1", "203.0.113.5,"), "10.0.0.1 secure");
}

TEST(an_answer_cannot_be_split_by_a_header)
{
    HttpHeader fine = {STR("Location"), STR("/café")};
    CHECK(http_headers_sound(&fine, 1));
    const HttpHeader wrong[] = {{STR("Location"), STR("/\r\nSet-Cookie: a=b")},
                                {STR("Location"), STR("/\n")},
                                {STR("X"), STR("a\0b")},
                                {STR("X Y"), STR("")},
                                {STR(""), STR("a")},
                                {STR("Content-length"), STR("5")},
                                {STR("Transfer-Encoding"), STR("chunked")},
                                {STR("X:"), STR("a")}};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK(!http_headers_sound(&wrong[i], 1));
}

TEST(dates_are_in_the_form_of_http)
{
    char text[64];
    http_date(784111777, text, sizeof text); // RFC 9110 section 5.6.7
    CHECK_TEXT(str_of(text), "Sun, 06 Nov 1994 08:49:37 GMT");
    http_date(1709164800, text, sizeof text);
    CHECK_TEXT(str_of(text), "Thu, 29 Feb 2024 00:00:00 GMT");
}

#include "fetch/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/test.h"

static bool allowed4(const char *text)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    CHECK(inet_pton(AF_INET, text, &address.sin_addr) == 1);
    return fetch_address_allowed((const struct sockaddr *)&address);
}

static bool allowed6(const char *text)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    CHECK(inet_pton(AF_INET6, text, &address.sin6_addr) == 1);
    return fetch_address_allowed((const struct sockaddr *)&address);
}

// IANA IPv4 Special-Purpose Address Registry: the first and the last of each, and their neighbours.
TEST(special_addresses_are_refused_and_their_neighbours_are_not)
{
    static const char *const refused[] = {
        "0.0.0.0",    "0.255.255.255",   "10.0.0.0",     "10.255.255.255",  "100.64.0.0",  "100.127.255.255",
        "127.0.0.1",  "127.255.255.255", "169.254.0.0",  "169.254.169.254", "172.16.0.0",  "172.31.255.255",
        "192.0.0.0",  "192.0.0.255",     "192.0.2.1",    "192.88.99.1",     "192.168.0.0", "192.168.255.255",
        "198.18.0.0", "198.19.255.255",  "198.51.100.7", "203.0.113.7",     "224.0.0.0",   "255.255.255.255"};
    static const char *const fine[] = {"1.0.0.0",        "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
                                       "100.128.0.0",    "126.255.255.255", "128.0.0.0",       "172.15.255.255",
                                       "172.32.0.0",     "192.0.1.0",       "192.167.255.255", "192.169.0.0",
                                       "198.17.255.255", "198.20.0.0",      "223.255.255.255"};
    for (size_t i = 0; i < COUNT_OF(refused); i++) CHECK(!allowed4(refused[i]));
    for (size_t i = 0; i < COUNT_OF(fine); i++) CHECK(allowed4(fine[i]));
}

TEST(of_ipv6_only_what_is_given_out_is_allowed_and_ipv4_in_it_is_looked_at)
{
    static const char *const refused[] = {"::",
                                          "::1",
                                          "::ffff:127.0.0.1",
                                          "::ffff:10.0.0.1",
                                          "64:ff9b::a9fe:a9fe",
                                          "64:ff9b:1::1",
                                          "fc00::1",
                                          "fd12::1",
                                          "fe80::1",
                                          "ff02::1",
                                          "2001::1",
                                          "2001:1ff:ffff::1",
                                          "2001:db8::1",
                                          "2002:7f00:1::",
                                          "3fff:fff::1",
                                          "100::1",
                                          "::127.0.0.1"};
    static const char *const fine[] = {"2001:200::1",    "2606:4700::1111",  "2a00:1450::1",
                                       "::ffff:8.8.8.8", "64:ff9b::808:808", "3fff:1000::1"};
    for (size_t i = 0; i < COUNT_OF(refused); i++) CHECK(!allowed6(refused[i]));
    for (size_t i = 0; i < COUNT_OF(fine); i++) CHECK(allowed6(fine[i]));
}

TEST(ports_are_the_usual_ones_or_those_that_were_set)
{
    FetchPolicy policy = fetch_policy_default;
    CHECK(fetch_port_allowed(&policy, 443) && !fetch_port_allowed(&policy, 9000));
    CHECK(fetch_ports_parse(STR("443, 9000"), &policy));
    CHECK(fetch_port_allowed(&policy, 9000) && !fetch_port_allowed(&policy, 80));
    CHECK(fetch_ports_parse(STR("any"), &policy));
    CHECK(fetch_port_allowed(&policy, 9000) && fetch_port_allowed(&policy, 80));
    CHECK(!fetch_port_allowed(&policy, 22) && !fetch_port_allowed(&policy, 5432) &&
          !fetch_port_allowed(&policy, 65536));
    CHECK(!fetch_ports_parse(STR("0"), &policy) && !fetch_ports_parse(STR("http"), &policy));
    CHECK(!fetch_ports_parse(STR("65536"), &policy) && !fetch_ports_parse(STR(""), &policy));
}

// ---- at the socket: where a name that was fine when it was set leads now (N25, N26) ----

static int listen_here(uint16_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int file = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    CHECK(bind(file, (const struct sockaddr *)&address, sizeof address) == 0);
    CHECK(listen(file, 8) == 0);
    CHECK(getsockname(file, (struct sockaddr *)&address, &size) == 0);
    *port = ntohs(address.sin_port);
    return file;
}

static bool was_connected(int listener)
{
    int file = accept(listener, NULL, NULL);
    if (file >= 0) close(file);
    return file >= 0;
}

static Str outcome(const FetchPolicy *policy, Str url)
{
    Fetches *fetches;
    FetchAnswer answer = {0};
    Error error;
    CHECK(fetches_open(policy, &fetches, &error));
    fetches_start(fetches, &(Fetch){.url = url, .body = STR("{}")});
    for (int tries = 0; tries < 200 && !fetches_next(fetches, 100, &answer); tries++) continue;
    Str code = str_copy(test_arena(), str_of(answer.error.code ? answer.error.code : "answered"));
    fetches_close(fetches);
    return code;
}

TEST(where_a_name_leads_is_looked_at_when_the_socket_is_opened)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost", "2130706433", "0x7f.1"};
    FetchPolicy policy = fetch_policy_default;
    uint16_t port;
    int listener = listen_here(&port);
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        Str url = str_format(test_arena(), "http://%s:%d/", hosts[i], port);
        CHECK_TEXT(outcome(&policy, url), "address_not_allowed");
        CHECK(!was_connected(listener));
    }
    close(listener);
}

// The control of the test above: it is the check that stops it, and nothing else.
TEST(without_the_check_the_same_addresses_are_reached)
{
    FetchPolicy policy = fetch_policy_default;
    policy.private_allowed = true;
    uint16_t port;
    int listener = listen_here(&port);
    Fetches *fetches;
    FetchAnswer answer;
    Error error;
    CHECK(fetches_open(&policy, &fetches, &error));
    fetches_start(fetches, &(Fetch){.url = str_format(test_arena(), "http://localhost:%d/", port), .body = STR("{}")});
    bool connected = false;
    for (int tries = 0; tries < 100 && !connected; tries++) {
        CHECK(!fetches_next(fetches, 20, &answer));
        connected = was_connected(listener);
    }
    CHECK(connected);
    CHECK_INT(fetches_running(fetches), 1);
    fetches_close(fetches); // gives up what is under way
    close(listener);
}

// address_allowed.c - addresses one may be told to connect to: what is routed in the Internet, and nothing else.
//
// The lists are IANA's registries of special-purpose addresses (RFC 6890 and its registries, as of 2025).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "fetch/fetch.h"

typedef struct Range4 {
    uint32_t base;
    int bits;
} Range4;

#define IPV4(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static const Range4 refused4[] = {
    {IPV4(0, 0, 0, 0), 8},       // this network
    {IPV4(10, 0, 0, 0), 8},      // private
    {IPV4(100, 64, 0, 0), 10},   // shared by carriers
    {IPV4(127, 0, 0, 0), 8},     // this machine
    {IPV4(169, 254, 0, 0), 16},  // link-local; also where clouds tell their secrets
    {IPV4(172, 16, 0, 0), 12},   // private
    {IPV4(192, 0, 0, 0), 24},    // protocol assignments
    {IPV4(192, 0, 2, 0), 24},    // documentation
    {IPV4(192, 88, 99, 0), 24},  // 6to4 relays
    {IPV4(192, 168, 0, 0), 16},  // private
    {IPV4(198, 18, 0, 0), 15},   // benchmarks
    {IPV4(198, 51, 100, 0), 24}, // documentation
    {IPV4(203, 0, 113, 0), 24},  // documentation
    {IPV4(224, 0, 0, 0), 3},     // multicast, reserved, broadcast
};

static bool allowed4(uint32_t address)
{
    for (size_t i = 0; i < COUNT_OF(refused4); i++)
        if ((address ^ refused4[i].base) >> (32 - refused4[i].bits) == 0) return false;
    return true;
}

typedef struct Range6 {
    unsigned char base[6];
    int bits;
} Range6;

static bool within6(const unsigned char *address, const Range6 *range)
{
    int whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(address, range->base, (size_t)whole) != 0) return false;
    return rest == 0 || (address[whole] ^ range->base[whole]) >> (8 - rest) == 0;
}

static bool starts_with_zeros(const unsigned char *address, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (address[i]) return false;
    return true;
}

static uint32_t last_four(const unsigned char *address)
{
    return IPV4(address[12], address[13], address[14], address[15]);
}

static bool allowed6(const unsigned char *address)
{
    static const Range6 refused6[] = {
        {{0x20, 0x01, 0x00}, 23},       // protocol assignments, Teredo among them
        {{0x20, 0x01, 0x0d, 0xb8}, 32}, // documentation
        {{0x20, 0x02}, 16},             // 6to4: any IPv4 address can stand in it
        {{0x3f, 0xff, 0x00}, 20},       // documentation
    };
    static const unsigned char nat64[] = {0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    bool mapped = starts_with_zeros(address, 10) && address[10] == 0xff && address[11] == 0xff;
    if (mapped || memcmp(address, nat64, sizeof nat64) == 0) return allowed4(last_four(address));
    if (address[0] >> 5 != 1) return false; // only 2000::/3 is given out
    for (size_t i = 0; i < COUNT_OF(refused6); i++)
        if (within6(address, &refused6[i])) return false;
    return true;
}

bool fetch_address_allowed(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in ipv4;
        memcpy(&ipv4, address, sizeof ipv4);
        return allowed4(ntohl(ipv4.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return false;
    struct sockaddr_in6 ipv6;
    memcpy(&ipv6, address, sizeof ipv6);
    return allowed6(ipv6.sin6_addr.s6_addr);
}

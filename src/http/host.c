#include "http/host.h"

#include <arpa/inet.h>
#include <string.h>

static bool name_byte(char c)
{
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '-' || c == '.' ||
           c == '_';
}

static bool is_port(Str text)
{
    int port = 0;
    if (text.size == 0 || text.size > 5) return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        port = port * 10 + (text.data[i] - '0');
    }
    return 0 < port && port <= UINT16_MAX;
}

static bool is_address_6(Str text)
{
    char copy[INET6_ADDRSTRLEN] = {0};
    struct in6_addr address;
    if (text.size >= sizeof copy || memchr(text.data, 0, text.size)) return false;
    memcpy(copy, text.data, text.size);
    return inet_pton(AF_INET6, copy, &address) == 1;
}

// The bytes of the name at the start, 0 when there is none.
static size_t name_size(Str host)
{
    enum { NAME_MAX_BYTES = 253 };
    size_t size = 0;
    if (host.size && host.data[0] == '[') {
        const char *end = memchr(host.data, ']', host.size);
        bool fits = end && is_address_6((Str){host.data + 1, (size_t)(end - host.data) - 1});
        return fits ? (size_t)(end - host.data) + 1 : 0;
    }
    while (size < host.size && name_byte(host.data[size])) size++;
    return size <= NAME_MAX_BYTES && size && host.data[0] != '.' ? size : 0;
}

bool http_host_cut(Str host, Str *name)
{
    size_t size = name_size(host);
    if (size == 0) return false;
    if (size < host.size && (host.data[size] != ':' || !is_port((Str){host.data + size + 1, host.size - size - 1})))
        return false;
    *name = (Str){host.data, size};
    if (name->data[size - 1] == '.') name->size--;
    return true;
}

bool http_host_loopback(Str name)
{
    static const Str local = STR("localhost"), below = STR(".localhost");
    if (str_equal_fold(name, local) || str_equal(name, STR("[::1]"))) return true;
    if (name.size > below.size && str_equal_fold((Str){name.data + name.size - below.size, below.size}, below))
        return true;
    char copy[INET_ADDRSTRLEN] = {0};
    struct in_addr address;
    if (name.size >= sizeof copy) return false;
    memcpy(copy, name.data, name.size);
    return inet_pton(AF_INET, copy, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

#include "clickhouse/address.h"

#include "base/number.h"

static bool refuse(Error *error, Phrase phrase, Str value)
{
    return error_code(error, ERROR_USAGE, "clickhouse_url", phrase, value);
}

static int hex_digit(char digit)
{
    if ('0' <= digit && digit <= '9') return digit - '0';
    if ('a' <= digit && digit <= 'f') return digit - 'a' + 10;
    return 'A' <= digit && digit <= 'F' ? digit - 'A' + 10 : -1;
}

// %40 is an @. False: a percent sign without two hexadecimal digits, or a NUL.
static bool decode(Str text, Arena *arena, Str *decoded)
{
    char *out = arena_array(arena, char, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '%') {
            out[size++] = text.data[i];
            continue;
        }
        int high = i + 2 < text.size ? hex_digit(text.data[i + 1]) : -1;
        int low = i + 2 < text.size ? hex_digit(text.data[i + 2]) : -1;
        if (high < 0 || low < 0 || high + low == 0) return false;
        out[size++] = (char)(16 * high + low);
        i += 2;
    }
    *decoded = (Str){out, size};
    return true;
}

static bool is_name(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool letter = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_';
        if (!letter && !('0' <= c && c <= '9' && i > 0)) return false;
    }
    return 0 < text.size && text.size <= CLICKHOUSE_NAME_BYTES_MAX;
}

// The last one: a password may hold some.
static bool cut_at_last(Str *rest, char separator, Str *before)
{
    size_t at = rest->size;
    while (at > 0 && rest->data[at - 1] != separator) at--;
    if (at == 0) return false;
    *before = (Str){rest->data, at - 1};
    *rest = (Str){rest->data + at, rest->size - at};
    return true;
}

static bool is_host(Str host)
{
    for (size_t i = 0; i < host.size; i++) {
        unsigned char c = (unsigned char)host.data[i];
        if (c <= ' ' || c >= 0x7F || c == '/' || c == '@' || c == '?' || c == '#' || c == '\\' || c == '%')
            return false;
    }
    return host.size > 0 && host.size <= 255;
}

// Without a port: 8123, or 8443 over TLS. "[::1]" is an address, not a name and a port.
static bool has_port(Str host)
{
    size_t colon = host.size;
    while (colon > 0 && host.data[colon - 1] != ':' && host.data[colon - 1] != ']') colon--;
    return colon > 0 && host.data[colon - 1] == ':';
}

static bool port_valid(Str host)
{
    size_t at = host.size;
    int64_t port = 0;
    while (host.data[at - 1] != ':') at--;
    if (at == host.size || host.size - at > 5) return false;
    for (size_t i = at; i < host.size; i++) {
        if (host.data[i] < '0' || host.data[i] > '9') return false;
        port = 10 * port + (host.data[i] - '0');
    }
    return at > 1 && 0 < port && port <= 65535;
}

static bool take_hosts(Str hosts, bool tls, Arena *arena, ClickhouseAddress *address, Error *error)
{
    Str host;
    while (str_cut(&hosts, ',', &host)) {
        if (!is_host(host) || (has_port(host) && !port_valid(host)) || address->hosts == CLICKHOUSE_HOSTS_MAX)
            return refuse(error,
                          PHRASE("{0} is no host of a ClickHouse: expected name or name:port, up to 64 with commas",
                                 "{0} n’est pas un hôte ClickHouse\u00A0: on attend nom ou nom:port, au plus 64, "
                                 "séparés par des virgules"),
                          error_value(arena, host));
        address->host[address->hosts++] = str_format(arena, "%s://%.*s%s/", tls ? "https" : "http", STR_ARGS(host),
                                                     has_port(host) ? ""
                                                     : tls          ? ":8443"
                                                                    : ":8123");
    }
    return address->hosts > 0 ||
           refuse(error, PHRASE("the ClickHouse address names no host", "l’adresse ClickHouse ne nomme aucun hôte"),
                  STR(""));
}

static bool take_user(Str user, Arena *arena, ClickhouseAddress *address, Error *error)
{
    Str name, rest = user;
    bool fine =
        str_cut(&rest, ':', &name) && decode(name, arena, &address->user) && decode(rest, arena, &address->password);
    return fine ||
           refuse(error,
                  PHRASE("user or password of the ClickHouse address: a % stands before two hexadecimal digits",
                         "nom ou mot de passe de l’adresse ClickHouse\u00A0: un signe pour cent précède deux chiffres "
                         "hexadécimaux"),
                  STR(""));
}

static bool take_name(Str name, Str *taken, Arena *arena, Error *error)
{
    *taken = str_copy(arena, name);
    return is_name(name) ||
           refuse(error,
                  PHRASE("{0} is no name of a ClickHouse database or cluster: expected letters, digits and _",
                         "{0} n’est pas un nom de base ou de grappe ClickHouse\u00A0: on attend des lettres, des "
                         "chiffres et _"),
                  error_value(arena, name));
}

static bool take_path(Str path, Arena *arena, ClickhouseAddress *address, Error *error)
{
    static const Str cluster = STR("cluster=");
    Str database = STR("");
    (void)str_cut(&path, '?', &database);
    if (!take_name(database, &address->database, arena, error)) return false;
    if (!path.size) return true;
    if (!str_starts_with(path, cluster))
        return refuse(error,
                      PHRASE("{0} after the ClickHouse address: only ?cluster=NAME is known",
                             "{0} après l’adresse ClickHouse\u00A0: seul ?cluster=NOM est connu"),
                      error_value(arena, path));
    return take_name((Str){path.data + cluster.size, path.size - cluster.size}, &address->cluster, arena, error);
}

bool clickhouse_address_parse(Str url, Arena *arena, ClickhouseAddress *address, Error *error)
{
    static const Str plain = STR("clickhouse://"), safe = STR("clickhouses://");
    *address = (ClickhouseAddress){0};
    bool tls = str_starts_with(url, safe);
    if (!tls && !str_starts_with(url, plain))
        return refuse(error,
                      PHRASE("the activity address has to begin with clickhouse:// or clickhouses://",
                             "l’adresse d’activité doit commencer par clickhouse:// ou clickhouses://"),
                      STR(""));
    size_t skip = tls ? safe.size : plain.size;
    Str rest = {url.data + skip, url.size - skip}, place, user;
    size_t at = 0;
    Str authority = rest, path = STR("");
    if (cut_at_last(&rest, '@', &user)) {
        if (!take_user(user, arena, address, error)) return false;
        authority = rest;
    }
    while (at < authority.size && authority.data[at] != '/') at++;
    place = (Str){authority.data, at};
    if (at < authority.size) path = (Str){authority.data + at + 1, authority.size - at - 1};
    return take_hosts(place, tls, arena, address, error) && take_path(path, arena, address, error);
}

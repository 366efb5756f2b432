// url_allowed.c - URLs one may be told to fetch: their form, scheme, port and host.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include <curl/curl.h>

#include "base/address.h"
#include "base/number.h"
#include "fetch/fetch.h"

enum { HOST_BYTES_MAX = 253, LABEL_BYTES_MAX = 63 };

const FetchPolicy fetch_policy_default = {.port = {80, 443, 8080, 8443}, .ports = 4};

bool fetch_ports_parse(Str text, FetchPolicy *policy)
{
    Str rest = text, word;
    policy->ports = 0;
    policy->any_port = str_equal(text, STR("any"));
    while (!policy->any_port && str_cut(&rest, ',', &word)) {
        int64_t number;
        if (!number_parse_count(str_trim(word), &number) || number < 1 || number > 65535 ||
            policy->ports == FETCH_PORTS_MAX)
            return false;
        policy->port[policy->ports++] = (uint16_t)number;
    }
    return policy->any_port || policy->ports;
}

// Where databases, caches and consoles of machines listen: no receiver does, and much can be broken there by a POST.
static bool dangerous(int64_t port)
{
    static const uint16_t ports[] = {1433, 1521, 2049, 2375, 2376, 2379, 3306, 3389, 5432,  5900,  5984, 6000,
                                     6379, 6443, 7000, 7001, 9042, 9092, 9200, 9300, 10250, 11211, 27017};
    for (size_t i = 0; i < COUNT_OF(ports); i++)
        if (ports[i] == port) return true;
    return false;
}

bool fetch_port_allowed(const FetchPolicy *policy, int64_t port)
{
    enum { FIRST_OF_USERS = 1024, LAST = 65535 };
    if (policy->any_port)
        return port == 80 || port == 443 || (port >= FIRST_OF_USERS && port <= LAST && !dangerous(port));
    for (size_t i = 0; i < policy->ports; i++)
        if (policy->port[i] == port) return true;
    return false;
}

bool fetch_mail_port_allowed(const FetchPolicy *policy, int64_t port)
{
    static const uint16_t ports[] = {25, 465, 587, 2525};
    for (size_t i = 0; i < COUNT_OF(ports); i++)
        if (ports[i] == port) return true;
    return fetch_port_allowed(policy, port);
}

// ---- refusals ----

static bool refuse_form(Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_url",
                      PHRASE("this is no web address that can be called: https://host/path is expected, in plain "
                             "letters, without user name, fragment (#) or blanks",
                             "ce n’est pas une adresse web appelable\u00A0: il faut https://hôte/chemin, en lettres "
                             "simples, sans nom d’utilisateur, fragment (#) ni espaces"),
                      STR(""));
}

static bool refuse_scheme(Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_url_scheme",
                      PHRASE("only http and https addresses can be called",
                             "seules les adresses http et https peuvent être appelées"),
                      STR(""));
}

static bool refuse_address(Error *error)
{
    return error_code(error, ERROR_INPUT, "address_not_allowed",
                      PHRASE("private and local addresses are not allowed: only what can be reached over the Internet "
                             "(the operator may allow them: --outgoing-private)",
                             "les adresses privées et locales ne sont pas permises\u00A0: seulement ce qui est "
                             "joignable par Internet (l’exploitant peut les permettre\u00A0: --outgoing-private)"),
                      STR(""));
}

static bool refuse_port(Error *error)
{
    return error_code(error, ERROR_INPUT, "port_not_allowed",
                      PHRASE("this port can't be called: 80, 443, 8080 and 8443 can, or those that the operator sets "
                             "(--outgoing-ports)",
                             "ce port ne peut pas être appelé\u00A0: 80, 443, 8080 et 8443 le peuvent, ou ceux que "
                             "l’exploitant indique (--outgoing-ports)"),
                      STR(""));
}

// ---- the parts ----

static bool plain_characters(Str url)
{
    for (size_t i = 0; i < url.size; i++) {
        unsigned char byte = (unsigned char)url.data[i];
        if (byte <= 0x20 || byte >= 0x7f || byte == '\\' || byte == '#' || byte == '"' || byte == '<' || byte == '>')
            return false;
    }
    return true;
}

static bool is_label_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-';
}

static bool good_label(Str label)
{
    if (label.size == 0 || label.size > LABEL_BYTES_MAX || label.data[0] == '-' || label.data[label.size - 1] == '-')
        return false;
    for (size_t i = 0; i < label.size; i++)
        if (!is_label_byte(label.data[i])) return false;
    return true;
}

// A name of two labels or more (one is enough within one's own network) whose last one is no number; one dot may end
// it.
static bool good_name(Str host, size_t labels_min)
{
    Str rest = host, label = STR("");
    size_t labels = 0;
    if (host.size && host.data[host.size - 1] == '.') rest.size--;
    if (!rest.size || rest.size > HOST_BYTES_MAX || rest.data[rest.size - 1] == '.') return false;
    for (; str_cut(&rest, '.', &label); labels++)
        if (!good_label(label)) return false;
    return labels >= labels_min && !(label.data[0] >= '0' && label.data[0] <= '9');
}

static bool local_name(Str host)
{
    static const Str names[] = {STR("localhost"),   STR("localhost."), STR(".localhost"),
                                STR(".localhost."), STR(".local"),     STR(".internal")};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (host.size < names[i].size) continue;
        Str end = {host.data + host.size - names[i].size, names[i].size};
        if (str_equal_fold(end, names[i]) && (names[i].data[0] == '.' || host.size == names[i].size)) return true;
    }
    return false;
}

// The host as an address; false: it is a name.
static bool as_address(const char *host, struct sockaddr_storage *address)
{
    struct sockaddr_in ipv4 = {.sin_family = AF_INET};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};
    char bare[HOST_BYTES_MAX + 1];
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, host, &ipv4.sin_addr) == 1) {
        memcpy(address, &ipv4, sizeof ipv4);
        return true;
    }
    size_t size = strlen(host);
    if (size < 2 || size > sizeof bare || host[0] != '[' || host[size - 1] != ']') return false;
    memcpy(bare, host + 1, size - 2);
    bare[size - 2] = '\0';
    if (inet_pton(AF_INET6, bare, &ipv6.sin6_addr) != 1) return false;
    memcpy(address, &ipv6, sizeof ipv6);
    return true;
}

static bool check_host(const FetchPolicy *policy, const char *host, Error *error)
{
    struct sockaddr_storage address;
    if (as_address(host, &address))
        return policy->private_allowed || fetch_address_allowed((const struct sockaddr *)&address) ||
               refuse_address(error);
    if (local_name(str_of(host))) return policy->private_allowed || refuse_address(error);
    return good_name(str_of(host), policy->private_allowed ? 1 : 2) || refuse_form(error);
}

static bool check_port(const FetchPolicy *policy, const char *digits, Error *error)
{
    int64_t port = 0;
    if (!number_parse_count(str_of(digits), &port)) return refuse_form(error);
    return fetch_port_allowed(policy, port) || refuse_port(error);
}

static bool check_parts(const FetchPolicy *policy, CURLU *parts, Error *error)
{
    char *host = NULL, *port = NULL, *zone = NULL, *user = NULL;
    // libcurl rewrites the spellings of IPv4 addresses (0x7f.1, 2130706433) to four numbers
    bool fine = curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    bool foreign = curl_url_get(parts, CURLUPART_ZONEID, &zone, 0) == CURLUE_OK ||
                   curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK;
    fine = fine && !foreign ? check_host(policy, host, error) && check_port(policy, port, error) : refuse_form(error);
    curl_free(host);
    curl_free(port);
    curl_free(zone);
    curl_free(user);
    return fine;
}

static CURLU *parts_of(Str url, Arena *arena)
{
    CURLU *parts = curl_url();
    if (parts && curl_url_set(parts, CURLUPART_URL, str_c(arena, url), CURLU_DISALLOW_USER) == CURLUE_OK) return parts;
    curl_url_cleanup(parts);
    return NULL;
}

bool fetch_check(const FetchPolicy *policy, Str url, Arena *arena, Error *error)
{
    static const Str schemes[] = {STR("http://"), STR("https://")};
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        known |= url.size > schemes[i].size && str_equal_fold((Str){url.data, schemes[i].size}, schemes[i]);
    if (!known) return refuse_scheme(error);
    if (url.size > FETCH_URL_BYTES_MAX || !plain_characters(url)) return refuse_form(error);
    CURLU *parts = parts_of(url, arena);
    if (!parts) return refuse_form(error);
    bool fine = check_parts(policy, parts, error);
    curl_url_cleanup(parts);
    return fine;
}

static bool refuse_host(Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_host",
                      PHRASE("this is no name of a server: mail.example.com or an address is expected",
                             "ce n’est pas le nom d’un serveur\u00A0: on attend mail.example.com ou une adresse"),
                      STR(""));
}

// libcurl reads the host of an URL, so that each spelling of an address is seen as what it is.
bool fetch_host_check(const FetchPolicy *policy, Str host, Arena *arena, Error *error)
{
    char *read = NULL;
    if (!host.size || host.size > HOST_BYTES_MAX || !plain_characters(host)) return refuse_host(error);
    if (strpbrk(str_c(arena, host), "/@?[]%")) return refuse_host(error);
    bool six = str_contains(host, STR(":"));
    CURLU *parts = parts_of(str_format(arena, six ? "smtp://[%.*s]/" : "smtp://%.*s/", STR_ARGS(host)), arena);
    if (!parts || curl_url_get(parts, CURLUPART_HOST, &read, 0) != CURLUE_OK) {
        curl_url_cleanup(parts);
        return refuse_host(error);
    }
    bool fine = check_host(policy, read, error);
    if (!fine && error->code && strcmp(error->code, "invalid_url") == 0) (void)refuse_host(error);
    curl_free(read);
    curl_url_cleanup(parts);
    return fine;
}

Str fetch_authority(Str url, Arena *arena)
{
    char *host = NULL, *port = NULL;
    Str authority = STR("");
    CURLU *parts = parts_of(url, arena);
    if (parts && curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
        authority = str_format(arena, "%s:%s", host, port);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
    return authority;
}

#include "clickhouse/wire.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/utf8.h"

enum { HANDLES_KEPT = 8, FAULT_BYTES = 4096, STATUS_FINE = 200 };

// Connections are kept for those who ask next.
struct Wire {
    const ClickhouseAddress *address;
    pthread_mutex_t lock;
    CURL *kept[HANDLES_KEPT];
    size_t count;
};

typedef struct Exchange {
    CURL *easy;
    WireTake *take;
    void *context;
    bool refused; // by `take`
    char fault[FAULT_BYTES];
    size_t fault_size;
} Exchange;

Wire *wire_open(const ClickhouseAddress *address)
{
    Wire *wire = calloc(1, sizeof *wire);
    if (!wire || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) memory_exhausted(sizeof *wire);
    wire->address = address;
    pthread_mutex_init(&wire->lock, NULL);
    return wire;
}

void wire_close(Wire *wire)
{
    if (!wire) return;
    for (size_t i = 0; i < wire->count; i++) curl_easy_cleanup(wire->kept[i]);
    pthread_mutex_destroy(&wire->lock);
    free(wire);
    curl_global_cleanup();
}

const ClickhouseAddress *wire_address(const Wire *wire)
{
    return wire->address;
}

static CURL *handle_take(Wire *wire)
{
    CURL *easy = NULL;
    pthread_mutex_lock(&wire->lock);
    if (wire->count) easy = wire->kept[--wire->count];
    pthread_mutex_unlock(&wire->lock);
    if (!easy) easy = curl_easy_init();
    if (!easy) memory_exhausted(0);
    curl_easy_reset(easy);
    return easy;
}

static void handle_give(Wire *wire, CURL *easy)
{
    pthread_mutex_lock(&wire->lock);
    bool kept = wire->count < HANDLES_KEPT;
    if (kept) wire->kept[wire->count++] = easy;
    pthread_mutex_unlock(&wire->lock);
    if (!kept) curl_easy_cleanup(easy);
}

// ---- what comes ----

static long status_of(CURL *easy)
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static size_t take_bytes(char *bytes, size_t unit, size_t count, void *context)
{
    Exchange *exchange = context;
    size_t size = unit * count;
    if (status_of(exchange->easy) == STATUS_FINE) {
        exchange->refused = exchange->take && !exchange->take(exchange->context, bytes, size);
        return exchange->refused ? 0 : size;
    }
    for (size_t i = 0; i < size && exchange->fault_size < FAULT_BYTES; i++)
        exchange->fault[exchange->fault_size++] = bytes[i];
    return size;
}

// ---- what went wrong ----

static const Phrase unreachable = PHRASE(
    "ClickHouse does not answer ({0}): figures come back when it does. Events are taken and kept meanwhile; see "
    "that the server runs and that --activity names it",
    "ClickHouse ne répond pas ({0})\u00A0: les chiffres reviendront avec lui. Les événements sont pris et gardés "
    "entre-temps\u00A0; vérifiez que le serveur tourne et que --activity le nomme");
static const Phrase refused_phrase =
    PHRASE("ClickHouse could not answer ({0}): figures come back when it can. Events are taken and kept meanwhile; its "
           "own log says more",
           "ClickHouse n’a pas pu répondre ({0})\u00A0: les chiffres reviendront quand il pourra. Les événements sont "
           "pris et gardés entre-temps\u00A0; son journal en dit plus");

enum { RETRY_SECONDS = 10 };

// "Code: 60, e.displayText() = DB::Exception: Table …": the number alone; the text may hold values.
static Str fault_code(const Exchange *exchange, char *room, size_t size)
{
    Str said = {exchange->fault, exchange->fault_size};
    static const Str mark = STR("Code: ");
    size_t end = mark.size;
    long status = status_of(exchange->easy);
    if (!str_starts_with(said, mark)) {
        int written = snprintf(room, size, "HTTP %ld", status);
        return (Str){room, (size_t)written};
    }
    while (end < said.size && end < size - 1 && said.data[end] >= '0' && said.data[end] <= '9') end++;
    memcpy(room, "code  ", mark.size);
    memcpy(room + mark.size - 1, said.data + mark.size, end - mark.size);
    return (Str){room, end - 1};
}

static bool tell(const Exchange *exchange, CURLcode result, Error *error)
{
    char room[64];
    if (result != CURLE_OK && !exchange->refused) {
        (void)error_code(error, ERROR_UNAVAILABLE, "activity_unreachable", unreachable,
                         str_of(curl_easy_strerror(result)));
    } else {
        (void)error_code(error, ERROR_UNAVAILABLE, "activity_failed", refused_phrase,
                         exchange->refused ? STR("answer") : fault_code(exchange, room, sizeof room));
        size_t size = exchange->fault_size < sizeof error->detail - 1 ? exchange->fault_size : sizeof error->detail - 1;
        for (size_t i = 0; i < size; i++) {
            unsigned char c = (unsigned char)exchange->fault[i];
            error->detail[i] = c < ' ' || c >= 0x7F ? ' ' : (char)c;
        }
        error->detail[size] = 0;
    }
    error->retry_seconds = RETRY_SECONDS;
    return false;
}

// ---- an exchange ----

#define SET(option, value) curl_easy_setopt(exchange->easy, (option), (value))

static void set_common(const Wire *wire, Exchange *exchange, const char *url, long seconds)
{
    const ClickhouseAddress *address = wire->address;
    SET(CURLOPT_URL, url);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_CONNECTTIMEOUT, (long)WIRE_CONNECT_SECONDS);
    SET(CURLOPT_TIMEOUT, seconds);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_USERAGENT, "Fidele/" FIDELE_VERSION);
    SET(CURLOPT_WRITEFUNCTION, take_bytes);
    SET(CURLOPT_WRITEDATA, exchange);
    if (!address->user.size) return;
    SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
}

static bool perform(Wire *wire, Exchange *exchange, Error *error)
{
    CURLcode result = curl_easy_perform(exchange->easy);
    bool fine = result == CURLE_OK && status_of(exchange->easy) == STATUS_FINE && !exchange->refused;
    if (!fine) tell(exchange, result, error);
    if (result == CURLE_OK)
        handle_give(wire, exchange->easy);
    else
        curl_easy_cleanup(exchange->easy);
    return fine;
}

static void set_user(const Wire *wire, Exchange *exchange, Arena *arena)
{
    if (!wire->address->user.size) return;
    SET(CURLOPT_USERNAME, str_c(arena, wire->address->user));
    SET(CURLOPT_PASSWORD, str_c(arena, wire->address->password));
}

bool wire_ping(Wire *wire, size_t host, Error *error)
{
    Arena *scratch = arena_open(0);
    Exchange *exchange = arena_new(scratch, Exchange);
    exchange->easy = handle_take(wire);
    set_common(wire, exchange, str_c(scratch, wire->address->host[host]), WIRE_PING_SECONDS);
    bool fine = perform(wire, exchange, error);
    arena_close(scratch);
    return fine;
}

// Of nodes that ask one another: a frozen one is given up soon; a long question still shows that it goes on.
static const char common_settings[] = "wait_end_of_query=1&max_query_size=100000000&max_ast_elements=1000000"
                                      "&max_expanded_ast_elements=10000000&connect_timeout=3&receive_timeout=20"
                                      "&send_timeout=20&distributed_product_mode=deny";

static bool exchange_body(Wire *wire, Exchange *exchange, const char *url, Str body, Arena *scratch, Error *error)
{
    // Without these libcurl would wait for a go-ahead, and name a type of its own.
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    headers = curl_slist_append(headers, "Content-Type: application/octet-stream");
    exchange->easy = handle_take(wire);
    set_common(wire, exchange, url, WIRE_ASK_SECONDS);
    set_user(wire, exchange, scratch);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
    SET(CURLOPT_POSTFIELDS, body.data);
    bool fine = perform(wire, exchange, error);
    curl_slist_free_all(headers);
    return fine;
}

#undef SET

// A frozen host is known by its silence to a ping, before it is given minutes for an answer.
bool wire_ask(Wire *wire, const WireAsk *ask, Error *error)
{
    if (!wire_ping(wire, ask->host, error)) return false;
    Arena *scratch = arena_open(0);
    Exchange *exchange = arena_new(scratch, Exchange);
    exchange->take = ask->take;
    exchange->context = ask->context;
    Str url = str_format(scratch, "%.*s?%s%s%.*s", STR_ARGS(wire->address->host[ask->host]), common_settings,
                         ask->settings.size ? "&" : "", STR_ARGS(ask->settings));
    bool fine = exchange_body(wire, exchange, str_c(scratch, url), ask->query, scratch, error);
    arena_close(scratch);
    return fine;
}

bool wire_insert(Wire *wire, Str query, Str rows, Error *error)
{
    if (!wire_ping(wire, 0, error)) return false;
    Arena *scratch = arena_open(0);
    Exchange *exchange = arena_new(scratch, Exchange);
    char *escaped = curl_easy_escape(NULL, query.data, (int)query.size);
    if (!escaped) memory_exhausted(query.size);
    Str url = str_format(scratch, "%.*s?%s&insert_distributed_sync=1&query=%s", STR_ARGS(wire->address->host[0]),
                         common_settings, escaped);
    curl_free(escaped);
    bool fine = exchange_body(wire, exchange, str_c(scratch, url), rows, scratch, error);
    arena_close(scratch);
    return fine;
}

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/instant.h"
#include "fetch/fetch.h"

struct Fetches {
    CURLM *multi;
    FetchPolicy policy;
    Arena *last;           // of the answer that was given last
    struct Request *first; // under way
    size_t running;
};

// One request; lives in its own arena.
typedef struct Request {
    Arena *arena;
    Fetches *fetches;
    struct Request *next;
    CURL *easy;
    struct curl_slist *headers;
    void *context;
    int64_t began;
    Text body;
    size_t header_bytes, header_count;
    Str retry_after;
    bool refused_address, opened, answered, too_large, bad_headers, silent;
} Request;

// ---- callbacks of libcurl ----

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    Request *request = context;
    if (!request->fetches->policy.private_allowed && !fetch_address_allowed(&address->addr)) {
        request->refused_address = true;
        return CURL_SOCKET_BAD;
    }
    request->opened = true;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_body(char *bytes, size_t unit, size_t count, void *context)
{
    Request *request = context;
    size_t size = unit * count;
    request->answered = true;
    if (request->body.size + size > FETCH_BODY_BYTES_MAX) {
        request->too_large = true;
        return 0;
    }
    text_add(&request->body, (Str){bytes, size});
    return size;
}

static size_t take_header(char *bytes, size_t unit, size_t count, void *context)
{
    static const Str name = STR("retry-after:");
    Request *request = context;
    Str line = {bytes, unit * count};
    request->answered = true;
    request->header_bytes += line.size;
    if (++request->header_count > FETCH_HEADERS_MAX || request->header_bytes > FETCH_HEADER_BYTES_MAX) {
        request->bad_headers = true;
        return 0;
    }
    if (line.size > name.size && str_equal_fold((Str){line.data, name.size}, name))
        request->retry_after = str_copy(request->arena, str_trim((Str){line.data + name.size, line.size - name.size}));
    return line.size;
}

static int progressed(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
    (void)down_total, (void)down, (void)up_total, (void)up;
    Request *request = context;
    request->silent =
        !request->answered && steady_milliseconds() - request->began > (int64_t)FETCH_ANSWER_SECONDS * 1000;
    return request->silent;
}

// ---- what went wrong ----

typedef struct Fault {
    const char *code;
    Phrase phrase; // {0}: what libcurl says
} Fault;

static Fault fault_of(const Request *request, CURLcode result)
{
    if (request->refused_address && !request->opened)
        return (Fault){"address_not_allowed",
                       PHRASE("the host stands at a private or local address", "l’hôte est à une adresse privée ou "
                                                                               "locale")};
    if (request->too_large)
        return (Fault){"response_too_large", PHRASE("the answer is longer than 64 KiB", "la réponse dépasse "
                                                                                        "64\u00A0Kio")};
    if (request->silent || result == CURLE_OPERATION_TIMEDOUT)
        return (Fault){"timeout", PHRASE("no whole answer came in time", "aucune réponse entière n’est venue à temps")};
    if (request->bad_headers)
        return (Fault){"bad_response", PHRASE("the answer has too many headers", "la réponse a trop d’en-têtes")};
    switch ((int)result) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return (Fault){"host_not_found", PHRASE("the host has no address", "l’hôte n’a pas d’adresse")};
    case CURLE_COULDNT_CONNECT:
        return (Fault){"connect_failed",
                       PHRASE("nobody answers at this address", "personne ne répond à cette adresse")};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CACERT_BADFILE:
        return (Fault){"tls_error", PHRASE("the certificate or the encryption of the host is not right: {0}",
                                           "le certificat ou le chiffrement de l’hôte n’est pas bon\u00A0: {0}")};
    case CURLE_OUT_OF_MEMORY: return (Fault){"out_of_memory", PHRASE("there is no memory for it", "la mémoire manque")};
    default:
        return (Fault){"bad_response",
                       PHRASE("the answer can't be understood: {0}", "la réponse est incompréhensible\u00A0: {0}")};
    }
}

static void tell_fault(const Request *request, CURLcode result, Error *error)
{
    Fault fault = fault_of(request, result);
    (void)error_code(error, ERROR_FAILED, fault.code, fault.phrase, str_of(curl_easy_strerror(result)));
}

// ---- starting ----

static struct curl_slist *headers_of(const Fetch *what, Arena *arena)
{
    // Without these libcurl would wait for a go-ahead, and name a type of its own.
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    for (size_t i = 0; i < what->header_count; i++)
        list = curl_slist_append(list, str_c(arena, str_format(arena, "%.*s: %.*s", STR_ARGS(what->headers[i].name),
                                                               STR_ARGS(what->headers[i].value))));
    return list;
}

#define SET(option, value) curl_easy_setopt(request->easy, (option), (value))

static void set_limits(Request *request)
{
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    SET(CURLOPT_CONNECTTIMEOUT, (long)FETCH_CONNECT_SECONDS);
    SET(CURLOPT_TIMEOUT, (long)FETCH_TOTAL_SECONDS);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, request);
    SET(CURLOPT_XFERINFOFUNCTION, progressed);
    SET(CURLOPT_XFERINFODATA, request);
    SET(CURLOPT_NOPROGRESS, 0L);
}

static void set_what(Request *request, const Fetch *what)
{
    const FetchPolicy *policy = &request->fetches->policy;
    request->headers = headers_of(what, request->arena);
    SET(CURLOPT_URL, str_c(request->arena, what->url));
    SET(CURLOPT_HTTPHEADER, request->headers);
    SET(CURLOPT_USERAGENT, "Fidele/" FIDELE_VERSION);
    SET(CURLOPT_POSTFIELDSIZE, (long)what->body.size);
    SET(CURLOPT_COPYPOSTFIELDS, what->body.data);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, request);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, request);
    SET(CURLOPT_PRIVATE, request);
    if (policy->authorities.size) SET(CURLOPT_CAINFO, str_c(request->arena, policy->authorities));
}

void fetches_start(Fetches *fetches, const Fetch *what)
{
    Arena *arena = arena_open(0);
    Request *request = arena_new(arena, Request);
    *request = (Request){.arena = arena,
                         .fetches = fetches,
                         .easy = curl_easy_init(),
                         .context = what->context,
                         .began = steady_milliseconds(),
                         .body = text_in(arena)};
    if (!request->easy) memory_exhausted(0);
    set_limits(request);
    set_what(request, what);
    if (curl_multi_add_handle(fetches->multi, request->easy) != CURLM_OK) memory_exhausted(0);
    request->next = fetches->first;
    fetches->first = request;
    fetches->running++;
}

#undef SET

// ---- ending ----

static void drop(Request *request)
{
    Request **link = &request->fetches->first;
    while (*link != request) link = &(*link)->next;
    *link = request->next;
    curl_multi_remove_handle(request->fetches->multi, request->easy);
    curl_easy_cleanup(request->easy);
    curl_slist_free_all(request->headers);
    request->fetches->running--;
}

static bool is_redirect(long status)
{
    return status >= 300 && status < 400;
}

static void end(Request *request, CURLcode result, FetchAnswer *answer)
{
    long status = 0;
    curl_easy_getinfo(request->easy, CURLINFO_RESPONSE_CODE, &status);
    *answer = (FetchAnswer){.context = request->context,
                            .body = text_str(&request->body),
                            .retry_after = request->retry_after,
                            .milliseconds = steady_milliseconds() - request->began};
    if (result != CURLE_OK)
        tell_fault(request, result, &answer->error);
    else
        answer->status = (int)status;
    if (result == CURLE_OK && is_redirect(status))
        (void)error_code(&answer->error, ERROR_FAILED, "redirect_not_followed",
                         PHRASE("redirects are not followed", "les redirections ne sont pas suivies"), STR(""));
    arena_close(request->fetches->last);
    request->fetches->last = request->arena;
    drop(request);
}

static bool take_ended(Fetches *fetches, FetchAnswer *answer)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(fetches->multi, &left));) {
        char *request = NULL;
        if (message->msg != CURLMSG_DONE) continue;
        CURLcode result = message->data.result; // not readable after the request is dropped
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &request);
        end((Request *)(void *)request, result, answer);
        return true;
    }
    return false;
}

bool fetches_next(Fetches *fetches, int milliseconds, FetchAnswer *answer)
{
    int running;
    if (take_ended(fetches, answer)) return true;
    curl_multi_perform(fetches->multi, &running);
    if (take_ended(fetches, answer)) return true;
    curl_multi_poll(fetches->multi, NULL, 0, milliseconds, NULL);
    curl_multi_perform(fetches->multi, &running);
    return take_ended(fetches, answer);
}

void fetches_wake(Fetches *fetches)
{
    curl_multi_wakeup(fetches->multi);
}

size_t fetches_running(const Fetches *fetches)
{
    return fetches->running;
}

// ---- opening ----

bool fetches_open(const FetchPolicy *policy, Fetches **fetches, Error *error)
{
    Fetches *made = calloc(1, sizeof *made);
    bool fine = made && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (fine) made->multi = curl_multi_init();
    if (!fine || !made->multi) {
        free(made);
        return error_set(error, ERROR_FAILED,
                         PHRASE("the library for outgoing requests can't be used (libcurl)",
                                "la bibliothèque des requêtes sortantes est inutilisable (libcurl)"),
                         NULL, 0);
    }
    made->policy = *policy;
    *fetches = made;
    return true;
}

void fetches_close(Fetches *fetches)
{
    if (!fetches) return;
    while (fetches->first) {
        Arena *arena = fetches->first->arena;
        drop(fetches->first);
        arena_close(arena);
    }
    curl_multi_cleanup(fetches->multi);
    arena_close(fetches->last);
    free(fetches);
    curl_global_cleanup();
}

// Who calls? On event threads: everything stands in memory.
#include <string.h>

#include "house.h"
#include "staff/cookie.h"
#include "staff/key.h"
#include "staff/staff_parts.h"

static bool refuse_key(Error *error)
{
    return error_code(
        error, ERROR_UNAUTHENTICATED, "invalid_key",
        PHRASE("this key is not known, or not valid any more", "cette clé n’est pas connue, ou n’est plus valable"), );
}

// ---- keys ----

static bool check_origin(const DirectoryKey *key, const HttpRequest *request, Error *error)
{
    Str origin = http_header(request, STR("origin"));
    if (!origin.size) return true;
    if (key->scope != SCOPE_TRACK)
        return error_code(error, ERROR_FORBIDDEN, "secret_key_in_browser",
                          PHRASE("this is a secret key and it was sent by a browser, where anyone can read it: revoke "
                                 "it, and use a key of scope track in browsers",
                                 "cette clé est secrète et un navigateur l’a envoyée, où chacun peut la lire\u00A0: "
                                 "révoquez-la, et utilisez une clé de portée track dans les navigateurs"), );
    if (key_origin_allowed(key->origins, origin)) return true;
    return error_code(error, ERROR_FORBIDDEN, "origin_not_allowed",
                      PHRASE("this key may not be used from this site: add its origin to the key",
                             "cette clé ne peut pas servir depuis ce site\u00A0: ajoutez son origine à la clé"), );
}

static bool refuse_rate(int retry_seconds, Error *error)
{
    (void)error_code(error, ERROR_RATE_LIMITED, "rate_limited",
                     PHRASE("too many requests with this key: wait, then send them more slowly",
                            "trop de requêtes avec cette clé\u00A0: attendez, puis envoyez-les plus lentement"), );
    error->retry_seconds = retry_seconds;
    return false;
}

// Keys in browsers are public, so each network that uses one has a budget; a key may have its own besides.
static bool check_rate(Staff *staff, const DirectoryKey *key, const HttpRequest *request, Error *error)
{
    enum { SECONDS_PER_HOUR = 3600, BROWSER_PER_SECOND = 300 };
    static const Limit browser = {"browser", 2.0 * BROWSER_PER_SECOND, (double)BROWSER_PER_SECOND * SECONDS_PER_HOUR};
    int wait = 0;
    if (key->per_second > 0) {
        const Limit own = {"key", 2.0 * (double)key->per_second, (double)key->per_second * SECONDS_PER_HOUR};
        Str subject = {(const char *)&key->id, sizeof key->id};
        if (!limits_take(staff->limits, &own, subject, request->received, &wait)) return refuse_rate(wait, error);
    }
    if (!http_header(request, STR("origin")).size) return true;
    Arena *scratch = arena_open(0);
    Str network = limits_network(scratch, request->peer);
    bool taken = limits_take(staff->limits, &browser, network, request->received, &wait);
    arena_close(scratch);
    return taken || refuse_rate(wait, error);
}

static bool check_address(const DirectoryKey *key, const HttpRequest *request, Error *error)
{
    if (key_address_allowed(key->addresses, request->peer)) return true;
    return error_code(
        error, ERROR_FORBIDDEN, "ip_not_allowed",
        PHRASE("this key may not be used from this address", "cette clé ne peut pas servir depuis cette adresse"), );
}

// `arena` NULL: without the name.
static bool use_key(Staff *staff, const HttpRequest *request, Str text, Arena *arena, Principal *principal,
                    Error *error)
{
    enum { KEY_BYTES_MAX = 128 };
    unsigned char digest[DIGEST_BYTES];
    bool old = false;
    if (text.size > KEY_BYTES_MAX) return refuse_key(error);
    key_digest(text, digest);
    DirectoryKey *key = directory_key(staff_directory_begin(staff), digest, &old);
    bool usable = key && !(old && key->old_until <= request->received);
    if (!usable) refuse_key(error);
    usable = usable && check_origin(key, request, error) && check_address(key, request, error) &&
             check_rate(staff, key, request, error);
    if (usable) {
        if (atomic_load_explicit(&key->used, memory_order_relaxed) < request->received)
            atomic_store_explicit(&key->used, request->received, memory_order_relaxed);
        *principal = (Principal){.kind = PRINCIPAL_KEY,
                                 .id = key->id,
                                 .name = arena ? str_copy(arena, key->name) : STR(""),
                                 .access = ACCESS_SCOPE(key->scope)};
    }
    staff_directory_end(staff);
    return usable;
}

bool staff_authenticate_key(const struct House *house, const HttpRequest *request, Str key, Principal *principal,
                            Error *error)
{
    return use_key(house->staff, request, key, NULL, principal, error);
}

// ---- where a key may stand ----

static bool refuse_authorization(ErrorKind kind, Error *error)
{
    return error_code(error, kind, "bad_authorization",
                      PHRASE("send one credential: Authorization: Bearer KEY",
                             "envoyez une seule preuve d’identité\u00A0: Authorization: Bearer CLÉ"), );
}

// "Basic base64(KEY:)", as Segment clients send it.
static bool read_basic(Str encoded, Arena *arena, Str *key)
{
    Str bytes;
    if (!base64_read(arena, encoded, &bytes)) return false;
    return str_cut(&bytes, ':', key);
}

// *key is "" when there is no Authorization header.
static bool read_authorization(const HttpRequest *request, const Route *route, Arena *arena, Str *key, Error *error)
{
    size_t times = 0;
    Str value = {0}, scheme;
    *key = STR("");
    for (size_t i = 0; i < request->headers; i++)
        if (str_equal(request->header[i].name, STR("authorization")) && times++ == 0) value = request->header[i].value;
    if (times == 0) return true;
    if (times > 1 || memchr(value.data, ',', value.size)) return refuse_authorization(ERROR_USAGE, error);
    value = str_trim(value);
    if (!str_cut(&value, ' ', &scheme)) return refuse_authorization(ERROR_UNAUTHENTICATED, error);
    value = str_trim(value);
    if (str_equal_fold(scheme, STR("bearer")) && value.size) {
        *key = value;
        return true;
    }
    bool basic = route->late_key && str_equal_fold(scheme, STR("basic"));
    return (basic && read_basic(value, arena, key)) || refuse_authorization(ERROR_UNAUTHENTICATED, error);
}

// ---- sessions ----

static bool refuse_session(Error *error)
{
    return error_code(error, ERROR_UNAUTHENTICATED, "no_session",
                      PHRASE("you are not signed in, or not any more: sign in",
                             "vous n’êtes pas ou plus connecté\u00A0: connectez-vous"), );
}

static bool check_session(const DirectorySession *session, Instant now, Error *error)
{
    if (!session || !session->verified) return refuse_session(error);
    if (session->revoked)
        return error_code(error, ERROR_UNAUTHENTICATED, "session_revoked",
                          PHRASE("this session was ended from elsewhere, or the password was changed: sign in again",
                                 "cette session a été fermée d’ailleurs, ou le mot de passe a changé\u00A0: "
                                 "reconnectez-vous"), );
    Instant idle = now - atomic_load_explicit(&session->seen, memory_order_relaxed);
    if (now - session->created <= INSTANT_DAYS(SESSION_DAYS) && idle <= INSTANT_HOURS(SESSION_IDLE_HOURS)) return true;
    return error_code(
        error, ERROR_UNAUTHENTICATED, "session_expired",
        PHRASE("this session has expired: sign in again", "cette session a expiré\u00A0: reconnectez-vous"), );
}

// Until the second factor that the role asks for is set up, nothing but one's own session is open.
static bool check_second_factor(const Directory *directory, const DirectoryPerson *person, const Route *route,
                                Error *error)
{
    if (person->second_factor || !directory->role[person->role].second_factor) return true;
    static const Str open[] = {STR("/login"), STR("/logout"), STR("/second-factor"), STR("/second-factor/confirm")};
    Str path = str_of(route->path);
    if (str_starts_with(path, STR("/api/v1/session"))) return true;
    for (size_t i = 0; i < COUNT_OF(open); i++)
        if (str_equal(path, open[i])) return true;
    return error_code(error, ERROR_FORBIDDEN, "second_factor_required",
                      PHRASE("your role needs a second factor: set it up first",
                             "votre rôle exige un second facteur\u00A0: configurez-le d’abord"), );
}

static bool use_session(Staff *staff, const HttpRequest *request, const Route *route, Str token, Arena *arena,
                        Principal *principal, Error *error)
{
    unsigned char digest[DIGEST_BYTES];
    digest_sha256(token, digest);
    const Directory *directory = staff_directory_begin(staff);
    DirectorySession *session = directory_session(directory, digest);
    const DirectoryPerson *person = session ? directory_person(directory, session->person) : NULL;
    bool usable = check_session(session, request->received, error);
    if (usable && (!person || person->disabled)) usable = refuse_session(error);
    usable = usable && check_second_factor(directory, person, route, error);
    if (usable) {
        if (atomic_load_explicit(&session->seen, memory_order_relaxed) < request->received)
            atomic_store_explicit(&session->seen, request->received, memory_order_relaxed);
        *principal = (Principal){.kind = PRINCIPAL_STAFF,
                                 .id = person->id,
                                 .name = str_copy(arena, person->email),
                                 .access = ACCESS_ROLE(person->role),
                                 .browser = true,
                                 .masked = directory->role[person->role].masked};
    }
    staff_directory_end(staff);
    return usable;
}

// ---- the whole ----

bool staff_authenticate(const struct House *house, const HttpRequest *request, const Route *route, Arena *arena,
                        Principal *principal, Error *error)
{
    Str key, token;
    *principal = (Principal){.kind = PRINCIPAL_NOBODY};
    if (key_in_text(request->query)) // whatever the parameter is called
        return error_code(error, ERROR_USAGE, "key_in_url",
                          PHRASE("keys don't belong into URLs, which end up in logs: send Authorization: Bearer KEY",
                                 "une clé n’a pas sa place dans une URL, qui finit dans des journaux\u00A0: envoyez "
                                 "Authorization: Bearer CLÉ"), );
    if (!read_authorization(request, route, arena, &key, error)) return false;
    size_t cookies = route->late_key ? 0 : cookie_read(request, STR(COOKIE_SESSION), &token);
    if (cookies && key.size)
        return error_code(error, ERROR_USAGE, "two_credentials",
                          PHRASE("send a key or a cookie, not both", "envoyez une clé ou un cookie, pas les deux"), );
    if (cookies > 1)
        return error_code(error, ERROR_USAGE, "duplicate_cookie",
                          PHRASE("the session cookie was sent twice: clear the cookies of this site and sign in again",
                                 "le cookie de session a été envoyé deux fois\u00A0: effacez les cookies de ce site et "
                                 "reconnectez-vous"), );
    if (key.size) return use_key(house->staff, request, key, arena, principal, error);
    if (!cookies) return true;
    return token.size ? use_session(house->staff, request, route, token, arena, principal, error)
                      : refuse_session(error);
}

// Who calls, may they, and is it they who want it and not a page of another site in their browser?
#include "api/task.h"

#include <string.h>

enum { ACCESS_SCOPES = 0xFF << 8 };

static bool is_safe(Str method)
{
    return str_equal(method, STR("GET")) || str_equal(method, STR("HEAD")) || str_equal(method, STR("OPTIONS"));
}

// ---- permission ----

static bool refuse_nobody(const Call *call, Error *error)
{
    if (route_is_tracking(call->route))
        return error_code(error, ERROR_UNAUTHENTICATED, "missing_key",
                          PHRASE("send the write key: as user name of Basic authentication, or as writeKey in the body",
                                 "envoyez la clé d’écriture\u00A0: comme nom d’utilisateur de "
                                 "l’authentification Basic, ou comme writeKey dans le corps"));
    if (http_header(call->request, STR("cookie")).size > 0)
        return error_code(error, ERROR_UNAUTHENTICATED, "no_session",
                          PHRASE("you are not signed in, or not any more: sign in",
                                 "vous n’êtes pas ou plus connecté\u00A0: connectez-vous"));
    return error_code(error, ERROR_UNAUTHENTICATED, "invalid_key",
                      PHRASE("no known key was sent: send Authorization: Bearer KEY, or sign in",
                             "aucune clé connue n’a été envoyée\u00A0: envoyez Authorization: "
                             "Bearer CLÉ, ou connectez-vous"));
}

static Str scopes_listed(Access access, Arena *arena)
{
    static const char *const names[SCOPE_COUNT] = {"track", "read", "write", "admin"};
    Text text = text_in(arena);
    for (int scope = 0; scope < SCOPE_COUNT; scope++)
        if (access & ACCESS_SCOPE(scope)) text_addf(&text, "%s%s", text.size ? ", " : "", names[scope]);
    return text_str(&text);
}

static bool refuse_key(const Call *call, Error *error)
{
    if ((call->route->access & ACCESS_SCOPES) == 0)
        return error_code(error, ERROR_FORBIDDEN, "session_required",
                          PHRASE("this is for people who are signed in, not for keys",
                                 "c’est réservé aux personnes connectées, pas aux clés"));
    return error_code(error, ERROR_FORBIDDEN, "insufficient_scope",
                      PHRASE("this key may not do that; it takes one of the scopes {0}",
                             "cette clé n’en a pas le droit\u202F; il faut l’une des portées {0}"),
                      scopes_listed(call->route->access, call->arena));
}

bool permit_principal(const Call *call, Error *error)
{
    const Principal *principal = &call->principal;
    Access access = call->route->access;
    if (principal->kind == PRINCIPAL_LOCAL || (access & ACCESS_PUBLIC) || (access & principal->access)) return true;
    if (principal->kind == PRINCIPAL_NOBODY) return refuse_nobody(call, error);
    if (principal->kind == PRINCIPAL_KEY) return refuse_key(call, error);
    return error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("your role does not allow this: ask an administrator",
                             "votre rôle ne le permet pas\u00A0: demandez à un administrateur"));
}

// Whatever a public route is called with, also with a session that has ended, it is open.
static bool authenticate(Call *call, Error *error)
{
    const ApiSettings *settings = api_settings(task_of(call)->api);
    if (call->request->local) {
        call->principal = (Principal){.kind = PRINCIPAL_LOCAL, .name = STR("local"), .access = UINT32_MAX};
        return true;
    }
    if (!settings->authenticate) return true;
    if (settings->authenticate(call->house, call->request, call->route, call->arena, &call->principal, error))
        return true;
    call->principal = (Principal){.kind = PRINCIPAL_NOBODY};
    return (call->route->access & ACCESS_PUBLIC) != 0;
}

bool permit_call(Call *call, Error *error)
{
    if (!authenticate(call, error)) return false;
    bool key_may_follow = call->route->late_key && call->principal.kind == PRINCIPAL_NOBODY;
    return (key_may_follow || permit_principal(call, error)) && permit_site(call, error);
}

// ---- sites ----

// The host of "https://host:port"; "" for "null".
static Str host_of_origin(Str origin)
{
    const char *host = origin.size ? memmem(origin.data, origin.size, "://", 3) : NULL;
    return host ? (Str){host + 3, origin.size - (size_t)(host + 3 - origin.data)} : STR("");
}

static bool is_own_origin(const HttpRequest *request, Str origin)
{
    Str host = host_of_origin(origin);
    return host.size > 0 && str_equal_fold(host, http_header(request, STR("host")));
}

// A form of another site can send these without asking first (Fetch standard: simple requests).
static bool form_could_send(const HttpRequest *request)
{
    Str sent = http_header(request, STR("content-type")), media;
    if (!str_equal(request->method, STR("POST"))) return false;
    if (sent.size == 0 || !str_cut(&sent, ';', &media)) return true;
    media = str_trim(media);
    return str_equal_fold(media, STR("text/plain")) || str_equal_fold(media, STR("multipart/form-data")) ||
           str_equal_fold(media, STR("application/x-www-form-urlencoded"));
}

typedef enum Origin { ORIGIN_UNKNOWN, ORIGIN_OURS, ORIGIN_FOREIGN } Origin;

// What the browser itself says (Fetch Metadata) is believed first: behind a proxy Host may be another name.
static Origin origin_of(const HttpRequest *request)
{
    Str site = http_header(request, STR("sec-fetch-site")), origin = http_header(request, STR("origin"));
    if (site.size > 0) {
        bool ours = str_equal(site, STR("same-origin")) || str_equal(site, STR("none"));
        return ours ? ORIGIN_OURS : ORIGIN_FOREIGN;
    }
    if (origin.size == 0) return ORIGIN_UNKNOWN;
    return is_own_origin(request, origin) ? ORIGIN_OURS : ORIGIN_FOREIGN;
}

bool permit_site(const Call *call, Error *error)
{
    const HttpRequest *request = call->request;
    bool of_a_browser = call->principal.browser || call->principal.kind == PRINCIPAL_NOBODY;
    if (!of_a_browser || is_safe(request->method) || route_is_tracking(call->route)) return true;
    Origin origin = origin_of(request);
    if (origin == ORIGIN_FOREIGN)
        return error_code(
            error, ERROR_FORBIDDEN, "cross_site",
            PHRASE("a page of another site may not do this", "une page d’un autre site ne peut pas faire cela"));
    if (origin == ORIGIN_OURS || !call->principal.browser || !form_could_send(request)) return true;
    return error_code(error, ERROR_FORBIDDEN, "bad_csrf",
                      PHRASE("it can't be told that this comes from our own page: reload it and try again",
                             "rien ne dit que cela vient de notre propre page\u00A0: rechargez-la et réessayez"));
}

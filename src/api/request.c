// What the headers of a request say before its body is read.
#include "api/task.h"

#include <string.h>

#include "base/number.h"

bool request_has_body(const HttpRequest *request)
{
    Str length = http_header(request, STR("content-length"));
    return http_header(request, STR("transfer-encoding")).size > 0 || (length.size > 0 && !str_equal(length, STR("0")));
}

// ---- content type ----

static bool parameters_say_utf8(Str parameters)
{
    for (Str part, name; str_cut(&parameters, ';', &part);) {
        part = str_trim(part);
        if (!str_cut(&part, '=', &name) || !str_equal_fold(str_trim(name), STR("charset"))) continue;
        Str value = str_trim(part);
        if (value.size >= 2 && value.data[0] == '"') value = (Str){value.data + 1, value.size - 2};
        return str_equal_fold(value, STR("utf-8")) || str_equal_fold(value, STR("utf8"));
    }
    return true;
}

static bool type_fits(Str sent, Str expected)
{
    Str media;
    if (sent.size == 0 || !str_cut(&sent, ';', &media)) return false;
    return str_equal_fold(str_trim(media), expected) && parameters_say_utf8(sent);
}

bool request_check_type(const Call *call, Error *error)
{
    const Route *route = call->route;
    bool takes_none = !route->body && !route->body_type;
    if (takes_none || route_is_tracking(route) || !request_has_body(call->request)) return true;
    Str expected = route->body_type ? str_of(route->body_type) : STR("application/json");
    Str sent = http_header(call->request, STR("content-type"));
    if (str_equal(expected, STR("*/*")) || type_fits(sent, expected)) return true;
    return error_code(error, ERROR_UNSUPPORTED, "unsupported_media_type",
                      PHRASE("send {0} in UTF-8 and say so in Content-Type, which is {1}",
                             "envoyez du {0} en UTF-8 et dites-le dans Content-Type, qui vaut {1}"),
                      expected, error_value(call->arena, sent));
}

// ---- language ----

static double quality_of(Str parameters)
{
    for (Str part, name; str_cut(&parameters, ';', &part);) {
        part = str_trim(part);
        double quality;
        if (str_cut(&part, '=', &name) && str_equal_fold(name, STR("q")))
            return number_parse(part, &quality) ? quality : 0;
    }
    return 1;
}

static Locale accepted_locale(Str accepted)
{
    Locale best = LOCALE_EN;
    double best_quality = 0;
    for (Str part, tag; accepted.size && str_cut(&accepted, ',', &part);) {
        Locale locale;
        if (!str_cut(&part, ';', &tag) || !locale_parse(str_trim(tag), &locale)) continue;
        double quality = quality_of(part);
        if (quality > best_quality) best = locale;
        if (quality > best_quality) best_quality = quality;
    }
    return best;
}

Locale request_locale(const HttpRequest *request, const HttpQuery *query)
{
    Locale locale;
    if (locale_parse(query_value(query, STR("locale")), &locale)) return locale;
    return accepted_locale(http_header(request, STR("accept-language")));
}

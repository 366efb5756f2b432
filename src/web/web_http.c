// web_http.c - the browser application: its one page at each of its addresses, and its files.
//
// The page carries a number of its own (nonce) that its policy names, so that styles of its components are let in and
// nothing else. Files have a hash of their content in their name and may be kept for ever. No file system is touched:
// what is not in the table is not there.
#include <string.h>

#include "api/route.h"
#include "base/secret.h"
#include "module.h"
#include "web/assets.h"
#include "web_pages.h"

#define NONCE_PLACE "FIDELE-NONCE-FIDELE-NONCE" // in web/index.html

static Str bytes_of(const WebAsset *asset, WebEncoding encoding)
{
    WebBytes bytes = asset->bytes[encoding];
    return bytes.begin ? (Str){bytes.begin, (size_t)(bytes.end - bytes.begin)} : STR("");
}

static const WebAsset *find_asset(Str path)
{
    for (const WebAsset *asset = web_assets; asset->path; asset++)
        if (str_equal(str_of(asset->path), path)) return asset;
    return NULL;
}

// ---- the page ----

static Str policy_with(Str nonce, Arena *arena)
{
    return str_format(arena,
                      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%.*s'; style-src-attr 'none'; "
                      "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
                      "form-action 'self'; frame-ancestors 'none'",
                      STR_ARGS(nonce));
}

static void answer_without_application(Call *call)
{
    call->status = 503;
    text_add(&call->text, str_of(PHRASE("This build of Fid\u00E8le has no browser application: build it with npm "
                                        "(cmake -DFIDELE_WEB=ON). The API is at /api/v1.",
                                        "Cette version de Fid\u00E8le est construite sans application web\u00A0: "
                                        "compilez-la avec npm (cmake -DFIDELE_WEB=ON). L’API est à "
                                        "l’adresse /api/v1.")
                                     .in[call->locale]));
}

static void show_application(Call *call)
{
    enum { NONCE_BYTES = 18 };
    const WebAsset *page = find_asset(STR("index.html"));
    call->type = page ? STR("text/html; charset=utf-8") : STR("text/plain; charset=utf-8");
    if (page) {
        Str nonce = token_text(call->arena, NONCE_BYTES), html = bytes_of(page, WEB_IDENTITY);
        const char *place = memmem(html.data, html.size, NONCE_PLACE, sizeof NONCE_PLACE - 1);
        size_t before = place ? (size_t)(place - html.data) : html.size;
        text_add(&call->text, (Str){html.data, before});
        if (place) {
            text_add(&call->text, nonce);
            before += sizeof NONCE_PLACE - 1;
            text_add(&call->text, (Str){html.data + before, html.size - before});
        }
        call_header(call, STR("content-security-policy"), policy_with(nonce, call->arena));
    } else {
        answer_without_application(call);
    }
    call_answer(call);
}

// ---- its files ----

static bool has_ending(Str path, Str end)
{
    return path.size >= end.size && str_equal((Str){path.data + path.size - end.size, end.size}, end);
}

static Str type_of(Str path)
{
    static const struct {
        Str end, type;
    } types[] = {{STR(".js"), STR("text/javascript; charset=utf-8")},
                 {STR(".css"), STR("text/css; charset=utf-8")},
                 {STR(".svg"), STR("image/svg+xml")},
                 {STR(".woff2"), STR("font/woff2")},
                 {STR(".png"), STR("image/png")}};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (has_ending(path, types[i].end)) return types[i].type;
    return STR("application/octet-stream");
}

// Whether Accept-Encoding lists the coding without refusing it (RFC 9110 section 12.5.3).
static bool takes(const Call *call, Str coding)
{
    Str accepted = http_header(call->request, STR("accept-encoding"));
    for (Str part, name; accepted.size && str_cut(&accepted, ',', &part);) {
        if (!str_cut(&part, ';', &name) || !str_equal_fold(str_trim(name), coding)) continue;
        Str quality = str_trim(part);
        return !str_equal(quality, STR("q=0")) && !str_starts_with(quality, STR("q=0.000"));
    }
    return false;
}

static WebEncoding choose_encoding(const Call *call, const WebAsset *asset)
{
    static const Str names[WEB_ENCODINGS] = {STR("identity"), STR("br"), STR("gzip")};
    for (int encoding = WEB_BROTLI; encoding <= WEB_GZIP; encoding++)
        if (asset->bytes[encoding].begin && takes(call, names[encoding])) return (WebEncoding)encoding;
    return WEB_IDENTITY;
}

static void give_asset(Call *call, const WebAsset *asset, Str caching)
{
    static const Str codings[WEB_ENCODINGS] = {STR(""), STR("br"), STR("gzip")};
    WebEncoding encoding = choose_encoding(call, asset);
    Str tag = str_format(call->arena, "\"%s%.*s\"", asset->tag, STR_ARGS(codings[encoding]));
    call_header(call, STR("cache-control"), caching);
    call_header(call, STR("etag"), tag);
    call_header(call, STR("vary"), STR("Accept-Encoding"));
    if (str_equal(http_header(call->request, STR("if-none-match")), tag)) {
        call->status = 304;
        call_answer(call);
        return;
    }
    if (encoding != WEB_IDENTITY) call_header(call, STR("content-encoding"), codings[encoding]);
    call->type = type_of(str_of(asset->path));
    text_add(&call->text, bytes_of(asset, encoding));
    call_answer(call);
}

static void refuse_file(Call *call)
{
    Error error;
    if (!error_code(&error, ERROR_NOT_FOUND, "not_found",
                    PHRASE("the browser application has no file of this name",
                           "l’application web n’a pas de fichier de ce nom")))
        call_fail(call, &error);
}

static void give_file(Call *call)
{
    const WebAsset *asset = find_asset(str_format(call->arena, "assets/%.*s", STR_ARGS(call->path_value[0])));
    if (asset)
        give_asset(call, asset, STR("public, max-age=31536000, immutable"));
    else
        refuse_file(call);
}

static void give_icon(Call *call)
{
    const WebAsset *asset = find_asset(STR("favicon.svg"));
    if (asset)
        give_asset(call, asset, STR("no-cache"));
    else
        refuse_file(call);
}

// ---- the table: every address of a page (web/src/features/*/pages.ts) ----

#define APPLICATION(address, label)                                                                                    \
    {                                                                                                                  \
        .method = "GET", .path = (address), .name = (label), .access = ACCESS_PUBLIC, .cost = COST_READ,               \
        .summary = PHRASE("page of the browser application", "page de l’application web"), .page = true,               \
        .any_parameter = true, .start = show_application                                                               \
    }

static const Route web_routes[] = {
    WEB_PAGES,
    {.method = "GET",
     .path = "/assets/{file}",
     .name = "getAsset",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("file of the browser application", "fichier de l’application web"),
     .page = true,
     .start = give_file},
    {.method = "GET",
     .path = "/favicon.svg",
     .name = "getIcon",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("icon", "icône"),
     .page = true,
     .start = give_icon},
    {.method = NULL}};
const Module web_module = {.name = "web", .routes = web_routes};

#include "api/problem.h"

#include "base/json.h"

int problem_status(ErrorKind kind)
{
    static const int statuses[ERROR_KIND_COUNT] = {
        [ERROR_NONE] = 500,         [ERROR_FAILED] = 500,
        [ERROR_USAGE] = 400,        [ERROR_INPUT] = 422,
        [ERROR_MALFORMED] = 400,    [ERROR_UNAUTHENTICATED] = 401,
        [ERROR_FORBIDDEN] = 403,    [ERROR_NOT_FOUND] = 404,
        [ERROR_METHOD] = 405,       [ERROR_CONFLICT] = 409,
        [ERROR_GONE] = 410,         [ERROR_VERSION] = 412,
        [ERROR_TOO_LARGE] = 413,    [ERROR_UNSUPPORTED] = 415,
        [ERROR_RATE_LIMITED] = 429, [ERROR_HEADERS_TOO_LARGE] = 431,
        [ERROR_UNAVAILABLE] = 503,  [ERROR_STORAGE_FULL] = 507,
    };
    return statuses[kind];
}

typedef struct StatusWords {
    int status;
    const char *code; // of errors that have none of their own
    Phrase title;
} StatusWords;

static const StatusWords *status_words(int status)
{
    static const StatusWords table[] = {
        {400, "bad_request", PHRASE("The request can't be read", "La requête est illisible")},
        {401, "unauthenticated", PHRASE("Who is calling?", "Qui appelle\u202F?")},
        {403, "forbidden", PHRASE("Not allowed", "Accès refusé")},
        {404, "not_found", PHRASE("Not found", "Introuvable")},
        {405, "method_not_allowed", PHRASE("Method not allowed", "Méthode refusée")},
        {408, "timeout", PHRASE("Too slow", "Trop lent")},
        {409, "conflict", PHRASE("Conflict", "Conflit")},
        {410, "gone", PHRASE("Gone", "Disparu")},
        {412, "version_conflict", PHRASE("Changed by someone else", "Modifié entre-temps")},
        {413, "body_too_large", PHRASE("Too large", "Trop volumineux")},
        {414, "uri_too_long", PHRASE("Address too long", "Adresse trop longue")},
        {415, "unsupported_media_type", PHRASE("Unsupported content", "Contenu non pris en charge")},
        {417, "expectation_failed", PHRASE("Expectation failed", "Attente non satisfaite")},
        {421, "unknown_host", PHRASE("Unknown host", "Hôte inconnu")},
        {422, "invalid_input", PHRASE("The input is not usable", "Données inutilisables")},
        {429, "rate_limited", PHRASE("Too many requests", "Trop de requêtes")},
        {431, "headers_too_large", PHRASE("Headers too large", "En-têtes trop volumineux")},
        {501, "not_implemented", PHRASE("Not implemented", "Non pris en charge")},
        {503, "unavailable", PHRASE("Not available right now", "Indisponible pour le moment")},
        {505, "http_version", PHRASE("HTTP version not supported", "Version de HTTP non prise en charge")},
        {507, "storage_full", PHRASE("The disk is full", "Le disque est plein")},
    };
    static const StatusWords failure = {500, "internal", PHRASE("The server failed", "Le serveur a échoué")};
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (table[i].status == status) return &table[i];
    return &failure;
}

static const char *problem_code(int status, const Error *error)
{
    return error->code ? error->code : status_words(status)->code;
}

static void write_errors(JsonWriter *json, const Error *error, Locale locale)
{
    json_key(json, "errors");
    json_begin_array(json);
    if (error->path[0]) {
        json_begin_object(json);
        json_key(json, "path");
        json_string(json, str_of(error->path));
        json_key(json, "message");
        json_string(json, str_of(error->message[locale]));
        json_end_object(json);
    }
    json_end_array(json);
}

void problem_json(int status, const Error *error, Locale locale, Str request_id, Text *out)
{
    JsonWriter json = json_writer(out);
    json_begin_object(&json);
    json_key(&json, "type");
    json_string(&json, STR("about:blank"));
    json_key(&json, "title");
    json_string(&json, str_of(status_words(status)->title.in[locale]));
    json_key(&json, "status");
    json_integer(&json, status);
    json_key(&json, "code");
    json_string(&json, str_of(problem_code(status, error)));
    json_key(&json, "detail");
    json_string(&json, str_of(error->message[locale]));
    write_errors(&json, error, locale);
    json_key(&json, "request_id");
    json_string(&json, request_id);
    json_end_object(&json);
}

void html_escape(Text *out, Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        switch (text.data[i]) {
        case '&': text_add(out, STR("&amp;")); break;
        case '<': text_add(out, STR("&lt;")); break;
        case '>': text_add(out, STR("&gt;")); break;
        case '"': text_add(out, STR("&quot;")); break;
        case '\'': text_add(out, STR("&#39;")); break;
        default: text_add_byte(out, text.data[i]);
        }
    }
}

void problem_page(int status, const Error *error, Locale locale, Str request_id, Text *out)
{
    static const Phrase back = PHRASE("Go to Fidèle", "Aller à Fidèle");
    const char *title = status_words(status)->title.in[locale];
    text_addf(out,
              "<!doctype html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
              "content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">"
              "<link rel=\"icon\" href=\"/favicon.svg\"><link rel=\"stylesheet\" href=\"/page.css\"><title>",
              locale == LOCALE_FR ? "fr" : "en");
    html_escape(out, str_of(title));
    text_add(out,
             STR("</title></head>\n<body><header><p class=\"brand\"><img src=\"/favicon.svg\" alt=\"\" width=\"30\" "
                 "height=\"30\">Fid\u00E8le</p></header>\n<main>\n<h1>"));
    html_escape(out, str_of(title));
    text_add(out, STR("</h1>\n<p>"));
    html_escape(out, str_of(error->message[locale]));
    text_addf(out, "</p>\n<p><a href=\"/\">%s</a></p>\n<p><small>%d %s · %.*s</small></p>\n</main></body>\n</html>\n",
              back.in[locale], status, problem_code(status, error), STR_ARGS(request_id));
}

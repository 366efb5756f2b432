#include "staff/page_http.h"

#include <string.h>

#include "api/problem.h"

// ---- writing ----

void page_add(Call *call, const char *html)
{
    text_add(&call->text, str_of(html));
}

void page_text(Call *call, Str text)
{
    html_escape(&call->text, text);
}

void page_say(Call *call, Phrase phrase)
{
    page_text(call, str_of(phrase.in[call->locale]));
}

void page_element(Call *call, const char *name, Phrase phrase)
{
    text_addf(&call->text, "<%s>", name);
    page_say(call, phrase);
    text_addf(&call->text, "</%s>\n", name);
}

// No script at all, forms to ourselves alone, in nobody's frame.
void page_secure(Call *call)
{
    call_header(call, STR("content-security-policy"),
                STR("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
                    "base-uri 'none'"));
}

static void add_header(Call *call)
{
    page_add(
        call,
        "<header><p class=\"brand\"><img src=\"/favicon.svg\" alt=\"\" width=\"30\" height=\"30\">Fid\u00E8le</p>");
    if (call->principal.kind == PRINCIPAL_STAFF) {
        page_add(call, "<form method=\"post\" action=\"/logout\"><span>");
        page_text(call, call->principal.name);
        page_add(call, "</span> <button class=\"quiet\">");
        page_say(call, PHRASE("Sign out", "Se déconnecter"));
        page_add(call, "</button></form>");
    }
    page_add(call, "</header>\n");
}

void page_begin(Call *call, Phrase title)
{
    call->type = STR("text/html; charset=utf-8");
    call->text = text_in(call->arena);
    page_secure(call);
    page_add(call, "<!doctype html>\n<html lang=\"");
    page_text(call, locale_name(call->locale));
    page_add(call, "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"/favicon.svg\">\n"
                   "<link rel=\"stylesheet\" href=\"/page.css\">\n<title>");
    page_say(call, title);
    page_add(call, " \u2013 Fid\u00E8le</title>\n");
    add_header(call);
    page_add(call, "<main>\n");
    page_element(call, "h1", title);
}

void page_end(Call *call)
{
    page_add(call, "</main>\n</html>\n");
}

void page_refusal(Call *call, const Error *error)
{
    if (error->kind == ERROR_NONE) return;
    call->status = problem_status(error->kind);
    page_add(call, "<p class=\"refusal\" role=\"alert\" id=\"refusal\">");
    page_text(call, str_of(error->message[call->locale]));
    page_add(call, "</p>\n");
}

void page_field(Call *call, const PageField *field)
{
    bool hint = field->hint.in[LOCALE_EN] != NULL;
    text_addf(&call->text, "<p class=\"field\"><label for=\"%s\">", field->name);
    page_say(call, field->label);
    text_addf(&call->text, "</label><input id=\"%s\" name=\"%s\" type=\"%s\" autocomplete=\"%s\" required", field->name,
              field->name, field->type, field->complete);
    if (hint) text_addf(&call->text, " aria-describedby=\"%s-hint\"", field->name);
    page_add(call, " value=\"");
    page_text(call, field->value);
    page_add(call, "\">");
    if (hint) {
        text_addf(&call->text, "<small id=\"%s-hint\">", field->name);
        page_say(call, field->hint);
        page_add(call, "</small>");
    }
    page_add(call, "</p>\n");
}

void page_hidden(Call *call, const char *name, Str value)
{
    text_addf(&call->text, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    page_text(call, value);
    page_add(call, "\">\n");
}

void page_username(Call *call, Str email)
{
    page_add(call, "<input type=\"hidden\" name=\"username\" autocomplete=\"username\" value=\"");
    page_text(call, email);
    page_add(call, "\">\n");
}

void page_submit(Call *call, Phrase label)
{
    page_add(call, "<p><button>");
    page_say(call, label);
    page_add(call, "</button></p>\n");
}

void page_copy(Call *call, const char *id, Phrase label, Str text, int lines)
{
    text_addf(&call->text, "<p class=\"field\"><label for=\"%s\">", id);
    page_say(call, label);
    text_addf(&call->text, "</label><textarea id=\"%s\" class=\"code\" readonly rows=\"%d\" spellcheck=\"false\">", id,
              lines);
    page_text(call, text);
    page_add(call, "</textarea></p>\n");
}

// ---- reading and moving on ----

bool page_form(Call *call, HttpQuery *form, Error *error)
{
    return http_query_read(call->request->body, call->arena, form, error);
}

Str form_text(const HttpQuery *form, const char *name)
{
    Str value;
    return http_query_get(form, str_of(name), &value) ? value : STR("");
}

void page_redirect(Call *call, Str path)
{
    enum { FOUND = 302 };
    call->status = str_equal(call->request->method, STR("POST")) ? STATUS_SEE_OTHER : FOUND;
    call->text = text_in(call->arena);
    call_header(call, STR("location"), path);
}

// A path of ours: no scheme, no host, nothing that a browser would read as one.
Str page_local_path(Str path)
{
    enum { PATH_MAX_BYTES = 512 };
    bool local =
        path.size > 0 && path.size <= PATH_MAX_BYTES && path.data[0] == '/' && !(path.size > 1 && path.data[1] == '/');
    for (size_t i = 0; local && i < path.size; i++) {
        char c = path.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        local = letter || (c && strchr("/-._~?=&%", c));
    }
    return local ? path : STR("/");
}

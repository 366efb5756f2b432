// page_http.h - plain pages for people, drawn on the server, without script: set-up, sign-in, second factor.
//
// What comes before the browser application, in the same look. One style sheet of ours (page_style_http.c), French or
// English by Accept-Language, light or dark as the system says.
#ifndef FIDELE_STAFF_PAGE_HTTP_H
#define FIDELE_STAFF_PAGE_HTTP_H

#include "http/query.h"
#include "staff/staff_http.h"

// ---- writing ----

void page_begin(Call *call, Phrase title); // up to <main> and its heading
void page_end(Call *call);
void page_add(Call *call, const char *html);                    // as it stands
void page_text(Call *call, Str text);                           // escaped
void page_say(Call *call, Phrase phrase);                       // escaped
void page_element(Call *call, const char *name, Phrase phrase); // <name>phrase</name>
void page_refusal(Call *call, const Error *error);              // above a form; nothing for ERROR_NONE

typedef struct PageField {
    const char *name, *type, *complete; // of <input>; complete: autocomplete
    Phrase label, hint;
    Str value;
} PageField;
void page_field(Call *call, const PageField *field);
void page_hidden(Call *call, const char *name, Str value);
void page_username(Call *call, Str email); // whose password it is, for password managers
void page_submit(Call *call, Phrase label);
// Text to be copied, selected as a whole: by a click, or by the keyboard.
void page_copy(Call *call, const char *id, Phrase label, Str text, int lines);

// ---- reading and moving on ----

MUST_USE bool page_form(Call *call, HttpQuery *form, Error *error);
Str form_text(const HttpQuery *form, const char *name); // "" when absent
void page_redirect(Call *call, Str path);               // 302 after GET, 303 after POST
Str page_local_path(Str path);                          // `path` when it leads to a page of ours, else "/"
void page_secure(Call *call);                           // the headers of every page

#define PAGE_FORM "application/x-www-form-urlencoded"

#endif

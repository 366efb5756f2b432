// The style sheet of the plain pages.
#include "module.h"
#include "staff/page_http.h"

static const char style[] =
    ":root{color-scheme:light dark;--text:#1d2530;--soft:#56606e;--ground:#f5f6f8;--card:#fff;--line:#c3c9d2;"
    "--accent:#1f5fbf;--on-accent:#fff;--bad:#a3161f;--bad-ground:#fdeced}\n"
    "@media(prefers-color-scheme:dark){:root{--text:#e6eaf0;--soft:#a5afbd;--ground:#12161c;--card:#1b2129;"
    "--line:#47515f;--accent:#8db8ff;--on-accent:#0d1420;--bad:#ffb0b5;--bad-ground:#3a1a1d}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:var(--text);background:var(--ground)}\n"
    "header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between;align-items:center;"
    "padding:.75rem 1.25rem;border-bottom:1px solid var(--line);background:var(--card)}\n"
    "header form,header p{margin:0}\n.brand{font-weight:700}\n"
    "main{max-width:46rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}\n"
    "h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}\nh2{font-size:1.15rem;margin:2rem 0 .5rem}\n"
    "form.card,.card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem 1.25rem}\n"
    "main>form.card{max-width:30rem}\n"
    ".field{display:grid;gap:.25rem;margin:.75rem 0}\nlabel,legend{font-weight:600}\nsmall,.soft{color:var(--soft);"
    "font-size:.9rem}\n"
    "input,textarea,select{font:inherit;width:100%;padding:.5rem .6rem;color:var(--text);background:var(--card);"
    "border:1px solid var(--soft);border-radius:.35rem}\n"
    "input[type=radio]{width:auto}\n"
    ".code{font:.85rem/1.45 ui-monospace,monospace;user-select:all;resize:vertical;white-space:pre}\n"
    "#key,#secret{white-space:pre-wrap;overflow-wrap:anywhere}\n"
    "button{font:inherit;font-weight:600;min-height:2.5rem;padding:.4rem 1rem;border:1px solid var(--accent);"
    "border-radius:.35rem;color:var(--on-accent);background:var(--accent);cursor:pointer}\n"
    "button.quiet{color:var(--accent);background:none}\n"
    "button.danger{color:var(--bad);border-color:var(--bad);background:none}\n"
    "a{color:var(--accent)}\n:focus-visible{outline:3px solid var(--accent);outline-offset:2px}\n"
    ".refusal{padding:.75rem 1rem;border:1px solid var(--bad);border-radius:.35rem;color:var(--bad);"
    "background:var(--bad-ground)}\n"
    ".refusal::first-letter{text-transform:uppercase}\n"
    ".scroll{overflow-x:auto}\ntable{border-collapse:collapse;width:100%}\n"
    "th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:middle}\n"
    "td form{display:inline-block;margin:.15rem .35rem .15rem 0}\n";

static bool read_style(Call *call, StoreSession *session, Error *error)
{
    (void)session, (void)error;
    call->type = STR("text/css; charset=utf-8");
    page_add(call, style);
    return true;
}

static const Route style_routes[] = {{.method = "GET",
                                      .path = "/page.css",
                                      .name = "getPageStyle",
                                      .access = ACCESS_PUBLIC,
                                      .cost = COST_READ,
                                      .summary = PHRASE("style of the plain pages", "style des pages simples"),
                                      .page = true,
                                      .read = read_style},
                                     {.method = NULL}};
const Module page_style_module = {.name = "page style", .routes = style_routes};

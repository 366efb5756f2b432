// The style sheet of the plain pages.
#include "module.h"
#include "staff/page_http.h"

// The colours are those of web/src/tokens.css.
static const char style[] =
    ":root{color-scheme:light dark;--text:#182230;--soft:#475467;--ground:#f6f7f9;--card:#fff;--line:#e4e7ec;"
    "--field:#8893a5;--quiet:#f3f5f8;--accent:#2456c9;--on-accent:#fff;--ring:#2456c9;--bad:#a8480c;"
    "--bad-ground:#fdeee2;--bad-line:#d9772b;--shadow:0 1px 2px rgb(16 24 40/5%),0 8px 24px rgb(16 24 40/6%)}\n"
    "@media(prefers-color-scheme:dark){:root{--text:#e8ecf2;--soft:#b5bfcc;--ground:#0f141b;--card:#171d26;"
    "--line:#2a3340;--field:#6d798b;--quiet:#1e2631;--accent:#7fa6ff;--on-accent:#0f141b;--ring:#7fa6ff;"
    "--bad:#f0a066;--bad-ground:#3b2413;--bad-line:#dd8338;--shadow:none}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;min-height:100vh;font:.9375rem/1.5 \"Inter Variable\",Inter,system-ui,sans-serif;"
    "color:var(--text);background:var(--ground)}\n"
    "header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between;align-items:center;"
    "max-width:29rem;margin:0 auto;padding:8vh 1.25rem 0}\n"
    "header form,header p{margin:0}\nheader span{color:var(--soft);font-size:.85rem}\n"
    ".brand{display:flex;gap:.6rem;align-items:center;font-weight:650;font-size:1.15rem}\n"
    "main{max-width:29rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}\n"
    "h1{font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:0 0 .5rem}\n"
    "h2{font-size:1rem;font-weight:650;margin:2rem 0 .5rem}\n"
    "main>p{margin:.5rem 0 1rem;color:var(--soft)}\n"
    "form.card,.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.25rem 1.5rem "
    "1.5rem;margin:1rem 0;box-shadow:var(--shadow)}\n"
    ".field{display:grid;gap:.3rem;margin:.9rem 0}\n.card>.field:first-of-type{margin-top:.1rem}\n"
    "label,legend{font-weight:600;font-size:.875rem}\nsmall,.soft{color:var(--soft);font-size:.825rem}\n"
    "input,textarea,select{font:inherit;width:100%;padding:.55rem .7rem;color:var(--text);background:var(--card);"
    "border:1px solid var(--field);border-radius:8px}\n"
    "input:focus,textarea:focus{border-color:var(--accent)}\n"
    ".code{font:.85rem/1.45 ui-monospace,monospace;user-select:all;resize:vertical;white-space:pre;"
    "background:var(--quiet)}\n"
    "#secret{white-space:pre-wrap;overflow-wrap:anywhere}\n"
    "button{font:inherit;font-weight:600;min-height:2.6rem;padding:.45rem 1.1rem;border:1px solid var(--accent);"
    "border-radius:8px;color:var(--on-accent);background:var(--accent);cursor:pointer}\n"
    "form.card button{width:100%}\nform.card p:last-child{margin:1.25rem 0 0}\n"
    "button:hover{filter:brightness(1.08)}\n"
    "button.quiet{min-height:2rem;padding:.2rem .7rem;border-color:var(--line);color:var(--text);"
    "background:var(--card);font-size:.85rem}\n"
    "a{color:var(--accent)}\n:focus-visible{outline:2px solid var(--ring);outline-offset:2px}\n"
    ".refusal,main>.refusal{padding:.7rem 1rem;border:1px solid var(--bad-line);border-radius:8px;color:var(--bad);"
    "background:var(--bad-ground)}\n"
    ".refusal::first-letter{text-transform:uppercase}\n"
    "@media(max-width:30rem){header{padding-top:1.25rem}}\n";

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

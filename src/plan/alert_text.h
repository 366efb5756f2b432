// alert_text.h - what an alert says, as a mail in the rule's language.
#ifndef FIDELE_PLAN_ALERT_TEXT_H
#define FIDELE_PLAN_ALERT_TEXT_H

#include "plan/figures.h"
#include "plan/rule.h"

typedef struct AlertText {
    Str subject, plain, html;
} AlertText;

// `workspace`: the company's name; "" for none.
AlertText alert_text(const Alert *alert, Locale locale, Str workspace, Arena *arena);

#endif

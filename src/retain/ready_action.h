// ready_action.h - names of the actions that come with the product (0044_ready_actions.sql): in the reader's language
// until somebody gives them one of their own.
#ifndef FIDELE_RETAIN_READY_ACTION_H
#define FIDELE_RETAIN_READY_ACTION_H

#include "base/phrase.h"
#include "retain/next_action.h"

Str next_action_label(const NextAction *action, Locale locale);

#endif

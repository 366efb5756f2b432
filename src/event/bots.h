// bots.h - user agents of programs that fetch pages by themselves. The list is ours, made from what the operators of
// crawlers, previews and monitors say of themselves; docs/tracking.md says how to see what it flags.
#ifndef FIDELE_EVENT_BOTS_H
#define FIDELE_EVENT_BOTS_H

#include "base/str.h"

bool bot_user_agent(Str user_agent);

#endif

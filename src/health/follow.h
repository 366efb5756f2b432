// follow.h - what the parts of this folder hand to its module: reactions, and where personal data lies.
#ifndef FIDELE_HEALTH_FOLLOW_H
#define FIDELE_HEALTH_FOLLOW_H

#include "event/reaction.h"
#include "identity/personal.h"

bool sign_follow(const struct House *house, StoreSession *session, const Event *event, Error *error);
bool sign_undo(const struct House *house, StoreSession *session, const Event *event, Error *error);

extern const Reaction health_reactions[];
extern const PersonalTable health_personal[];

#endif

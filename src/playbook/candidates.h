// candidates.h - who may enter a playbook by themselves now: people of its segment, at risk, or with its signal.
#ifndef FIDELE_PLAYBOOK_CANDIDATES_H
#define FIDELE_PLAYBOOK_CANDIDATES_H

#include "playbook/run.h"

// Roots, at most as many as there is room for; nobody who has entered before, or may not. Not on the store's thread.
MUST_USE bool candidates(const PlaybookPlace *place, const PlaybookEntry *entry, CustomerId **people, size_t *count,
                         Error *error);
// How many may still enter within these 24 hours.
MUST_USE bool candidates_room(const PlaybookPlace *place, const PlaybookEntry *entry, int64_t *room, Error *error);

// The playbook as it stands; error not_found.
MUST_USE bool playbook_text(const PlaybookPlace *place, int64_t id, PlaybookText *playbook, Error *error);

#endif

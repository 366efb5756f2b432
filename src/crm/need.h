// need.h - needs and frustrations of customers, as labels that can be counted, and where each was learnt.
//
// They come from the log, so that tracking, imports, connections and staff end in the same place: "Need Recorded" and
// "Frustration Recorded" with `tag` (or `tags`), "Ticket Opened" with `tags` (each a frustration), "Survey Answered"
// with `needs` and `frustrations`. What bots and the company's own traffic say counts for nothing.
#ifndef FIDELE_CRM_NEED_H
#define FIDELE_CRM_NEED_H

#include "crm/crm.h"
#include "event/reaction.h"

#define NEED_KINDS "need|frustration"
#define NEED_ORIGINS "note|ticket|survey|event|staff"
enum { ORIGIN_NOTE, ORIGIN_TICKET, ORIGIN_SURVEY, ORIGIN_EVENT, ORIGIN_STAFF };
enum { NEED_LABELS_MAX = 50 }; // of one event; the rest is left out

extern const Reaction need_reactions[];

// The rows of the table `need` that rest on this event.
MUST_USE bool need_of_event(StoreSession *session, const Event *event, Arena *arena, Error *error);

#endif

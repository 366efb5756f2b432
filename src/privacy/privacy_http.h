// privacy_http.h - what the edge files of this folder share.
#ifndef FIDELE_PRIVACY_PRIVACY_HTTP_H
#define FIDELE_PRIVACY_PRIVACY_HTTP_H

#include "api/route.h"
#include "cli/command.h"
#include "job/job.h"
#include "privacy/erasure.h"

// Of the house; the tables of all modules stand in the arena.
Eraser eraser_of(const struct House *house, Arena *arena);

extern const PersonalTable personal_tables[];

bool erase_customer(Call *call, StoreSession *session, Error *error);
bool anonymise_customer(Call *call, StoreSession *session, Error *error);
bool list_erasures(Call *call, StoreSession *session, Error *error);
bool get_erasure(Call *call, StoreSession *session, Error *error);
bool finish_erasures(Call *call, StoreSession *session, Error *error);
bool lift_suppression(Call *call, StoreSession *session, Error *error);

extern const Shape erase_shape, anonymise_shape, erasure_queued_shape, erasure_shape, erasure_list_shape, lift_shape,
    lifted_shape, finish_shape;

bool get_retention(Call *call, StoreSession *session, Error *error);
bool change_retention(Call *call, StoreSession *session, Error *error);
bool preview_retention(Call *call, StoreSession *session, Error *error);

extern const Shape retention_shape, retention_change_shape, retention_preview_shape;

bool run_erase(JobCall *call, Error *error);
bool run_erase_finish(JobCall *call, Error *error);
bool run_retention(JobCall *call, Error *error);

extern const Command erase_command, verify_erasure_command;

#endif

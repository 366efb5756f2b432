// staff.h - the people who use the program and the keys that programs use: who calls, and may they.
//
// Sessions and keys are checked on event threads, so they are kept in memory and follow the store (also other
// servers'). Secrets (passwords, tokens, TOTP seeds, keys) are never logged and never stored readable: argon2id for
// passwords, SHA-256 for random tokens, XChaCha20-Poly1305 for TOTP seeds.
#ifndef FIDELE_STAFF_STAFF_H
#define FIDELE_STAFF_STAFF_H

#include "api/api.h"
#include "base/secret.h"
#include "workspace/workspace.h"

struct House;
typedef struct Staff Staff;

// `secret` (base/key_file.h) seals the seeds of second factors, so that a copy of the store alone does not hold them;
// several servers on one PostgreSQL need the same one.
MUST_USE bool staff_open(Store *store, Workspace *workspace, const unsigned char secret[SECRET_KEY_BYTES],
                         Staff **staff, Error *error);
void staff_close(Staff *staff); // before store_close

// For ApiSettings.authenticate and .audit.
bool staff_authenticate(const struct House *house, const HttpRequest *request, const Route *route, Arena *arena,
                        Principal *principal, Error *error);
bool staff_audit(const Call *call, StoreSession *session, Error *error);

// For ApiSettings.authenticate_key: the write key of POST /v1/*. Errors as C01-C09. principal->name stays empty.
bool staff_authenticate_key(const struct House *house, const HttpRequest *request, Str key, Principal *principal,
                            Error *error);

// *needed: nobody has been set up yet. The one-time code of the set-up link /setup?code=… is then in *code: the same
// until it is used, also after a restart; it is derived from secret.key and stored nowhere.
MUST_USE bool staff_setup_code(Staff *staff, Arena *arena, bool *needed, Str *code, Error *error);

#endif

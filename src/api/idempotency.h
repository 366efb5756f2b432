// idempotency.h - a write with an Idempotency-Key happens once: later ones with the same key are answered as the first.
//
// The record is written in the transaction of the write. Since all writes are serial, a second call finds the record of
// the first or comes before it, and is never beside it. The record is found by a digest of caller, route and key, and
// encrypted with the key, which is stored nowhere: an answer may hold a secret that is shown only once.
#ifndef FIDELE_API_IDEMPOTENCY_H
#define FIDELE_API_IDEMPOTENCY_H

#include "api/task.h"

enum { IDEMPOTENCY_HOURS = 24 };

// Of the header. Errors: bad_idempotency_key (empty, over 255 bytes, not printable ASCII).
MUST_USE bool idempotency_read_key(const HttpRequest *request, Str *key, Error *error);

// Within the transaction. *found: the call holds the answer of the first. Errors: idempotency_mismatch.
MUST_USE bool idempotency_find(Call *call, Str key, StoreSession *session, bool *found, Error *error);
MUST_USE bool idempotency_keep(Call *call, Str key, StoreSession *session, Error *error);

#endif

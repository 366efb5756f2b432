// touch.h - people whose segments have to be looked at anew, where no event in the log says so. What happened in the
// log is seen without this.
#ifndef FIDELE_SEGMENT_TOUCH_H
#define FIDELE_SEGMENT_TOUCH_H

#include "identity/identity.h"

// Within a writing transaction.
MUST_USE bool segment_touch(StoreSession *session, CustomerId customer, Error *error);

#endif

// search_http.h - what routes that search share.
#ifndef FIDELE_CUSTOMER_SEARCH_HTTP_H
#define FIDELE_CUSTOMER_SEARCH_HTTP_H

#include "customer/profile_http.h"
#include "customer/search.h"

extern const Route search_routes[]; // ends with a route without method

SearchAsk search_of(Call *call, StoreSession *session, Str text, size_t limit);

// The members of a line of a list; the object is left open.
MUST_USE bool write_line(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error);

#endif

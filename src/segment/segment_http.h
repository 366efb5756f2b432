// segment_http.h - what the routes of segments share.
#ifndef FIDELE_SEGMENT_SEGMENT_HTTP_H
#define FIDELE_SEGMENT_SEGMENT_HTTP_H

#include "api/route.h"
#include "base/json_put.h"
#include "customer/customer_http.h"
#include "segment/segment_place_http.h"
#include "segment/stored.h"

extern const Route segment_routes[]; // ends with a route without method
extern const Shape segment_shape, segment_list_shape, segment_create_shape, segment_change_shape, segment_preview_shape,
    segment_preview_answer_shape, segment_customer_list_shape, segment_why_shape, segment_history_shape,
    segment_listed_shape, segment_listed_list_shape, segment_list_put_shape, segment_overlap_shape, segment_text_shape;

Day segment_today(const Call *call);     // in the workspace's time zone
int64_t segment_total(const Call *call); // all customers
Str segment_sentence(const Call *call, const SegmentRule *rule);

// The one of the path (number or key); not_found.
MUST_USE bool path_segment(const Call *call, StoreSession *session, StoredSegment *stored, Error *error);

// "rule" of the body as it is kept: JSON without blanks, or a short form; `rule` of it. Errors stand below /rule.
MUST_USE bool body_rule(const Call *call, Str *text, SegmentRule **rule, Error *error);
Str rule_text_of(JsonValue object, Arena *arena); // its member "rule", as it is kept
// Errors of rules stand where the rule stands in the body.
bool below_rule(const Call *call, Error *error);

void write_share(JsonWriter *json, const char *key, int64_t size, int64_t total);

// ---- routes, as the table of segment_routes_http.c names them ----

bool list_segments(Call *call, StoreSession *session, Error *error);
bool prepare_new_segment(Call *call, Error *error);
bool create_segment(Call *call, StoreSession *session, Error *error);
bool get_segment(Call *call, StoreSession *session, Error *error);
bool prepare_segment_change(Call *call, Error *error);
bool change_segment(Call *call, StoreSession *session, Error *error);
bool delete_segment(Call *call, StoreSession *session, Error *error);
bool preview_segment(Call *call, StoreSession *session, Error *error);
bool list_segment_customers(Call *call, StoreSession *session, Error *error);
bool get_segment_customer(Call *call, StoreSession *session, Error *error);
bool list_segment_history(Call *call, StoreSession *session, Error *error);
bool list_segment_listed(Call *call, StoreSession *session, Error *error);
bool put_segment_listed(Call *call, StoreSession *session, Error *error);
bool take_segment_listed(Call *call, StoreSession *session, Error *error);
bool export_segments(Call *call, StoreSession *session, Error *error);
bool import_segments(Call *call, StoreSession *session, Error *error);
bool list_customer_segments(Call *call, StoreSession *session, Error *error);
bool put_segment_list(Call *call, StoreSession *session, Error *error);
bool get_segment_overlap(Call *call, StoreSession *session, Error *error);

#endif

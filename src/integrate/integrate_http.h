// integrate_http.h - the functions behind the routes of this folder (integrate_http.c has the table).
#ifndef FIDELE_INTEGRATE_INTEGRATE_HTTP_H
#define FIDELE_INTEGRATE_INTEGRATE_HTTP_H

#include "api/route.h"
#include "integrate/receive.h"

enum { STATUS_CREATED = 201, STATUS_NO_CONTENT = 204, STATUS_MULTI = 207 };

// ---- inbound_http.c: what others send ----
bool inbound_read(Call *call, Error *error);
bool inbound_store(Call *call, StoreSession *session, Error *error);

// ---- connections_http.c: for staff ----
bool list_connections(Call *call, StoreSession *session, Error *error);
bool create_connection(Call *call, StoreSession *session, Error *error);
bool get_connection(Call *call, StoreSession *session, Error *error);
bool change_connection(Call *call, StoreSession *session, Error *error);
bool delete_connection(Call *call, StoreSession *session, Error *error);
bool rotate_connection(Call *call, StoreSession *session, Error *error);
bool get_connection_secret(Call *call, StoreSession *session, Error *error);

// ---- deliveries_http.c: what became of it ----
bool list_deliveries(Call *call, StoreSession *session, Error *error);
bool list_dead_letters(Call *call, StoreSession *session, Error *error);
bool get_dead_letter(Call *call, StoreSession *session, Error *error);
bool delete_dead_letter(Call *call, StoreSession *session, Error *error);
bool replay_dead_letter(Call *call, StoreSession *session, Error *error);
bool preview_connection(Call *call, StoreSession *session, Error *error);

// ---- what they share ----
void write_outcome(JsonWriter *json, const Call *call, const Delivery *delivery);
// The number in the path at `index`; not_found for what is none.
MUST_USE bool path_number_at(const Call *call, size_t index, int64_t *number, Error *error);
MUST_USE bool path_connection(Call *call, StoreSession *session, Connection *connection, Error *error);
void member_text(JsonWriter *json, const char *key, Str text);
void member_integer(JsonWriter *json, const char *key, int64_t number);
void member_instant(JsonWriter *json, const char *key, Instant at, Arena *arena); // 0: null
void end_page(JsonWriter *json, const Call *call, bool more, Str after);          // ], "next_cursor" and }

extern const Shape connection_shape, connection_list_shape, connection_create_shape, connection_change_shape,
    connection_rotate_shape, delivery_list_shape, dead_letter_shape, dead_letter_list_shape, replay_shape,
    preview_body_shape, preview_shape, inbound_shape;

#endif

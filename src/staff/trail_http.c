// The audit trail: written with every change, read by administrators.
#include "house.h"
#include "module.h"
#include "staff/staff_parts.h"
#include "staff/trail.h"

static Str actor_kind(const Principal *principal)
{
    static const char *const names[] = {[PRINCIPAL_NOBODY] = "nobody",
                                        [PRINCIPAL_STAFF] = "person",
                                        [PRINCIPAL_KEY] = "key",
                                        [PRINCIPAL_LOCAL] = "local"};
    return str_of(names[principal->kind]);
}

bool staff_audit(const Call *call, StoreSession *session, Error *error)
{
    enum { OK = 200 };
    TrailEntry entry = {.at = call->now,
                        .actor_kind = actor_kind(&call->principal),
                        .actor_id = call->principal.id,
                        .actor = call->principal.name,
                        .action = str_of(call->route->name),
                        .object = call->audit_object,
                        .peer = call->request ? call->request->peer : STR(""),
                        .status = call->status ? call->status : OK,
                        .request_id = call->request_id};
    return trail_append(session, &entry, error);
}

// result_http.h - GET /api/v1/playbooks/{id}/result: what a playbook brought, against its control group.
#ifndef FIDELE_PLAYBOOK_RESULT_HTTP_H
#define FIDELE_PLAYBOOK_RESULT_HTTP_H

#include "api/route.h"

extern const Shape playbook_result_shape;
MUST_USE bool get_playbook_result(Call *call, StoreSession *session, Error *error);

#endif

// inbound_http.c - what shops and others send. On a worker the signature is checked and the body read; one transaction
// then stores it all, and only after its commit it is acknowledged.
#include "api/problem.h"
#include "house.h"
#include "integrate/integrate_http.h"

// "/api/v1/integrations/shopify" and "…/shopify/{key}"
static Str kind_of(const Call *call)
{
    Str rest = call->request->path, part = STR("");
    enum { BEFORE = 5 }; // "", "api", "v1", "integrations", kind
    for (int i = 0; i < BEFORE; i++)
        if (!str_cut(&rest, '/', &part)) return STR("");
    return part;
}

static const ArrivalHeader *headers_of(const Call *call)
{
    ArrivalHeader *header = arena_array(call->arena, ArrivalHeader, call->request->headers + 1);
    for (size_t i = 0; i < call->request->headers; i++)
        header[i] = (ArrivalHeader){call->request->header[i].name, call->request->header[i].value};
    return header;
}

bool inbound_read(Call *call, Error *error)
{
    const Arrival arrival = {.body = call->request->body,
                             .header = headers_of(call),
                             .headers = call->request->headers,
                             .received = call->request->received};
    Delivery *delivery = arena_new(call->arena, Delivery);
    call->prepared = delivery;
    return receive_read(call->house, kind_of(call), call->path_value[0].data ? call->path_value[0] : STR(""), &arrival,
                        call->arena, delivery, error);
}

// A refusal is answered and not an error of the transaction: its count is kept.
static void answer_refusal(Call *call, const Error *fault)
{
    call->status = problem_status(fault->kind);
    call->type = STR("application/problem+json");
    problem_json(call->status, fault, call->locale, call->request_id, &call->text);
}

void write_outcome(JsonWriter *json, const Call *call, const Delivery *delivery)
{
    json_begin_object(json);
    member_text(json, "outcome", outcome_name(delivery->outcome));
    member_integer(json, "events", delivery->events);
    if (delivery->outcome == OUTCOME_IGNORED && delivery->translation.ignored)
        member_text(json, "reason", str_of(delivery->translation.ignored));
    if (delivery->outcome == OUTCOME_DEAD_LETTER) {
        const Error *fault = &delivery->fault;
        member_text(json, "code", str_of(fault->code ? fault->code : "unusable"));
        member_text(json, "path", str_of(fault->path));
        member_text(json, "message", str_of(fault->message[call->locale]));
        if (delivery->dead_letter) member_integer(json, "dead_letter", delivery->dead_letter);
    }
    json_end_object(json);
}

bool inbound_store(Call *call, StoreSession *session, Error *error)
{
    Delivery *delivery = call->prepared;
    if (!receive_store(call->house, session, delivery, call->arena, error)) return false;
    if (delivery->outcome == OUTCOME_REFUSED) {
        answer_refusal(call, &delivery->fault);
        return true;
    }
    JsonWriter json = call_json(call);
    write_outcome(&json, call, delivery);
    if (delivery->outcome == OUTCOME_DEAD_LETTER) call->status = STATUS_MULTI;
    return true;
}

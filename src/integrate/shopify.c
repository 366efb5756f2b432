// shopify.c - Shopify's webhooks (Admin API, REST bodies).
#include "integrate/provider.h"

static bool verify(const Arrival *arrival, Str secret, JsonValue settings, Arena *arena, Error *error)
{
    (void)settings;
    Str given = arrival_header(arrival, "x-shopify-hmac-sha256");
    if (!given.size) return signature_missing("X-Shopify-Hmac-Sha256", error);
    return signature_base64(given, secret, arrival->body, arena, error);
}

// X-Shopify-Event-Id is the same for all deliveries of one event; X-Shopify-Webhook-Id came before it and is that of
// the delivery, kept by its retries.
static void name(const Arrival *arrival, JsonValue body, JsonValue settings, Arena *arena, Str *delivery, Str *topic)
{
    (void)body, (void)settings, (void)arena;
    *delivery = arrival_header(arrival, "x-shopify-webhook-id");
    if (!delivery->size) *delivery = arrival_header(arrival, "x-shopify-event-id");
    *topic = arrival_header(arrival, "x-shopify-topic");
}

static bool translate(Translation *translation, Error *error)
{
    (void)error;
    translation->ignored = "no_interest";
    return true;
}

const Provider shopify_provider = {
    .kind = "shopify", .label = PHRASE("Shopify", "Shopify"), .verify = verify, .name = name, .translate = translate};

// Items of PostHog's protocol in the words of Segment's: {"event","distinct_id","properties","timestamp","uuid"}.
//
// The body that is kept is what was sent, with the members that Segment's form has in front of it, so that who reads
// the log (traits, accounts) need not know PostHog's.
#include "event/tracking_parts.h"

static JsonValue property(const TrackingItem *item, Str name)
{
    JsonValue value = {0};
    return json_member(item->field.properties, name, &value) ? value : (JsonValue){0};
}

// A visitor who has not said who they are: the browser's own id, or marked so.
static bool is_anonymous(const TrackingItem *item)
{
    JsonValue device = property(item, STR("$device_id")), known = property(item, STR("$is_identified"));
    return (device.type == JSON_STRING && str_equal(device.text, item->field.distinct_id.text)) ||
           (known.type == JSON_BOOLEAN && !json_get_boolean(known));
}

static void add_member(Text *body, const char *name, JsonValue value)
{
    if (absent(value)) return;
    text_addf(body, "%s\"%s\":", body->size > 1 ? "," : "", name);
    text_add(body, value.text);
}

// {"traits":…,"userId":…, and what was sent}
void posthog_body(const TrackingBatch *batch, TrackingItem *item)
{
    if (!item->rewritten) return;
    const TrackingFields *field = &item->field;
    Text body = text_in(batch->arena);
    text_add(&body, STR("{"));
    add_member(&body, "userId", field->user_id);
    add_member(&body, "anonymousId", field->anonymous_id);
    add_member(&body, "previousId", field->previous_id);
    add_member(&body, "groupId", field->group_id);
    add_member(&body, "traits", field->traits);
    bool more = json_count(item->value) > 0;
    if (body.size > 1 && more) text_add(&body, STR(","));
    text_add(&body, (Str){item->body.data + 1, item->body.size - 1});
    item->body = text_str(&body);
}

void posthog_item(const TrackingBatch *batch, TrackingItem *item)
{
    TrackingFields *field = &item->field;
    Str name = json_get_string(field->event, batch->arena);
    bool mixed = !absent(field->user_id) || !absent(field->anonymous_id) || !absent(field->previous_id) ||
                 !absent(field->group_id) || !absent(field->traits);
    if (mixed) return; // it speaks Segment's words already
    *(is_anonymous(item) ? &field->anonymous_id : &field->user_id) = field->distinct_id;
    field->message_id = field->uuid;
    item->kind = EVENT_TRACK;
    if (str_equal(name, STR("$identify"))) {
        item->kind = EVENT_IDENTIFY;
        field->user_id = field->distinct_id;
        field->anonymous_id = property(item, STR("$anon_distinct_id"));
        field->traits = property(item, STR("$set"));
    } else if (str_equal(name, STR("$create_alias"))) {
        item->kind = EVENT_ALIAS;
        field->user_id = field->distinct_id;
        field->previous_id = property(item, STR("alias"));
    } else if (str_equal(name, STR("$groupidentify"))) {
        item->kind = EVENT_GROUP;
        field->group_id = property(item, STR("$group_key"));
        field->traits = property(item, STR("$group_set"));
        JsonValue member = property(item, STR("$user_id")); // else nobody's: refused below as missing_identity
        field->user_id = field->anonymous_id = (JsonValue){0};
        if (!absent(member)) field->user_id = member;
    }
    item->rewritten = true;
}

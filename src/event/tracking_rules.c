// One item against what the workspace has set: internal traffic, bots, the tracking plan.
#include "event/bots.h"
#include "event/tracking_parts.h"

// The customer's own, which a server passes on; else the request's when it comes from a page.
static Str user_agent_of(const TrackingBatch *batch, const TrackingItem *item)
{
    if (item->user_agent.type == JSON_STRING) return json_get_string(item->user_agent, batch->arena);
    return batch->sender.browser ? batch->sender.user_agent : STR("");
}

static Str address_of(const TrackingBatch *batch, const TrackingItem *item)
{
    if (item->address.type == JSON_STRING) return json_get_string(item->address, batch->arena);
    return batch->sender.browser ? batch->sender.peer : STR("");
}

// A batch comes from one program: mostly all items have the same user agent.
static bool is_bot(TrackingBatch *batch, Str user_agent)
{
    if (!user_agent.size) return false;
    if (!str_equal(batch->last_agent, user_agent)) {
        batch->last_agent = user_agent;
        batch->last_is_bot = bot_user_agent(user_agent);
    }
    return batch->last_is_bot;
}

static Str email_of(const TrackingBatch *batch, const TrackingItem *item)
{
    JsonValue email;
    if (item->email.size) return item->email;
    return json_member(item->context_traits, STR("email"), &email) ? json_get_string(email, batch->arena) : STR("");
}

void check_traffic(TrackingBatch *batch, TrackingItem *item)
{
    const TrackingRules *rules = batch->rules;
    if (is_bot(batch, user_agent_of(batch, item))) {
        item->flags |= EVENT_BOT;
        warn_item(batch, item, "bot", "/context/userAgent",
                  PHRASE("{0} is a robot's: kept on the timeline, counted in no figure",
                         "{0} est celui d’un robot\u00A0: gardé dans l’historique, compté dans aucun chiffre"),
                  error_value(batch->arena, batch->last_agent));
    }
    bool test = rules->test_events && json_get_boolean(item->test);
    item->internal_person = rules->domains && rules_internal_email(rules, email_of(batch, item));
    bool internal =
        test || item->internal_person || (rules->ranges && rules_internal_address(rules, address_of(batch, item)));
    if (internal) item->flags |= EVENT_TRAFFIC_INTERNAL;
}

// ---- the plan ----

static void say_fault(const TrackingBatch *batch, TrackingItem *item, const PlanFault *fault,
                      void (*say)(const TrackingBatch *, TrackingItem *, const char *, const char *, Phrase, Str))
{
    if (str_equal(str_of(fault->code), STR("unplanned_event")))
        say(batch, item, fault->code, "/event",
            PHRASE("{0} is not in the tracking plan of this source",
                   "{0} n’est pas dans le plan de marquage de cette source"),
            error_value(batch->arena, item->name));
    else if (str_equal(str_of(fault->code), STR("missing_property")))
        say(batch, item, fault->code, "/properties",
            PHRASE("the property {0} is missing, which the tracking plan requires",
                   "la propriété {0} manque, que le plan de marquage exige"),
            error_value(batch->arena, fault->property));
    else
        say(batch, item, fault->code, "/properties",
            PHRASE("the property {0} has another type than in the tracking plan",
                   "la propriété {0} a un autre type que dans le plan de marquage"),
            error_value(batch->arena, fault->property));
}

void check_plan(TrackingBatch *batch, TrackingItem *item)
{
    if (item->kind != EVENT_TRACK || !batch->plan) return;
    item->plan_fault = plan_check(batch->plan, item->name, item->field.properties, batch->arena);
    if (!item->plan_fault.code) return;
    bool blocked = item->plan_fault.mode == RULE_BLOCK;
    say_fault(batch, item, &item->plan_fault, blocked ? refuse_item : warn_item);
    if (!blocked) item->flags |= EVENT_UNPLANNED;
}

// health_http.c - the table of routes of this folder, and what they share.
#include "health/health_http.h"

#include <math.h>

#include "customer/profile_part.h"
#include "customer/search_http.h"
#include "health/contact_reason.h"
#include "health/follow.h"
#include "health/health_figures.h"
#include "health/health_job.h"
#include "health/signal_say.h"
#include "house.h"
#include "module.h"

HealthPlace health_place(const Call *call, StoreSession *session)
{
    return (HealthPlace){call->house, session, call->now, call->arena};
}

Str say_phrase(const Call *call, Phrase phrase)
{
    return str_of(phrase.in[call->locale]);
}

void put_observed(JsonWriter *json, const char *key, double number)
{
    put_number_or_null(json, key, !isnan(number), isnan(number) ? 0 : number);
}

bool put_customer(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error)
{
    call_reads(call, root);
    json_key(json, "customer");
    if (!write_line(json, call, session, root, error)) return false;
    json_end_object(json);
    return true;
}

Str health_standing_name(HealthStanding standing)
{
    static const Str names[] = {STR("customer"), STR("no_customer"), STR("lost"), STR("objected")};
    return names[standing];
}

Phrase health_standing_say(HealthStanding standing)
{
    static const Phrase phrases[] = {
        PHRASE("nothing is known that the score is made of", "rien n’est connu de ce dont le score est fait"),
        PHRASE("has bought nothing and subscribed to nothing yet", "n’a encore rien acheté ni aucun abonnement"),
        PHRASE("has not been a customer for long: the score is for those who can be kept",
               "n’est plus client depuis longtemps\u00A0: le score est pour ceux qu’on peut garder"),
        PHRASE("objected to profiling: no score is made",
               "s’est opposé au profilage\u00A0: aucun score n’est calculé")};
    return phrases[standing];
}

static const Field rate_fields[] = {VALUE_WITH_INTERVAL_FIELDS, {0}};
const Shape health_rate_shape = {.name = "HealthRate", .fields = rate_fields};
static const Field customer_fields[] = {{.name = "id", .type = FIELD_INTEGER, .required = true},
                                        {.name = "name", .type = FIELD_TEXT, .nullable = true},
                                        {.name = "email", .type = FIELD_TEXT, .nullable = true},
                                        {0}};
const Shape health_customer_shape = {.name = "HealthCustomer", .open = true, .fields = customer_fields};

// ---- the part of a profile ----

static void write_part_signals(JsonWriter *json, const ProfileCall *call, const PersonHealth *health)
{
    const SignalSaying saying = {&health->definition, &health->facts, &health->moment, call->locale, call->arena};
    json_key(json, "signals");
    json_begin_array(json);
    for (int i = 0; health->standing == STANDING_CUSTOMER && i < HEALTH_SIGNAL_COUNT; i++) {
        if (!health->score.signal[i].stands) continue;
        json_begin_object(json);
        put_signal(json, &saying, (HealthSignal)i, health->score.signal[i].since);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool write_part(const ProfileCall *call, JsonWriter *json, Error *error)
{
    PersonHealth health;
    const HealthPlace place = {call->house, call->session, call->now, call->arena};
    if (!health_of_person(&place, call->person->root, &health, error)) return false;
    bool scored = health.score.scored;
    json_begin_object(json);
    put_number_or_null(json, "score", scored, health.score.score);
    put_text_or_null(json, "band", scored ? health_band_name(health.band) : STR(""));
    put_text_or_null(json, "band_label", scored ? str_of(health_band_label(health.band).in[call->locale]) : STR(""));
    put_boolean(json, "overridden", health.override.set);
    put_number_or_null(json, "loyalty_index", health.loyalty.mean.observed, health.loyalty.mean.value);
    write_part_signals(json, call, &health);
    if (!put_contact_reason(json, &place, call->person->root, &health.facts, call->locale, error)) return false;
    json_end_object(json);
    return true;
}

static const ProfilePart parts[] = {{.name = "health", .write = write_part}, {0}};

// ---- the table ----

static const Parameter people_parameters[] = {
    {.name = "band",
     .type = FIELD_TEXT,
     .words = "healthy|watch|at_risk",
     .help = PHRASE("of this band", "de ce palier")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0}};
static const Parameter signal_parameters[] = {
    {.name = "signal",
     .type = FIELD_TEXT,
     .words = "frequent_tickets|falling_frequency|falling_engagement|downgrade|pause|cancellation|payment_failed|"
              "negative_feedback|late_delivery|slow_ticket|broken_promise",
     .help = PHRASE("this signal alone", "ce signal seulement")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0}};

static const Parameter alert_parameters[] = {
    {.name = "kind",
     .type = FIELD_TEXT,
     .words = "band_drop|at_risk|frequent_tickets",
     .help = PHRASE("of this kind", "de ce genre")},
    {.name = "open",
     .type = FIELD_BOOLEAN,
     .help =
         PHRASE("true: those that nobody has acknowledged", "true\u00A0: celles que personne n’a prises en compte")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0}};

static const Parameter validation_parameters[] = {{.name = "version",
                                                   .type = FIELD_INTEGER,
                                                   .low = 0,
                                                   .high = INT32_MAX,
                                                   .help = PHRASE("of the definition; default: the one that holds",
                                                                  "de la définition\u202F; par défaut celle qui vaut")},
                                                  {0}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/health-score/alerts",
     .name = "listHealthAlerts",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Customers whose health fell or who show a signal, the newest first",
                       "Les clients dont la santé a baissé ou qui montrent un signal, les plus récents d’abord"),
     .parameters = alert_parameters,
     .answer = &health_alert_list_shape,
     .read = list_health_alerts},
    {.method = "POST",
     .path = "/api/v1/health-score/alerts/{id}/acknowledge",
     .name = "acknowledgeHealthAlert",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Says that one was seen", "Dit qu’une alerte a été vue"),
     .answer = &health_alert_shape,
     .write = acknowledge_health_alert},
    {.method = "GET",
     .path = "/api/v1/health-score",
     .name = "getHealthBands",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("How many customers are in each band of the health score, and how that changed in 30 days",
                       "Combien de clients sont dans chaque palier du score de santé, et ce qui a changé en 30 jours"),
     .answer = &health_bands_shape,
     .read = get_health_bands},
    {.method = "GET",
     .path = "/api/v1/health-score/people",
     .name = "listHealthPeople",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary =
         PHRASE("Customers by health score, the worst first", "Les clients par score de santé, les plus bas d’abord"),
     .parameters = people_parameters,
     .answer = &health_people_shape,
     .read = list_health_people},
    {.method = "GET",
     .path = "/api/v1/health-score/definition",
     .name = "getHealthDefinition",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What the health score is made of: weights, scales, thresholds, signals",
                       "Ce dont le score de santé est fait\u00A0: poids, échelles, seuils, signaux"),
     .answer = &health_definition_shape,
     .read = get_health_definition},
    {.method = "PUT",
     .path = "/api/v1/health-score/definition",
     .name = "putHealthDefinition",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes what the health score is made of: a new release; what is left out stays",
                       "Modifie ce dont le score de santé est fait\u00A0: une nouvelle version\u202F; ce qui est omis "
                       "reste"),
     .body = &health_definition_put_shape,
     .answer = &health_definition_shape,
     .write = put_health_definition},
    {.method = "GET",
     .path = "/api/v1/health-score/definitions",
     .name = "listHealthDefinitions",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The releases of the definition, the last one first",
                       "Les versions de la définition, la dernière d’abord"),
     .answer = &health_definition_list_shape,
     .read = list_health_definitions},
    {.method = "GET",
     .path = "/api/v1/health-score/validation",
     .name = "getHealthValidation",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("Whether the health score tells who leaves: tried on the past, with weights that would",
                       "Si le score de santé dit qui part\u00A0: essayé sur le passé, avec les poids qui le feraient"),
     .parameters = validation_parameters,
     .answer = &health_validation_shape,
     .read = get_health_validation},
    {.method = "GET",
     .path = "/api/v1/service-patterns",
     .name = "listServicePatterns",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary =
         PHRASE("What of service comes before leaving: topics, channels, slow and reopened tickets, with their lift",
                "Ce qui, dans le service, précède les départs\u00A0: sujets, canaux, tickets lents ou rouverts, "
                "avec leur lift"),
     .answer = &service_patterns_shape,
     .read = list_service_patterns},
    {.method = "GET",
     .path = "/api/v1/signals",
     .name = "listSignals",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("Customers with early signs of trouble, the newest first",
                       "Les clients qui montrent des signes avant-coureurs, les plus récents d’abord"),
     .parameters = signal_parameters,
     .answer = &signal_people_shape,
     .read = list_signals},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/health-score",
     .name = "getCustomerHealth",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("One customer's health: score, what it is made of, signals, loyalty, prices",
                       "La santé d’un client\u00A0: score, ce dont il est fait, signaux, fidélité, prix"),
     .answer = &person_health_shape,
     .read = get_customer_health},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/health-score/override",
     .name = "putHealthOverride",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary =
         PHRASE("Says which band a customer is in, whatever the score: who, why, until when",
                "Dit dans quel palier est un client, quel que soit le score\u00A0: qui, pourquoi, jusqu’à quand"),
     .body = &override_put_shape,
     .answer = &person_health_shape,
     .write = put_health_override},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/health-score/override",
     .name = "removeHealthOverride",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("The score holds again", "Le score vaut de nouveau"),
     .write = remove_health_override},
    {0},
};

extern const Module health_module;
const Module health_module = {.name = "health",
                              .routes = routes,
                              .jobs = health_jobs,
                              .reactions = health_reactions,
                              .profile = parts,
                              .personal = health_personal,
                              .figures = health_figures};

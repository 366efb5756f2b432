#include "base/json.h"
#include "base/number.h"
#include "cli/follow.h"
#include "cli/output.h"
#include "demo/demo.h"

static const Option demo_options[] = {
    {.name = "customers",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = DEMO_CUSTOMERS_MAX,
     .help = PHRASE("how many (default 20,000)", "combien (20\u202F000 par défaut)")},
    {.name = "seed",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 0,
     .high = INT32_MAX,
     .help = PHRASE("the same seed gives the same business (default 1)",
                    "la même graine donne la même entreprise (1 par défaut)")},
    {.name = "to",
     .value = "DATE",
     .kind = OPTION_DAY,
     .help = PHRASE("the last day (default: yesterday)", "le dernier jour (hier par défaut)")},
    {.name = NULL}};

static Str request_body(const CommandCall *call)
{
    Text body = text_in(call->arena);
    JsonWriter writer = json_writer(&body);
    json_begin_object(&writer);
    json_key(&writer, "customers"), json_integer(&writer, option_count(call->options, "customers", DEMO_CUSTOMERS));
    json_key(&writer, "seed"), json_integer(&writer, option_count(call->options, "seed", 1));
    if (option_given(call->options, "to")) {
        CivilDate date = civil_of_day(option_day(call->options, "to", 0));
        json_key(&writer, "to");
        json_string(&writer, str_format(call->arena, "%04d-%02d-%02d", date.year, date.month, date.day));
    }
    json_end_object(&writer);
    return text_str(&body);
}

static Str count_of(const CommandCall *call, JsonValue result, Str key)
{
    JsonValue member;
    int64_t number = 0;
    if (!json_member(result, key, &member) || !json_get_integer(member, &number)) number = 0;
    return number_say_count(call->arena, call->locale, number);
}

static bool run_demo(const CommandCall *call, Error *error)
{
    CommandReply reply;
    JsonValue value, member;
    int64_t job;
    Str result;
    if (!call->door->request(call, STR("POST"), STR("/api/v1/demo"), STR("application/json"), request_body(call),
                             &reply, error) ||
        !json_parse(reply.body, &value, error))
        return false;
    if (!json_member(value, STR("job"), &member) || !json_get_integer(member, &job)) job = 0;
    if (!command_follow_job(call, job, PHRASE("Filling", "Remplissage"), &result, error) ||
        !json_parse(result, &value, error))
        return false;
    Text text = text_in(call->arena);
    const Str counts[] = {count_of(call, value, STR("customers")), count_of(call, value, STR("events")),
                          count_of(call, value, STR("orders"))};
    phrase_add(&text, call->locale,
               PHRASE("{0} customers, {1} events, {2} orders. What was planted: demo-truths.json in the data folder.\n",
                      "{0} clients, {1} événements, {2} commandes. Ce qui y est caché\u00A0: demo-truths.json dans le "
                      "dossier de données.\n"),
               counts, COUNT_OF(counts));
    return output_write(STR("-"), text_str(&text), error);
}

static const Command demo_command = {
    .name = "demo",
    .summary = PHRASE("fill an empty data folder with a seeded, realistic business",
                      "remplir un dossier de données vide avec une entreprise réaliste"),
    .options = demo_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_QUIET,
    .details = PHRASE(
        "Three years of a shop with subscriptions, an application, a service desk and campaigns. What drives its "
        "customers away, and which campaign works, is planted and written to demo-truths.json, so that every analysis "
        "can be checked against it.",
        "Trois ans d'une boutique avec abonnements, application, service client et campagnes. Ce qui fait partir ses "
        "clients, et quelle campagne fonctionne, est caché dans les données et écrit dans demo-truths.json\u00A0: "
        "chaque "
        "analyse peut y être confrontée."),
    .examples = "fidele demo --data demo-data\nfidele demo --data demo-data --customers 500 --seed 7",
    .run = run_demo,
};

const Command *const demo_commands[] = {&demo_command, NULL};

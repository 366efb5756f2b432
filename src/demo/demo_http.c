#include "activity/activity.h"
#include "api/route.h"
#include "demo/demo.h"
#include "house.h"
#include "job/job.h"
#include "module.h"

static const Field demo_fields[] = {
    {.name = "customers",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = DEMO_CUSTOMERS_MAX,
     .help = PHRASE("How many customers; 20,000 unless given", "Nombre de clients\u00A0; 20\u202F000 par défaut")},
    {.name = "seed",
     .type = FIELD_INTEGER,
     .low = 0,
     .high = INT32_MAX,
     .help = PHRASE("The same seed gives the same business", "La même graine donne la même entreprise")},
    {.name = "to",
     .type = FIELD_DAY,
     .help = PHRASE("The last day; yesterday unless given", "Le dernier jour\u00A0; hier par défaut")},
    {.name = NULL}};
static const Shape demo_shape = {.name = "DemoRequest", .fields = demo_fields};
static const Field queued_fields[] = {{.name = "job",
                                       .type = FIELD_INTEGER,
                                       .required = true,
                                       .help = PHRASE("For GET /jobs/{id}", "Pour GET /jobs/{id}")},
                                      {.name = NULL}};
static const Shape queued_shape = {.name = "DemoQueued", .fields = queued_fields};

static int64_t body_number(const Call *call, Str name, int64_t otherwise)
{
    JsonValue member;
    int64_t number;
    return json_member(call->body, name, &member) && json_get_integer(member, &number) ? number : otherwise;
}

static Day body_day(const Call *call, Str name, Day otherwise)
{
    JsonValue member;
    Instant instant;
    if (!json_member(call->body, name, &member)) return otherwise;
    Str text = str_format(call->arena, "%.*sT00:00:00Z", STR_ARGS(json_get_string(member, call->arena)));
    return instant_parse(text, &instant) ? otherwise : (Day)(instant / MILLISECONDS_PER_SECOND / SECONDS_PER_DAY);
}

static bool post_demo(Call *call, StoreSession *session, Error *error)
{
    if (activity_seq(call->house->activity) > 0)
        return error_code(error, ERROR_CONFLICT, "not_empty",
                          PHRASE("this data folder holds events already: the demo wants an empty one (--data DIR)",
                                 "ce dossier de données contient déjà des événements\u00A0: la démo en veut un vide "
                                 "(--data DOSSIER)"),
                          STR(""));
    Day yesterday = (Day)(call->now / MILLISECONDS_PER_SECOND / SECONDS_PER_DAY) - 1;
    Text argument = text_in(call->arena);
    JsonWriter writer = json_writer(&argument);
    json_begin_object(&writer);
    json_key(&writer, "customers"), json_integer(&writer, body_number(call, STR("customers"), DEMO_CUSTOMERS));
    json_key(&writer, "seed"), json_integer(&writer, body_number(call, STR("seed"), 1));
    json_key(&writer, "to"), json_integer(&writer, body_day(call, STR("to"), yesterday));
    json_end_object(&writer);
    int64_t id;
    if (!job_queue(call->house->jobs, session, "demo", text_str(&argument), STR("demo"), call->now, &id, error))
        return false;
    call->status = 202;
    JsonWriter answer = call_json(call);
    json_begin_object(&answer);
    json_key(&answer, "job"), json_integer(&answer, id);
    json_end_object(&answer);
    return true;
}

static const Route demo_routes[] = {
    {.method = "POST",
     .path = "/api/v1/demo",
     .name = "fillWithDemo",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Fill an empty data folder with a seeded, realistic business",
                       "Remplir un dossier de données vide avec une entreprise réaliste"),
     .body = &demo_shape,
     .answer = &queued_shape,
     .write = post_demo},
    {.method = NULL}};

static const JobKind demo_jobs[] = {{.name = "demo", .run = demo_fill}, {.name = NULL}};

const Module demo_module = {.name = "demo", .commands = demo_commands, .routes = demo_routes, .jobs = demo_jobs};

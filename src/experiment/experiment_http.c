// experiment_http.c - /api/v1/experiments: plan, start, draw, expose, stop.
#include "experiment/experiment_http.h"

#include "base/json_put.h"
#include "base/number.h"
#include "crm/item_http.h"
#include "experiment/exposure_job.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

static const char *const outcome_words[] = {"purchase", "orders", "revenue", "event"};
static const char *const status_words[] = {"draft", "running", "stopped"};
static const char *const decision_words[] = {"open", "adopted", "not_adopted"};

// ---- answers ----

static void write_arm(JsonWriter *json, const ExperimentArm *arm)
{
    json_begin_object(json);
    put_text(json, "key", arm->key);
    put_text(json, "name", arm->name);
    put_number(json, "share", arm->share);
    json_end_object(json);
}

static void write_experiment(JsonWriter *json, const Call *call, const Experiment *experiment)
{
    json_begin_object(json);
    put_integer(json, "id", experiment->id);
    put_text(json, "key", experiment->key);
    put_text(json, "name", experiment->name);
    put_text(json, "hypothesis", experiment->hypothesis);
    put_text(json, "segment", experiment->segment);
    put_text(json, "outcome", str_of(outcome_words[experiment->outcome]));
    put_text(json, "event", experiment->event);
    put_integer(json, "follow_days", experiment->follow_days);
    put_number_or_null(json, "criterion", experiment->has_criterion, experiment->criterion);
    json_key(json, "arms");
    json_begin_array(json);
    for (int i = 0; i < EXPERIMENT_ARMS; i++) write_arm(json, &experiment->arm[i]);
    json_end_array(json);
    put_text(json, "status", str_of(status_words[experiment->status]));
    put_instant(json, "started_at", experiment->started_at, call->arena);
    put_instant(json, "stopped_at", experiment->stopped_at, call->arena);
    put_text(json, "decision", str_of(decision_words[experiment->decision]));
    put_text(json, "lesson", experiment->lesson);
    put_integer(json, "made_by", experiment->made_by);
    put_instant(json, "made_at", experiment->made_at, call->arena);
    put_integer(json, "version", experiment->version);
    json_end_object(json);
}

static bool answer(Call *call, const Experiment *experiment)
{
    JsonWriter json = call_json(call);
    call_version(call, experiment->version);
    call->audit_object = str_format(call->arena, "experiment:%lld", (long long)experiment->id);
    write_experiment(&json, call, experiment);
    return true;
}

bool path_experiment(const Call *call, StoreSession *session, Experiment *experiment, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) && experiment_get(session, id, call->arena, experiment, error);
}

// ---- what is planned ----

static bool refuse(const char *path, Phrase phrase, Str value, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value", phrase, value);
    return error_at(error, str_of(path));
}

static bool is_key(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
    }
    return text.size > 0;
}

static bool check_key(const Call *call, const char *path, Str key, Error *error)
{
    return is_key(key) || refuse(path,
                                 PHRASE("{0}: expected lower-case letters, digits, - and _",
                                        "{0}\u00A0: minuscules, chiffres, - et _ sont attendus"),
                                 error_value(call->arena, key), error);
}

static double given_number(JsonValue object, const char *name, double otherwise)
{
    JsonValue value;
    double number;
    return json_member(object, str_of(name), &value) && json_get_number(value, &number) ? number : otherwise;
}

static bool take_arms(const Call *call, Experiment *experiment, Error *error)
{
    JsonValue arms, one;
    size_t cursor = 0;
    double all = 0;
    if (!json_member(call->body, STR("arms"), &arms)) return true;
    for (int i = 0; i < EXPERIMENT_ARMS && json_next(arms, &cursor, NULL, &one); i++) {
        ExperimentArm *arm = &experiment->arm[i];
        *arm = (ExperimentArm){shape_text(one, "key", call->arena), shape_text(one, "name", call->arena),
                               given_number(one, "share", 0)};
        if (!arm->name.size) arm->name = arm->key;
        if (!check_key(call, "/arms", arm->key, error)) return false;
        if (!(arm->share > 0 && arm->share < 1))
            return refuse("/arms", PHRASE("a share lies between 0 and 1", "une part est comprise entre 0 et 1"),
                          STR(""), error);
        all += arm->share;
    }
    if (str_equal(experiment->arm[0].key, experiment->arm[1].key))
        return refuse("/arms", PHRASE("both arms have the key {0}", "les deux groupes ont la clé {0}"),
                      experiment->arm[0].key, error);
    return all <= 1 + 1e-9 ||
           refuse("/arms", PHRASE("the shares are more than 1 together", "les parts dépassent 1 à elles deux"), STR(""),
                  error);
}

static bool check_segment(const Call *call, Str segment, Error *error)
{
    SegmentRule *rule;
    Currency currency = workspace_first(call->house->workspace)->currency;
    if (!segment.size || segment_parse(segment, &currency, call->arena, &rule, error)) return true;
    return error_at(error, STR("/segment"));
}

static bool check_outcome(const Call *call, Experiment *experiment, Error *error)
{
    if (experiment->outcome != OUTCOME_EVENT) experiment->event = STR("");
    if (experiment->outcome == OUTCOME_EVENT && !experiment->event.size)
        return refuse("/event", PHRASE("which event is the outcome?", "quel événement est l’issue\u202F?"), STR(""),
                      error);
    if (experiment->outcome == OUTCOME_REVENUE && call->principal.masked & MASK_AMOUNTS)
        return error_code(error, ERROR_FORBIDDEN, "forbidden",
                          PHRASE("amounts are hidden for your role", "les montants sont cachés à votre rôle"), STR(""));
    return true;
}

static bool take_plan(const Call *call, Experiment *experiment, Error *error)
{
    JsonValue criterion;
    if (given_has(call, "name")) experiment->name = given_text(call, "name");
    if (given_has(call, "hypothesis")) experiment->hypothesis = given_text(call, "hypothesis");
    if (given_has(call, "segment")) experiment->segment = str_trim(given_text(call, "segment"));
    if (given_has(call, "event")) experiment->event = str_trim(given_text(call, "event"));
    if (given_has(call, "outcome"))
        experiment->outcome = (Outcome)word_number(OUTCOME_WORDS, given_text(call, "outcome"));
    experiment->follow_days = given_integer(call, "follow_days", experiment->follow_days);
    if (json_member(call->body, STR("criterion"), &criterion))
        experiment->has_criterion = json_get_number(criterion, &experiment->criterion);
    return take_arms(call, experiment, error) && check_outcome(call, experiment, error) &&
           check_segment(call, experiment->segment, error);
}

// ---- planning ----

static bool list_experiments(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t before = INT64_MAX;
    Experiment *list;
    size_t count, limit = (size_t)call_limit(call);
    if (!call_cursor(call, &after, error) || (after.size && !path_id(after, &before, error)) ||
        !experiment_list(session, before, limit + 1, call->arena, &list, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++) write_experiment(&json, call, &list[i]);
    json_end_array(&json);
    write_next(&json, call, count > limit,
               count > limit ? str_format(call->arena, "%lld", (long long)list[limit - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}

static bool get_experiment(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    return path_experiment(call, session, &experiment, error) && answer(call, &experiment);
}

static bool add_experiment(Call *call, StoreSession *session, Error *error)
{
    enum { USUAL_DAYS = 30 };
    Experiment experiment = {
        .key = given_text(call, "key"),
        .follow_days = USUAL_DAYS,
        .made_by = who(call),
        .made_at = call->now,
        .arm = {{STR("control"), call->locale == LOCALE_FR ? STR("Groupe témoin") : STR("Control group"), 0.5},
                {STR("treated"), call->locale == LOCALE_FR ? STR("Groupe traité") : STR("Treated group"), 0.5}}};
    if (!check_key(call, "/key", experiment.key, error) || !take_plan(call, &experiment, error) ||
        !experiment_add(session, &experiment, error))
        return false;
    call->status = 201;
    return answer(call, &experiment);
}

static bool refuse_status(Phrase phrase, Error *error)
{
    return error_code(error, ERROR_CONFLICT, "wrong_status", phrase, STR(""));
}

// Once it has started only its words may change: another segment, lot or outcome would be another experiment.
static bool change_experiment(Call *call, StoreSession *session, Error *error)
{
    static const char *const fixed[] = {"segment", "outcome", "event", "follow_days", "arms"};
    Experiment experiment;
    if (!path_experiment(call, session, &experiment, error) || !call_if_match(call, experiment.version, error))
        return false;
    for (size_t i = 0; i < COUNT_OF(fixed); i++)
        if (experiment.status != EXPERIMENT_DRAFT && given_has(call, fixed[i]))
            return refuse_status(PHRASE("it has started: make another experiment to try something else",
                                        "elle a commencé\u00A0: faites une autre expérience pour essayer autre chose"),
                                 error) ||
                   error_at(error, str_format(call->arena, "/%s", fixed[i]));
    return take_plan(call, &experiment, error) && experiment_change(session, &experiment, error) &&
           answer(call, &experiment);
}

static bool remove_experiment(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    if (!path_experiment(call, session, &experiment, error)) return false;
    call->audit_object = str_format(call->arena, "experiment:%lld", (long long)experiment.id);
    if (experiment.status == EXPERIMENT_DRAFT) return experiment_remove(session, experiment.id, error);
    return refuse_status(PHRASE("it has started: its record stays", "elle a commencé\u00A0: sa trace reste"), error);
}

static bool start_experiment(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    if (!path_experiment(call, session, &experiment, error)) return false;
    if (experiment.status == EXPERIMENT_STOPPED)
        return refuse_status(
            PHRASE("it was stopped: make another one", "elle a été arrêtée\u00A0: faites-en une autre"), error);
    if (experiment.status == EXPERIMENT_RUNNING) return answer(call, &experiment);
    experiment.status = EXPERIMENT_RUNNING;
    experiment.started_at = call->now;
    return experiment_change(session, &experiment, error) && answer(call, &experiment);
}

static bool stop_experiment(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    if (!path_experiment(call, session, &experiment, error)) return false;
    if (experiment.status == EXPERIMENT_DRAFT)
        return refuse_status(PHRASE("it has not started", "elle n’a pas commencé"), error);
    if (experiment.status == EXPERIMENT_RUNNING) experiment.stopped_at = call->now;
    experiment.status = EXPERIMENT_STOPPED;
    if (given_has(call, "decision"))
        experiment.decision = (Decision)word_number(DECISION_WORDS, given_text(call, "decision"));
    if (given_has(call, "lesson")) experiment.lesson = given_text(call, "lesson");
    return experiment_change(session, &experiment, error) && answer(call, &experiment);
}

// ---- the lot ----

typedef struct Eligible {
    CustomerSet *people; // NULL: everybody
} Eligible;

static bool write_assignment(Call *call, const Experiment *experiment, CustomerId root, const Exposure *exposure)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_text(&json, "experiment", experiment->key);
    put_integer(&json, "customer", root);
    json_key(&json, "arm");
    if (exposure->arm >= 0)
        write_arm(&json, &experiment->arm[exposure->arm]);
    else
        json_null(&json);
    put_instant(&json, "exposed_at", exposure->at, call->arena);
    json_end_object(&json);
    return true;
}

// Who was exposed stays where they are; anybody else is where the lot puts them, if the segment has them.
static bool assignment_of(const Call *call, StoreSession *session, const Experiment *experiment, CustomerId root,
                          const CustomerSet *people, Exposure *exposure, Error *error)
{
    if (!experiment_exposure(call->house->identity, session, experiment, root, call->arena, exposure, error))
        return false;
    bool drawn = exposure->arm < 0 && (!people || customer_set_has(people, root));
    if (drawn) exposure->arm = experiment_draw(experiment, root);
    return true;
}

static bool get_assignment(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    Exposure exposure;
    CustomerSet *people;
    CustomerId root = 0;
    return log_catch_up(call->house->log, session, error) && path_experiment(call, session, &experiment, error) &&
           path_customer(call, session, call->path_value[1], &root, error) &&
           experiment_people(call->house, session, &experiment, call->now, call->arena, &people, error) &&
           assignment_of(call, session, &experiment, root, people, &exposure, error) &&
           write_assignment(call, &experiment, root, &exposure);
}

// Who may take part is worked out beside the store's thread.
static bool prepare_exposure(Call *call, Error *error)
{
    StoreSession *session;
    Experiment experiment;
    Eligible *eligible = arena_new(call->arena, Eligible);
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = log_catch_up(call->house->log, session, error) && path_experiment(call, session, &experiment, error) &&
                experiment_people(call->house, session, &experiment, call->now, call->arena, &eligible->people, error);
    store_read_end(session);
    call->prepared = eligible;
    return fine;
}

static bool add_exposure(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    Exposure exposure;
    CustomerId root = 0;
    const Eligible *eligible = call->prepared;
    if (!path_experiment(call, session, &experiment, error)) return false;
    if (experiment.status != EXPERIMENT_RUNNING)
        return refuse_status(PHRASE("it does not run", "elle ne court pas"), error);
    if (!path_customer(call, session, given_text(call, "customer"), &root, error) ||
        !assignment_of(call, session, &experiment, root, eligible->people, &exposure, error))
        return false;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    bool first = exposure.arm >= 0 && !exposure.at;
    if (first) exposure.at = call->now;
    return (!first ||
            experiment_expose(call->house, session, &experiment, root, exposure.arm, call->now, call->arena, error)) &&
           write_assignment(call, &experiment, root, &exposure);
}

static bool enrol(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    int64_t job = 0;
    if (!path_experiment(call, session, &experiment, error)) return false;
    if (experiment.status != EXPERIMENT_RUNNING)
        return refuse_status(PHRASE("start it first", "lancez-la d’abord"), error);
    Str number = str_format(call->arena, "%lld", (long long)experiment.id);
    Str argument = str_format(call->arena, "{\"experiment\":%.*s}", STR_ARGS(number));
    if (!job_queue(call->house->jobs, session, ENROLMENT_JOB, argument, number, call->now, &job, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "job", job);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = str_format(call->arena, "experiment:%.*s", STR_ARGS(number));
    return true;
}

static bool list_exposures(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    Str after;
    Experiment experiment;
    int64_t last = 0, limit = call_limit(call), count = 0;
    if (!path_experiment(call, session, &experiment, error) || !call_cursor(call, &after, error) ||
        (after.size && !path_id(after, &last, error)))
        return false;
    if (!store_select(session, &query_experiment_exposure_page,
                      VALUES(value_integer(experiment.id), value_integer(last), value_integer(limit + 1)), &rows,
                      error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (; rows_next(&rows); count++) {
        if (count >= limit) continue;
        last = rows_integer(&rows, 0);
        call_reads(call, (CustomerId)last);
        json_begin_object(&json);
        put_integer(&json, "customer", last);
        put_text(&json, "arm", experiment.arm[rows_integer(&rows, 1)].key);
        put_instant(&json, "at", rows_integer(&rows, 2), call->arena);
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, count > limit, count > limit ? str_format(call->arena, "%lld", (long long)last) : STR(""));
    json_end_object(&json);
    return rows_close(&rows, error);
}

// ---- routes ----

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/experiments",
     .name = "listExperiments",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Experiments, newest first", "Les expériences, les plus récentes d’abord"),
     .parameters = item_page_parameters,
     .answer = &experiment_list_shape,
     .read = list_experiments},
    {.method = "POST",
     .path = "/api/v1/experiments",
     .name = "addExperiment",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Plans an experiment", "Prévoit une expérience"),
     .body = &experiment_add_shape,
     .answer = &experiment_shape,
     .write = add_experiment},
    {.method = "GET",
     .path = "/api/v1/experiments/{id}",
     .name = "getExperiment",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("An experiment", "Une expérience"),
     .answer = &experiment_shape,
     .read = get_experiment},
    {.method = "PATCH",
     .path = "/api/v1/experiments/{id}",
     .name = "changeExperiment",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a plan; once it has started only its words",
                       "Modifie un plan\u202F; une fois lancée, seulement ses textes"),
     .body = &experiment_change_shape,
     .answer = &experiment_shape,
     .write = change_experiment},
    {.method = "DELETE",
     .path = "/api/v1/experiments/{id}",
     .name = "removeExperiment",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a plan away that has not started", "Retire un plan qui n’a pas commencé"),
     .write = remove_experiment},
    {.method = "POST",
     .path = "/api/v1/experiments/{id}/start",
     .name = "startExperiment",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("From now on people are exposed", "Dès maintenant on expose des personnes"),
     .answer = &experiment_shape,
     .write = start_experiment},
    {.method = "POST",
     .path = "/api/v1/experiments/{id}/stop",
     .name = "stopExperiment",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Exposes nobody any more, and says what was decided and learned",
                       "N’expose plus personne, et dit ce qui a été décidé et appris"),
     .body = &experiment_stop_shape,
     .answer = &experiment_shape,
     .write = stop_experiment},
    {.method = "GET",
     .path = "/api/v1/experiments/{id}/customers",
     .name = "listExposures",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Who was exposed, in which arm", "Qui a été exposé, dans quel groupe"),
     .parameters = item_page_parameters,
     .answer = &experiment_exposure_list_shape,
     .read = list_exposures},
    {.method = "GET",
     .path = "/api/v1/experiments/{id}/customers/{customer}",
     .name = "getAssignment",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("The arm of a customer, without exposing them", "Le groupe d’un client, sans l’exposer"),
     .answer = &experiment_assignment_shape,
     .read = get_assignment},
    {.method = "POST",
     .path = "/api/v1/experiments/{id}/exposures",
     .name = "addExposure",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("The customer comes into contact with it now: answers the arm and keeps it",
                       "Le client y est exposé maintenant\u00A0: répond le groupe et le garde"),
     .body = &experiment_exposure_add_shape,
     .answer = &experiment_assignment_shape,
     .prepare = prepare_exposure,
     .write = add_exposure},
    {.method = "POST",
     .path = "/api/v1/experiments/{id}/enrolment",
     .name = "enrolSegment",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Exposes everybody of its segment at once (a pilot)",
                       "Expose d’un coup tous ceux de son segment (un pilote)"),
     .answer = &experiment_enrolment_shape,
     .write = enrol},
    {.method = "GET",
     .path = "/api/v1/experiments/{id}/results",
     .name = "getExperimentResults",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("What the arms did, the difference with its interval, and a verdict",
                       "Ce qu’ont fait les groupes, la différence et son intervalle, et un verdict"),
     .answer = &experiment_results_shape,
     .read = experiment_results},
    {0}};

static const PersonalTable tables[] = {
    {.table = "experiment_exposure",
     .name = "experiments",
     .purpose = PHRASE("to learn what helps customers, by comparing groups drawn by lot",
                       "pour apprendre ce qui aide les clients, en comparant des groupes tirés au sort"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_experiment_personal,
     .columns = "experiment arm at:instant",
     .erase = &query_experiment_erase},
    {0}};

extern const struct Command *const experiment_commands[];
extern const Module experiment_module;
const Module experiment_module = {.name = "experiment",
                                  .commands = experiment_commands,
                                  .routes = routes,
                                  .jobs = experiment_jobs,
                                  .reactions = experiment_reactions,
                                  .personal = tables};

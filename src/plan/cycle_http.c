// cycle_http.c - the rounds of the method, and the method itself step by step with the workspace's own figures (GO-02).
#include "base/json_put.h"
#include "base/number.h"
#include "crm/item_http.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "metric/metric_http.h"
#include "module.h"
#include "plan/cycle.h"
#include "plan/goal.h"
#include "plan/review.h"
#include "plan/shapes_http.h"

#define ALWAYS(name_, type_, english, french)                                                                          \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .help = PHRASE(english, french)                            \
    }
#define NULLABLE(name_, type_, english, french)                                                                        \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .nullable = true, .help = PHRASE(english, french)          \
    }
#define LIST(name_, shape_, english, french)                                                                           \
    {                                                                                                                  \
        .name = (name_), .type = FIELD_ARRAY, .required = true, .shape = &(shape_), .help = PHRASE(english, french)    \
    }

// ---- shapes ----

#define CYCLE_FIELDS                                                                                                   \
    ALWAYS("id", FIELD_INTEGER, "its number: 1 is the first", "son numéro\u00A0: 1 est le premier"),                   \
        ALWAYS("opened_at", FIELD_INSTANT, "when it began", "quand il a commencé"),                                    \
        NULLABLE("closed_at", FIELD_INSTANT, "null: it goes on", "null\u00A0: il est en cours"),                       \
        NULLABLE("lessons", FIELD_TEXT, "what was learnt, when it was closed", "ce qui a été appris, à sa clôture"),   \
    {                                                                                                                  \
        .name = "carried", .type = FIELD_MAP, .required = true,                                                        \
        .help = PHRASE("what came over from the one before: lessons, goals, actions",                                  \
                       "ce qui vient du précédent\u00A0: lessons, goals, actions")                                     \
    }

static const Field cycle_fields[] = {CYCLE_FIELDS, {0}};
static const Shape cycle_shape = {.name = "Cycle", .fields = cycle_fields};

static const Field cycle_list_fields[] = {
    LIST("items", cycle_shape, "newest first", "les derniers d’abord"),
    NULLABLE("next_cursor", FIELD_TEXT, "for the next page; null: this is the last",
             "pour la page suivante\u00A0; null\u00A0: c’est la dernière"),
    {0},
};
static const Shape cycle_list_shape = {.name = "CycleList", .fields = cycle_list_fields};

static const Field close_fields[] = {
    {.name = "lessons",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = LESSONS_BYTES_MAX,
     .help = PHRASE("what was learnt: the next round opens with it", "ce qui a été appris\u00A0: le tour suivant "
                                                                     "s’ouvre avec")},
    {0},
};
static const Shape close_shape = {.name = "CycleClose", .fields = close_fields};

static const Field open_fields[] = {{0}};
static const Shape open_shape = {.name = "CycleOpen", .fields = open_fields};

static const Field figure_fields[] = {
    ALWAYS("label", FIELD_TEXT, "what it is", "ce que c’est"),
    ALWAYS("text", FIELD_TEXT, "for people", "pour les personnes"),
    {0},
};
static const Shape figure_shape = {.name = "MethodFigure", .fields = figure_fields};

static const Field next_fields[] = {
    ALWAYS("title", FIELD_TEXT, "what to do", "que faire"),
    ALWAYS("key", FIELD_TEXT, "of that, for programs", "de cela, pour les programmes"),
    ALWAYS("path", FIELD_TEXT, "page of the browser application", "page de l’application"),
    {0},
};
static const Shape next_shape = {.name = "MethodNext", .fields = next_fields};

static const Field step_fields[] = {
    ALWAYS("key", FIELD_TEXT, "audit, goals, resources, actions, results", "audit, goals, resources, actions, results"),
    ALWAYS("number", FIELD_INTEGER, "1 to 5", "de 1 à 5"),
    ALWAYS("title", FIELD_TEXT, "for people", "pour les personnes"),
    ALWAYS("text", FIELD_TEXT, "what the step is for", "à quoi sert l’étape"),
    ALWAYS("state", FIELD_TEXT, "done, current, later", "done, current, later"),
    ALWAYS("marked", FIELD_BOOLEAN, "somebody said it is done", "quelqu’un a dit qu’elle est faite"),
    NULLABLE("done_at", FIELD_INSTANT, "when that was said", "quand cela a été dit"),
    NULLABLE("note", FIELD_TEXT, "written to it", "écrite avec"),
    LIST("figures", figure_shape, "of the workspace", "de l’espace de travail"),
    {.name = "next",
     .type = FIELD_OBJECT,
     .required = true,
     .shape = &next_shape,
     .help = PHRASE("the next thing to do", "la prochaine chose à faire")},
    {0},
};
static const Shape step_shape = {.name = "MethodStep", .fields = step_fields};

static const Field method_fields[] = {
    {.name = "cycle",
     .type = FIELD_OBJECT,
     .required = true,
     .shape = &cycle_shape,
     .help = PHRASE("that goes on", "en cours")},
    LIST("steps", step_shape, "in order", "dans l’ordre"),
    {0},
};
static const Shape method_shape = {.name = "Method", .fields = method_fields};

static const Field mark_fields[] = {
    {.name = "done",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("false: it is not after all", "false\u00A0: finalement non")},
    {.name = "note",
     .type = FIELD_TEXT,
     .low = 0,
     .high = 2000,
     .help = PHRASE("what was decided", "ce qui a été décidé")},
    {0},
};
static const Shape mark_shape = {.name = "MethodMark", .fields = mark_fields};

static const Field marked_fields[] = {
    ALWAYS("key", FIELD_TEXT, "of the step", "de l’étape"),
    ALWAYS("done", FIELD_BOOLEAN, "as it was said", "comme cela a été dit"),
    NULLABLE("note", FIELD_TEXT, "written to it", "écrite avec"),
    {0},
};
static const Shape marked_shape = {.name = "MethodMarked", .fields = marked_fields};

// ---- rounds ----

static void write_cycle(JsonWriter *json, const Call *call, const Cycle *cycle)
{
    json_begin_object(json);
    put_integer(json, "id", cycle->id);
    put_instant(json, "opened_at", cycle->opened_at, call->arena);
    put_instant(json, "closed_at", cycle->closed_at, call->arena);
    put_text_or_null(json, "lessons", cycle->lessons);
    put_json(json, "carried", cycle->carried.size ? cycle->carried : STR("{}"));
    json_end_object(json);
}

static bool answer_cycle(Call *call, const Cycle *cycle)
{
    JsonWriter json = call_json(call);
    write_cycle(&json, call, cycle);
    call->audit_object = str_format(call->arena, "cycle:%lld", (long long)cycle->id);
    return true;
}

static bool list_cycles(Call *call, StoreSession *session, Error *error)
{
    Cycle *cycles;
    size_t count, limit = (size_t)call_limit(call);
    int64_t before;
    if (!plan_cursor(call, &before, error) ||
        !cycle_list(session, before, limit + 1, call->arena, &cycles, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) write_cycle(&json, call, &cycles[i]);
    json_end_array(&json);
    put_next_cursor(&json, call, more, more ? cycles[limit - 1].id : 0);
    json_end_object(&json);
    return true;
}

// One goes on at a time: the same again is that one.
static bool open_cycle(Call *call, StoreSession *session, Error *error)
{
    Cycle cycle;
    if (!cycle_ensure(session, call->now, call->arena, &cycle, error)) return false;
    call->status = 201;
    return answer_cycle(call, &cycle);
}

static Str carried_of(const Call *call, const Cycle *before, Str lessons, int64_t goals, const ActionCounts *actions)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    put_integer(&json, "from", before->id);
    put_text(&json, "lessons", lessons);
    put_integer(&json, "goals", goals);
    put_integer(&json, "actions", actions->drafts + actions->pilots + actions->active);
    json_end_object(&json);
    return text_str(&text);
}

static bool close_cycle(Call *call, StoreSession *session, Error *error)
{
    Cycle cycle, next = {.opened_at = call->now, .lessons = STR(""), .carried = STR("{}")};
    int64_t id, goals = 0;
    ActionCounts actions; // they go on by themselves
    Str lessons = str_trim(given_text(call, "lessons"));
    if (!plan_path(call, 0, &id, error) || !cycle_get(session, id, call->arena, &cycle, error)) return false;
    if (!cycle.id) return say_nothing_there(error);
    if (cycle.closed_at)
        return error_code(error, ERROR_CONFLICT, "cycle_closed",
                          PHRASE("this round is closed already", "ce tour est déjà clos"), STR(""));
    if (!cycle_close(session, cycle.id, lessons, call->now, error) || !cycle_insert(session, &next, error) ||
        !goal_carry(session, cycle.id, next.id, &goals, error) || !action_counts(session, &actions, error))
        return false;
    next.carried = carried_of(call, &cycle, lessons, goals, &actions);
    return cycle_carried(session, next.id, next.carried, error) && answer_cycle(call, &next);
}

// ---- the method ----

typedef struct Method {
    Call *call;
    Cycle cycle;
    StepMark marks[METHOD_STEP_COUNT];
    GoalCounts goals;
    ActionCounts actions;
    const Review *review;
} Method;

static Str count_text(const Method *method, int64_t count)
{
    return number_say_count(method->call->arena, method->call->locale, count);
}

static void write_figure_text(JsonWriter *json, const Method *method, Phrase label, Str text)
{
    json_begin_object(json);
    put_text(json, "label", str_of(label.in[method->call->locale]));
    put_text(json, "text", text);
    json_end_object(json);
}

static void write_kpi_text(JsonWriter *json, const Method *method, const char *name)
{
    const ReviewKpi *kpi = review_kpi(method->review, name);
    Arena *arena = method->call->arena;
    Locale locale = method->call->locale;
    if (!kpi) return;
    Str value = figure_say(arena, locale, kpi->metric, &kpi->answer.table.currency, kpi->number.value);
    if (kpi->number.has_n)
        value = phrase_say(arena, locale, PHRASE("{0} (n = {1})", "{0} (n = {1})"), value,
                           number_say_count(arena, locale, kpi->number.n));
    write_figure_text(json, method, kpi->metric->label, value);
}

static void write_audit_figures(JsonWriter *json, const Method *method)
{
    write_kpi_text(json, method, "crr");
    write_kpi_text(json, method, "nps");
    write_figure_text(json, method, PHRASE("Strengths", "Forces"),
                      count_text(method, (int64_t)method->review->strengths));
    write_figure_text(json, method, PHRASE("Weaknesses", "Faiblesses"),
                      count_text(method, (int64_t)method->review->weaknesses));
}

static void write_goal_figures(JsonWriter *json, const Method *method)
{
    write_figure_text(json, method, PHRASE("Active goals", "Objectifs actifs"),
                      count_text(method, method->goals.active));
    if (method->goals.drafts)
        write_figure_text(json, method, PHRASE("Drafts", "Brouillons"), count_text(method, method->goals.drafts));
}

static void write_result_figures(JsonWriter *json, const Method *method)
{
    const GoalCounts *goals = &method->goals;
    write_figure_text(json, method, PHRASE("Goals behind", "Objectifs en retard"), count_text(method, goals->behind));
    write_figure_text(json, method, PHRASE("Experiments read out", "Expériences lues"),
                      count_text(method, method->actions.read_out));
    if (goals->met || goals->missed) {
        write_figure_text(json, method, PHRASE("Met", "Tenus"), count_text(method, goals->met));
        write_figure_text(json, method, PHRASE("Missed", "Manqués"), count_text(method, goals->missed));
    }
}

static void write_action_figures(JsonWriter *json, const Method *method)
{
    const ActionCounts *actions = &method->actions;
    write_figure_text(json, method, PHRASE("In pilot", "En pilote"), count_text(method, actions->pilots));
    write_figure_text(json, method, PHRASE("Under way", "En cours"), count_text(method, actions->active));
    write_figure_text(json, method, PHRASE("Experiments running", "Expériences en cours"),
                      count_text(method, actions->experiments));
}

typedef struct StepWords {
    Phrase title, text;
} StepWords;

static const StepWords step_words[METHOD_STEP_COUNT] = {
    {PHRASE("Audit", "Audit"),
     PHRASE("Where do we stand? Strengths and weaknesses from figures, feedback and satisfaction.",
            "Où en sommes-nous\u202F? Forces et faiblesses d’après les chiffres, les retours et la satisfaction.")},
    {PHRASE("Objectives", "Objectifs"),
     PHRASE("What do we want to reach, by when, and who answers for it? SMART, from a weakness.",
            "Que voulons-nous atteindre, pour quand, et qui en répond\u202F? SMART, à partir d’une faiblesse.")},
    {PHRASE("Resources and levers", "Ressources et leviers"),
     PHRASE(
         "With what? Audience, levers that fit it, budget, skills, tools that go together.",
         "Avec quoi\u202F? Le public visé, les leviers qui lui conviennent, budget, compétences, outils compatibles.")},
    {PHRASE("Actions", "Actions"),
     PHRASE("Do it on a sample first, with a control group left out, then for all.",
            "D’abord sur un échantillon, avec un groupe témoin laissé de côté, puis pour tous.")},
    {PHRASE("Results", "Résultats"),
     PHRASE(
         "Has it worked? Progress against goals, before and after, beside the control; then the next round with what "
         "was learnt.",
         "Est-ce que cela a marché\u202F? L’avancement vers les objectifs, avant et après, à côté du témoin\u00A0; "
         "puis "
         "le tour suivant avec ce qui a été appris.")},
};

typedef struct NextThing {
    const char *key, *path;
    Phrase title;
} NextThing;

static NextThing next_of(const Method *method, MethodStep step)
{
    const GoalCounts *goals = &method->goals;
    switch (step) {
    case STEP_AUDIT:
        if (!method->review->any)
            return (NextThing){"import", "/customers/imports", PHRASE("Import your orders", "Importez vos commandes")};
        return (NextThing){"read_audit", "/audit",
                           PHRASE("Read strengths and weaknesses", "Lisez les forces et les faiblesses")};
    case STEP_GOALS:
        if (!goals->active && goals->drafts)
            return (NextThing){"finish_goal", "/goals",
                               PHRASE("Finish a draft and activate it", "Finissez un brouillon et "
                                                                        "activez-le")};
        return (NextThing){"set_goal", "/goals/new",
                           PHRASE("Set a goal from a weakness", "Fixez un objectif à partir d’une "
                                                                "faiblesse")};
    case STEP_RESOURCES:
        return (NextThing){"choose_levers", "/actions/levers",
                           PHRASE("Choose an audience and the levers that fit it",
                                  "Choisissez un public et les leviers qui "
                                  "lui conviennent")};
    case STEP_ACTIONS:
        return (NextThing){"start_action", "/actions/initiatives",
                           PHRASE("Start an action on a sample, with a control",
                                  "Lancez une action sur un échantillon, avec "
                                  "un témoin")};
    case STEP_RESULTS:
    case METHOD_STEP_COUNT: break;
    }
    return (NextThing){"look_at_goals", "/goals",
                       PHRASE("Look at how goals go, and close the round with its lessons",
                              "Regardez où en sont les "
                              "objectifs, puis clôturez le "
                              "tour avec ses leçons")};
}

// What the data say is done needs no mark.
static bool step_done(const Method *method, MethodStep step)
{
    const GoalCounts *goals = &method->goals;
    const ActionCounts *actions = &method->actions;
    if (method->marks[step].done) return true;
    if (step == STEP_AUDIT) return goals->active + goals->drafts + goals->met + goals->missed > 0;
    if (step == STEP_GOALS) return goals->active + goals->met + goals->missed > 0;
    if (step == STEP_RESOURCES) return actions->drafts + actions->pilots + actions->active > 0;
    if (step == STEP_ACTIONS) return actions->pilots + actions->active > 0;
    return false;
}

static void write_step(JsonWriter *json, const Method *method, MethodStep step, Str state)
{
    const Call *call = method->call;
    const StepMark *mark = &method->marks[step];
    NextThing next = next_of(method, step);
    json_begin_object(json);
    put_text(json, "key", str_of(method_step_names[step]));
    put_integer(json, "number", step + 1);
    put_text(json, "title", str_of(step_words[step].title.in[call->locale]));
    put_text(json, "text", str_of(step_words[step].text.in[call->locale]));
    put_text(json, "state", state);
    put_boolean(json, "marked", mark->done);
    put_instant(json, "done_at", mark->done_at, call->arena);
    put_text_or_null(json, "note", mark->note);
    json_key(json, "figures");
    json_begin_array(json);
    if (step == STEP_AUDIT) write_audit_figures(json, method);
    if (step == STEP_GOALS) write_goal_figures(json, method);
    if (step == STEP_RESOURCES)
        write_figure_text(json, method, PHRASE("Initiatives planned", "Initiatives prévues"),
                          count_text(method, method->actions.drafts));
    if (step == STEP_ACTIONS) write_action_figures(json, method);
    if (step == STEP_RESULTS) write_result_figures(json, method);
    json_end_array(json);
    json_key(json, "next");
    json_begin_object(json);
    put_text(json, "title", str_of(next.title.in[call->locale]));
    put_text(json, "key", str_of(next.key));
    put_text(json, "path", str_of(next.path));
    json_end_object(json);
    json_end_object(json);
}

static bool read_method(Call *call, StoreSession *session, Method *method, Error *error)
{
    Review *review = arena_new(call->arena, Review);
    MetricPlace place = metric_place(call, session);
    *method = (Method){.call = call, .review = review};
    if (!log_catch_up(call->house->log, session, error) || !review_read(&place, STR(""), review, error) ||
        !cycle_open(session, call->arena, &method->cycle, error) || !action_counts(session, &method->actions, error))
        return false;
    if (!method->cycle.id) { // nothing was begun: as the first round will be
        method->cycle = (Cycle){.id = 1, .opened_at = call->now, .lessons = STR(""), .carried = STR("{}")};
        for (int i = 0; i < METHOD_STEP_COUNT; i++) method->marks[i].note = STR("");
        return true;
    }
    return step_marks(session, method->cycle.id, call->arena, method->marks, error) &&
           goal_counts(session, method->cycle.id, &method->goals, error);
}

static bool get_method(Call *call, StoreSession *session, Error *error)
{
    Method *method = arena_new(call->arena, Method);
    bool current = false;
    if (!read_method(call, session, method, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "cycle");
    write_cycle(&json, call, &method->cycle);
    json_key(&json, "steps");
    json_begin_array(&json);
    for (MethodStep step = 0; step < METHOD_STEP_COUNT; step++) {
        bool done = step_done(method, step), now = !done && !current;
        write_step(&json, method, step, done ? STR("done") : now ? STR("current") : STR("later"));
        current |= now;
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static bool mark_step(Call *call, StoreSession *session, Error *error)
{
    Cycle cycle;
    Str note = str_trim(given_text(call, "note"));
    bool done = given_boolean(call, "done", true);
    int step = -1;
    for (int i = 0; i < METHOD_STEP_COUNT; i++)
        if (str_equal(call->path_value[0], str_of(method_step_names[i]))) step = i;
    if (step < 0) return say_nothing_there(error);
    if (!cycle_ensure(session, call->now, call->arena, &cycle, error)) return false;
    if (done ? !step_mark(session, cycle.id, (MethodStep)step, note, who(call), call->now, error)
             : !step_unmark(session, cycle.id, (MethodStep)step, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_text(&json, "key", str_of(method_step_names[step]));
    put_boolean(&json, "done", done);
    put_text_or_null(&json, "note", note);
    json_end_object(&json);
    call->audit_object = str_format(call->arena, "method:%s", method_step_names[step]);
    return true;
}

// ---- the table ----

static const Parameter page_parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0},
};

#define ROUTE(method_, path_, name_, access_, english, french)                                                         \
    .method = (method_), .path = "/api/v1" path_, .name = (name_), .access = (access_),                                \
    .summary = PHRASE(english, french)

static const Route routes[] = {
    {ROUTE("GET", "/cycles", "listCycles", ACCESS_READ, "Rounds of the method, newest first",
           "Les tours de la méthode, les derniers d’abord"),
     .cost = COST_READ, .parameters = page_parameters, .answer = &cycle_list_shape, .read = list_cycles},
    {ROUTE("POST", "/cycles", "openCycle", ACCESS_WRITE, "Opens the first round; while one goes on, it is that one",
           "Ouvre le premier tour\u00A0; tant qu’un tour est en cours, c’est celui-là"),
     .cost = COST_WRITE, .body = &open_shape, .answer = &cycle_shape, .write = open_cycle},
    {ROUTE("POST", "/cycles/{id}/close", "closeCycle", ACCESS_WRITE,
           "Closes it with its lessons and opens the next, which is answered",
           "Le clôt avec ses leçons et ouvre le suivant, qui est rendu"),
     .cost = COST_WRITE, .body = &close_shape, .answer = &cycle_shape, .write = close_cycle},
    {ROUTE("GET", "/method", "getMethod", ACCESS_READ, "The five steps, with state, own figures and what to do next",
           "Les cinq étapes, avec leur état, vos chiffres et que faire ensuite"),
     .cost = COST_REPORT, .answer = &method_shape, .read = get_method},
    {ROUTE("PUT", "/method/{step}", "markMethodStep", ACCESS_WRITE, "Says that a step is done, or not",
           "Dit qu’une étape est faite, ou non"),
     .cost = COST_WRITE, .body = &mark_shape, .answer = &marked_shape, .write = mark_step},
    {0},
};

extern const Module cycle_module;
const Module cycle_module = {.name = "cycle", .routes = routes};

// questionnaire_http.c - six questions that lead to what will be done: they end with an action that has an owner and a
// day, or they do not end.
#include "base/calendar.h"
#include "base/json_put.h"
#include "house.h"
#include "module.h"
#include "plan/sheet_http.h"

typedef struct Question {
    const char *key;
    Phrase text, help;
} Question;

static const Question questions[] = {
    {"tools",
     PHRASE("Which tools fit your customers, your aims and your means?",
            "Quels outils conviennent à vos clients, vos fins et vos moyens\u202F?"),
     PHRASE("Look at the levers that are proposed for a segment, and at what they cost.",
            "Regardez les leviers proposés pour un segment, et ce qu’ils coûtent.")},
    {"community",
     PHRASE("How could your customers meet and help each other?",
            "Comment vos clients pourraient-ils se rencontrer et s’entraider\u202F?"),
     PHRASE("A forum, a group, an event: who would care for it?",
            "Un forum, un groupe, un événement\u00A0: qui s’en occuperait\u202F?")},
    {"ai",
     PHRASE("Where would automation or artificial intelligence help, and where must a person answer?",
            "Où l’automatisation ou l’intelligence artificielle aiderait-elle, et où faut-il une personne\u202F?"),
     PHRASE("Frequent questions may be answered by themselves; a complaint may not.",
            "Les questions fréquentes peuvent trouver réponse seules\u202F; une plainte, non.")},
    {"values",
     PHRASE("Which values do you share with your customers, and how do you show it?",
            "Quelles valeurs partagez-vous avec vos clients, et comment le montrez-vous\u202F?"),
     PHRASE("Deeds count, claims do not.", "Les actes comptent, les paroles non.")},
    {"standing_out",
     PHRASE("What makes you stand out among those whom your customers could go to?",
            "Qu’est-ce qui vous distingue de ceux chez qui vos clients pourraient aller\u202F?"),
     PHRASE("The market watch and the reasons of exits tell what others do better.",
            "La veille du marché et les motifs de départ disent ce que d’autres font mieux.")},
    {"today",
     PHRASE("What will you do today to keep more customers?",
            "Que ferez-vous dès aujourd’hui pour garder plus de clients\u202F?"),
     PHRASE("One action, one person, one day.", "Une action, une personne, un jour.")},
};

enum { ID, ANSWERS, TASKS, MADE_BY, MADE_AT, FINISHED_AT, VERSION };
static const Field run_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "answers", .type = FIELD_MAP},
    {.name = "tasks", .type = FIELD_ARRAY, .item = FIELD_INTEGER, .help = PHRASE("it ended with", "elle a fini par")},
    {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "made_at", .type = FIELD_INSTANT},
    {.name = "finished_at", .type = FIELD_INSTANT, .nullable = true},
    {.name = "version", .type = FIELD_INTEGER},
    {0},
};
static const Shape run_shape = {.name = "QuestionnaireRun", .fields = run_fields};
static const Field question_fields[] = {{.name = "key", .type = FIELD_TEXT},
                                        {.name = "text", .type = FIELD_TEXT},
                                        {.name = "help", .type = FIELD_TEXT},
                                        {0}};
static const Shape question_shape = {.name = "Question", .fields = question_fields};
static const Field answer_fields[] = {
    {.name = "questions", .type = FIELD_ARRAY, .required = true, .shape = &question_shape},
    {.name = "run", .type = FIELD_OBJECT, .nullable = true, .shape = &run_shape},
    {0},
};
static const Shape answer_shape = {.name = "Questionnaire", .fields = answer_fields};

#define ANSWER(key)                                                                                                    \
    {                                                                                                                  \
        .name = (key), .type = FIELD_TEXT, .high = 5000                                                                \
    }
static const Field given_fields[] = {ANSWER("tools"),        ANSWER("community"), ANSWER("ai"), ANSWER("values"),
                                     ANSWER("standing_out"), ANSWER("today"),     {0}};
static const Shape given_shape = {.name = "QuestionnaireAnswers", .fields = given_fields};
static const Field put_fields[] = {{.name = "answers", .type = FIELD_OBJECT, .required = true, .shape = &given_shape},
                                   {0}};
static const Shape put_shape = {.name = "QuestionnairePut", .fields = put_fields};
static const Field action_fields[] = {
    {.name = "title", .type = FIELD_TEXT, .required = true, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "owner",
     .type = FIELD_TEXT,
     .high = 300,
     .help = PHRASE("me, a number or an address", "me, un numéro ou une adresse")},
    {.name = "due_day", .type = FIELD_DAY},
    {0},
};
static const Shape action_shape = {.name = "QuestionnaireAction", .fields = action_fields};
static const Field finish_fields[] = {
    {.name = "actions",
     .type = FIELD_ARRAY,
     .shape = &action_shape,
     .high = 50,
     .help = PHRASE("at least one, each with owner and day", "au moins une, chacune avec responsable et jour")},
    {0},
};
static const Shape finish_shape = {.name = "QuestionnaireFinish", .fields = finish_fields};

static bool read_last(Call *call, StoreSession *session, SheetRow *row, bool *any, Error *error)
{
    size_t count;
    SheetRow *rows;
    if (!sheet_select(session, &query_questionnaire_last, NO_VALUES, &run_shape, 1, call->arena, &rows, &count, error))
        return false;
    *any = count > 0;
    if (*any) *row = rows[0];
    return true;
}

static bool answer_questionnaire(Call *call, StoreSession *session, Error *error)
{
    bool any;
    SheetRow row;
    if (!read_last(call, session, &row, &any, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "questions");
    json_begin_array(&json);
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        json_begin_object(&json);
        put_text(&json, "key", str_of(questions[i].key));
        put_text(&json, "text", str_of(questions[i].text.in[call->locale]));
        put_text(&json, "help", str_of(questions[i].help.in[call->locale]));
        json_end_object(&json);
    }
    json_end_array(&json);
    json_key(&json, "run");
    if (any)
        sheet_write(&json, call, &run_shape, &row);
    else
        json_null(&json);
    json_end_object(&json);
    if (any) call->audit_object = str_format(call->arena, "questionnaire:%lld", (long long)row.column[ID].integer);
    return true;
}

// The one that is open, or a new one.
static bool open_run(Call *call, StoreSession *session, SheetRow *row, Error *error)
{
    bool any;
    int64_t id = 0;
    if (!read_last(call, session, row, &any, error)) return false;
    if (any && row->column[FINISHED_AT].type == VALUE_NULL) return true;
    if (!crm_number(session, &id, error)) return false;
    *row = (SheetRow){.column = {[ID] = value_integer(id),
                                 [ANSWERS] = value_text(STR("{}")),
                                 [TASKS] = value_text(STR("[]")),
                                 [MADE_BY] = value_integer(who(call)),
                                 [MADE_AT] = value_integer(call->now)}};
    return true;
}

static bool put_run(Call *call, StoreSession *session, const SheetRow *row, Error *error)
{
    return store_execute(session, &query_questionnaire_put, row->column, VERSION, NULL, error) &&
           answer_questionnaire(call, session, error);
}

static bool put_answers(Call *call, StoreSession *session, Error *error)
{
    JsonValue answers;
    SheetRow row;
    if (!may_write_texts(call, error) || !open_run(call, session, &row, error) ||
        !json_member(call->body, STR("answers"), &answers))
        return false;
    row.column[ANSWERS] = value_text(answers.text);
    return put_run(call, session, &row, error);
}

static bool refuse(Call *call, size_t index, const char *member, Phrase phrase, Error *error)
{
    return error_code(error, ERROR_INPUT, "action_required", phrase, STR("")) ||
           error_at(error, member ? str_format(call->arena, "/actions/%zu/%s", index, member) : STR("/actions"));
}

static bool add_action(Call *call, StoreSession *session, JsonValue action, size_t index, Text *tasks, Error *error)
{
    Day due;
    int64_t id = 0, owner = who(call);
    Str person = shape_text(action, "owner", call->arena), day = shape_text(action, "due_day", call->arena);
    if (!person.size) return refuse(call, index, "owner", PHRASE("say who does it", "dites qui s’en charge"), error);
    if (!day_parse(day, &due))
        return refuse(call, index, "due_day", PHRASE("say by which day", "dites pour quel jour"), error);
    if (!(str_equal(person, STR("me")) && owner) &&
        !staff_find(session, person, str_c(call->arena, str_format(call->arena, "/actions/%zu/owner", index)),
                    call->arena, &owner, error))
        return false;
    if (!crm_number(session, &id, error)) return false;
    text_addf(tasks, tasks->size > 1 ? ",%lld" : "%lld", (long long)id);
    return store_execute(session, &query_task_insert,
                         VALUES(value_integer(id), value_null(), value_null(), value_null(),
                                value_text(shape_text(action, "title", call->arena)), value_text(STR("")),
                                value_integer(owner), value_integer(due), value_integer(0), value_integer(who(call)),
                                value_integer(call->now), value_null()),
                         NULL, error);
}

static bool finish(Call *call, StoreSession *session, Error *error)
{
    JsonValue actions, action;
    SheetRow row;
    Text tasks = text_in(call->arena);
    size_t count = 0;
    if (!may_write_texts(call, error) || !open_run(call, session, &row, error)) return false;
    text_add(&tasks, STR("["));
    if (json_member(call->body, STR("actions"), &actions))
        for (size_t cursor = 0; json_next(actions, &cursor, NULL, &action); count++)
            if (!add_action(call, session, action, count, &tasks, error)) return false;
    if (!count)
        return refuse(call, 0, NULL,
                      PHRASE("it ends with at least one action that has an owner and a day",
                             "elle finit par au moins une action, avec un responsable et un jour"),
                      error);
    text_add(&tasks, STR("]"));
    row.column[TASKS] = value_text(text_str(&tasks));
    row.column[FINISHED_AT] = value_integer(call->now);
    return put_run(call, session, &row, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/questionnaire",
     .name = "getQuestionnaire",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Six questions that lead to actions, and what was answered last",
                       "Six questions qui mènent à des actions, et les dernières réponses"),
     .answer = &answer_shape,
     .read = answer_questionnaire},
    {.method = "PUT",
     .path = "/api/v1/questionnaire",
     .name = "putQuestionnaire",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Keeps answers; the first ones begin a new run",
                       "Garde des réponses\u202F; les premières en ouvrent une nouvelle"),
     .body = &put_shape,
     .answer = &answer_shape,
     .write = put_answers},
    {.method = "POST",
     .path = "/api/v1/questionnaire/finish",
     .name = "finishQuestionnaire",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary =
         PHRASE("Ends it with actions, which become tasks", "La termine par des actions, qui deviennent des tâches"),
     .body = &finish_shape,
     .answer = &answer_shape,
     .write = finish},
    {0},
};

extern const Module questionnaire_module;
const Module questionnaire_module = {.name = "questionnaire", .routes = routes};

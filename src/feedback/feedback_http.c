// feedback_http.c - the answers themselves, with what was written beside the score.
#include "api/mask.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/properties.h"
#include "feedback/answer.h"
#include "feedback/feedback.h"
#include "house.h"
#include "module.h"

#define MOODS "negative|neutral|positive"
static const char *const mood_names[] = {"negative", "neutral", "positive"};

static const Field answer_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of its event", "de son événement")},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = ANSWER_KINDS},
    {.name = "survey", .type = FIELD_TEXT},
    {.name = "channel", .type = FIELD_TEXT},
    {.name = "agent", .type = FIELD_TEXT},
    {.name = "score", .type = FIELD_NUMBER, .required = true},
    {.name = "scale_low", .type = FIELD_INTEGER, .help = PHRASE("lowest score", "plus basse note")},
    {.name = "scale_high", .type = FIELD_INTEGER, .help = PHRASE("highest score", "plus haute note")},
    {.name = "mood", .type = FIELD_TEXT, .words = MOODS},
    {.name = "comment", .type = FIELD_TEXT, .nullable = true},
    {.name = "at", .type = FIELD_INSTANT, .help = PHRASE("when it was first given", "quand elle a été donnée d’abord")},
    {0},
};
static const Shape answer_shape = {.name = "Answer", .fields = answer_fields};
static const Field list_fields[] = {{.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &answer_shape},
                                    {.name = "next_cursor",
                                     .type = FIELD_TEXT,
                                     .nullable = true,
                                     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
                                    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
                                    {0}};
static const Shape list_shape = {.name = "AnswerList", .fields = list_fields};

enum { COMMENT_BYTES_MAX = 65536 };

// 0: none of them.
static int64_t mood_number(Str name)
{
    int64_t number = COUNT_OF(mood_names);
    while (number && !str_equal(name, str_of(mood_names[number - 1]))) number--;
    return number;
}

static bool read_answers(const Call *call, StoreSession *session, int64_t before, Answer *answers, size_t *count,
                         Error *error)
{
    Rows rows;
    size_t room = (size_t)call_limit(call) + 1;
    *count = 0;
    if (!store_select(session, &query_feedback_page,
                      VALUES(value_integer(before), value_integer(answer_kind_parse(call_query(call, "kind"))),
                             value_text(call_query(call, "survey")), value_text(call_query(call, "agent")),
                             value_integer((int64_t)room), value_integer(mood_number(call_query(call, "mood")))),
                      &rows, error))
        return false;
    while (*count < room && rows_next(&rows))
        answers[(*count)++] = (Answer){.event = rows_integer(&rows, 0),
                                       .customer = (CustomerId)rows_integer(&rows, 1),
                                       .kind = (AnswerKind)rows_integer(&rows, 2),
                                       .survey = str_copy(call->arena, rows_text(&rows, 3)),
                                       .channel = str_copy(call->arena, rows_text(&rows, 4)),
                                       .agent = str_copy(call->arena, rows_text(&rows, 5)),
                                       .score_milli = rows_integer(&rows, 6),
                                       .scale_low = rows_integer(&rows, 7),
                                       .scale_high = rows_integer(&rows, 8),
                                       .at = rows_integer(&rows, 9)};
    return rows_close(&rows, error);
}

// The events hold what was written.
static bool read_comments(const Call *call, StoreSession *session, const Answer *answers, size_t count, Str *comments,
                          Error *error)
{
    JsonValue properties;
    int64_t *seqs = arena_array(call->arena, int64_t, count + 1);
    Event *events = arena_array(call->arena, Event, count + 1);
    for (size_t i = 0; i < count; i++) seqs[i] = answers[i].event;
    if (call->principal.masked & MASK_NOTES) return true;
    if (!log_get_all(call->house->log, session, seqs, count, call->arena, events, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (events[i].seq && event_properties(&events[i], &properties))
            comments[i] = property_text(properties, "comment review_body", COMMENT_BYTES_MAX, call->arena);
    return true;
}

static void write_member(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

static void write_answer(JsonWriter *json, Call *call, const Answer *answer, Str comment)
{
    CustomerId root = identity_root(call->house->identity, answer->customer);
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, answer->event);
    json_key(json, "customer");
    json_integer(json, root);
    write_member(json, "kind", str_of(answer_kind_names[answer->kind]));
    write_member(json, "survey", answer->survey);
    write_member(json, "channel", answer->channel);
    write_member(json, "agent", answer->agent);
    json_key(json, "score");
    json_number(json, (double)answer->score_milli / MILLI);
    json_key(json, "scale_low");
    json_integer(json, answer->scale_low);
    json_key(json, "scale_high");
    json_integer(json, answer->scale_high);
    write_member(json, "mood", str_of(mood_names[answer_mood(answer) - MOOD_NEGATIVE]));
    if (!(call->principal.masked & MASK_NOTES)) {
        json_key(json, "comment");
        comment.size ? json_string(json, comment) : json_null(json);
    }
    write_at(json, "at", answer->at, call->arena);
    json_end_object(json);
    call_reads(call, root);
}

static bool list_answers(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t before = INT64_MAX, limit = call_limit(call);
    size_t count;
    Answer *answers = arena_array(call->arena, Answer, (size_t)limit + 1);
    Str *comments = arena_array(call->arena, Str, (size_t)limit + 1);
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &before)) return say_not_found(error);
    if (!log_catch_up(call->house->log, session, error) ||
        !read_answers(call, session, before, answers, &count, error) ||
        !read_comments(call, session, answers, count, comments, error))
        return false;
    JsonWriter json = call_json(call);
    bool more = count > (size_t)limit;
    count -= more;
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_answer(&json, call, &answers[i], comments[i]);
    json_end_array(&json);
    write_next(&json, call, more,
               more ? str_format(call->arena, "%lld", (long long)answers[count - 1].event) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- how many gave each score ----

static const Field score_fields[] = {
    {.name = "score", .type = FIELD_NUMBER, .required = true},
    {.name = "scale_low", .type = FIELD_INTEGER, .required = true, .help = PHRASE("lowest score", "plus basse note")},
    {.name = "scale_high", .type = FIELD_INTEGER, .required = true, .help = PHRASE("highest score", "plus haute note")},
    {.name = "mood", .type = FIELD_TEXT, .required = true, .words = MOODS},
    {.name = "answers",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("how many gave it", "combien l’ont donnée")},
    {0},
};
static const Shape score_shape = {.name = "AnswerScore", .fields = score_fields};
static const Field scores_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = ANSWER_KINDS},
    {.name = "n", .type = FIELD_INTEGER, .required = true, .help = PHRASE("all answers", "toutes les réponses")},
    {.name = "items",
     .type = FIELD_ARRAY,
     .shape = &score_shape,
     .required = true,
     .help = PHRASE("by scale, then score", "par échelle, puis par note")},
    {0},
};
static const Shape scores_shape = {.name = "AnswerScores", .fields = scores_fields};

static Instant day_start(const Call *call, const char *name, int64_t after, Instant otherwise)
{
    Day day;
    if (!day_parse(call_query(call, name), &day)) return otherwise;
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    return zone_instant(zone, ((int64_t)day + after) * SECONDS_PER_DAY) * MILLISECONDS_PER_SECOND;
}

static bool count_scores(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    int64_t n = 0;
    AnswerKind kind = answer_kind_parse(call_query(call, "kind"));
    if (!kind) kind = ANSWER_NPS;
    if (!log_catch_up(call->house->log, session, error) ||
        !store_select(session, &query_feedback_scores,
                      VALUES(value_integer(kind), value_text(call_query(call, "survey")),
                             value_integer(day_start(call, "from", 0, INT64_MIN)),
                             value_integer(day_start(call, "to", 1, INT64_MAX))),
                      &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_member(&json, "kind", str_of(answer_kind_names[kind]));
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows)) {
        Answer answer = {.kind = kind,
                         .score_milli = rows_integer(&rows, 0),
                         .scale_low = rows_integer(&rows, 1),
                         .scale_high = rows_integer(&rows, 2)};
        n += rows_integer(&rows, 3);
        json_begin_object(&json);
        json_key(&json, "score");
        json_number(&json, (double)answer.score_milli / MILLI);
        json_key(&json, "scale_low");
        json_integer(&json, answer.scale_low);
        json_key(&json, "scale_high");
        json_integer(&json, answer.scale_high);
        write_member(&json, "mood", str_of(mood_names[answer_mood(&answer) - MOOD_NEGATIVE]));
        json_key(&json, "answers");
        json_integer(&json, rows_integer(&rows, 3));
        json_end_object(&json);
    }
    json_end_array(&json);
    json_key(&json, "n");
    json_integer(&json, n);
    json_end_object(&json);
    return rows_close(&rows, error);
}

static const Parameter scores_parameters[] = {
    {.name = "kind", .type = FIELD_TEXT, .words = ANSWER_KINDS, .help = PHRASE("else nps", "sinon nps")},
    {.name = "survey", .type = FIELD_TEXT, .high = 200, .help = PHRASE("only to this one", "seulement à celle-ci")},
    {.name = "from", .type = FIELD_DAY, .help = PHRASE("given from this day on", "données à partir de ce jour")},
    {.name = "to", .type = FIELD_DAY, .help = PHRASE("given up to this day", "données jusqu’à ce jour")},
    {.name = NULL}};

static const Parameter list_parameters[] = {
    {.name = "kind", .type = FIELD_TEXT, .words = ANSWER_KINDS, .help = PHRASE("only these", "seulement celles-ci")},
    {.name = "survey", .type = FIELD_TEXT, .high = 200, .help = PHRASE("only to this one", "seulement à celle-ci")},
    {.name = "agent", .type = FIELD_TEXT, .high = 200, .help = PHRASE("only about this one", "seulement sur celui-ci")},
    {.name = "mood", .type = FIELD_TEXT, .words = MOODS, .help = PHRASE("only these", "seulement celles-ci")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

static const Route routes[] = {{.method = "GET",
                                .path = "/api/v1/answers",
                                .name = "listAnswers",
                                .access = ACCESS_READ,
                                .cost = COST_READ,
                                .summary = PHRASE("Answers to surveys and reviews, the last received first",
                                                  "Réponses aux enquêtes et avis, les dernières reçues d’abord"),
                                .parameters = list_parameters,
                                .answer = &list_shape,
                                .read = list_answers},
                               {.method = "GET",
                                .path = "/api/v1/answers/scores",
                                .name = "countAnswerScores",
                                .access = ACCESS_READ,
                                .cost = COST_READ,
                                .summary = PHRASE("How many gave each score", "Combien ont donné chaque note"),
                                .parameters = scores_parameters,
                                .answer = &scores_shape,
                                .read = count_scores},
                               {.method = NULL}};

const Module feedback_module = {.name = "feedback",
                                .routes = routes,
                                .reactions = feedback_reactions,
                                .personal = feedback_personal,
                                .metrics = feedback_metrics};

#include "feedback/answer.h"

#include "event/properties.h"
#include "feedback/mood_text.h"

const char *const answer_kind_names[ANSWER_KIND_END] = {
    [ANSWER_NPS] = "nps",     [ANSWER_CSAT] = "csat",     [ANSWER_CES] = "ces",
    [ANSWER_OTHER] = "other", [ANSWER_REVIEW] = "review", [ANSWER_MENTION] = "mention",
};

AnswerKind answer_kind_parse(Str name)
{
    for (AnswerKind kind = ANSWER_NPS; kind < ANSWER_KIND_END; kind++)
        if (str_equal_fold(name, str_of(answer_kind_names[kind]))) return kind;
    return 0;
}

// ---- the scale ----

enum { NPS_HIGH = 10, CES_HIGH = 7, USUAL_HIGH = 5 };

// A scale of up to 7 points begins at 1, a longer one (0 to 10, 0 to 100) at 0.
static bool read_scale(JsonValue properties, Arena *arena, Answer *answer)
{
    int64_t high_milli;
    answer->scale_high = answer->kind == ANSWER_NPS ? NPS_HIGH : answer->kind == ANSWER_CES ? CES_HIGH : USUAL_HIGH;
    if (answer->kind != ANSWER_NPS && property_milli(properties, "scale", arena, &high_milli)) {
        if (high_milli % MILLI || high_milli < 2 * MILLI || high_milli > ANSWER_SCALE_MAX * MILLI) return false;
        answer->scale_high = high_milli / MILLI;
    }
    answer->scale_low = answer->scale_high > CES_HIGH ? 0 : 1;
    return true;
}

static bool read_score(JsonValue properties, const char *names, Arena *arena, Answer *answer)
{
    return read_scale(properties, arena, answer) && property_milli(properties, names, arena, &answer->score_milli) &&
           answer->scale_low * MILLI <= answer->score_milli && answer->score_milli <= answer->scale_high * MILLI;
}

// ---- events ----

static Answer answer_begin(const Event *event)
{
    return (Answer){.event = event->seq, .customer = event->customer, .at = event->at};
}

// One response of a questionnaire may hold several answers of different kinds.
static void read_reference(JsonValue properties, const char *names, Arena *arena, Answer *answer)
{
    Str id = property_text(properties, names, ANSWER_REFERENCE_BYTES_MAX, arena);
    if (id.size) answer->reference = str_format(arena, "%s:%.*s", answer_kind_names[answer->kind], STR_ARGS(id));
}

static void read_texts(JsonValue properties, Arena *arena, Answer *answer)
{
    answer->survey = property_text(properties, "survey survey_name survey_id", ANSWER_TEXT_BYTES_MAX, arena);
    answer->channel = property_text(properties, "channel", ANSWER_TEXT_BYTES_MAX, arena);
    answer->agent = property_text(properties, "agent", ANSWER_TEXT_BYTES_MAX, arena);
}

// By `metric`, else by the name of the survey when it is one of the kinds.
static AnswerKind kind_of(JsonValue properties, Arena *arena, Str survey)
{
    AnswerKind kind = answer_kind_parse(property_text(properties, "metric kind", ANSWER_TEXT_BYTES_MAX, arena));
    if (!kind) kind = answer_kind_parse(survey);
    return kind ? kind : ANSWER_OTHER;
}

static bool read_survey(JsonValue properties, Arena *arena, Answer *answer)
{
    read_texts(properties, arena, answer);
    answer->kind = kind_of(properties, arena, answer->survey);
    read_reference(properties, "response_id answer_id", arena, answer);
    return read_score(properties, "score rating", arena, answer);
}

static bool read_review(JsonValue properties, Arena *arena, Answer *answer)
{
    read_texts(properties, arena, answer);
    answer->kind = ANSWER_REVIEW;
    read_reference(properties, "review_id", arena, answer);
    return read_score(properties, "rating score", arena, answer);
}

// Help desks that ask with a thumb (Zendesk) say "good" or "bad": the ends of the scale.
static bool read_thumb(JsonValue properties, Arena *arena, Answer *answer)
{
    Str word = property_text(properties, "satisfaction", ANSWER_TEXT_BYTES_MAX, arena);
    bool good = str_equal_fold(word, STR("good")), bad = str_equal_fold(word, STR("bad"));
    if (!good && !bad) return false;
    answer->scale_low = 1, answer->scale_high = USUAL_HIGH;
    answer->score_milli = (good ? USUAL_HIGH : 1) * MILLI;
    return true;
}

static bool read_ticket(JsonValue properties, Arena *arena, Answer *answer)
{
    JsonValue value;
    if (!property_value(properties, "satisfaction", &value)) return false;
    read_texts(properties, arena, answer);
    answer->kind = ANSWER_CSAT;
    if (!answer->survey.size) answer->survey = STR("ticket");
    Str ticket = property_text(properties, "ticket_id", ANSWER_REFERENCE_BYTES_MAX, arena);
    if (ticket.size) answer->reference = str_format(arena, "ticket:%.*s", STR_ARGS(ticket));
    return read_thumb(properties, arena, answer) || read_score(properties, "satisfaction", arena, answer);
}

bool answer_of_event(const Event *event, Arena *arena, Answer *answer)
{
    JsonValue properties;
    *answer = answer_begin(event);
    if (event->flags & EVENT_HIDDEN || !event_properties(event, &properties)) return false;
    if (str_equal(event->name, STR("Survey Answered"))) return read_survey(properties, arena, answer);
    if (str_equal(event->name, STR("Product Reviewed"))) return read_review(properties, arena, answer);
    return str_equal(event->name, STR("Ticket Solved")) && read_ticket(properties, arena, answer);
}

static bool begin_verbatim(const Event *event, JsonValue properties, Arena *arena, Answer *answer)
{
    const char *id = "response_id answer_id";
    read_texts(properties, arena, answer);
    if (str_equal(event->name, STR("Survey Answered"))) {
        answer->kind = kind_of(properties, arena, answer->survey);
    } else if (str_equal(event->name, STR("Product Reviewed"))) {
        answer->kind = ANSWER_REVIEW;
        id = "review_id";
    } else if (str_equal(event->name, STR("Brand Mentioned"))) {
        answer->kind = ANSWER_MENTION;
        id = "mention_id";
    } else {
        return false;
    }
    read_reference(properties, id, arena, answer);
    return true;
}

bool verbatim_of_event(const Event *event, Arena *arena, Answer *answer)
{
    JsonValue properties;
    AnswerMood mood;
    *answer = answer_begin(event);
    if (event->flags & EVENT_HIDDEN || !event_properties(event, &properties) ||
        !begin_verbatim(event, properties, arena, answer))
        return false;
    Str text = property_text(properties, "comment review_body text body message", MOOD_TEXT_BYTES_MAX, arena);
    if (!str_trim(text).size) return false;
    answer->in_words = true;
    answer->mood_known = mood_of_text(text, &mood);
    answer->mood = mood;
    return true;
}

bool invitation_of_event(const Event *event, Arena *arena, Answer *invitation)
{
    JsonValue properties;
    *invitation = answer_begin(event);
    if (event->flags & EVENT_HIDDEN || !str_equal(event->name, STR("Survey Sent"))) return false;
    if (!event_properties(event, &properties)) return false;
    read_texts(properties, arena, invitation);
    invitation->kind = kind_of(properties, arena, invitation->survey);
    read_reference(properties, "response_id answer_id", arena, invitation);
    return true;
}

// ---- what a score says ----

double answer_level(const Answer *answer)
{
    double low = (double)(answer->scale_low * MILLI), high = (double)(answer->scale_high * MILLI);
    return ((double)answer->score_milli - low) / (high - low);
}

AnswerMood answer_mood(const Answer *answer)
{
    enum { PROMOTER = 9, PASSIVE = 7, UPPER_QUARTER = 3, PARTS = 4 };
    if (answer->in_words) return (AnswerMood)answer->mood;
    if (answer->kind == ANSWER_NPS)
        return answer->score_milli >= PROMOTER * MILLI  ? MOOD_POSITIVE
               : answer->score_milli >= PASSIVE * MILLI ? MOOD_NEUTRAL
                                                        : MOOD_NEGATIVE;
    int64_t above = answer->score_milli - answer->scale_low * MILLI; // in whole numbers: 4 of 5 is just the quarter
    int64_t range = (answer->scale_high - answer->scale_low) * MILLI;
    return above * PARTS >= range * UPPER_QUARTER ? MOOD_POSITIVE : above * 2 >= range ? MOOD_NEUTRAL : MOOD_NEGATIVE;
}

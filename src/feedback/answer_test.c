#include "feedback/answer.h"

#include "base/random.h"
#include "base/test.h"
#include "feedback/answers_read.h"

static bool answered(const char *event, const char *properties, Answer *answer)
{
    Event one = {.seq = 7,
                 .kind = EVENT_TRACK,
                 .name = str_of(event),
                 .customer = 3,
                 .at = 1000,
                 .body = str_format(test_arena(), "{\"properties\":%s}", properties)};
    return answer_of_event(&one, test_arena(), answer);
}

static AnswerMood mood_of(const char *properties)
{
    Answer answer;
    CHECK(answered("Survey Answered", properties, &answer));
    return answer_mood(&answer);
}

TEST(the_upper_quarter_of_a_scale_is_satisfied)
{
    CHECK_INT(mood_of("{\"metric\":\"csat\",\"score\":4}"), MOOD_POSITIVE);
    CHECK_INT(mood_of("{\"metric\":\"csat\",\"score\":3.999}"), MOOD_NEUTRAL);
    CHECK_INT(mood_of("{\"metric\":\"csat\",\"score\":3}"), MOOD_NEUTRAL);
    CHECK_INT(mood_of("{\"metric\":\"csat\",\"score\":2}"), MOOD_NEGATIVE);
    CHECK_INT(mood_of("{\"metric\":\"csat\",\"score\":7.5,\"scale\":10}"), MOOD_POSITIVE);
    CHECK_INT(mood_of("{\"metric\":\"csat\",\"score\":5,\"scale\":10}"), MOOD_NEUTRAL);
    CHECK_INT(mood_of("{\"metric\":\"nps\",\"score\":9}"), MOOD_POSITIVE);
    CHECK_INT(mood_of("{\"metric\":\"nps\",\"score\":8}"), MOOD_NEUTRAL);
    CHECK_INT(mood_of("{\"metric\":\"nps\",\"score\":6}"), MOOD_NEGATIVE);
}

TEST(a_score_that_is_not_on_its_scale_is_no_answer)
{
    Answer answer;
    static const char *const wrong[] = {"{\"metric\":\"nps\",\"score\":11}",
                                        "{\"metric\":\"nps\",\"score\":-1}",
                                        "{\"metric\":\"nps\"}",
                                        "{\"metric\":\"csat\",\"score\":0}",
                                        "{\"metric\":\"csat\",\"score\":\"good\"}",
                                        "{\"metric\":\"ces\",\"score\":8}",
                                        "{\"score\":3,\"scale\":2}",
                                        "{\"score\":3,\"scale\":4.5}",
                                        "[]"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK(!answered("Survey Answered", wrong[i], &answer));
    CHECK(answered("Survey Answered", "{\"metric\":\"nps\",\"score\":0}", &answer));
    CHECK(answered("Survey Answered", "{\"survey\":\"NPS\",\"score\":\"10\"}", &answer));
    CHECK_INT(answer.kind, ANSWER_NPS);
}

TEST(a_response_id_is_of_its_kind)
{
    Answer answer;
    CHECK(answered("Survey Answered", "{\"metric\":\"nps\",\"score\":5,\"response_id\":17}", &answer));
    CHECK_TEXT(answer.reference, "nps:17");
    CHECK(answered("Ticket Solved", "{\"ticket_id\":\"T\",\"satisfaction\":\"Good\"}", &answer));
    CHECK_TEXT(answer.reference, "ticket:T");
    CHECK(!answered("Ticket Solved", "{\"ticket_id\":\"T\"}", &answer));
}

// ---- which invitations were answered, against the rule written out ----

static bool plainly(const Answers *invitations, const Answers *answers, size_t i)
{
    const Answer *one = &invitations->answer[i];
    Instant until = INT64_MAX;
    for (size_t k = 0; k < invitations->count; k++) {
        const Answer *other = &invitations->answer[k];
        bool later = other->at > one->at || (other->at == one->at && other->event > one->event);
        if (later && other->customer == one->customer && other->kind == one->kind &&
            str_equal(other->survey, one->survey) && other->at < until)
            until = other->at;
    }
    for (size_t a = 0; a < answers->count; a++) {
        const Answer *answer = &answers->answer[a];
        if (answer->customer != one->customer || answer->kind != one->kind || answer->at < one->at ||
            answer->at >= until)
            continue;
        bool named = one->reference.size && answer->reference.size;
        bool same = !one->survey.size || !answer->survey.size || str_equal(one->survey, answer->survey);
        if (named ? str_equal(one->reference, answer->reference) : same) return true;
    }
    return false;
}

static Answer anything(Random *random, int64_t event)
{
    static const Str surveys[] = {STR(""), STR("a"), STR("b")}, references[] = {STR(""), STR("r"), STR("s")};
    return (Answer){.event = event,
                    .customer = (CustomerId)(random_bits(random) % (3)),
                    .kind = (AnswerKind)(1 + (random_bits(random) % (2))),
                    .survey = surveys[(random_bits(random) % (3))],
                    .reference = references[(random_bits(random) % (3))],
                    .at = (Instant)(random_bits(random) % (10))};
}

TEST(invitations_are_answered_as_the_rule_says)
{
    enum { ROUNDS = 20000, MOST = 8 };
    Random random = random_start(11, 0);
    for (int round = 0; round < ROUNDS; round++) {
        Answer asked[MOST], given[MOST];
        Answers invitations = {asked, 1 + (random_bits(&random) % (MOST))},
                answers = {given, (random_bits(&random) % (MOST))};
        for (size_t i = 0; i < invitations.count; i++) asked[i] = anything(&random, (int64_t)i);
        for (size_t i = 0; i < answers.count; i++) given[i] = anything(&random, 100 + (int64_t)i);
        Arena *arena = arena_open(0);
        const bool *found = invitations_answered(&invitations, &answers, arena); // puts them into another order
        for (size_t i = 0; i < invitations.count; i++) CHECK_INT(found[i], plainly(&invitations, &answers, i));
        arena_close(arena);
    }
}

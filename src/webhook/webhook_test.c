#include "webhook/webhook.h"

#include "base/test.h"

// Standard Webhooks, "webhook signature scheme": the example of its specification.
TEST(a_message_is_signed_as_the_specification_has_it)
{
    Str secret;
    CHECK(base64_read(test_arena(), STR("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), &secret));
    CHECK_TEXT(webhook_signature(secret, STR("msg_p5jXN8AQM9LWM0D4loKWxJek"), STR("1614265330"),
                                 STR("{\"test\": 2432232314}"), test_arena()),
               "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    CHECK_TEXT(webhook_secret_text(secret, test_arena()), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
}

TEST(topics_are_everything_a_kind_or_a_name)
{
    CHECK(webhook_wants(STR("*"), EVENT_TRACK, STR("Anything")));
    CHECK(webhook_wants(STR("ticket\norder"), EVENT_TRACK, STR("Order Refunded")));
    CHECK(!webhook_wants(STR("ticket\norder"), EVENT_TRACK, STR("Page turned")));
    CHECK(webhook_wants(STR("Page turned"), EVENT_TRACK, STR("Page turned")));
    CHECK(!webhook_wants(STR("Page"), EVENT_TRACK, STR("Page turned")));
    CHECK(!webhook_wants(STR(""), EVENT_TRACK, STR("Page turned")));
}

static int64_t pause_seconds(int64_t attempts, double spread, const char *asked)
{
    return webhook_next(attempts, spread, str_of(asked), 1000000)
               ? (webhook_next(attempts, spread, str_of(asked), 1000000) - 1000000) / 1000
               : -1;
}

TEST(ten_tries_are_made_over_three_days)
{
    int64_t sum = 0;
    CHECK_INT(pause_seconds(1, 0, ""), 5);
    CHECK_INT(pause_seconds(2, 0, ""), 300);
    for (int64_t attempts = 1; attempts < WEBHOOK_TRIES; attempts++) sum += pause_seconds(attempts, 0, "");
    CHECK_INT(sum / 3600, 75);
    CHECK_INT(pause_seconds(WEBHOOK_TRIES, 0, ""), -1);
    CHECK_INT(pause_seconds(9, 1, ""), 95040); // a tenth later
}

TEST(what_the_receiver_asks_for_goes_before_within_an_hour)
{
    CHECK_INT(pause_seconds(1, 0, "120"), 120);
    CHECK_INT(pause_seconds(1, 0, "0"), 1);
    CHECK_INT(pause_seconds(1, 0, "-5"), 1);
    CHECK_INT(pause_seconds(1, 0, "999999999"), 3600);
    CHECK_INT(pause_seconds(9, 0, "Wed, 21 Oct 2015 07:28:00 GMT"), 3600);
    CHECK_INT(pause_seconds(1, 0, "Wed, 21 Oct 2015 07:28:00 GMT"), 5);
}

TEST(each_message_has_an_id_of_its_own_that_stays)
{
    static const unsigned char key[32] = {1}, other[32] = {2};
    Str one = webhook_message_id(key, 1, test_arena());
    CHECK(str_equal(one, webhook_message_id(key, 1, test_arena())));
    CHECK(!str_equal(one, webhook_message_id(key, 2, test_arena())));
    CHECK(!str_equal(one, webhook_message_id(other, 1, test_arena())));
    CHECK(str_starts_with(one, STR("msg_")));
}

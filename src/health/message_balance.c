#include "health/message_balance.h"

#include <math.h>

#include "base/json_put.h"
#include "base/number.h"
#include "health/sign.h"
#include "health/signal_say.h"
#include "house.h"

MessageBalance message_balance_of(int64_t promotional, int64_t useful, int64_t unknown, double share_max)
{
    MessageBalance balance = {promotional, useful, unknown, (double)NAN, false};
    int64_t known = promotional + useful;
    if (known) balance.share = (double)promotional / (double)known;
    balance.content_next = known >= BALANCE_MESSAGES_MIN && balance.share > share_max;
    return balance;
}

typedef struct LastMessage {
    Instant at;
    int kind; // 1: an offer; 0: of use; -1: not known
} LastMessage;

// The newest first, of one customer after the other.
static void keep_newest(LastMessage *kept, size_t *count, size_t room, LastMessage message)
{
    size_t place = *count;
    while (place && kept[place - 1].at < message.at) place--;
    if (place == room) return;
    if (*count < room) ++*count;
    for (size_t i = *count - 1; i > place; i--) kept[i] = kept[i - 1];
    kept[place] = message;
}

bool message_balance(const HealthPlace *place, CustomerId root, const HealthDefinition *definition,
                     MessageBalance *balance, Error *error)
{
    CustomerId *members;
    size_t kept = 0, room = (size_t)definition->messages_last;
    size_t count = identity_members(place->house->identity, root, place->arena, &members);
    LastMessage *last = arena_array(place->arena, LastMessage, room);
    for (size_t i = 0; i < count; i++) {
        Rows rows;
        if (!store_select(place->session, &query_balance_last,
                          VALUES(value_integer(members[i]), value_integer(SIGN_MESSAGE), value_integer(place->now),
                                 value_integer((int64_t)room)),
                          &rows, error))
            return false;
        while (rows_next(&rows))
            keep_newest(last, &kept, room,
                        (LastMessage){rows_integer(&rows, 0), rows_null(&rows, 1) ? -1 : (int)rows_integer(&rows, 1)});
        if (!rows_close(&rows, error)) return false;
    }
    int64_t of_kind[3] = {0};
    for (size_t i = 0; i < kept; i++) of_kind[last[i].kind + 1]++;
    *balance = message_balance_of(of_kind[2], of_kind[1], of_kind[0], definition->promotional_share_max);
    return true;
}

bool messages_since(const HealthPlace *place, Instant since, uint16_t *count, uint32_t customers, Error *error)
{
    Rows rows;
    if (!store_select(place->session, &query_balance_since,
                      VALUES(value_integer(SIGN_MESSAGE), value_integer(since), value_integer(place->now)), &rows,
                      error))
        return false;
    while (rows_next(&rows)) {
        CustomerId root = identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 0));
        if (root < customers) count[root] = (uint16_t)smaller(UINT16_MAX, count[root] + rows_integer(&rows, 1));
    }
    return rows_close(&rows, error);
}

bool put_message_balance(JsonWriter *json, const HealthPlace *place, CustomerId root,
                         const HealthDefinition *definition, Locale locale, Error *error)
{
    MessageBalance balance;
    if (!message_balance(place, root, definition, &balance, error)) return false;
    Str offers = number_say_count(place->arena, locale, balance.promotional);
    Str known = number_say_count(place->arena, locale, balance.promotional + balance.useful);
    Phrase phrase =
        health_says_one(locale, balance.promotional) && !balance.content_next
            ? PHRASE("{0} of the last {1} messages was an offer", "{0} des {1} derniers messages était une offre")
        : balance.content_next
            ? PHRASE("{0} of the last {1} messages were offers: send something of use next",
                     "{0} des {1} derniers messages étaient des offres\u00A0: envoyez ensuite un contenu "
                     "utile")
            : PHRASE("{0} of the last {1} messages were offers", "{0} des {1} derniers messages étaient des "
                                                                 "offres");
    json_key(json, "message_balance");
    json_begin_object(json);
    put_integer(json, "last", definition->messages_last);
    put_integer(json, "promotional", balance.promotional);
    put_integer(json, "useful", balance.useful);
    put_integer(json, "unknown", balance.unknown);
    put_number_or_null(json, "share", !isnan(balance.share), isnan(balance.share) ? 0 : balance.share);
    put_number(json, "target", definition->promotional_share_max);
    put_text(json, "next", balance.content_next ? STR("content") : STR("any"));
    put_text_or_null(json, "sentence",
                     isnan(balance.share) ? STR("") : phrase_say(place->arena, locale, phrase, offers, known));
    json_end_object(json);
    return true;
}

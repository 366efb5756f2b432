#include "integrate/receive.h"

#include "house.h"
#include "order/order.h"

// Bodies of shops hold descriptions and long lists: as large as a delivery may be, and no deeper than JSON needs.
static const JsonLimits limits = {.depth = 32, .keys = 5000, .key_bytes = 1000};
enum { DELIVERY_ID_BYTES_MAX = 200, TOPIC_BYTES_MAX = 200 };

Str outcome_name(Outcome outcome)
{
    static const Str names[] = {STR("accepted"), STR("duplicate"), STR("ignored"), STR("dead_letter"), STR("refused")};
    return names[outcome];
}

// ---- on a worker: whose is it, and what does it say ----

// Verified with the secret of now or the one before; the fault is that of the present secret.
static bool is_signed(const struct House *house, const Provider *provider, const Connection *connection,
                      Delivery *delivery, Arena *arena, bool *good, Error *error)
{
    Secrets secrets;
    JsonValue settings;
    Error other;
    unsigned char key[SECRET_KEY_BYTES];
    *good = false;
    connection_key(house->secret, key);
    if (!connection_secrets(connection, key, delivery->arrival.received, arena, &secrets, error) ||
        !json_parse(connection->settings, &settings, error))
        return false;
    *good =
        provider->verify(&delivery->arrival, secrets.secret[0], settings, arena, &delivery->fault) ||
        (secrets.secret[1].size && provider->verify(&delivery->arrival, secrets.secret[1], settings, arena, &other));
    return true;
}

// The one of `list` that signed it; the first, refused, when none did.
static bool choose(const struct House *house, const Connection *list, size_t count, Delivery *delivery, Arena *arena,
                   Error *error)
{
    if (!count) return connection_not_found(error);
    bool good = false;
    for (size_t i = count; i-- > 0 && !good;) {
        delivery->connection = list[i];
        if (!is_signed(house, delivery->provider, &list[i], delivery, arena, &good, error)) return false;
    }
    delivery->said = good ? OUTCOME_ACCEPTED : OUTCOME_REFUSED;
    if (!good || !delivery->connection.paused_at) return true;
    enum { PAUSED_RETRY_SECONDS = 3600 };
    (void)error_code(error, ERROR_UNAVAILABLE, "paused",
                     PHRASE("this connection is paused: send it again later",
                            "cette connexion est en pause\u00A0: renvoyez cela plus tard"),
                     STR(""));
    error->retry_seconds = PAUSED_RETRY_SECONDS;
    return false;
}

static Str cut(Str text, size_t most)
{
    if (text.size <= most) return text;
    while (most > 0 && ((unsigned char)text.data[most] & 0xC0) == 0x80) most--;
    return (Str){text.data, most};
}

static Str body_name(Str body, Arena *arena)
{
    unsigned char digest[DIGEST_BYTES];
    digest_sha256(body, digest);
    return str_format(arena, "body:%.*s", STR_ARGS(hex_text(arena, (Str){(const char *)digest, sizeof digest})));
}

static bool read_body(Str text, Arena *arena, JsonValue *body, Error *error)
{
    *body = (JsonValue){JSON_NULL, STR("null")};
    if (!text.size)
        return error_code(error, ERROR_INPUT, "empty_body",
                          PHRASE("the body is empty: JSON is expected", "le corps est vide\u00A0: du JSON est attendu"),
                          STR(""));
    return json_parse_within(text, &limits, arena, body, error);
}

static bool translate(const Provider *provider, Translation *translation, Error *error)
{
    error->kind = ERROR_NONE;
    return json_parse(translation->connection->settings, &translation->settings, error) &&
           provider->translate(translation, error);
}

bool receive_translate(const Provider *provider, Str body, Translation *translation, Error *error)
{
    return read_body(body, translation->arena, &translation->body, error) && translate(provider, translation, error);
}

static Translation translation_of(const Delivery *delivery, Arena *arena)
{
    return (Translation){.connection = &delivery->connection,
                         .delivery = delivery->id,
                         .topic = delivery->topic,
                         .received = delivery->arrival.received,
                         .arena = arena};
}

// Its name, what it says; a fault makes it a dead letter.
static bool read_delivery(Delivery *delivery, Arena *arena, Error *error)
{
    const Arrival *arrival = &delivery->arrival;
    JsonValue settings, body;
    bool readable = read_body(arrival->body, arena, &body, &delivery->fault);
    if (!json_parse(delivery->connection.settings, &settings, error)) return false;
    delivery->provider->name(arrival, body, settings, arena, &delivery->id, &delivery->topic);
    delivery->topic = cut(delivery->topic, TOPIC_BYTES_MAX);
    if (!delivery->id.size || delivery->id.size > DELIVERY_ID_BYTES_MAX) delivery->id = body_name(arrival->body, arena);
    delivery->translation = translation_of(delivery, arena);
    bool fine =
        readable && receive_translate(delivery->provider, arrival->body, &delivery->translation, &delivery->fault);
    if (!fine)
        delivery->said = OUTCOME_DEAD_LETTER;
    else if (!delivery->translation.count)
        delivery->said = OUTCOME_IGNORED;
    return true;
}

bool receive_read(const struct House *house, Str kind, Str key, const Arrival *arrival, Arena *arena,
                  Delivery *delivery, Error *error)
{
    StoreSession *session = NULL;
    Connection *list;
    size_t count;
    *delivery = (Delivery){.arrival = *arrival, .provider = provider_of(kind)};
    if (!arrival->body.size) delivery->arrival.body = STR(""); // an empty text, not none
    if (!delivery->provider) return connection_not_found(error);
    bool found = store_read_begin(house->store, &session, error) &&
                 connection_find(session, kind, key, arena, &list, &count, error);
    store_read_end(session);
    if (!found) return false;
    delivery->ping = count && delivery->provider->ping && delivery->provider->ping(arrival);
    if (delivery->ping) return true;
    if (!choose(house, list, count, delivery, arena, error)) return false;
    return delivery->said == OUTCOME_REFUSED || read_delivery(delivery, arena, error);
}

// ---- within a writing transaction ----

static bool count_outcome(StoreSession *session, const Delivery *delivery, Error *error)
{
    bool refused = delivery->outcome == OUTCOME_REFUSED;
    Str code = refused ? str_of(delivery->fault.code) : outcome_name(delivery->outcome);
    Value id = value_integer(delivery->connection.id), at = value_integer(delivery->arrival.received);
    return store_execute(session, &query_connection_count, VALUES(id, value_text(code), at), NULL, error) &&
           (refused || store_execute(session, &query_connection_heard, VALUES(id, at), NULL, error));
}

typedef enum Seen { SEEN_NEVER, SEEN_SAME, SEEN_OTHER_BODY } Seen;

static bool look_up(StoreSession *session, const Delivery *delivery, Str digest, Seen *seen, Error *error)
{
    Rows rows;
    *seen = SEEN_NEVER;
    if (!store_select(session, &query_connection_delivery,
                      VALUES(value_integer(delivery->connection.id), value_text(delivery->id)), &rows, error))
        return false;
    if (rows_next(&rows)) *seen = str_equal(rows_text(&rows, 0), digest) ? SEEN_SAME : SEEN_OTHER_BODY;
    return rows_close(&rows, error);
}

static bool names_nobody(const Who *who)
{
    return !who->customer && !who->external.size && !who->user_id.size && !who->email.size && !who->phone.size &&
           !who->anonymous_id.size;
}

// What says nobody is of who ordered. False with ERROR_INPUT: nobody has yet.
static bool find_who(StoreSession *session, Delivery *delivery, Record *what, Arena *arena, Error *error)
{
    Order order;
    Str number = delivery->translation.order;
    if (!names_nobody(&what->who) || !number.size) return true;
    if (!order_by_number(session, number, arena, &order, error)) return false;
    what->who.customer = order.customer;
    if (order.id) return true;
    delivery->waits_for = number;
    return error_code(error, ERROR_INPUT, "order_unknown",
                      PHRASE("order {0} is not known yet: this is kept and used as soon as it comes",
                             "la commande {0} n’est pas encore connue\u00A0: ceci est gardé et servira dès qu’elle "
                             "arrive"),
                      error_value(arena, number));
}

// A fault of the input of one of them makes the delivery a dead letter; those before it stay, and count once on replay.
static bool record_all(const struct House *house, StoreSession *session, Delivery *delivery, Arena *arena, Error *error)
{
    const Translation *translation = &delivery->translation;
    for (size_t i = 0; i < translation->count; i++) {
        Recorded recorded;
        Record what = translation->record[i];
        *error = (Error){0};
        if (find_who(session, delivery, &what, arena, error) &&
            record(house, session, &what, arena, &recorded, error)) {
            delivery->events += recorded.seq > 0;
            continue;
        }
        if (error->kind != ERROR_INPUT) return false;
        delivery->fault = *error;
        delivery->outcome = OUTCOME_DEAD_LETTER;
        return true;
    }
    return true;
}

static bool make_room_for_letter(StoreSession *session, int64_t connection, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_connection_letter_count, VALUES(value_integer(connection)), &rows, error))
        return false;
    bool full = rows_next(&rows) && rows_integer(&rows, 0) >= DEAD_LETTERS_MAX;
    int64_t oldest = full ? rows_integer(&rows, 1) : 0;
    return rows_close(&rows, error) && (!full || dead_letter_delete(session, oldest, error));
}

static bool next_letter(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_connection_next_letter, NO_VALUES, &rows, error)) return false;
    *id = rows_next(&rows) ? rows_integer(&rows, 0) : 1;
    return rows_close(&rows, error);
}

static Str code_of(const Error *error)
{
    return str_of(error->code ? error->code : "unusable");
}

static bool keep_letter(const struct House *house, StoreSession *session, Delivery *delivery, Arena *arena,
                        Error *error)
{
    const Error *fault = &delivery->fault;
    CustomerId customer = 0;
    if (!record_find(house, session, &delivery->translation.who, arena, &customer, error) ||
        !make_room_for_letter(session, delivery->connection.id, error) ||
        !next_letter(session, &delivery->dead_letter, error))
        return false;
    return store_execute(session, &query_connection_keep_letter,
                         VALUES(value_integer(delivery->dead_letter), value_integer(delivery->connection.id),
                                value_text(delivery->id), value_text(delivery->topic),
                                value_integer(delivery->arrival.received), value_text(code_of(fault)),
                                value_text(str_of(fault->path)), value_text(str_of(fault->message[LOCALE_EN])),
                                value_text(str_of(fault->message[LOCALE_FR])), value_bytes(delivery->arrival.body),
                                customer ? value_integer(customer) : value_null(), value_text(delivery->waits_for)),
                         NULL, error);
}

static bool note_delivery(StoreSession *session, const Delivery *delivery, Str digest, Error *error)
{
    return store_execute(session, &query_connection_deliver,
                         VALUES(value_integer(delivery->connection.id), value_text(delivery->id),
                                value_text(delivery->topic), value_integer(delivery->arrival.received),
                                value_text(outcome_name(delivery->outcome)), value_integer(delivery->events),
                                value_bytes(digest)),
                         NULL, error);
}

static bool settle(const struct House *house, StoreSession *session, Delivery *delivery, Str digest, Arena *arena,
                   Error *error)
{
    Seen seen;
    if (!look_up(session, delivery, digest, &seen, error)) return false;
    if (seen != SEEN_NEVER) {
        delivery->outcome = OUTCOME_DUPLICATE;
        return seen == SEEN_SAME ||
               store_execute(session, &query_connection_count,
                             VALUES(value_integer(delivery->connection.id), value_text(STR("other_body")),
                                    value_integer(delivery->arrival.received)),
                             NULL, error);
    }
    if (delivery->outcome == OUTCOME_ACCEPTED && !record_all(house, session, delivery, arena, error)) return false;
    if (delivery->outcome == OUTCOME_DEAD_LETTER && !keep_letter(house, session, delivery, arena, error)) return false;
    if (delivery->outcome == OUTCOME_ACCEPTED &&
        !dead_letters_of_order(house, session, &delivery->connection, delivery->translation.order, arena, error))
        return false;
    return note_delivery(session, delivery, digest, error);
}

bool receive_store(const struct House *house, StoreSession *session, Delivery *delivery, Arena *arena, Error *error)
{
    unsigned char digest[DIGEST_BYTES];
    delivery->events = delivery->dead_letter = 0;
    delivery->waits_for = STR("");
    delivery->outcome = delivery->ping ? OUTCOME_IGNORED : delivery->said;
    if (delivery->ping) return true;
    digest_sha256(delivery->arrival.body, digest);
    bool settled = delivery->outcome == OUTCOME_REFUSED ||
                   settle(house, session, delivery, (Str){(const char *)digest, sizeof digest}, arena, error);
    return settled && count_outcome(session, delivery, error);
}

// ---- dead letters ----

static void take_letter(const Rows *row, Arena *arena, DeadLetter *letter)
{
    *letter = (DeadLetter){.id = rows_integer(row, 0),
                           .connection = rows_integer(row, 1),
                           .delivery = str_copy(arena, rows_text(row, 2)),
                           .topic = str_copy(arena, rows_text(row, 3)),
                           .at = rows_integer(row, 4),
                           .code = str_copy(arena, rows_text(row, 5)),
                           .path = str_copy(arena, rows_text(row, 6)),
                           .message = {str_copy(arena, rows_text(row, 7)), str_copy(arena, rows_text(row, 8))},
                           .bytes = rows_integer(row, 9),
                           .customer = (CustomerId)rows_integer(row, 10),
                           .tries = rows_integer(row, 11)};
}

bool dead_letter_page(StoreSession *session, int64_t connection, int64_t after, int64_t limit, Arena *arena,
                      DeadLetter **list, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    *list = arena_array(arena, DeadLetter, (size_t)limit + 1);
    if (!store_select(session, &query_connection_letters,
                      VALUES(value_integer(connection), value_integer(after), value_integer(limit)), &rows, error))
        return false;
    while (*count < (size_t)limit && rows_next(&rows)) take_letter(&rows, arena, &(*list)[(*count)++]);
    return rows_close(&rows, error);
}

bool dead_letter_get(StoreSession *session, int64_t connection, int64_t id, Arena *arena, DeadLetter *letter,
                     Error *error)
{
    Rows rows;
    if (!store_select(session, &query_connection_letter, VALUES(value_integer(connection), value_integer(id)), &rows,
                      error))
        return false;
    bool found = rows_next(&rows);
    if (found) {
        take_letter(&rows, arena, letter);
        letter->body = str_copy(arena, rows_text(&rows, 12));
    }
    if (!rows_close(&rows, error)) return false;
    return found || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("there is no such dead letter: it was replayed, deleted or has expired",
                                      "il n’y a pas de telle livraison\u00A0: elle a été rejouée, supprimée ou a "
                                      "expiré"),
                               STR(""));
}

bool dead_letter_delete(StoreSession *session, int64_t id, Error *error)
{
    return store_execute(session, &query_connection_letter_delete, VALUES(value_integer(id)), NULL, error);
}

static bool letter_failed(StoreSession *session, const DeadLetter *letter, const Error *fault, Error *error)
{
    return store_execute(session, &query_connection_letter_failed,
                         VALUES(value_integer(letter->id), value_text(code_of(fault)), value_text(str_of(fault->path)),
                                value_text(str_of(fault->message[LOCALE_EN])),
                                value_text(str_of(fault->message[LOCALE_FR]))),
                         NULL, error);
}

static bool letter_used(StoreSession *session, const Delivery *delivery, const DeadLetter *letter, Error *error)
{
    return dead_letter_delete(session, letter->id, error) &&
           store_execute(session, &query_connection_settle,
                         VALUES(value_integer(letter->connection), value_text(letter->delivery),
                                value_text(outcome_name(delivery->outcome)), value_integer(delivery->events)),
                         NULL, error);
}

bool dead_letter_replay(const struct House *house, StoreSession *session, const Connection *connection,
                        const DeadLetter *letter, Arena *arena, Delivery *delivery, Error *error)
{
    *delivery = (Delivery){.arrival = {.body = letter->body, .received = letter->at},
                           .connection = *connection,
                           .provider = provider_of(connection->kind),
                           .id = letter->delivery,
                           .topic = letter->topic};
    delivery->translation = translation_of(delivery, arena);
    bool fine = receive_translate(delivery->provider, letter->body, &delivery->translation, &delivery->fault);
    if (!fine)
        delivery->outcome = OUTCOME_DEAD_LETTER;
    else if (!delivery->translation.count)
        delivery->outcome = OUTCOME_IGNORED;
    else if (!record_all(house, session, delivery, arena, error))
        return false;
    return delivery->outcome == OUTCOME_DEAD_LETTER ? letter_failed(session, letter, &delivery->fault, error)
                                                    : letter_used(session, delivery, letter, error);
}

static bool read_waiting(StoreSession *session, int64_t connection, Str order, Arena *arena, DeadLetter *list,
                         size_t room, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_connection_letters_waiting,
                      VALUES(value_integer(connection), value_text(order), value_integer((int64_t)room)), &rows, error))
        return false;
    for (; *count < room && rows_next(&rows); (*count)++) {
        take_letter(&rows, arena, &list[*count]);
        list[*count].body = str_copy(arena, rows_text(&rows, 12));
    }
    return rows_close(&rows, error);
}

bool dead_letters_of_order(const struct House *house, StoreSession *session, const Connection *connection, Str order,
                           Arena *arena, Error *error)
{
    enum { AT_ONCE = 20 };
    DeadLetter *list = arena_array(arena, DeadLetter, AT_ONCE);
    size_t count = 0;
    if (!order.size) return true;
    if (!read_waiting(session, connection->id, order, arena, list, AT_ONCE, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        Delivery *delivery = arena_new(arena, Delivery);
        if (!dead_letter_replay(house, session, connection, &list[i], arena, delivery, error)) return false;
    }
    return true;
}

#include "message/outbox.h"

#include "base/secret.h"
#include "message/suppression.h"

const char *const mail_status_names[MAIL_STATUS_COUNT] = {NULL,   "queued", "sending", "sending",
                                                          "sent", "failed", "unknown", "suppressed"};

enum { SECONDS_A_MINUTE = 60, SECONDS_AN_HOUR = 3600, SECONDS_A_DAY = 86400, ENDING_MAX = 1000 };

static const Instant patience = (Instant)OUTBOX_DAYS * SECONDS_A_DAY * MILLISECONDS_PER_SECOND;

static Value instant_or_null(Instant at)
{
    return at ? value_integer(at) : value_null();
}

int64_t outbox_pause(int64_t tries, double spread)
{
    static const int64_t seconds[] = {5,
                                      SECONDS_A_MINUTE,
                                      5 * SECONDS_A_MINUTE,
                                      15 * SECONDS_A_MINUTE,
                                      30 * SECONDS_A_MINUTE,
                                      SECONDS_AN_HOUR,
                                      2 * SECONDS_AN_HOUR,
                                      4 * SECONDS_AN_HOUR,
                                      8 * SECONDS_AN_HOUR,
                                      12 * SECONDS_AN_HOUR};
    int64_t last = (int64_t)COUNT_OF(seconds), row = tries < 1 ? 1 : tries > last ? last : tries;
    int64_t pause = seconds[row - 1] * MILLISECONDS_PER_SECOND;
    return pause + (int64_t)((double)pause * spread / 4);
}

// ---- settings ----

bool mail_settings_get(StoreSession *session, Arena *arena, MailSettings *settings, Error *error)
{
    Rows rows;
    *settings = (MailSettings){0};
    if (!store_select(session, &query_message_settings, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        *settings = (MailSettings){.host = str_copy(arena, rows_text(&rows, 0)),
                                   .port = rows_integer(&rows, 1),
                                   .user = str_copy(arena, rows_text(&rows, 3)),
                                   .password = str_copy(arena, rows_text(&rows, 4)),
                                   .from_address = str_copy(arena, rows_text(&rows, 5)),
                                   .from_name = str_copy(arena, rows_text(&rows, 6)),
                                   .reply_to = str_copy(arena, rows_text(&rows, 7)),
                                   .timeout_seconds = rows_integer(&rows, 8),
                                   .trouble = str_copy(arena, rows_text(&rows, 9)),
                                   .trouble_answer = str_copy(arena, rows_text(&rows, 10)),
                                   .trouble_since = rows_integer(&rows, 11),
                                   .troubles = rows_integer(&rows, 12),
                                   .resume_at = rows_integer(&rows, 13),
                                   .version = rows_integer(&rows, 14)};
        for (int one = 0; one < SMTP_SECURITY_COUNT; one++)
            if (str_equal(rows_text(&rows, 2), str_of(smtp_security_names[one])))
                settings->security = (SmtpSecurity)one;
    }
    return rows_close(&rows, error);
}

bool mail_settings_set(StoreSession *session, MailSettings *settings, Error *error)
{
    settings->version++;
    settings->trouble = settings->trouble_answer = STR("");
    settings->trouble_since = settings->resume_at = settings->troubles = 0;
    return store_execute(session, &query_message_set,
                         VALUES(value_text(settings->host), value_integer(settings->port),
                                value_text(str_of(smtp_security_names[settings->security])), value_text(settings->user),
                                settings->password.size ? value_bytes(settings->password) : value_null(),
                                value_text(settings->from_address), value_text(settings->from_name),
                                value_text(settings->reply_to), value_integer(settings->timeout_seconds)),
                         NULL, error);
}

// ---- queueing ----

static bool find_integer(StoreSession *session, const Query *query, const Value *values, size_t count, int64_t *number,
                         Error *error)
{
    Rows rows;
    *number = 0;
    if (!store_select(session, query, values, count, &rows, error)) return false;
    if (rows_next(&rows)) *number = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static Str host_of(Str address)
{
    Str rest = address, part;
    return str_cut(&rest, '@', &part) && rest.size ? rest : STR("localhost");
}

// The same for each try, and told by nobody but us: of the key and the folder's secret.
static Str message_id_of(const unsigned char secret[32], Str key, Str host, Arena *arena)
{
    enum { BYTES = 16 };
    unsigned char digest[DIGEST_BYTES];
    digest_hmac_sha256((Str){(const char *)secret, SECRET_KEY_BYTES}, str_format(arena, "mail %.*s", STR_ARGS(key)),
                       digest);
    Str id = hex_text(arena, (Str){(const char *)digest, BYTES});
    return str_format(arena, "%.*s@%.*s", STR_ARGS(id), STR_ARGS(host));
}

static bool check_mail(const OutboxMail *mail, Arena *arena, Error *error)
{
    if (mail_address_valid(mail->text.to.address)) return true;
    return error_code(error, ERROR_INPUT, "invalid_email",
                      PHRASE("no mail can be sent to {0}: an address as name@example.com is expected, without accents",
                             "aucun courriel ne peut être envoyé à {0}\u00A0: on attend une adresse comme "
                             "nom@example.com, sans accents"),
                      error_value(arena, mail->text.to.address));
}

static bool check_size(Str content, Error *error)
{
    if (content.size <= OUTBOX_CONTENT_BYTES_MAX) return true;
    return error_code(error, ERROR_INPUT, "mail_too_large",
                      PHRASE("the mail is larger than 20 MiB", "le courriel dépasse 20\u00A0Mio"), STR(""));
}

bool outbox_queue(StoreSession *session, const unsigned char secret[32], OutboxMail *mail, Arena *arena, int64_t *id,
                  bool *fresh, Error *error)
{
    MailSettings settings;
    if (!check_mail(mail, arena, error) || !mail_settings_get(session, arena, &settings, error) ||
        !find_integer(session, &query_message_of_key, VALUES(value_text(mail->key)), id, error))
        return false;
    *fresh = *id == 0;
    if (!*fresh) return true;
    MailText text = mail->text;
    text.message_id = message_id_of(secret, mail->key, host_of(settings.from_address), arena);
    text.date = mail->now;
    Str content = mime_text(&text, arena);
    if (!check_size(content, error) || !find_integer(session, &query_message_last, NO_VALUES, id, error)) return false;
    return store_execute(session, &query_message_insert,
                         VALUES(value_integer(++*id), value_text(mail->key), value_text(mail->kind),
                                value_integer(mail->once), value_integer(mail->customer), value_text(text.to.address),
                                value_text(text.subject), value_bytes(content), value_integer(mail->now)),
                         NULL, error);
}

// ---- recovering ----

typedef struct EndingRows {
    int64_t id[ENDING_MAX];
    bool once[ENDING_MAX];
    size_t count;
} EndingRows;

static bool read_ending(StoreSession *session, EndingRows *ending, Error *error)
{
    Rows rows;
    ending->count = 0;
    if (!store_select(session, &query_message_recover_ending, NO_VALUES, &rows, error)) return false;
    while (ending->count < ENDING_MAX && rows_next(&rows)) {
        ending->id[ending->count] = rows_integer(&rows, 0);
        ending->once[ending->count++] = rows_integer(&rows, 1);
    }
    return rows_close(&rows, error);
}

static bool note_attempt(StoreSession *session, int64_t id, const SmtpEnd *end, Instant now, Error *error)
{
    return store_execute(session, &query_message_attempt_insert,
                         VALUES(value_integer(id), value_integer(now),
                                value_text(str_of(smtp_outcome_names[end->outcome])), value_integer(end->code),
                                value_text(str_of(end->failure ? end->failure : "")), value_text(str_of(end->answer)),
                                value_integer(end->milliseconds)),
                         NULL, error);
}

bool outbox_recover(StoreSession *session, Instant now, int64_t *doubtful, Error *error)
{
    static const SmtpEnd interrupted = {.outcome = SMTP_UNKNOWN, .ended = true, .failure = "interrupted"};
    EndingRows ending;
    if (!store_execute(session, &query_message_recover_sending, VALUES(value_integer(now)), NULL, error) ||
        !read_ending(session, &ending, error))
        return false;
    *doubtful = (int64_t)ending.count;
    for (size_t i = 0; i < ending.count; i++) {
        bool once = ending.once[i];
        if (!note_attempt(session, ending.id[i], &interrupted, now, error) ||
            !store_execute(session, &query_message_recover_doubtful,
                           VALUES(value_integer(ending.id[i]), value_integer(once ? MAIL_UNKNOWN : MAIL_QUEUED),
                                  instant_or_null(once ? 0 : now), instant_or_null(once ? now : 0)),
                           NULL, error))
            return false;
    }
    return true;
}

// ---- taking ----

static bool read_due(StoreSession *session, Instant now, size_t limit, Arena *arena, OutboxRow *list, size_t *count,
                     Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_message_due, VALUES(value_integer(now), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    while (*count < limit && rows_next(&rows)) {
        outbox_read_row(&rows, arena, &list[*count]);
        list[(*count)++].content = str_copy(arena, rows_text(&rows, 15));
    }
    return rows_close(&rows, error);
}

static bool is_suppressed(StoreSession *session, const OutboxTake *take, Str address, Arena *arena, bool *suppressed,
                          Str *answer, Error *error)
{
    Rows rows;
    const SuppressionKey key = suppression_key(take->secret, address, arena);
    if (!store_select(session, &query_message_suppressed, VALUES(value_text(key.digest), value_text(key.address)),
                      &rows, error))
        return false;
    *suppressed = rows_next(&rows);
    *answer = *suppressed ? str_copy(arena, rows_text(&rows, 0)) : STR("");
    return rows_close(&rows, error);
}

static bool write_end(StoreSession *session, const OutboxRow *row, Error *error)
{
    return store_execute(session, &query_message_settle,
                         VALUES(value_integer(row->id), value_integer(row->status), value_integer(row->attempts),
                                value_integer(row->doubtful), instant_or_null(row->next_at),
                                instant_or_null(row->ended_at), value_text(row->failure), value_text(row->answer)),
                         NULL, error);
}

// *taken false: it has ended here.
static bool take_one(StoreSession *session, const OutboxTake *take, OutboxRow *row, Arena *arena, bool *taken,
                     Error *error)
{
    bool suppressed, expired = take->now - row->made_at > patience;
    Str answer;
    if (!is_suppressed(session, take, row->recipient, arena, &suppressed, &answer, error)) return false;
    *taken = !suppressed && !expired;
    if (*taken) return store_execute(session, &query_message_take, VALUES(value_integer(row->id)), NULL, error);
    row->status = suppressed ? MAIL_SUPPRESSED : MAIL_FAILED;
    row->failure = suppressed ? STR("suppressed") : STR("expired");
    if (suppressed) row->answer = answer;
    row->next_at = 0;
    row->ended_at = take->now;
    return write_end(session, row, error);
}

bool outbox_take(StoreSession *session, const OutboxTake *take, Arena *arena, OutboxRow **rows, size_t *count,
                 Error *error)
{
    OutboxRow *list = arena_array(arena, OutboxRow, take->limit);
    size_t due, kept = 0;
    if (!read_due(session, take->now, take->limit, arena, list, &due, error)) return false;
    for (size_t i = 0; i < due; i++) {
        bool taken;
        if (!take_one(session, take, &list[i], arena, &taken, error)) return false;
        if (taken) list[kept++] = list[i];
    }
    *rows = list;
    *count = kept;
    return true;
}

bool outbox_ending(StoreSession *session, int64_t id, Error *error)
{
    int64_t changed;
    if (!store_execute(session, &query_message_ending, VALUES(value_integer(id)), &changed, error)) return false;
    return changed == 1 || error_code(error, ERROR_CONFLICT, "message_taken",
                                      PHRASE("the message is not being sent any more", "le message n’est plus en cours "
                                                                                       "d’envoi"),
                                      STR(""));
}

// ---- settling ----

static void wait_for_next(OutboxRow *row, double spread, Instant now)
{
    row->status = MAIL_QUEUED;
    row->next_at = now + outbox_pause(row->attempts, spread);
    if (row->attempts < OUTBOX_TRIES && row->next_at - row->made_at <= patience) return;
    row->status = MAIL_FAILED;
    row->next_at = 0;
    row->ended_at = now;
}

static void end_row(OutboxRow *row, MailStatus status, Instant now)
{
    row->status = status;
    row->next_at = 0;
    row->ended_at = now;
}

// A trouble of the mail server is none of the mail's: it is no try.
static void judge_row(OutboxRow *row, const SmtpEnd *end, double spread, Instant now)
{
    row->failure = str_of(end->failure ? end->failure : "");
    row->answer = str_of(end->answer);
    row->attempts += end->outcome != SMTP_TROUBLE;
    row->doubtful += end->outcome == SMTP_UNKNOWN;
    if (end->outcome == SMTP_TROUBLE) {
        row->status = MAIL_QUEUED;
        row->next_at = now;
    } else if (end->outcome == SMTP_SENT) {
        end_row(row, MAIL_SENT, now);
    } else if (end->outcome == SMTP_REFUSED) {
        end_row(row, MAIL_FAILED, now);
    } else if (end->outcome == SMTP_UNKNOWN && row->once) {
        end_row(row, MAIL_UNKNOWN, now);
    } else {
        wait_for_next(row, spread, now);
    }
}

static bool suppress(StoreSession *session, const OutboxRow *row, const OutboxSettle *settle, Error *error)
{
    Arena *scratch = arena_open(0);
    bool fine = store_execute(session, &query_message_suppress,
                              VALUES(value_text(suppression_key(settle->secret, row->recipient, scratch).digest),
                                     value_text(STR("refused")), value_integer(row->id), value_integer(settle->now)),
                              NULL, error);
    arena_close(scratch);
    return fine;
}

bool outbox_settle(StoreSession *session, const OutboxRow *row, const OutboxSettle *settle, Error *error)
{
    OutboxRow settled = *row;
    const SmtpEnd *end = &settle->end;
    judge_row(&settled, end, settle->spread, settle->now);
    bool stopped = end->failure && str_equal(str_of(end->failure), STR("stopped"));
    if (stopped) { // by us: no try at all
        settled = *row;
        settled.status = MAIL_QUEUED;
        settled.next_at = settle->now;
    }
    return (stopped || note_attempt(session, row->id, end, settle->now, error)) &&
           write_end(session, &settled, error) && (!end->dead_address || suppress(session, row, settle, error));
}

bool outbox_trouble(StoreSession *session, const SmtpEnd *end, double spread, Instant now, Error *error)
{
    enum { TRIES_MAX = 4 }; // a quarter of an hour at most between two looks at the server
    Arena *scratch = arena_open(0);
    MailSettings settings;
    bool fine = mail_settings_get(session, scratch, &settings, error);
    Instant resume = now + outbox_pause(smaller(settings.troubles + 1, TRIES_MAX), spread);
    if (fine && end->outcome != SMTP_TROUBLE)
        fine = store_execute(session, &query_message_no_trouble, NO_VALUES, NULL, error);
    else if (fine)
        fine = store_execute(session, &query_message_trouble,
                             VALUES(value_text(str_of(end->failure)), value_text(str_of(end->answer)),
                                    value_integer(now), value_integer(resume)),
                             NULL, error);
    arena_close(scratch);
    return fine;
}

bool outbox_soonest(StoreSession *session, Instant *at, Error *error)
{
    Rows rows;
    *at = 0;
    if (!store_select(session, &query_message_due_soonest, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows) && rows_text(&rows, 2).size && !rows_null(&rows, 0))
        *at = larger(rows_integer(&rows, 0), rows_integer(&rows, 1));
    return rows_close(&rows, error);
}

bool outbox_again(StoreSession *session, int64_t id, Instant now, bool *changed, Error *error)
{
    int64_t rows;
    if (!store_execute(session, &query_message_again, VALUES(value_integer(id), value_integer(now)), &rows, error))
        return false;
    *changed = rows == 1;
    return true;
}

bool outbox_withdraw(StoreSession *session, int64_t id, Instant now, Error *error)
{
    return store_execute(session, &query_message_withdraw, VALUES(value_integer(id), value_integer(now)), NULL, error);
}

bool outbox_forget(StoreSession *session, Instant now, int64_t limit, bool *more, Error *error)
{
    Instant day = (Instant)SECONDS_A_DAY * MILLISECONDS_PER_SECOND;
    int64_t emptied, gone;
    if (!store_execute(
            session, &query_message_forget_content,
            VALUES(value_integer(now - OUTBOX_CONTENT_DAYS * day), value_integer(limit), value_bytes(STR(""))),
            &emptied, error) ||
        !store_execute(session, &query_message_forget,
                       VALUES(value_integer(now - OUTBOX_KEPT_DAYS * day), value_integer(limit)), &gone, error))
        return false;
    *more = emptied == limit || gone == limit;
    return true;
}

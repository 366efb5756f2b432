// message_http.c - the mail server's settings, a test mail, the delivery log, addresses that get nothing more.
#include "api/mask.h"
#include "api/route.h"
#include "base/number.h"
#include "base/seal.h"
#include "house.h"
#include "identity/personal.h"
#include "message/message_job.h"
#include "message/outbox.h"
#include "message/shapes_http.h"
#include "module.h"

extern const struct Command *const message_commands[]; // message_cli.c

// ---- writing JSON ----

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

static void write_text_or_null(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static void write_integer(JsonWriter *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_integer(json, number);
}

static void write_instant(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    json_key(json, key);
    if (at)
        json_string(json, instant_text(arena, at));
    else
        json_null(json);
}

static void write_next(JsonWriter *json, const Call *call, bool more, Str last)
{
    json_key(json, "next_cursor");
    if (more)
        json_string(json, call_next_cursor(call, last));
    else
        json_null(json);
}

static Str say_failure(const Call *call, Str failure)
{
    if (!failure.size) return STR("");
    return phrase_str(call->arena, call->locale, smtp_failure_phrase(failure), NULL, 0);
}

// ---- settings ----

static void write_trouble(JsonWriter *json, const Call *call, const MailSettings *settings)
{
    json_key(json, "trouble");
    if (!settings->trouble.size) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    write_text(json, "code", settings->trouble);
    write_text(json, "message", say_failure(call, settings->trouble));
    write_text_or_null(json, "answer", settings->trouble_answer);
    write_instant(json, "since", settings->trouble_since, call->arena);
    write_instant(json, "next_try_at", settings->resume_at, call->arena);
    json_end_object(json);
}

static bool answer_settings(Call *call, StoreSession *session, const MailSettings *settings, Error *error)
{
    OutboxCounts counts;
    if (!outbox_counts(session, &counts, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_text_or_null(&json, "host", settings->host);
    write_integer(&json, "port", settings->port);
    write_text(&json, "security", str_of(smtp_security_names[settings->security]));
    write_text_or_null(&json, "user", settings->user);
    json_key(&json, "password_set");
    json_boolean(&json, settings->password.size > 0);
    write_text_or_null(&json, "from_address", settings->from_address);
    write_text_or_null(&json, "from_name", settings->from_name);
    write_text_or_null(&json, "reply_to", settings->reply_to);
    write_integer(&json, "timeout_seconds", settings->timeout_seconds);
    write_trouble(&json, call, settings);
    write_integer(&json, "queued", counts.queued);
    write_integer(&json, "sending", counts.sending);
    write_integer(&json, "unknown", counts.doubtful);
    write_integer(&json, "version", settings->version);
    json_end_object(&json);
    call_version(call, settings->version);
    return true;
}

static bool get_settings(Call *call, StoreSession *session, Error *error)
{
    MailSettings settings;
    return mail_settings_get(session, call->arena, &settings, error) &&
           answer_settings(call, session, &settings, error);
}

static bool refuse_field(Error *error, const char *path, const char *code, Phrase phrase, Str value)
{
    (void)error_code(error, ERROR_INPUT, code, phrase, value);
    return error_at(error, str_of(path));
}

static bool check_address(const Call *call, const char *path, Str address, Error *error)
{
    if (!address.size || mail_address_valid(address)) return true;
    return refuse_field(error, path, "invalid_email",
                        PHRASE("{0} is no address mail can be sent from: name@example.com, without accents",
                               "{0} n’est pas une adresse d’expéditeur\u00A0: nom@example.com, sans accents"),
                        error_value(call->arena, address));
}

static bool check_name(const Call *call, Str name, Error *error)
{
    for (size_t i = 0; i < name.size; i++)
        if ((unsigned char)name.data[i] < ' ' || name.data[i] == 0x7f)
            return refuse_field(error, "/from_name", "control_character",
                                PHRASE("{0} holds a line end or another control character",
                                       "{0} contient un saut de ligne ou un autre caractère de contrôle"),
                                error_value(call->arena, name));
    return true;
}

static bool check_server(const Call *call, const MailSettings *settings, Error *error)
{
    const FetchPolicy *policy = call->house->outgoing;
    if (!settings->host.size) return true;
    if (!fetch_host_check(policy, settings->host, call->arena, error)) return error_at(error, STR("/host"));
    if (!fetch_mail_port_allowed(policy, settings->port))
        return refuse_field(error, "/port", "port_not_allowed",
                            PHRASE("no mail server is called at port {0}: 25, 465, 587 and 2525 can be, or those that "
                                   "the operator sets (--outgoing-ports)",
                                   "aucun serveur de courrier n’est appelé au port {0}\u00A0: 25, 465, 587 et 2525 "
                                   "peuvent l’être, ou ceux que l’exploitant indique (--outgoing-ports)"),
                            str_format(call->arena, "%lld", (long long)settings->port));
    return settings->from_address.size ||
           refuse_field(error, "/from_address", "required",
                        PHRASE("mail needs an address it comes from", "un courriel a besoin d’une adresse "
                                                                      "d’expéditeur"),
                        STR(""));
}

// Without encryption passwords and mails can be read on the way: who wants that says so.
static bool check_security(const Call *call, const MailSettings *settings, Error *error)
{
    JsonValue accepted;
    bool asked = json_member(call->body, STR("accept_unencrypted"), &accepted) && json_get_boolean(accepted);
    if (settings->security != SMTP_PLAIN || asked || !json_member(call->body, STR("security"), &accepted)) return true;
    return refuse_field(error, "/security", "unencrypted",
                        PHRASE("without encryption everybody on the way can read the mail: only for a server on this "
                               "machine or a private network, and with \"accept_unencrypted\": true",
                               "sans chiffrement, le courrier est lisible en chemin\u00A0: seulement pour un serveur "
                               "de cette machine ou d’un réseau privé, et avec \"accept_unencrypted\": true"),
                        STR(""));
}

static void read_text(const Call *call, const char *name, Str *text)
{
    JsonValue value;
    if (json_member(call->body, str_of(name), &value)) *text = str_trim(json_get_string(value, call->arena));
}

static void read_integer(const Call *call, const char *name, int64_t *number)
{
    JsonValue value;
    int64_t given;
    if (json_member(call->body, str_of(name), &value) && json_get_integer(value, &given)) *number = given;
}

// A password is for the server and the user it was given for: with another one it is forgotten, so that nobody who may
// not know it can have it sent elsewhere.
static void read_password(const Call *call, const MailSettings *before, MailSettings *settings)
{
    unsigned char key[SECRET_KEY_BYTES];
    JsonValue value;
    bool moved = !str_equal(before->host, settings->host) || before->port != settings->port ||
                 before->security != settings->security || !str_equal(before->user, settings->user);
    if (moved) settings->password = STR("");
    if (!json_member(call->body, STR("password"), &value)) return;
    Str plain = json_get_string(value, call->arena);
    settings->password = STR("");
    if (!plain.size) return;
    seal_key(call->house->secret, "mail password", key);
    settings->password = seal(call->arena, key, 1, plain);
    secret_wipe(key, sizeof key);
}

static void read_settings(const Call *call, MailSettings *settings)
{
    MailSettings before = *settings;
    Str security = shape_text(call->body, "security", call->arena);
    read_text(call, "host", &settings->host);
    read_integer(call, "port", &settings->port);
    read_text(call, "user", &settings->user);
    read_text(call, "from_address", &settings->from_address);
    read_text(call, "from_name", &settings->from_name);
    read_text(call, "reply_to", &settings->reply_to);
    read_integer(call, "timeout_seconds", &settings->timeout_seconds);
    for (int one = 0; one < SMTP_SECURITY_COUNT; one++)
        if (str_equal(security, str_of(smtp_security_names[one]))) settings->security = (SmtpSecurity)one;
    read_password(call, &before, settings);
}

static bool change_settings(Call *call, StoreSession *session, Error *error)
{
    MailSettings settings;
    if (!mail_settings_get(session, call->arena, &settings, error) || !call_if_match(call, settings.version, error))
        return false;
    read_settings(call, &settings);
    if (!check_server(call, &settings, error) || !check_security(call, &settings, error) ||
        !check_address(call, "/from_address", settings.from_address, error) ||
        !check_address(call, "/reply_to", settings.reply_to, error) || !check_name(call, settings.from_name, error) ||
        !mail_settings_set(session, &settings, error) || !mail_wake(call->house->jobs, session, call->now, error))
        return false;
    call->audit_object = STR("mail");
    return answer_settings(call, session, &settings, error);
}

// ---- a test mail ----

static bool refuse_unset(Error *error)
{
    return error_code(error, ERROR_CONFLICT, "mail_not_set",
                      PHRASE("no mail server is set: PATCH /api/v1/mail with host, port, security and from_address",
                             "aucun serveur de courrier n’est indiqué\u00A0: PATCH /api/v1/mail avec host, port, "
                             "security et from_address"),
                      STR(""));
}

static bool send_test(Call *call, StoreSession *session, Error *error)
{
    MailSettings settings;
    bool fresh;
    int64_t id;
    Str to = shape_text(call->body, "to", call->arena);
    if (!mail_settings_get(session, call->arena, &settings, error)) return false;
    if (!settings.host.size) return refuse_unset(error);
    Str plain = phrase_say(call->arena, call->locale,
                           PHRASE("This is a test from Fidèle: mail can be sent from {0}.\n",
                                  "Ceci est un essai de Fidèle\u00A0: le courrier part bien de {0}.\n"),
                           settings.from_address);
    OutboxMail mail = {
        .key = str_format(call->arena, "test:%.*s", STR_ARGS(token_text(call->arena, 16))),
        .kind = STR("test"),
        .now = call->now,
        .text = {.to = {STR(""), to},
                 .subject = phrase_say(call->arena, call->locale, PHRASE("Test from Fidèle", "Essai de Fidèle"), ),
                 .list_id = STR("test.fidele"),
                 .plain = plain}};
    if (!outbox_queue(session, call->house->secret, &mail, call->arena, &id, &fresh, error)) {
        if (error->kind == ERROR_INPUT) (void)error_at(error, STR("/to"));
        return false;
    }
    if (!mail_wake(call->house->jobs, session, call->now, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_integer(&json, "message", id);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = str_format(call->arena, "message:%lld", (long long)id);
    return true;
}

// ---- the delivery log ----

static void write_recipient(JsonWriter *json, const Call *call, const OutboxRow *row)
{
    bool hidden = row->customer && (call->principal.masked & MASK_EMAIL);
    if (hidden) {
        json_key(json, "masked");
        mask_write(json, MASK_EMAIL);
    } else {
        write_text(json, "recipient", row->recipient);
    }
}

// Leaves the object open.
static void write_row(JsonWriter *json, Call *call, const OutboxRow *row)
{
    json_begin_object(json);
    write_integer(json, "id", row->id);
    write_text(json, "kind", row->kind);
    write_recipient(json, call, row);
    json_key(json, "customer");
    if (row->customer)
        json_integer(json, row->customer);
    else
        json_null(json);
    if (row->customer) call_reads(call, (uint32_t)row->customer);
    write_text(json, "subject", row->subject);
    write_text(json, "status", str_of(mail_status_names[row->status]));
    write_integer(json, "attempts", row->attempts);
    write_integer(json, "doubtful", row->doubtful);
    write_instant(json, "next_at", row->next_at, call->arena);
    write_instant(json, "made_at", row->made_at, call->arena);
    write_instant(json, "ended_at", row->ended_at, call->arena);
    write_text_or_null(json, "failure", row->failure);
    write_text_or_null(json, "reason", say_failure(call, row->failure));
    write_text_or_null(json, "answer", row->answer);
}

static bool say_not_found(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such message", "ce message n’existe pas"), STR(""));
}

static bool read_page(Call *call, OutboxPage *page, Error *error)
{
    Str after, status = call_query(call, "status");
    *page = (OutboxPage){.limit = (size_t)call_limit(call) + 1, .kind = call_query(call, "kind")};
    if (!call_cursor(call, &after, error)) return false;
    for (MailStatus one = MAIL_QUEUED; one < MAIL_STATUS_COUNT; one++)
        if (!page->status && str_equal(status, str_of(mail_status_names[one]))) page->status = one;
    return !after.size || number_parse_count(after, &page->before) || say_not_found(error);
}

static bool list_messages(Call *call, StoreSession *session, Error *error)
{
    OutboxPage page;
    OutboxRow *rows;
    size_t count;
    if (!read_page(call, &page, error) || !outbox_list(session, &page, call->arena, &rows, &count, error)) return false;
    bool more = count == page.limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        write_row(&json, call, &rows[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)rows[count - 2].id) : STR(""));
    json_end_object(&json);
    return true;
}

static void write_attempt(JsonWriter *json, const Call *call, const OutboxAttempt *attempt)
{
    json_begin_object(json);
    write_integer(json, "number", attempt->number);
    write_instant(json, "at", attempt->at, call->arena);
    write_text(json, "outcome", attempt->outcome);
    json_key(json, "code");
    if (attempt->code)
        json_integer(json, attempt->code);
    else
        json_null(json);
    write_text_or_null(json, "failure", attempt->failure);
    write_text_or_null(json, "reason", say_failure(call, attempt->failure));
    write_text_or_null(json, "answer", attempt->answer);
    write_integer(json, "milliseconds", attempt->milliseconds);
    json_end_object(json);
}

static bool answer_message(Call *call, StoreSession *session, int64_t id, Error *error)
{
    OutboxRow row;
    OutboxAttempt *attempts;
    size_t count;
    if (!outbox_get(session, id, call->arena, &row, error)) return false;
    if (!row.id) return say_not_found(error);
    if (!outbox_attempts(session, id, call->arena, &attempts, &count, error)) return false;
    JsonWriter json = call_json(call);
    write_row(&json, call, &row);
    json_key(&json, "tries");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_attempt(&json, call, &attempts[i]);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static bool get_message(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    if (!number_parse_count(call->path_value[0], &id)) return say_not_found(error);
    return answer_message(call, session, id, error);
}

static bool send_again(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    bool changed;
    OutboxRow row = {0};
    if (!number_parse_count(call->path_value[0], &id)) return say_not_found(error);
    if (!outbox_get(session, id, call->arena, &row, error)) return false;
    if (!row.id) return say_not_found(error);
    if (!outbox_again(session, id, call->now, &changed, error)) return false;
    if (!changed)
        return error_code(error, ERROR_CONFLICT, "not_waiting",
                          PHRASE("this message was sent or is being sent, or its text is not kept any more",
                                 "ce message est envoyé ou en cours d’envoi, ou son texte n’est plus conservé"),
                          STR(""));
    call->audit_object = str_format(call->arena, "message:%lld", (long long)id);
    return mail_wake(call->house->jobs, session, call->now, error) && answer_message(call, session, id, error);
}

// ---- addresses that get nothing more ----

static bool list_suppressions(Call *call, StoreSession *session, Error *error)
{
    Suppression *list;
    size_t count, limit = (size_t)call_limit(call);
    Str after;
    if (!call_cursor(call, &after, error) ||
        !suppression_list(session, after, limit + 1, call->arena, &list, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        json_begin_object(&json);
        write_text(&json, "id", list[i].digest);
        write_text_or_null(&json, "address", list[i].address);
        write_text(&json, "reason", list[i].reason);
        write_text_or_null(&json, "answer", list[i].answer);
        write_integer(&json, "message", list[i].message);
        write_instant(&json, "at", list[i].at, call->arena);
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, more, more ? list[limit - 1].digest : STR(""));
    json_end_object(&json);
    return true;
}

static bool lift_suppression(Call *call, StoreSession *session, Error *error)
{
    bool lifted;
    Str address = call->path_value[0];
    if (!suppression_lift(session, call->house->secret, address, call->arena, &lifted, error)) return false;
    if (!lifted)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("this address is not on the list", "cette adresse n’est pas sur la liste"), STR(""));
    call->audit_object = STR("mail_suppression");
    return true;
}

// ---- the table ----

#define PAGE_PARAMETERS                                                                                                \
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},           \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }

static const Parameter page_parameters[] = {PAGE_PARAMETERS, {0}};
static const Parameter list_parameters[] = {
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "queued|sending|sent|failed|unknown|suppressed",
     .help = PHRASE("only those", "seulement ceux-là")},
    {.name = "kind",
     .type = FIELD_TEXT,
     .high = 40,
     .help = PHRASE("only those: report, alert, test", "seulement ceux-là\u00A0: report, alert, test")},
    PAGE_PARAMETERS,
    {0},
};

#define ROUTE(method_, path_, name_, access_, english, french)                                                         \
    .method = (method_), .path = "/api/v1" path_, .name = (name_), .access = (access_),                                \
    .summary = PHRASE(english, french)

static const Route routes[] = {
    {ROUTE("GET", "/mail", "getMail", ACCESS_ADMIN, "The mail server and how it fares",
           "Le serveur de courrier et son état"),
     .cost = COST_READ, .answer = &mail_shape, .read = get_settings},
    {ROUTE("PATCH", "/mail", "changeMail", ACCESS_ADMIN, "Sets the mail server", "Indique le serveur de courrier"),
     .cost = COST_WRITE, .body = &mail_change_shape, .answer = &mail_shape, .write = change_settings},
    {ROUTE("POST", "/mail/test", "testMail", ACCESS_ADMIN, "Sends a test mail", "Envoie un courriel d’essai"),
     .cost = COST_WRITE, .body = &mail_test_shape, .answer = &mail_tested_shape, .write = send_test},
    {ROUTE("GET", "/messages", "listMessages", ACCESS_READ, "The delivery log, newest first",
           "Le journal des envois, les derniers d’abord"),
     .cost = COST_READ, .parameters = list_parameters, .answer = &message_list_shape, .read = list_messages},
    {ROUTE("GET", "/messages/{id}", "getMessage", ACCESS_READ, "One message with each try",
           "Un message avec chaque essai"),
     .cost = COST_READ, .answer = &message_detail_shape, .read = get_message},
    {ROUTE("POST", "/messages/{id}/retry", "retryMessage", ACCESS_ADMIN, "Sends it now, or once more",
           "L’envoie maintenant, ou encore une fois"),
     .cost = COST_WRITE, .answer = &message_detail_shape, .write = send_again},
    {ROUTE("GET", "/mail/suppressions", "listMailSuppressions", ACCESS_ADMIN,
           "Addresses that were refused for good and get nothing more",
           "Les adresses refusées définitivement, qui ne reçoivent plus rien"),
     .cost = COST_READ, .parameters = page_parameters, .answer = &suppression_list_shape, .read = list_suppressions},
    {ROUTE("DELETE", "/mail/suppressions/{address}", "liftMailSuppression", ACCESS_ADMIN,
           "Lets an address get mail again; the address, or the id of its row",
           "Permet de nouveau d’écrire à une adresse\u00A0; l’adresse, ou l’id de sa ligne"),
     .cost = COST_WRITE, .write = lift_suppression},
    {0},
};

static const PersonalTable personal[] = {
    {.table = "message",
     .name = "emails",
     .purpose = PHRASE("which e-mails were sent to you", "quels courriels vous ont été envoyés"),
     .retention = RETENTION_SERVICE,
     .read = &query_message_of_customer,
     .columns = "id kind recipient subject status made_at:instant ended_at:instant",
     .erase = &query_message_erase,
     .expire = &query_message_forget},
    {0},
};

const Module message_module = {
    .name = "message", .commands = message_commands, .routes = routes, .jobs = message_jobs, .personal = personal};

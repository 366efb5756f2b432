#include "message/smtp.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/instant.h"
#include "base/utf8.h"

const char *const smtp_security_names[SMTP_SECURITY_COUNT] = {"starttls", "tls", "none"};
const char *const smtp_outcome_names[SMTP_OUTCOME_COUNT] = {"sent", "later", "refused", "unknown", "trouble"};

enum { FIRST_OF_4XX = 400, FIRST_OF_5XX = 500, END_OF_CODES = 600 };

// How far the conversation has come: the last command that was sent.
typedef enum Stage { STAGE_CONNECT, STAGE_SIGN_IN, STAGE_SENDER, STAGE_RECIPIENT, STAGE_CONTENT } Stage;

struct Smtp {
    CURL *easy;
    const SmtpServer *server;
    bool used; // a connection may be open from before
};

// One mail on its way.
typedef struct Passage {
    Smtp *smtp;
    const SmtpMail *mail;
    size_t given; // bytes of the content
    size_t answered_bytes;
    Stage stage;
    int code;
    bool whole, ended, answered_end; // all was given; the dot was let go; and answered
    bool over;                       // QUIT was said: what follows belongs to no mail
    bool refused_address, unencrypted, opened, flooded, stopped;
    char line[SMTP_ANSWER_BYTES];
    size_t line_size;
} Passage;

// ---- callbacks of libcurl ----

// fetch_address_allowed: whether an address is one of the Internet.
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    Passage *passage = context;
    const SmtpServer *server = passage->smtp->server;
    bool public = fetch_address_allowed(&address->addr);
    passage->refused_address |= !public && !server->policy->private_allowed;
    passage->unencrypted |= public && server->security == SMTP_PLAIN;
    if ((!public && !server->policy->private_allowed) || (public && server->security == SMTP_PLAIN))
        return CURL_SOCKET_BAD;
    passage->opened = true;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool may_end(Passage *passage)
{
    if (passage->ended) return true;
    bool cancelled = passage->mail->cancelled && atomic_load(passage->mail->cancelled);
    passage->stopped = cancelled || !passage->mail->ending(passage->mail->context);
    passage->ended = !passage->stopped;
    return passage->ended;
}

static size_t give_content(char *room, size_t unit, size_t count, void *context)
{
    Passage *passage = context;
    Str content = passage->mail->content;
    size_t left = content.size - passage->given, size = unit * count;
    passage->whole = left == 0;
    if (passage->whole) return may_end(passage) ? 0 : CURL_READFUNC_ABORT;
    if (size > left) size = left;
    memcpy(room, content.data + passage->given, size);
    passage->given += size;
    return size;
}

// "250 OK": the last line of an answer. "250-…": there is more of it.
static void take_line(Passage *passage, Str line)
{
    bool digits = line.size >= 3;
    for (size_t i = 0; i < 3 && digits; i++) digits = line.data[i] >= '0' && line.data[i] <= '9';
    if (!digits || (line.size > 3 && line.data[3] == '-')) return;
    passage->code = (line.data[0] - '0') * 100 + (line.data[1] - '0') * 10 + (line.data[2] - '0');
    passage->answered_end = passage->ended;
    while (line.size && (unsigned char)line.data[line.size - 1] <= ' ') line.size--;
    passage->line_size = line.size < SMTP_ANSWER_BYTES ? line.size : SMTP_ANSWER_BYTES;
    memcpy(passage->line, line.data, passage->line_size);
}

static size_t take_answer(char *bytes, size_t unit, size_t count, void *context)
{
    Passage *passage = context;
    Str line = {bytes, unit * count};
    passage->answered_bytes += line.size;
    passage->flooded = passage->answered_bytes > SMTP_ANSWERS_BYTES_MAX;
    if (passage->flooded) return 0;
    if (!passage->over) take_line(passage, line);
    return line.size;
}

static int progressed(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
    (void)down_total, (void)down, (void)up_total, (void)up;
    const Passage *passage = context;
    return passage->mail->cancelled && atomic_load(passage->mail->cancelled);
}

static Stage stage_of(Str command, Stage before)
{
    static const struct {
        Str word;
        Stage stage;
    } stages[] = {{STR("MAIL "), STAGE_SENDER}, {STR("RCPT "), STAGE_RECIPIENT}, {STR("DATA"), STAGE_CONTENT}};
    for (size_t i = 0; i < COUNT_OF(stages); i++)
        if (str_starts_with(command, stages[i].word)) return stages[i].stage;
    return before == STAGE_CONNECT ? STAGE_SIGN_IN : before;
}

// What is sent is looked at for its first word alone: it may hold the password.
static int overhear(CURL *easy, curl_infotype type, char *bytes, size_t size, void *context)
{
    (void)easy;
    Passage *passage = context;
    if (type == CURLINFO_HEADER_OUT && str_starts_with((Str){bytes, size}, STR("QUIT"))) passage->over = true;
    if (type != CURLINFO_HEADER_OUT || passage->over) return 0;
    passage->stage = stage_of((Str){bytes, size}, passage->stage);
    passage->code = 0;
    return 0;
}

// ---- what became of it ----

static const char *trouble_of(const Passage *passage, CURLcode result)
{
    switch ((int)result) {
    case CURLE_COULDNT_RESOLVE_HOST: return "host_not_found";
    case CURLE_COULDNT_CONNECT: return "connect_failed";
    case CURLE_OPERATION_TIMEDOUT: return "timeout";
    case CURLE_LOGIN_DENIED: return "login_refused";
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CACERT_BADFILE: return "tls_error";
    default: return passage->code >= FIRST_OF_4XX ? "server_refused" : "broken_off";
    }
}

// Of the last answer: "550 5.1.1 no such user". Mailboxes that are full, and messages that are not liked (5.7), say
// nothing of the address.
static bool nobody_there(const Passage *passage)
{
    Str line = {passage->line, passage->line_size};
    bool code = passage->code == 550 || passage->code == 551 || passage->code == 553;
    bool detailed = line.size > 8 && line.data[4] == '5' && line.data[5] == '.';
    bool of_address = detailed && line.data[6] == '1',
         disabled = detailed && line.data[6] == '2' && line.data[8] == '1';
    return passage->stage == STAGE_RECIPIENT && code && (!detailed || of_address || disabled);
}

static void end_as(SmtpEnd *end, SmtpOutcome outcome, const char *failure)
{
    end->outcome = outcome;
    end->failure = failure;
}

static void judge_answer(const Passage *passage, SmtpEnd *end)
{
    enum { SERVICE_CLOSING = 421, TOO_LARGE = 552 };
    bool permanent = passage->code >= FIRST_OF_5XX && passage->code < END_OF_CODES;
    if (passage->stage == STAGE_SENDER && permanent && passage->code != TOO_LARGE)
        end_as(end, SMTP_TROUBLE, "sender_refused");
    else if (passage->code == SERVICE_CLOSING && passage->stage == STAGE_SENDER)
        end_as(end, SMTP_TROUBLE, "server_refused");
    else
        end_as(end, permanent ? SMTP_REFUSED : SMTP_LATER, permanent ? "refused" : "refused_for_now");
    end->dead_address = end->outcome == SMTP_REFUSED && nobody_there(passage);
}

static void judge(const Passage *passage, CURLcode result, SmtpEnd *end)
{
    bool refused = passage->code >= FIRST_OF_4XX && passage->code < END_OF_CODES;
    if (passage->ended && passage->answered_end && passage->code / 100 == 2)
        end_as(end, SMTP_SENT, NULL);
    else if (passage->ended && !(passage->answered_end && refused))
        end_as(end, SMTP_UNKNOWN, result == CURLE_OPERATION_TIMEDOUT ? "end_timeout" : "end_unanswered");
    else if (passage->stopped || result == CURLE_ABORTED_BY_CALLBACK)
        end_as(end, SMTP_LATER, "stopped");
    else if (passage->refused_address && !passage->opened)
        end_as(end, SMTP_TROUBLE, "address_not_allowed");
    else if (passage->unencrypted && !passage->opened)
        end_as(end, SMTP_TROUBLE, "unencrypted_not_allowed");
    else if (passage->flooded)
        end_as(end, passage->stage < STAGE_SENDER ? SMTP_TROUBLE : SMTP_LATER, "answer_too_long");
    else if (passage->stage < STAGE_SENDER)
        end_as(end, SMTP_TROUBLE, trouble_of(passage, result));
    else if (refused)
        judge_answer(passage, end);
    else
        end_as(end, SMTP_LATER, result == CURLE_OPERATION_TIMEDOUT ? "timeout" : "broken_off");
}

static void tell_answer(const Passage *passage, SmtpEnd *end)
{
    Arena *scratch = arena_open(0);
    Text clean = text_in(scratch);
    utf8_add_clean(&clean, (Str){passage->line, passage->line_size});
    size_t size = clean.size < SMTP_ANSWER_BYTES ? clean.size : SMTP_ANSWER_BYTES;
    while (size && size < clean.size && ((unsigned char)clean.data[size] & 0xC0) == 0x80) size--;
    for (size_t i = 0; i < size; i++) end->answer[i] = (unsigned char)clean.data[i] < ' ' ? ' ' : clean.data[i];
    end->answer[size] = '\0';
    arena_close(scratch);
}

// ---- sending ----

#define SET(option, value) curl_easy_setopt(easy, (option), (value))

static void set_server(CURL *easy, const SmtpServer *server, Arena *arena)
{
    bool six = str_contains(server->host, STR(":"));
    Str url = str_format(arena, six ? "%s://[%.*s]:%d/%.*s" : "%s://%.*s:%d/%.*s",
                         server->security == SMTP_TLS ? "smtps" : "smtp", STR_ARGS(server->host), (int)server->port,
                         STR_ARGS(server->name));
    SET(CURLOPT_URL, str_c(arena, url));
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_USE_SSL, (long)(server->security == SMTP_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TIMEOUT_MS, (long)server->timeout_milliseconds);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)server->timeout_milliseconds);
    SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(server->timeout_milliseconds / MILLISECONDS_PER_SECOND + 1));
    if (server->policy->authorities.size) SET(CURLOPT_CAINFO, str_c(arena, server->policy->authorities));
    if (!server->user.size) return;
    SET(CURLOPT_USERNAME, str_c(arena, server->user));
    SET(CURLOPT_PASSWORD, str_c(arena, server->password));
}

static void set_passage(CURL *easy, Passage *passage)
{
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, passage);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)-1); // with a size the end is not asked for
    SET(CURLOPT_READFUNCTION, give_content);
    SET(CURLOPT_READDATA, passage);
    SET(CURLOPT_HEADERFUNCTION, take_answer);
    SET(CURLOPT_HEADERDATA, passage);
    SET(CURLOPT_DEBUGFUNCTION, overhear);
    SET(CURLOPT_DEBUGDATA, passage);
    SET(CURLOPT_VERBOSE, 1L);
    SET(CURLOPT_XFERINFOFUNCTION, progressed);
    SET(CURLOPT_XFERINFODATA, passage);
    SET(CURLOPT_NOPROGRESS, 0L);
}

static CURLcode attempt(Passage *passage, Arena *arena)
{
    CURL *easy = passage->smtp->easy;
    struct curl_slist *to =
        curl_slist_append(NULL, str_c(arena, str_format(arena, "<%.*s>", STR_ARGS(passage->mail->to))));
    curl_easy_reset(easy); // keeps the connection
    set_server(easy, passage->smtp->server, arena);
    set_passage(easy, passage);
    SET(CURLOPT_MAIL_FROM, str_c(arena, str_format(arena, "<%.*s>", STR_ARGS(passage->mail->from))));
    SET(CURLOPT_MAIL_RCPT, to);
    CURLcode result = curl_easy_perform(easy);
    // What follows (QUIT at the end) belongs to no mail.
    SET(CURLOPT_VERBOSE, 0L);
    SET(CURLOPT_HEADERFUNCTION, NULL);
    SET(CURLOPT_HEADERDATA, NULL);
    SET(CURLOPT_NOPROGRESS, 1L);
    SET(CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(to);
    return result;
}

#undef SET

// A connection that was kept may have been closed by the server meanwhile: then another one is opened, once.
static bool was_closed(const Passage *passage, bool reused)
{
    return reused && !passage->ended && passage->answered_bytes == 0 && passage->stage <= STAGE_SENDER;
}

void smtp_send(Smtp *smtp, const SmtpMail *mail, SmtpEnd *end)
{
    int64_t began = steady_milliseconds();
    Arena *scratch = arena_open(0);
    Passage passage = {.smtp = smtp, .mail = mail};
    CURLcode result = attempt(&passage, scratch);
    long connects = 1;
    curl_easy_getinfo(smtp->easy, CURLINFO_NUM_CONNECTS, &connects);
    if (result != CURLE_OK && was_closed(&passage, smtp->used && connects == 0)) {
        passage = (Passage){.smtp = smtp, .mail = mail};
        result = attempt(&passage, scratch);
    }
    smtp->used = true;
    *end = (SmtpEnd){.ended = passage.ended, .code = passage.code};
    judge(&passage, result, end);
    tell_answer(&passage, end);
    end->milliseconds = steady_milliseconds() - began;
    arena_close(scratch);
}

// ---- opening ----

bool smtp_open(const SmtpServer *server, Smtp **smtp, Error *error)
{
    Smtp *made = calloc(1, sizeof *made);
    if (!made) memory_exhausted(0);
    bool fine = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (fine) made->easy = curl_easy_init();
    made->server = server;
    if (made->easy) {
        *smtp = made;
        return true;
    }
    free(made);
    return error_set(error, ERROR_FAILED,
                     PHRASE("the library for sending mail can't be used (libcurl)",
                            "la bibliothèque d’envoi de courriels est inutilisable (libcurl)"),
                     NULL, 0);
}

void smtp_close(Smtp *smtp)
{
    if (!smtp) return;
    curl_easy_cleanup(smtp->easy);
    free(smtp);
    curl_global_cleanup();
}

// ---- words ----

Phrase smtp_failure_phrase(Str failure)
{
    static const struct {
        Str failure;
        Phrase phrase;
    } phrases[] = {
        {STR("host_not_found"), PHRASE("the mail server's name has no address", "le nom du serveur de courrier n’a pas "
                                                                                "d’adresse")},
        {STR("connect_failed"), PHRASE("nobody answers at the mail server's address and port",
                                       "personne ne répond à l’adresse et au port du serveur de courrier")},
        {STR("timeout"), PHRASE("the mail server did not answer in time", "le serveur de courrier n’a pas répondu à "
                                                                          "temps")},
        {STR("login_refused"), PHRASE("the mail server does not take this user and password",
                                      "le serveur de courrier refuse cet utilisateur et ce mot de passe")},
        {STR("tls_error"), PHRASE("the mail server's certificate or encryption is not right",
                                  "le certificat ou le chiffrement du serveur de courrier n’est pas bon")},
        {STR("server_refused"), PHRASE("the mail server takes nothing from us now",
                                       "le serveur de courrier n’accepte rien de nous pour l’instant")},
        {STR("sender_refused"),
         PHRASE("the mail server does not take this sender", "le serveur de courrier refuse cet expéditeur")},
        {STR("address_not_allowed"), PHRASE("the mail server stands at a private or local address (the operator may "
                                            "allow them: --outgoing-private)",
                                            "le serveur de courrier est à une adresse privée ou locale (l’exploitant "
                                            "peut les permettre\u00A0: --outgoing-private)")},
        {STR("unencrypted_not_allowed"),
         PHRASE("without encryption only a mail server at a private address is used",
                "sans chiffrement, seul un serveur de courrier à une adresse privée est "
                "utilisé")},
        {STR("refused"), PHRASE("the mail server refused the message", "le serveur de courrier a refusé le message")},
        {STR("refused_for_now"), PHRASE("the mail server refused the message for now",
                                        "le serveur de courrier a refusé le message pour l’instant")},
        {STR("broken_off"), PHRASE("the mail server broke off", "le serveur de courrier a interrompu l’échange")},
        {STR("answer_too_long"), PHRASE("the mail server's answer is too long", "la réponse du serveur de courrier est "
                                                                                "trop longue")},
        {STR("end_unanswered"), PHRASE("the message was handed over and no answer came: it may have arrived",
                                       "le message a été remis sans réponse\u00A0: il est peut-être arrivé")},
        {STR("end_timeout"), PHRASE("the message was handed over and no answer came in time: it may have arrived",
                                    "le message a été remis sans réponse à temps\u00A0: il est peut-être arrivé")},
        {STR("interrupted"), PHRASE("the server ended while it was handed over: it may have arrived",
                                    "le serveur s’est arrêté pendant la remise\u00A0: il est peut-être arrivé")},
        {STR("suppressed"), PHRASE("the address was refused for good before", "l’adresse a déjà été refusée "
                                                                              "définitivement")},
        {STR("expired"), PHRASE("it was tried for days in vain", "les essais ont échoué pendant des jours")},
        {STR("stopped"), PHRASE("sending was stopped", "l’envoi a été arrêté")},
    };
    for (size_t i = 0; i < COUNT_OF(phrases); i++)
        if (str_equal(failure, phrases[i].failure)) return phrases[i].phrase;
    return PHRASE("it failed", "échec");
}

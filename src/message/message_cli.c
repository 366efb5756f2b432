// `fidele mail show|set|test|log`: a thin edge over the routes of message_http.c.
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/command.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/table.h"
#include "message/outbox.h"

extern const Command *const message_commands[];

static const Option mail_options[] = {
    {.name = "host",
     .value = "NAME",
     .kind = OPTION_TEXT,
     .help = PHRASE("name or address of the mail server", "nom ou adresse du serveur de courrier")},
    {.name = "port",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 65535,
     .help = PHRASE("its port", "son port")},
    {.name = "security",
     .value = "starttls|tls|none",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how it is encrypted", "comment l’échange est chiffré")},
    {.name = "accept-unencrypted",
     .kind = OPTION_FLAG,
     .help = PHRASE("needed for --security none: mail can be read on the way",
                    "nécessaire pour --security none\u00A0: le courrier est lisible en chemin")},
    {.name = "user", .value = "NAME", .kind = OPTION_TEXT, .help = PHRASE("who signs in", "qui se connecte")},
    {.name = "password-stdin",
     .kind = OPTION_FLAG,
     .help = PHRASE("read the password from standard input", "lire le mot de passe sur l’entrée standard")},
    {.name = "from",
     .value = "ADDRESS",
     .kind = OPTION_TEXT,
     .help = PHRASE("address mail comes from", "adresse "
                                               "d’expéditeur")},
    {.name = "from-name",
     .value = "NAME",
     .kind = OPTION_TEXT,
     .help = PHRASE("name beside it", "nom qui "
                                      "l’accompagne")},
    {.name = "reply-to",
     .value = "ADDRESS",
     .kind = OPTION_TEXT,
     .help = PHRASE("where answers go", "où vont les "
                                        "réponses")},
    {.name = "to",
     .value = "ADDRESS",
     .kind = OPTION_TEXT,
     .help = PHRASE("test: where it goes", "test\u00A0: où il "
                                           "va")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

static bool wants_json(const CommandCall *call)
{
    return option_choice(call->options, "format", 0) == 1;
}

static Str member(const CommandCall *call, JsonValue object, const char *name)
{
    JsonValue value;
    if (!json_member(object, str_of(name), &value)) return STR("");
    return value.type == JSON_NUMBER ? value.text : json_get_string(value, call->arena);
}

static bool print(const CommandCall *call, Str text, Error *error)
{
    return output_write(STR(""), str_format(call->arena, "%.*s\n", STR_ARGS(text)), error);
}

static bool ask(const CommandCall *call, const char *method, Str target, Str body, JsonValue *answer, Error *error)
{
    CommandReply reply;
    return call->door->request(call, str_of(method), target, STR("application/json"), body, &reply, error) &&
           json_parse(reply.body, answer, error);
}

// ---- show, set ----

static bool print_settings(const CommandCall *call, JsonValue mail, Error *error)
{
    JsonValue trouble;
    if (wants_json(call)) return print(call, mail.text, error);
    Str host = member(call, mail, "host");
    if (!host.size)
        return print(call,
                     phrase_say(call->arena, call->locale,
                                PHRASE("no mail server is set", "aucun serveur de courrier n’est indiqué"), ),
                     error);
    Text text = text_in(call->arena);
    phrase_add(&text, call->locale,
               PHRASE("{0}:{1} ({2}), from {3}; {4} waiting", "{0}:{1} ({2}), de {3}\u00A0; {4} en attente"),
               (const Str[]){host, member(call, mail, "port"), member(call, mail, "security"),
                             member(call, mail, "from_address"), member(call, mail, "queued")},
               5);
    if (json_member(mail, STR("trouble"), &trouble) && trouble.type == JSON_OBJECT)
        text_addf(&text, "\n%.*s %.*s", STR_ARGS(member(call, trouble, "message")),
                  STR_ARGS(member(call, trouble, "answer")));
    return print(call, text_str(&text), error);
}

static bool show(const CommandCall *call, Error *error)
{
    JsonValue mail;
    return ask(call, "GET", STR("/api/v1/mail"), STR(""), &mail, error) && print_settings(call, mail, error);
}

static void add_text(JsonWriter *json, const CommandCall *call, const char *option, const char *name)
{
    if (!option_given(call->options, option)) return;
    json_key(json, name);
    json_string(json, option_text(call->options, option, STR("")));
}

static bool read_password(const CommandCall *call, Str *password, Error *error)
{
    char *bytes = arena_array(call->arena, char, MAIL_PASSWORD_BYTES_MAX + 2);
    size_t size = 0;
    for (ssize_t more; size <= MAIL_PASSWORD_BYTES_MAX; size += (size_t)more) {
        more = read(STDIN_FILENO, bytes + size, MAIL_PASSWORD_BYTES_MAX + 1 - size);
        if (more <= 0) break;
    }
    while (size && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r')) size--;
    *password = (Str){bytes, size};
    if (size && size <= MAIL_PASSWORD_BYTES_MAX) return true;
    return error_say(error, ERROR_USAGE,
                     PHRASE("--password-stdin: a password of 1 to 1000 bytes is expected on standard input",
                            "--password-stdin\u00A0: un mot de passe de 1 à 1000 octets est attendu sur l’entrée "
                            "standard"), );
}

static bool set(const CommandCall *call, Error *error)
{
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    JsonValue mail;
    Str password;
    json_begin_object(&json);
    add_text(&json, call, "host", "host");
    add_text(&json, call, "user", "user");
    add_text(&json, call, "from", "from_address");
    add_text(&json, call, "from-name", "from_name");
    add_text(&json, call, "reply-to", "reply_to");
    if (option_given(call->options, "port")) {
        json_key(&json, "port");
        json_integer(&json, option_count(call->options, "port", 0));
    }
    if (option_given(call->options, "security")) {
        json_key(&json, "security");
        json_string(&json, str_of(smtp_security_names[option_choice(call->options, "security", 0)]));
        json_key(&json, "accept_unencrypted");
        json_boolean(&json, option_given(call->options, "accept-unencrypted"));
    }
    if (option_given(call->options, "password-stdin")) {
        if (!read_password(call, &password, error)) return false;
        json_key(&json, "password");
        json_string(&json, password);
    }
    json_end_object(&json);
    return ask(call, "PATCH", STR("/api/v1/mail"), text_str(&body), &mail, error) && print_settings(call, mail, error);
}

// ---- test ----

static bool has_ended(Str status)
{
    return !str_equal(status, STR("queued")) && !str_equal(status, STR("sending"));
}

// Waits until it has ended or was tried once in vain.
static bool watch(const CommandCall *call, Str id, JsonValue *message, Error *error)
{
    enum { LOOKS = 1200 };
    static const struct timespec pause = {.tv_nsec = 50000000};
    Str target = str_format(call->arena, "/api/v1/messages/%.*s", STR_ARGS(id));
    for (int look = 0; look < LOOKS; look++) {
        JsonValue tries;
        if (!ask(call, "GET", target, STR(""), message, error)) return false;
        bool tried = json_member(*message, STR("tries"), &tries) && json_count(tries) > 0;
        if (tried || has_ended(member(call, *message, "status"))) return true;
        nanosleep(&pause, NULL);
    }
    return true;
}

static bool test(const CommandCall *call, Error *error)
{
    JsonValue queued, message;
    if (!option_given(call->options, "to"))
        return error_say(error, ERROR_USAGE,
                         PHRASE("where should it go? fidele mail test --to you@example.com",
                                "où doit-il aller\u202F? fidele mail test --to vous@example.com"), );
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    add_text(&json, call, "to", "to");
    json_end_object(&json);
    if (!ask(call, "POST", STR("/api/v1/mail/test"), text_str(&body), &queued, error) ||
        !watch(call, member(call, queued, "message"), &message, error))
        return false;
    bool sent = str_equal(member(call, message, "status"), STR("sent"));
    if (sent)
        return print(call,
                     wants_json(call) ? message.text
                                      : phrase_say(call->arena, call->locale, PHRASE("sent: {0}", "envoyé\u00A0: {0}"),
                                                   member(call, message, "answer")),
                     error);
    return error_say(error, ERROR_FAILED, PHRASE("not sent: {0} {1}", "pas envoyé\u00A0: {0} {1}"),
                     member(call, message, "reason"), member(call, message, "answer"));
}

// ---- log ----

static bool print_log(const CommandCall *call, JsonValue items, Error *error)
{
    Arena *arena = call->arena;
    const TableColumn columns[] = {{phrase_say(arena, call->locale, PHRASE("id", "nº"), ), true},
                                   {phrase_say(arena, call->locale, PHRASE("queued", "mis en file"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("kind", "genre"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("to", "à"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("status", "état"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("tries", "essais"), ), true},
                                   {phrase_say(arena, call->locale, PHRASE("why", "raison"), ), false}};
    Table *table = table_new(arena, columns, COUNT_OF(columns));
    JsonValue item;
    for (size_t cursor = 0; json_next(items, &cursor, NULL, &item);) {
        const Str cells[] = {member(call, item, "id"),     member(call, item, "made_at"),
                             member(call, item, "kind"),   display_clean(arena, member(call, item, "recipient")),
                             member(call, item, "status"), member(call, item, "attempts"),
                             member(call, item, "reason")};
        table_row(table, cells);
    }
    Text out = text_in(arena);
    table_print(table, display_columns(STDOUT_FILENO), &out);
    return output_write(STR(""), text_str(&out), error);
}

static bool list(const CommandCall *call, Error *error)
{
    JsonValue page, items;
    if (!ask(call, "GET", STR("/api/v1/messages?limit=100"), STR(""), &page, error)) return false;
    if (!json_member(page, STR("items"), &items)) return false;
    return wants_json(call) ? print(call, items.text, error) : print_log(call, items, error);
}

static bool run_mail(const CommandCall *call, Error *error)
{
    Str act = call->options->argument[0];
    if (str_equal(act, STR("show"))) return show(call, error);
    if (str_equal(act, STR("set"))) return set(call, error);
    if (str_equal(act, STR("test"))) return test(call, error);
    if (str_equal(act, STR("log"))) return list(call, error);
    return error_say(error, ERROR_USAGE,
                     PHRASE("{0}: expected show, set, test or log", "{0}\u00A0: on attend show, set, test ou log"),
                     error_value(call->arena, act));
}

static const Command mail_command = {
    .name = "mail",
    .summary = PHRASE("set the mail server, send a test, see what was sent",
                      "indiquer le serveur de courrier, envoyer un essai, voir les envois"),
    .arguments = "show|set|test|log",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = mail_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY,
    .details = PHRASE("The password is kept sealed in the data folder. A mail server at a private address needs a "
                      "server that was started with --outgoing-private.",
                      "Le mot de passe est gardé scellé dans le dossier de données. Un serveur de courrier à une "
                      "adresse privée demande un serveur démarré avec --outgoing-private."),
    .examples = "fidele mail set --host mail.example.com --user retention --password-stdin --from "
                "retention@example.com <password\n"
                "fidele mail test --to you@example.com",
    .run = run_mail,
};

const Command *const message_commands[] = {&mail_command, NULL};

#include "serve/door.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "http/client.h"
#include "serve/clock.h"
#include "serve/data_folder.h"
#include "serve/house_open.h"

enum { WAIT_MILLISECONDS = 5000, PAUSE_MILLISECONDS = 50 };

// The house of this process, opened by the first request and closed after the last: there is one folder a process.
static struct {
    Arena *arena;
    DataFolder folder;
    OpenHouse *open;
} here;

// ---- over the socket ----

static Str member(JsonValue object, Str key, Arena *arena)
{
    JsonValue value;
    return json_member(object, key, &value) ? json_get_string(value, arena) : STR("");
}

static bool refuse_version(Str server, Error *error)
{
    return error_code(
        error, ERROR_FAILED, "version",
        PHRASE("the server that holds the data folder is version {0}, this program is {1}: use the same",
               "le serveur qui tient le dossier de données est en version {0}, ce programme en {1}\u00A0: "
               "utilisez la même"),
        server, STR(FIDELE_VERSION));
}

// ERROR_UNAVAILABLE: no server listens there.
static bool check_version(Str socket, Arena *arena, Error *error)
{
    HttpReply reply;
    JsonValue status;
    if (!http_ask(socket, STR("GET"), STR("/healthz"), STR(""), STR(""), arena, &reply, error)) return false;
    Str version = json_parse(reply.body, &status, error) ? member(status, STR("version"), arena) : STR("?");
    return str_equal(version, STR(FIDELE_VERSION)) || refuse_version(version, error);
}

static Str with_locale(const CommandCall *call, Str target)
{
    static const char *const names[LOCALE_COUNT] = {"en", "fr"};
    return str_format(call->arena, "%.*s%slocale=%s", STR_ARGS(target), str_contains(target, STR("?")) ? "&" : "?",
                      names[call->locale]);
}

static bool ask_server(const CommandCall *call, Str socket, Str method, Str target, Str type, Str body,
                       CommandReply *reply, Error *error)
{
    HttpReply answer;
    if (!check_version(socket, call->arena, error) ||
        !http_ask(socket, method, with_locale(call, target), type, body, call->arena, &answer, error))
        return false;
    *reply = (CommandReply){.status = answer.status, .type = answer.type, .body = answer.body};
    return true;
}

// ---- in this process ----

static bool open_here(const CommandCall *call, Str folder, Error *error)
{
    here.arena = arena_open(0);
    bool fine = clock_check(instant_now(), error) && data_folder_take(folder, here.arena, &here.folder, error);
    HouseSettings settings = {.folder = here.folder.path,
                              .database = option_text(call->options, "database", STR("")),
                              .questions = option_text(call->options, "activity", STR("")),
                              .slow_milliseconds = INT32_MAX};
    umask(077);
    fine = fine && house_open(&settings, &here.open, error);
    if (fine && jobs_start(here.open->house.jobs, error)) return true;
    if (here.open) house_close(here.open);
    here.open = NULL;
    data_folder_release(&here.folder);
    arena_close(here.arena);
    return false;
}

static void perform_here(const CommandCall *call, Str method, Str target, Str type, Str body, CommandReply *reply)
{
    ApiReply answer;
    api_perform(here.open->house.api, method, target, type, body, call->locale, call->arena, &answer);
    *reply = (CommandReply){.status = answer.status, .type = answer.type, .body = answer.body};
}

static void close_here(void)
{
    if (!here.open) return;
    jobs_stop(here.open->house.jobs, 0);
    house_close(here.open);
    here.open = NULL;
    data_folder_release(&here.folder);
    arena_close(here.arena);
}

// ---- the answer ----

static ErrorKind kind_of(int status)
{
    switch (status) {
    case 400: return ERROR_USAGE;
    case 401: return ERROR_UNAUTHENTICATED;
    case 403: return ERROR_FORBIDDEN;
    case 404: return ERROR_NOT_FOUND;
    case 409: return ERROR_CONFLICT;
    case 413:
    case 415:
    case 422: return ERROR_INPUT;
    case 429: return ERROR_RATE_LIMITED;
    case 503: return ERROR_UNAVAILABLE;
    case 507: return ERROR_STORAGE_FULL;
    default: return ERROR_FAILED;
    }
}

// "title: detail", then each "path: message" of what is wrong.
static Str problem_text(JsonValue problem, Arena *arena)
{
    Text text = text_in(arena);
    JsonValue errors, item;
    Str detail = member(problem, STR("detail"), arena);
    text_add(&text, detail.size ? detail : member(problem, STR("title"), arena));
    if (!json_member(problem, STR("errors"), &errors)) return text_str(&text);
    for (size_t cursor = 0; json_next(errors, &cursor, NULL, &item);) {
        Str message = member(item, STR("message"), arena), path = member(item, STR("path"), arena);
        if (!str_equal(message, detail)) text_addf(&text, "; %.*s: %.*s", STR_ARGS(path), STR_ARGS(message));
    }
    return text_str(&text);
}

static bool judge(const CommandCall *call, const CommandReply *reply, Error *error)
{
    if (reply->status < 400) return true;
    JsonValue problem;
    Error unreadable;
    Str said = json_parse(reply->body, &problem, &unreadable) ? problem_text(problem, call->arena)
                                                              : error_number(call->arena, (uint64_t)reply->status);
    return error_code(error, kind_of(reply->status), "problem", PHRASE("{0}", "{0}"), said);
}

// ---- the door ----

static void pause_shortly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MILLISECONDS * 1000000L}, NULL);
}

// The socket is asked first. A folder that is taken without a socket belongs to a server that starts or stops: it is
// given a few seconds.
static bool carry_out(const CommandCall *call, Str folder, Str method, Str target, Str type, Str body,
                      CommandReply *reply, Error *error)
{
    Str socket = data_folder_socket(call->arena, folder);
    for (int waited = 0;; waited += PAUSE_MILLISECONDS) {
        if (ask_server(call, socket, method, target, type, body, reply, error)) return true;
        if (error->kind != ERROR_UNAVAILABLE) return false;
        if (open_here(call, folder, error)) break;
        bool taken = error->code && strcmp(error->code, "locked") == 0;
        if (!taken || waited >= WAIT_MILLISECONDS) return false;
        pause_shortly();
    }
    perform_here(call, method, target, type, body, reply);
    return true;
}

// Who only looks makes no folder: a name with a slip in it would show a company without customers.
static bool is_there(const CommandCall *call, Str folder, Str method, Error *error)
{
    if (!str_equal(method, STR("GET")) || option_given(call->options, "database") ||
        access(str_c(call->arena, folder), F_OK) == 0)
        return true;
    return error_say(error, ERROR_INPUT,
                     PHRASE("there is no data folder {0}: name yours with --data, or fill one with `fidele import` or "
                            "`fidele demo`",
                            "il n’y a pas de dossier de données {0}\u00A0: nommez le vôtre avec --data, ou "
                            "remplissez-en un avec `fidele import` ou `fidele demo`"),
                     error_value(call->arena, folder));
}

static bool request(const CommandCall *call, Str method, Str target, Str type, Str body, CommandReply *reply,
                    Error *error)
{
    Str folder = option_text(call->options, "data", STR("fidele-data"));
    if (here.open)
        perform_here(call, method, target, type, body, reply);
    else if (!is_there(call, folder, method, error) ||
             !carry_out(call, folder, method, target, type, body, reply, error))
        return false;
    return judge(call, reply, error);
}

static bool make(const CommandCall *call, Error *error)
{
    CommandReply answered; // by whoever holds the folder; what it says does not matter
    Str folder = option_text(call->options, "data", STR("fidele-data"));
    return here.open || carry_out(call, folder, STR("GET"), STR("/healthz"), STR(""), STR(""), &answered, error);
}

const CommandDoor data_folder_door = {.request = request, .make = make, .close = close_here};

// message_job.c - sends what the outbox holds (outbox.h), a few mails at once, and forgets what is old.
//
// The job is `alone`: one server sends at a time. It runs when something was queued, when a try is due soon, and once a
// minute. With a mail server in trouble one mail is tried now and then; the others wait.
#include "message/message_job.h"

#include "base/number.h"
#include "base/random.h"
#include "base/seal.h"
#include "base/thread.h"
#include "house.h"
#include "message/outbox.h"

enum {
    CONNECTIONS = 4,
    MAILS_AT_ONCE = 64,
    SOON_SECONDS = 60,
    JOB_ATTEMPTS = 1000,
    FORGET_AT_ONCE = 500,
    CONVERT_AT_ONCE = 500
};

bool mail_wake(Jobs *jobs, StoreSession *session, Instant now, Error *error)
{
    int64_t id;
    return job_queue(jobs, session, "mail", STR("{}"), STR("mail"), now, &id, error);
}

// ---- one run ----

typedef struct Run {
    JobCall *call;
    bool recovered; // by this run: what a dead one had under way
    MailSettings settings;
    SmtpServer server;
    Arena *arena; // of one turn
    OutboxRow *row;
    size_t count;
    bool finished;
    int64_t sent, doubtful;
    Smtp *smtp[CONNECTIONS];
    Random random[CONNECTIONS];
    atomic_bool trouble; // the server can't be used: the others of this turn are not tried
    atomic_bool lost;    // the store or the job is gone
    atomic_int_least64_t sent_now;
} Run;

static bool wait_for_server(const Run *run, Instant now)
{
    return !run->settings.host.size || run->settings.resume_at > now;
}

// What is done once a run.
static bool begin_within(const Run *run, StoreSession *session, Instant now, int64_t *doubtful, Error *error)
{
    return outbox_recover(session, now, doubtful, error) &&
           suppression_convert(session, run->call->house->secret, CONVERT_AT_ONCE, error);
}

static bool take_within(StoreSession *session, void *context, Error *error)
{
    Run *run = context;
    Instant now = instant_now();
    int64_t doubtful = 0;
    run->count = 0;
    if (!job_hold_within(run->call, session, error) ||
        (!run->recovered && !begin_within(run, session, now, &doubtful, error)) ||
        !mail_settings_get(session, run->arena, &run->settings, error))
        return false;
    run->doubtful = run->recovered ? run->doubtful : doubtful;
    const OutboxTake take = {
        .secret = run->call->house->secret, .now = now, .limit = run->settings.trouble.size ? 1 : MAILS_AT_ONCE};
    return wait_for_server(run, now) || outbox_take(session, &take, run->arena, &run->row, &run->count, error);
}

// Ends with the transaction that sees that nothing is due; what is due soon gets a job of its own.
static bool finish_within(StoreSession *session, void *context, Error *error)
{
    Run *run = context;
    Instant at, now = instant_now();
    int64_t id;
    if (!outbox_soonest(session, &at, error)) return false;
    run->finished = !at || at > now;
    if (!run->finished) return job_hold_within(run->call, session, error);
    if (!job_finish_within(run->call, session, error)) return false;
    if (!at || at - now >= (Instant)SOON_SECONDS * MILLISECONDS_PER_SECOND) return true;
    Str key = str_format(run->arena, "mail at %lld", (long long)(at / MILLISECONDS_PER_SECOND));
    return job_queue(run->call->house->jobs, session, "mail", STR("{}"), key, at, &id, error);
}

// ---- one mail ----

typedef struct Parcel {
    Run *run;
    const OutboxRow *row;
    SmtpEnd end;
    double spread;
} Parcel;

static bool ending_within(StoreSession *session, void *context, Error *error)
{
    Parcel *parcel = context;
    return job_hold_within(parcel->run->call, session, error) && outbox_ending(session, parcel->row->id, error);
}

static bool note_ending(void *context)
{
    Parcel *parcel = context;
    Error error;
    bool noted = store_write(parcel->run->call->house->store, ending_within, parcel, &error);
    if (!noted) atomic_store(&parcel->run->lost, true);
    return noted;
}

static bool settle_within(StoreSession *session, void *context, Error *error)
{
    Parcel *parcel = context;
    Instant now = instant_now();
    const SmtpEnd *end = &parcel->end;
    const OutboxSettle settle = {
        .secret = parcel->run->call->house->secret, .end = *end, .spread = parcel->spread, .now = now};
    bool stopped = end->outcome == SMTP_LATER && end->failure && str_equal(str_of(end->failure), STR("stopped"));
    return job_hold_within(parcel->run->call, session, error) && outbox_settle(session, parcel->row, &settle, error) &&
           (stopped || outbox_trouble(session, end, parcel->spread, now, error));
}

static void send(Run *run, Parcel *parcel, int worker)
{
    Mailbox from = {run->settings.from_name, run->settings.from_address};
    Arena *scratch = arena_open(0);
    Text content = text_in(scratch);
    text_add(&content, mime_sender(&from, run->settings.reply_to, scratch));
    text_add(&content, parcel->row->content);
    SmtpMail mail = {.from = run->settings.from_address,
                     .to = parcel->row->recipient,
                     .content = text_str(&content),
                     .ending = note_ending,
                     .context = parcel,
                     .cancelled = run->call->cancelled};
    smtp_send(run->smtp[worker], &mail, &parcel->end);
    arena_close(scratch);
}

static void send_one(void *context, size_t part, int worker)
{
    Run *run = context;
    Error error;
    Parcel parcel = {.run = run,
                     .row = &run->row[part],
                     .end = {.outcome = SMTP_LATER, .failure = "stopped"},
                     .spread = random_unit(&run->random[worker])};
    bool stop = atomic_load(&run->trouble) || atomic_load(&run->lost) || atomic_load(run->call->cancelled);
    if (!stop) send(run, &parcel, worker);
    if (parcel.end.outcome == SMTP_TROUBLE) atomic_store(&run->trouble, true);
    if (parcel.end.outcome == SMTP_SENT) atomic_fetch_add(&run->sent_now, 1);
    // What can't be written now is seen by the next run: recovered, or doubtful.
    if (!store_write(run->call->house->store, settle_within, &parcel, &error)) atomic_store(&run->lost, true);
}

// ---- connections, of one turn: settings may change between two ----

static bool read_server(Run *run, Error *error)
{
    const House *house = run->call->house;
    unsigned char key[SECRET_KEY_BYTES];
    const MailSettings *settings = &run->settings;
    Str rest = settings->from_address, part, password = STR("");
    seal_key(house->secret, "mail password", key);
    bool sealed = settings->password.size && !seal_open(run->arena, key, 1, settings->password, &password);
    secret_wipe(key, sizeof key);
    run->server = (SmtpServer){.host = settings->host,
                               .port = settings->port,
                               .security = settings->security,
                               .user = settings->user,
                               .password = password,
                               .name = str_cut(&rest, '@', &part) && rest.size ? rest : STR("localhost"),
                               .timeout_milliseconds = settings->timeout_seconds * MILLISECONDS_PER_SECOND,
                               .policy = house->outgoing};
    return !sealed || error_code(error, ERROR_INPUT, "password_sealed",
                                 PHRASE("the mail server's password was sealed by another data folder: set it again",
                                        "le mot de passe du serveur de courrier a été scellé par un autre dossier de "
                                        "données\u00A0: indiquez-le de nouveau"),
                                 STR(""));
}

static void close_connections(Run *run)
{
    for (int i = 0; i < CONNECTIONS; i++) smtp_close(run->smtp[i]);
    for (int i = 0; i < CONNECTIONS; i++) run->smtp[i] = NULL;
}

static bool open_connections(Run *run, Error *error)
{
    for (int i = 0; i < CONNECTIONS; i++)
        if (!smtp_open(&run->server, &run->smtp[i], error)) return false;
    return true;
}

static bool send_taken(Run *run, Error *error)
{
    bool fine = read_server(run, error) && open_connections(run, error);
    if (fine) thread_run(CONNECTIONS, run->count, send_one, run);
    close_connections(run);
    if (fine && atomic_load(&run->lost))
        fine = error_code(error, ERROR_UNAVAILABLE, "mail_interrupted",
                          PHRASE("sending was interrupted: it goes on by itself",
                                 "l’envoi a été interrompu\u00A0: il reprend de lui-même"),
                          STR(""));
    return fine;
}

static bool turn(Run *run, Error *error)
{
    Store *store = run->call->house->store;
    atomic_store(&run->trouble, false);
    if (!store_write(store, take_within, run, error)) return false;
    run->recovered = true;
    if (!run->count) return store_write(store, finish_within, run, error);
    return send_taken(run, error);
}

static void tell(Run *run)
{
    run->call->result = text_in(run->call->arena);
    JsonWriter json = json_writer(&run->call->result);
    json_begin_object(&json);
    json_key(&json, "sent");
    json_integer(&json, atomic_load(&run->sent_now));
    json_key(&json, "doubtful");
    json_integer(&json, run->doubtful);
    json_end_object(&json);
}

static bool send_due(JobCall *call, Error *error)
{
    Run run = {.call = call};
    bool fine = true;
    for (int i = 0; i < CONNECTIONS; i++) {
        uint64_t seed;
        secret_random(&seed, sizeof seed);
        run.random[i] = random_start(seed, (uint64_t)i);
    }
    while (fine && !run.finished && !atomic_load(call->cancelled)) {
        run.arena = arena_open(0);
        tell(&run);
        fine = turn(&run, error);
        arena_close(run.arena);
    }
    return fine;
}

// ---- forgetting ----

typedef struct Forgetting {
    Instant now;
    bool more;
} Forgetting;

static bool forget_within(StoreSession *session, void *context, Error *error)
{
    Forgetting *forgetting = context;
    return outbox_forget(session, forgetting->now, FORGET_AT_ONCE, &forgetting->more, error);
}

static bool forget_old(JobCall *call, Error *error)
{
    Forgetting forgetting = {.now = call->now, .more = true};
    while (forgetting.more && !atomic_load(call->cancelled))
        if (!store_write(call->house->store, forget_within, &forgetting, error)) return false;
    return true;
}

const JobKind message_jobs[] = {
    {.name = "mail", .every_seconds = SOON_SECONDS, .attempts_max = JOB_ATTEMPTS, .alone = true, .run = send_due},
    {.name = "mail_clean", .every_seconds = 24 * 60 * 60, .run = forget_old},
    {.name = NULL}};

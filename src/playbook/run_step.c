// run_step.c - what a step of a run does when it begins, and when it is over.
#include <string.h>

#include "base/calendar.h"
#include "crm/crm.h"
#include "house.h"
#include "playbook/run_parts.h"
#include "workspace/workspace.h"

enum { TASK_OPEN, TASK_CLOSED = 2 };
enum { LOOK_SECONDS = 300, MAIL_SECONDS = 20 };

static const Instant day_long = (Instant)SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;

bool run_put_step(const PlaybookPlace *place, const PlaybookRun *run, const RunStep *step, Error *error)
{
    return store_execute(place->session, &query_playbook_run_put_step,
                         VALUES(value_integer(run->id), value_integer(step->position), value_integer(step->kind),
                                value_integer(step->outcome), value_text(step->reason), value_integer(step->began_at),
                                step->due_day, step->until_at ? value_integer(step->until_at) : value_null(),
                                step->ended_at ? value_integer(step->ended_at) : value_null(),
                                value_integer(step->task), value_integer(step->message),
                                step->told_at ? value_integer(step->told_at) : value_null()),
                         NULL, error);
}

static void look_again(Advance *advance, int64_t seconds)
{
    advance->run->next_at = advance->place->now + seconds * MILLISECONDS_PER_SECOND;
}

static void step_over(Advance *advance, RunStep *step, StepOutcome outcome)
{
    step->outcome = outcome;
    step->ended_at = advance->place->now;
    advance->run->step++;
    advance->run->next_at = advance->place->now;
}

// ---- tasks ----

static Locale house_locale(const PlaybookPlace *place)
{
    return workspace_settings(place->house->workspace)->locale;
}

static bool add_task(Advance *advance, const PlaybookStep *plan, Str title, Str text, RunStep *step, Error *error)
{
    const PlaybookPlace *place = advance->place;
    CustomerId root = identity_root(place->house->identity, advance->run->customer);
    int64_t owner = plan->owner;
    if (!owner && !crm_owner(place->house->identity, place->session, root, place->arena, &owner, error)) return false;
    step->due_day = value_integer(playbook_today(place) + plan->days);
    if (!crm_number(place->session, &step->task, error) ||
        !store_execute(place->session, &query_task_insert,
                       VALUES(value_integer(step->task), value_integer(root), value_null(), value_null(),
                              value_text(title), value_text(text), owner ? value_integer(owner) : value_null(),
                              step->due_day, value_integer(TASK_OPEN), value_integer(0), value_integer(place->now),
                              value_null()),
                       NULL, error))
        return false;
    look_again(advance, LOOK_SECONDS);
    return run_say(place, advance->run, "Task Added",
                   str_format(place->arena, "{\"task\":%lld,\"by\":0,\"run\":%lld}", (long long)step->task,
                              (long long)advance->run->id),
                   error);
}

static bool tell_overdue(Advance *advance, RunStep *step, Error *error)
{
    if (step->told_at || !run_step_overdue(step, playbook_today(advance->place))) return true;
    step->told_at = advance->place->now;
    return run_say(advance->place, advance->run, "Playbook Step Overdue",
                   str_format(advance->place->arena,
                              "{\"playbook\":%lld,\"run\":%lld,\"step\":%lld,\"task\":%lld,\"due_day\":\"%.*s\"}",
                              (long long)advance->run->playbook, (long long)advance->run->id,
                              (long long)step->position + 1, (long long)step->task,
                              STR_ARGS(day_name(advance->place->arena, (Day)step->due_day.integer))),
                   error);
}

static bool look_at_task(Advance *advance, RunStep *step, Error *error)
{
    Rows rows;
    int64_t status = -1;
    if (!store_select(advance->place->session, &query_playbook_run_task_status, VALUES(value_integer(step->task)),
                      &rows, error))
        return false;
    if (rows_next(&rows)) status = rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    if (status == TASK_CLOSED || status < 0) {
        step_over(advance, step, status < 0 ? STEP_REMOVED : STEP_DONE);
        return true;
    }
    look_again(advance, LOOK_SECONDS);
    return tell_overdue(advance, step, error);
}

// ---- messages ----

typedef struct Reason {
    const char *code;
    Phrase phrase;
} Reason;

static const Reason reasons[] = {
    {"no_address", PHRASE("no e-mail address is known", "aucune adresse e-mail n’est connue")},
    {"no_mail_server", PHRASE("no mail server is set", "aucun serveur de courrier n’est configuré")},
    {"not_delivered", PHRASE("the mail could not be delivered", "l’e-mail n’a pas pu être remis")},
};

Phrase run_reason_say(Str reason)
{
    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        if (str_equal(reason, str_of(reasons[i].code))) return reasons[i].phrase;
    for (GroundReason one = 0; one < GROUND_REASON_COUNT; one++)
        if (str_equal(reason, ground_reason_name(one))) return ground_reason_say(one);
    return PHRASE("it may not be sent", "il ne peut pas être envoyé");
}

// The first name of a trait that is there.
static Str shown(const Person *person, const char *const *names, size_t count, Arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        const Trait *trait = trait_find(person->traits, person->trait_count, str_of(names[i]));
        Str text = trait ? str_trim(trait_text(trait, arena)) : STR("");
        if (text.size) return text;
    }
    return STR("");
}

typedef struct Letter {
    Str address, subject, text;
} Letter;

static Locale language_of(const PlaybookPlace *place, const Person *person)
{
    static const char *const names[] = {"locale", "language", "lang"};
    Str said = shown(person, names, COUNT_OF(names), place->arena);
    if (said.size >= 2 && str_equal_fold((Str){said.data, 2}, STR("fr"))) return LOCALE_FR;
    if (said.size >= 2 && str_equal_fold((Str){said.data, 2}, STR("en"))) return LOCALE_EN;
    return house_locale(place);
}

static Str address_of(const Person *person)
{
    for (size_t i = 0; i < person->identity_count; i++)
        if (person->identities[i].kind == IDENTITY_EMAIL && mail_address_valid(person->identities[i].shown))
            return person->identities[i].shown;
    return STR("");
}

// How not to get any more of them stands below what is sent for marketing.
static Str with_way_out(const PlaybookPlace *place, Locale locale, Str text)
{
    Phrase way_out = PHRASE("{0}\n\n--\nTo get no more messages like this one, answer with “stop”.",
                            "{0}\n\n--\nPour ne plus recevoir de tels messages, répondez «\u00A0stop\u00A0».");
    return phrase_say(place->arena, locale, way_out, text);
}

static bool write_letter(const Advance *advance, const PlaybookStep *plan, bool marketing, Letter *letter, Error *error)
{
    static const char *const firsts[] = {"first_name", "firstName", "firstname"};
    static const char *const names[] = {"name", "full_name"};
    const PlaybookPlace *place = advance->place;
    Person person;
    if (!person_read(place->house->identity, place->session, advance->run->customer, place->arena, &person, error))
        return false;
    Str first = shown(&person, firsts, COUNT_OF(firsts), place->arena);
    Str name = shown(&person, names, COUNT_OF(names), place->arena);
    Locale locale = language_of(place, &person);
    if (!plan->text[locale].size) locale = locale == LOCALE_EN ? LOCALE_FR : LOCALE_EN;
    letter->address = str_copy(place->arena, address_of(&person));
    letter->subject = playbook_fill(plan->subject[locale], name.size ? name : first, first, place->arena);
    letter->text = playbook_fill(plan->text[locale], name.size ? name : first, first, place->arena);
    if (marketing) letter->text = with_way_out(place, locale, letter->text);
    return true;
}

// What the mail says, for whoever may find another way.
static bool draft_as_task(Advance *advance, const PlaybookStep *plan, const Letter *letter, Str reason, RunStep *step,
                          Error *error)
{
    Arena *arena = advance->place->arena;
    Locale locale = house_locale(advance->place);
    Phrase title = PHRASE("Not sent by mail: {0}", "Pas envoyé par e-mail\u00A0: {0}");
    Phrase text = PHRASE("Why: {0}\n\n{1}", "Pourquoi\u00A0: {0}\n\n{1}");
    Str why = str_of(run_reason_say(reason).in[locale]);
    step->reason = reason;
    return add_task(advance, plan, phrase_say(arena, locale, title, letter->subject),
                    phrase_say(arena, locale, text, why, letter->text), step, error);
}

static bool queue_letter(Advance *advance, const Letter *letter, RunStep *step, Error *error)
{
    bool fresh;
    const PlaybookPlace *place = advance->place;
    OutboxMail mail = {
        .key = str_format(place->arena, "playbook:%lld:%lld", (long long)advance->run->id, (long long)step->position),
        .kind = STR("playbook"),
        .once = true,
        .customer = identity_root(place->house->identity, advance->run->customer),
        .text = {.to = {STR(""), letter->address}, .subject = letter->subject, .plain = letter->text},
        .now = place->now};
    *advance->mailed = true;
    look_again(advance, MAIL_SECONDS);
    return outbox_queue(place->session, place->house->secret, &mail, place->arena, &step->message, &fresh, error);
}

static bool begin_message(Advance *advance, const PlaybookStep *plan, RunStep *step, Error *error)
{
    const PlaybookPlace *place = advance->place;
    CustomerId root = identity_root(place->house->identity, advance->run->customer);
    MailSettings settings;
    RunConsents consents;
    Purpose purpose;
    GroundAsk ask;
    Letter letter;
    if (!run_consents(place, root, &consents, error) ||
        !run_ground(place, &consents, plan->purpose, &purpose, &ask, error) ||
        !mail_settings_get(place->session, place->arena, &settings, error) ||
        !write_letter(advance, plan, ask.purpose && purpose.marketing, &letter, error))
        return false;
    Ground may = ground(&ask);
    Str reason = !may.allowed           ? ground_reason_name(may.reason)
                 : !letter.address.size ? STR("no_address")
                 : !settings.host.size  ? STR("no_mail_server")
                                        : STR("");
    return reason.size ? draft_as_task(advance, plan, &letter, reason, step, error)
                       : queue_letter(advance, &letter, step, error);
}

static bool say_sent(Advance *advance, const PlaybookStep *plan, const RunStep *step, Error *error)
{
    Error unknown;
    Purpose purpose;
    bool marketing = purpose_get(advance->place->session, plan->purpose, advance->place->arena, &purpose, &unknown) &&
                     purpose.marketing;
    return run_say(advance->place, advance->run, "Email Sent",
                   str_format(advance->place->arena,
                              "{\"message_id\":\"outbox-%lld\",\"content_kind\":\"%s\",\"playbook\":%lld,\"run\":%lld}",
                              (long long)step->message, marketing ? "marketing" : "service",
                              (long long)advance->run->playbook, (long long)advance->run->id),
                   error);
}

static bool look_at_message(Advance *advance, const PlaybookStep *plan, RunStep *step, Error *error)
{
    OutboxRow row;
    Letter letter;
    if (!outbox_get(advance->place->session, step->message, advance->place->arena, &row, error)) return false;
    switch (row.id ? row.status : MAIL_FAILED) {
    case MAIL_SENT: step_over(advance, step, STEP_SENT); return say_sent(advance, plan, step, error);
    case MAIL_QUEUED:
    case MAIL_SENDING:
    case MAIL_ENDING: look_again(advance, MAIL_SECONDS); return true;
    case MAIL_FAILED:
    case MAIL_UNKNOWN:
    case MAIL_SUPPRESSED:
    case MAIL_STATUS_COUNT: break;
    }
    return write_letter(advance, plan, false, &letter, error) &&
           draft_as_task(advance, plan, &letter, STR("not_delivered"), step, error);
}

// ---- waits ----

static void look_at_wait(Advance *advance, RunStep *step)
{
    if (advance->event) return step_over(advance, step, STEP_HAPPENED);
    if (advance->place->now >= step->until_at) return step_over(advance, step, STEP_WAITED);
    look_again(advance, LOOK_SECONDS);
    if (advance->run->next_at > step->until_at) advance->run->next_at = step->until_at;
}

// ---- one step ----

static bool begin(Advance *advance, const PlaybookStep *plan, RunStep *step, Error *error)
{
    switch (plan->kind) {
    case STEP_TEXT: step_over(advance, step, STEP_PASSED); return true;
    case STEP_TASK:
        return add_task(advance, plan, playbook_in(plan->text, house_locale(advance->place)), STR(""), step, error);
    case STEP_MESSAGE: return begin_message(advance, plan, step, error);
    case STEP_WAIT: break;
    }
    step->until_at = advance->place->now + plan->days * day_long;
    look_again(advance, LOOK_SECONDS);
    return true;
}

static bool look(Advance *advance, const PlaybookStep *plan, RunStep *step, Error *error)
{
    if (step->task) return look_at_task(advance, step, error);
    if (step->message) return look_at_message(advance, plan, step, error);
    look_at_wait(advance, step);
    return true;
}

bool run_one_step(Advance *advance, Error *error)
{
    RunStep *all, *step = NULL;
    size_t count;
    const PlaybookStep *plan = &advance->steps[advance->run->step];
    if (!run_steps(advance->place, advance->run->id, &all, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (all[i].position == advance->run->step) step = &all[i];
    RunStep fresh = {.position = advance->run->step,
                     .kind = plan->kind,
                     .reason = STR(""),
                     .began_at = advance->place->now,
                     .due_day = value_null()};
    bool begun = step != NULL;
    if (!begun) step = &fresh;
    return (begun ? look(advance, plan, step, error) : begin(advance, plan, step, error)) &&
           run_put_step(advance->place, advance->run, step, error);
}

#include "plan/digest.h"

#include "base/number.h"
#include "chart/markup.h"
#include "house.h"
#include "message/outbox.h"
#include "workspace/workspace.h"

// ---- reading ----

static bool last_told(StoreSession *session, int64_t rule, int64_t *last, Error *error)
{
    Rows rows;
    *last = 0;
    if (!store_select(session, &query_plan_digest_last, VALUES(value_integer(rule)), &rows, error)) return false;
    if (rows_next(&rows)) *last = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool digest_read(const House *house, StoreSession *session, const AlertRule *rule, Arena *arena, Digest *digest,
                 Error *error)
{
    HealthAlertUntold ask = {.since = rule->made_at, .limit = DIGEST_MAX};
    size_t found;
    *digest = (Digest){0};
    if (!last_told(session, rule->id, &ask.after, error) ||
        !health_alert_untold(session, &ask, arena, &digest->alert, &found, error))
        return false;
    digest->root = arena_array(arena, CustomerId, found + 1);
    for (size_t i = 0; i < found; i++) {
        CustomerId root = identity_root(house->identity, digest->alert[i].customer);
        digest->last = digest->alert[i].id;
        if (identity_hidden(house->identity, root)) continue;
        digest->root[digest->count] = root;
        digest->alert[digest->count++] = digest->alert[i];
    }
    return true;
}

// ---- words ----

typedef struct Saying {
    const AlertRule *rule;
    const Digest *digest;
    Arena *arena;
} Saying;

static Str say_count(const Saying *saying, int64_t number)
{
    return number_say_count(saying->arena, saying->rule->locale, number);
}

static Str headline(const Saying *saying)
{
    size_t count = saying->digest->count;
    return phrase_say(saying->arena, saying->rule->locale,
                      count == 1 ? PHRASE("{0} alert on a customer’s health", "{0} alerte sur la santé d’un client")
                                 : PHRASE("{0} alerts on customers’ health", "{0} alertes sur la santé de clients"),
                      say_count(saying, (int64_t)count));
}

// "Is at risk now: 3", of each kind that is there.
static size_t say_kinds(const Saying *saying, Str *line)
{
    static const Str kinds[] = {STR("at_risk"), STR("band_drop"), STR("frequent_tickets")};
    size_t lines = 0;
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        const HealthAlert *first = NULL;
        int64_t count = 0;
        for (size_t i = saying->digest->count; i-- > 0;) {
            if (!str_equal(saying->digest->alert[i].kind, kinds[k])) continue;
            first = &saying->digest->alert[i];
            count++;
        }
        if (!first) continue;
        line[lines++] =
            phrase_say(saying->arena, saying->rule->locale, PHRASE("{0}: {1}", "{0}\u00A0: {1}"),
                       str_of(health_alert_label(first).in[saying->rule->locale]), say_count(saying, count));
    }
    return lines;
}

static size_t say_people(const Saying *saying, Str *line)
{
    const Digest *digest = saying->digest;
    size_t lines = 0;
    for (; lines < digest->count && lines < DIGEST_LINES; lines++)
        line[lines] = health_alert_say(&digest->alert[lines], digest->root[lines], saying->rule->locale, saying->arena);
    if (digest->count > lines) {
        Str rest = say_count(saying, (int64_t)(digest->count - lines));
        line[lines++] = phrase_say(saying->arena, saying->rule->locale, PHRASE("and {0} more", "et {0} de plus"), rest);
    }
    return lines;
}

static Str closing(const Saying *saying)
{
    return phrase_say(saying->arena, saying->rule->locale,
                      PHRASE("Rule “{0}”. Each alert is told once; who it is and what stands behind it is in Fidèle, "
                             "under Alerts.",
                             "Règle «\u00A0{0}\u00A0». Chaque alerte est dite une fois\u00A0; de qui il s’agit et ce "
                             "qu’il y a derrière se lit dans Fidèle, sous Alertes."),
                      saying->rule->name);
}

static Str plain_of(const Saying *saying, const Str *line, size_t kinds, size_t count)
{
    Text text = text_in(saying->arena);
    text_addf(&text, "%.*s\n\n", STR_ARGS(headline(saying)));
    for (size_t i = 0; i < count; i++) text_addf(&text, "%s%.*s\n", i == kinds ? "\n" : "", STR_ARGS(line[i]));
    text_addf(&text, "\n%.*s\n", STR_ARGS(closing(saying)));
    return text_str(&text);
}

static void add_list(Text *text, const Str *line, size_t count)
{
    text_add(text, STR("<ul style=\"margin:0 0 16px;padding-left:20px\">"));
    for (size_t i = 0; i < count; i++) {
        text_add(text, STR("<li>"));
        markup_add(text, line[i]);
        text_add(text, STR("</li>"));
    }
    text_add(text, STR("</ul>"));
}

static Str html_of(const Saying *saying, const Str *line, size_t kinds, size_t count)
{
    Text text = text_in(saying->arena);
    text_addf(&text,
              "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"></head>"
              "<body style=\"margin:0;padding:24px;font:15px/1.5 system-ui,Arial,sans-serif;color:#1b1b1f\">"
              "<h1 style=\"font-size:20px;margin:0 0 16px\">",
              saying->rule->locale == LOCALE_FR ? "fr" : "en");
    markup_add(&text, headline(saying));
    text_add(&text, STR("</h1>"));
    add_list(&text, line, kinds);
    add_list(&text, line + kinds, count - kinds);
    text_add(&text, STR("<p style=\"color:#5a5a63;font-size:13px\">"));
    markup_add(&text, closing(saying));
    text_add(&text, STR("</p></body></html>\n"));
    return text_str(&text);
}

AlertText digest_text(const AlertRule *rule, const Digest *digest, Str workspace, Arena *arena)
{
    enum { KINDS = 3 };
    Str line[KINDS + DIGEST_LINES + 1];
    const Saying saying = {rule, digest, arena};
    size_t kinds = say_kinds(&saying, line), count = kinds + say_people(&saying, line + kinds);
    Str head = headline(&saying);
    return (AlertText){.subject = workspace.size ? str_format(arena, "[%.*s] %.*s", STR_ARGS(workspace), STR_ARGS(head))
                                                 : head,
                       .plain = plain_of(&saying, line, kinds, count),
                       .html = html_of(&saying, line, kinds, count)};
}

// ---- telling ----

static bool told_since(StoreSession *session, int64_t rule, Instant since, int64_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_plan_digests_since, VALUES(value_integer(rule), value_integer(since)), &rows,
                      error))
        return false;
    if (rows_next(&rows)) *count = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static bool mail_it(StoreSession *session, const DigestTelling *telling, int64_t *mails, Error *error)
{
    const House *house = telling->house;
    const AlertRule *rule = telling->rule;
    AlertText text = digest_text(rule, telling->digest, workspace_settings(house->workspace)->name, telling->arena);
    Str rest = rule->recipients, address;
    while (rest.size && str_cut(&rest, '\n', &address)) {
        int64_t id;
        bool fresh;
        OutboxMail mail = {.key = str_format(telling->arena, "digest:%lld:%lld:%.*s", (long long)rule->id,
                                             (long long)telling->digest->last, STR_ARGS(address)),
                           .kind = STR("alert"),
                           .now = telling->now,
                           .text = {.to = {STR(""), address},
                                    .subject = text.subject,
                                    .list_id = STR("alerts.fidele"),
                                    .plain = text.plain,
                                    .html = text.html}};
        if (!outbox_queue(session, house->secret, &mail, telling->arena, &id, &fresh, error)) return false;
        ++*mails;
    }
    return true;
}

bool digest_tell(StoreSession *session, const DigestTelling *telling, bool *queued, Error *error)
{
    const AlertRule *rule = telling->rule;
    const Digest *digest = telling->digest;
    int64_t today, mails = 0;
    if (!digest->count || !rule->recipients.size) return true;
    if (!told_since(session, rule->id, telling->since, &today, error)) return false;
    if (today >= rule->day_max) return true;
    if (!mail_it(session, telling, &mails, error) ||
        !store_execute(session, &query_plan_digest_insert,
                       VALUES(value_integer(rule->id), value_integer(digest->last),
                              value_integer((int64_t)digest->count), value_integer(telling->now)),
                       NULL, error))
        return false;
    for (size_t i = 0; i < digest->count; i++)
        if (!health_alert_told(session, digest->alert[i].id, mails, error)) return false;
    *queued = true;
    return true;
}

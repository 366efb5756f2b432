// `fidele audit-trail list|verify|export`: a thin edge over the routes of trail_http.c.
#include <unistd.h>

#include "cli/display.h"
#include "cli/output.h"
#include "cli/reply.h"
#include "cli/table.h"

static const Option trail_options[] = {
    {.name = "from", .value = "INSTANT", .kind = OPTION_TEXT, .help = PHRASE("not before", "pas avant")},
    {.name = "to", .value = "INSTANT", .kind = OPTION_TEXT, .help = PHRASE("before", "avant")},
    {.name = "last",
     .value = "NUMBER:HASH",
     .kind = OPTION_TEXT,
     .help = PHRASE("verify: an entry noted earlier, which has to be there still: shows whether the end was cut off",
                    "verify\u00A0: une entrée notée auparavant, qui doit encore y être\u00A0: révèle une fin coupée")},
    {.name = "format",
     .value = "text|json|csv",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};
enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };

static const char *const members[] = {"number", "at",      "actor_kind", "actor_id",   "actor", "action",
                                      "object", "address", "status",     "request_id", "hash"};
enum { SHOWN = 8 }; // columns of the text table

typedef struct TrailList {
    const CommandCall *call;
    Table *table;
    Text text;
    size_t format;
} TrailList;

// RFC 4180, and what a spreadsheet would take for a formula is preceded by an apostrophe.
static void add_csv(Text *text, Str value)
{
    bool formula = value.size && (value.data[0] == '=' || value.data[0] == '+' || value.data[0] == '-' ||
                                  value.data[0] == '@' || value.data[0] == '\t' || value.data[0] == '\r');
    text_add_byte(text, '"');
    if (formula) text_add_byte(text, '\'');
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '"') text_add_byte(text, '"');
        text_add_byte(text, value.data[i]);
    }
    text_add_byte(text, '"');
}

static void add_entry(void *context, JsonValue entry)
{
    TrailList *list = context;
    Str cells[COUNT_OF(members)];
    for (size_t i = 0; i < COUNT_OF(members); i++)
        cells[i] = display_clean(list->call->arena, reply_text(list->call, entry, members[i]));
    if (list->format == FORMAT_TEXT) table_row(list->table, cells);
    if (list->format == FORMAT_JSON) text_addf(&list->text, "%.*s\n", STR_ARGS(entry.text));
    if (list->format != FORMAT_CSV) return;
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (i) text_add_byte(&list->text, ',');
        add_csv(&list->text, cells[i]);
    }
    text_add(&list->text, STR("\r\n"));
}

static bool list_entries(const CommandCall *call, size_t format, Error *error)
{
    TableColumn columns[SHOWN];
    for (size_t i = 0; i < SHOWN; i++) columns[i] = (TableColumn){str_of(members[i]), i == 0};
    TrailList list = {
        .call = call, .table = table_new(call->arena, columns, SHOWN), .text = text_in(call->arena), .format = format};
    Text target = text_in(call->arena);
    text_add(&target, STR("/api/v1/audit-trail?limit=1000"));
    target_add_options(call, (const char *const[]){"from", "to", NULL}, &target);
    if (format == FORMAT_CSV)
        for (size_t i = 0; i < COUNT_OF(members); i++)
            text_addf(&list.text, "%s%s", members[i], i + 1 < COUNT_OF(members) ? "," : "\r\n");
    if (!reply_each(call, text_str(&target), add_entry, &list, error)) return false;
    if (format == FORMAT_TEXT) table_print(list.table, display_columns(STDOUT_FILENO), &list.text);
    return output_write(option_text(call->options, "output", STR("")), text_str(&list.text), error);
}

static bool list_trail(const CommandCall *call, Error *error)
{
    return list_entries(call, option_choice(call->options, "format", FORMAT_TEXT), error);
}

static bool export_trail(const CommandCall *call, Error *error)
{
    size_t format = option_choice(call->options, "format", FORMAT_CSV);
    return list_entries(call, format == FORMAT_TEXT ? FORMAT_CSV : format, error);
}

// ---- verifying ----

static bool refuse_broken(Str number, Error *error)
{
    return error_say(error, ERROR_FAILED,
                     PHRASE("the audit trail is broken: entry {0} is the first that is not as it was written",
                            "la piste d’audit est rompue\u00A0: l’entrée {0} est la première qui n’est pas telle "
                            "qu’elle fut écrite"),
                     number);
}

typedef struct Noted {
    const CommandCall *call;
    Str number, hash;
    bool there;
} Noted;

static void look_for_noted(void *context, JsonValue entry)
{
    Noted *noted = context;
    if (str_equal(reply_text(noted->call, entry, "number"), noted->number) &&
        str_equal_fold(reply_text(noted->call, entry, "hash"), noted->hash))
        noted->there = true;
}

static bool check_noted(const CommandCall *call, Error *error)
{
    Noted noted = {.call = call, .hash = option_text(call->options, "last", STR(""))};
    if (!noted.hash.size) return true;
    if (!str_cut(&noted.hash, ':', &noted.number) ||
        !reply_each(call, STR("/api/v1/audit-trail?limit=1000"), look_for_noted, &noted, error))
        return false;
    return noted.there || error_say(error, ERROR_FAILED,
                                    PHRASE("the audit trail holds no entry {0} with this hash: its end was cut off or "
                                           "rewritten",
                                           "la piste d’audit n’a pas d’entrée {0} avec ce hachage\u00A0: sa fin a été "
                                           "coupée ou réécrite"),
                                    error_value(call->arena, noted.number));
}

static bool verify_trail(const CommandCall *call, Error *error)
{
    CommandReply reply;
    JsonValue verdict;
    if (!call->door->request(call, STR("GET"), STR("/api/v1/audit-trail/verify"), STR(""), STR(""), &reply, error) ||
        !json_parse(reply.body, &verdict, error))
        return false;
    Str broken = reply_text(call, verdict, "broken");
    if (broken.size) return refuse_broken(broken, error);
    if (!check_noted(call, error)) return false;
    if (option_choice(call->options, "format", FORMAT_TEXT) == FORMAT_JSON) return reply_print(call, reply.body, error);
    return reply_print(call,
                       phrase_say(call->arena, call->locale,
                                  PHRASE("{0} entries, none changed; the last is {1}:{2}",
                                         "{0} entrées, aucune modifiée\u202F; la dernière est {1}:{2}"),
                                  reply_text(call, verdict, "entries"), reply_text(call, verdict, "last"),
                                  reply_text(call, verdict, "hash")),
                       error);
}

static bool run_trail(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list_trail}, {"verify", verify_trail}, {"export", export_trail}, {NULL, NULL}};
    return run_act(call, acts, error);
}

const Command trail_command = {
    .name = "audit-trail",
    .summary = PHRASE("show, verify and export who did what", "montrer, vérifier et exporter qui a fait quoi"),
    .arguments = "list|verify|export",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = trail_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,
    .details = PHRASE("verify recomputes the chain of hashes and names the first entry that was changed. Note the last "
                      "number and hash it prints, elsewhere: given back with --last they show whether the end was cut "
                      "off since.",
                      "verify recalcule la chaîne de hachages et nomme la première entrée modifiée. Notez ailleurs le "
                      "dernier numéro et le hachage affichés\u00A0: redonnés avec --last, ils montrent si la fin a été "
                      "coupée depuis."),
    .examples = "fidele audit-trail verify\nfidele audit-trail export --format csv --output trail.csv",
    .run = run_trail,
};

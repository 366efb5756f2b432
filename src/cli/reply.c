#include "cli/reply.h"

#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/display.h"
#include "cli/follow.h"
#include "cli/output.h"
#include "cli/table.h"

ReplyForm reply_form(const CommandCall *call)
{
    return (ReplyForm)option_choice(call->options, "format", REPLY_TEXT);
}

// ---- asking ----

static void add_encoded(Text *target, Str value)
{
    for (size_t i = 0; i < value.size; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                     (byte && strchr("-._~", byte));
        if (plain)
            text_add_byte(target, (char)byte);
        else
            text_addf(target, "%%%02X", byte);
    }
}

// "reason-kind" is "reason_kind" in an address.
static void add_underscored(Text *target, const char *name)
{
    for (; *name; name++) text_add_byte(target, *name == '-' ? '_' : *name);
}

void target_add(Text *target, const char *name, Str value)
{
    if (!value.size) return;
    text_add_byte(target, str_contains(text_str(target), STR("?")) ? '&' : '?');
    add_underscored(target, name);
    text_add_byte(target, '=');
    add_encoded(target, value);
}

void target_add_options(const CommandCall *call, const char *const *names, Text *target)
{
    for (; *names; names++) target_add(target, *names, option_text(call->options, *names, STR("")));
}

bool reply_ask(const CommandCall *call, const char *method, Str target, Str body, JsonValue *answer, Error *error)
{
    CommandReply reply;
    Str type = body.size ? STR("application/json") : STR("");
    return call->door->request(call, str_of(method), target, type, body, &reply, error) &&
           json_parse(reply.body.size ? reply.body : STR("null"), answer, error);
}

bool reply_each(const CommandCall *call, Str target, void (*each)(void *context, JsonValue item), void *context,
                Error *error)
{
    Str cursor = STR("");
    do {
        JsonValue page, items, item;
        Text next = text_in(call->arena);
        text_add(&next, target);
        target_add(&next, "cursor", cursor);
        if (!reply_ask(call, "GET", text_str(&next), STR(""), &page, error)) return false;
        if (json_member(page, STR("items"), &items))
            for (size_t at = 0; json_next(items, &at, NULL, &item);) each(context, item);
        cursor = reply_text(call, page, "next_cursor");
    } while (cursor.size);
    return true;
}

// ---- acts ----

bool run_act(const CommandCall *call, const Act *acts, Error *error)
{
    Str word = call->options->argument[0];
    Text known = text_in(call->arena);
    for (const Act *act = acts; act->word; act++) {
        if (str_equal(word, str_of(act->word))) return act->run(call, error);
        text_addf(&known, "%s%s", known.size ? ", " : "", act->word);
    }
    return error_say(error, ERROR_USAGE,
                     PHRASE("{0}: expected one of {1}", "{0}\u00A0: l’un de ces mots est attendu\u00A0: {1}"),
                     error_value(call->arena, word), text_str(&known));
}

bool act_number(const CommandCall *call, Phrase which, Str *number, Error *error)
{
    enum { DIGITS_MAX = 15 };
    *number = call->options->arguments == 2 ? call->options->argument[1] : STR("");
    bool digits = number->size > 0 && number->size <= DIGITS_MAX;
    for (size_t i = 0; i < number->size; i++) digits = digits && number->data[i] >= '0' && number->data[i] <= '9';
    return digits || error_say(error, ERROR_USAGE, which, );
}

bool act_file(const CommandCall *call, Phrase which, Str *content, Error *error)
{
    enum { FILE_BYTES_MAX = 1 << 20 };
    Bytes bytes;
    if (call->options->arguments != 2) return error_say(error, ERROR_USAGE, which, );
    Str path = call->options->argument[1];
    if (!file_load(path, FILE_BYTES_MAX, &bytes, error)) return false;
    bool fits = bytes.size <= FILE_BYTES_MAX;
    if (fits) *content = str_copy(call->arena, (Str){bytes.data, bytes.size});
    bytes_release(&bytes);
    return fits || error_say(error, ERROR_INPUT, PHRASE("{0}: larger than 1 MiB", "{0}\u00A0: dépasse 1\u00A0Mio"),
                             file_name(path));
}

bool reply_follow(const CommandCall *call, JsonValue answer, Phrase label, Str *result, Error *error)
{
    JsonValue member;
    int64_t job = 0;
    if (json_member(answer, STR("job"), &member) && !json_get_integer(member, &job)) job = 0;
    return command_follow_job(call, job, label, result, error);
}

// ---- printing ----

static Str text_of(const CommandCall *call, JsonValue value)
{
    bool plain = value.type == JSON_NUMBER || value.type == JSON_BOOLEAN;
    return plain ? value.text : json_get_string(value, call->arena);
}

Str reply_text(const CommandCall *call, JsonValue object, const char *name)
{
    Str path = str_of(name), step;
    JsonValue value = object;
    while (str_cut(&path, '.', &step)) {
        if (!json_member(value, step, &value)) return STR("");
        if (!path.size) break;
    }
    return text_of(call, value);
}

bool reply_print(const CommandCall *call, Str text, Error *error)
{
    bool ended = text.size && text.data[text.size - 1] == '\n';
    Str line = ended ? text : str_format(call->arena, "%.*s\n", STR_ARGS(text));
    Str path = STR("");
    for (const Option *const *option = call->options->listed; *option; option++)
        if (str_equal(str_of((*option)->name), STR("output"))) path = option_text(call->options, "output", STR(""));
    return output_write(path, line, error);
}

bool reply_pass_on(const CommandCall *call, Str target, Error *error)
{
    CommandReply reply;
    return call->door->request(call, STR("GET"), target, STR(""), STR(""), &reply, error) &&
           reply_print(call, reply.body, error);
}

typedef struct ListOut {
    const CommandCall *call;
    const ReplyColumn *column;
    size_t columns;
    Table *table;
    JsonWriter json;
} ListOut;

static void add_item(void *context, JsonValue item)
{
    ListOut *out = context;
    Str cells[REPLY_COLUMNS_MAX];
    json_value(&out->json, item);
    for (size_t i = 0; i < out->columns; i++)
        cells[i] = display_clean(out->call->arena, reply_text(out->call, item, out->column[i].member));
    table_row(out->table, cells);
}

static Table *table_of(const CommandCall *call, const ReplyColumn *columns, size_t *count)
{
    TableColumn *heads = arena_array(call->arena, TableColumn, REPLY_COLUMNS_MAX);
    for (*count = 0; columns[*count].member; ++*count)
        heads[*count] = (TableColumn){str_of(columns[*count].title.in[call->locale]), columns[*count].number};
    return table_new(call->arena, heads, *count);
}

bool reply_list(const CommandCall *call, Str target, const ReplyColumn *columns, Error *error)
{
    Text items = text_in(call->arena), out = text_in(call->arena);
    ListOut list = {.call = call, .column = columns, .json = json_writer(&items)};
    list.table = table_of(call, columns, &list.columns);
    json_begin_array(&list.json);
    if (!reply_each(call, target, add_item, &list, error)) return false;
    json_end_array(&list.json);
    if (reply_form(call) == REPLY_JSON) return reply_print(call, text_str(&items), error);
    table_print(list.table, display_columns(STDOUT_FILENO), &out);
    return reply_print(call, text_str(&out), error);
}

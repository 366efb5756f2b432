#include "staff/command_cli.h"

#include "cli/output.h"

bool wants_json(const CommandCall *call)
{
    return option_choice(call->options, "format", 0) == 1;
}

Str reply_text(const CommandCall *call, JsonValue object, const char *name)
{
    JsonValue value;
    if (!json_member(object, str_of(name), &value)) return STR("");
    return value.type == JSON_NUMBER ? value.text : json_get_string(value, call->arena);
}

bool print_line(Str line, Arena *arena, Error *error)
{
    return output_write(STR(""), str_format(arena, "%.*s\n", STR_ARGS(line)), error);
}

bool each_item(const CommandCall *call, Str target, void (*each)(void *context, JsonValue item), void *context,
               Error *error)
{
    Str next = target;
    while (next.size) {
        CommandReply reply;
        JsonValue page, items, item;
        if (!call->door->request(call, STR("GET"), next, STR(""), STR(""), &reply, error) ||
            !json_parse(reply.body, &page, error))
            return false;
        if (json_member(page, STR("items"), &items))
            for (size_t cursor = 0; json_next(items, &cursor, NULL, &item);) each(context, item);
        Str cursor = reply_text(call, page, "next_cursor");
        next = cursor.size ? str_format(call->arena, "%.*s&cursor=%.*s", STR_ARGS(target), STR_ARGS(cursor)) : STR("");
    }
    return true;
}

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

#include "segment/rfm_migration_cli.h"

#include <stdlib.h>
#include <unistd.h>

#include "api/csv_answer.h"
#include "base/money.h"
#include "base/number.h"
#include "cli/display.h"
#include "cli/table.h"
#include "segment/rfm_migration.h"

enum { MOVES_SHOWN = 8 };

// ---- what stands together ----

static Str file_of(const CommandCall *call)
{
    return call->options->arguments ? call->options->argument[0] : STR("");
}

static bool refuse_pair(const char *option, Phrase why, const CommandCall *call, Error *error)
{
    return error_say(error, ERROR_USAGE, PHRASE("--{0}: {1}", "--{0}\u00A0: {1}"), str_of(option),
                     str_of(why.in[call->locale]));
}

bool rfm_check_options(const CommandCall *call, Error *error)
{
    static const char *const of_moves[] = {"from", "to", "months"}, *const of_files[] = {"columns", "currency"},
                             *const of_folders[] = {"segment", "data", "database", "activity"};
    bool moves = option_given(call->options, "migration"), file = file_of(call).size > 0;
    for (size_t i = 0; i < COUNT_OF(of_moves) && !moves; i++)
        if (option_given(call->options, of_moves[i]))
            return refuse_pair(of_moves[i], PHRASE("goes with --migration", "va avec --migration"), call, error);
    if (moves && option_given(call->options, "as-of"))
        return refuse_pair("as-of", PHRASE("--migration takes --from and --to", "--migration prend --from et --to"),
                           call, error);
    if (option_given(call->options, "months") && option_given(call->options, "from"))
        return refuse_pair("from", PHRASE("--months takes --to alone", "--months ne prend que --to"), call, error);
    for (size_t i = 0; i < COUNT_OF(of_files) && !file; i++)
        if (option_given(call->options, of_files[i]))
            return refuse_pair(of_files[i], PHRASE("goes with a FILE of orders", "va avec un FICHIER de commandes"),
                               call, error);
    for (size_t i = 0; i < COUNT_OF(of_folders) && file; i++)
        if (option_given(call->options, of_folders[i]))
            return refuse_pair(of_folders[i],
                               PHRASE("is of a data folder, and a FILE is given",
                                      "porte sur un dossier de données, et un FICHIER est donné"),
                               call, error);
    return !file || moves ||
           error_say(error, ERROR_USAGE,
                     PHRASE("{0}: a file is read with --migration; `fidele audit {0}` shows its groups",
                            "{0}\u00A0: un fichier se lit avec --migration\u202F; `fidele audit {0}` montre ses "
                            "groupes"),
                     file_of(call));
}

// ---- numbers for people ----

Str rfm_money_text(const CommandCall *call, JsonValue object, const char *name)
{
    Currency currency;
    int64_t minor;
    Str amount = reply_text(call, object, str_c(call->arena, str_format(call->arena, "%s.amount", name)));
    Str code = reply_text(call, object, str_c(call->arena, str_format(call->arena, "%s.currency", name)));
    bool known = amount.size && currency_find(code, &currency) && money_parse(amount, &currency, &minor);
    return known ? money_say(call->arena, call->locale, minor, &currency) : STR("–");
}

static int64_t count_of(const CommandCall *call, JsonValue object, const char *name)
{
    int64_t count = 0;
    return number_parse_count(reply_text(call, object, name), &count) ? count : 0;
}

static Str count_text(const CommandCall *call, JsonValue object, const char *name)
{
    return number_say_count(call->arena, call->locale, count_of(call, object, name));
}

static Str day_text(const CommandCall *call, JsonValue object, const char *name)
{
    Day day;
    return day_parse(reply_text(call, object, name), &day) ? day_say(call->arena, call->locale, day) : STR("–");
}

static Str rate_text(const CommandCall *call, JsonValue object, const char *name)
{
    static const char *const parts[] = {"value", "low", "high"};
    Str said[COUNT_OF(parts)];
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        double part;
        Str text = reply_text(call, object, str_c(call->arena, str_format(call->arena, "%s.%s", name, parts[i])));
        if (!number_parse(text, &part)) return STR("–");
        said[i] = number_say_rate(call->arena, call->locale, part, 1);
    }
    return phrase_str(call->arena, call->locale, PHRASE("{0} ({1} to {2})", "{0} ({1} à {2})"), said, COUNT_OF(said));
}

static Str title(const CommandCall *call, Phrase phrase)
{
    return str_of(phrase.in[call->locale]);
}

// ---- the matrix: groups are numbered, since eleven names don't fit beside each other ----

enum { MATRIX_COLUMNS = RFM_GROUP_COUNT + 3 };

static Table *matrix_table(const CommandCall *call)
{
    TableColumn *columns = arena_array(call->arena, TableColumn, MATRIX_COLUMNS);
    columns[0] = (TableColumn){title(call, PHRASE("from ↓  to →", "de ↓  vers →")), false};
    for (int to = 0; to < RFM_GROUP_COUNT; to++)
        columns[to + 1] = (TableColumn){str_format(call->arena, "%d", to + 1), true};
    columns[RFM_GROUP_COUNT + 1] = (TableColumn){title(call, PHRASE("before", "avant")), true};
    columns[RFM_GROUP_COUNT + 2] = (TableColumn){title(call, PHRASE("after", "après")), true};
    return table_new(call->arena, columns, MATRIX_COLUMNS);
}

static void print_matrix(const CommandCall *call, JsonValue answer, Text *out)
{
    JsonValue groups, group, moves, move;
    size_t group_at = 0, move_at = 0;
    Table *table = matrix_table(call);
    (void)json_member(answer, STR("groups"), &groups);
    (void)json_member(answer, STR("moves"), &moves);
    for (int from = 0; json_next(groups, &group_at, NULL, &group); from++) {
        Str *cells = arena_array(call->arena, Str, MATRIX_COLUMNS), name = reply_text(call, group, "name");
        bool new_ = from == RFM_NEWCOMERS;
        cells[0] = new_ ? name : str_format(call->arena, "%d %.*s", from + 1, STR_ARGS(name));
        for (int to = 0; to < RFM_GROUP_COUNT && json_next(moves, &move_at, NULL, &move); to++)
            cells[to + 1] = count_of(call, move, "customers") ? count_text(call, move, "customers") : STR("·");
        cells[RFM_GROUP_COUNT + 1] = new_ ? STR("") : count_text(call, group, "before");
        cells[RFM_GROUP_COUNT + 2] = new_ ? STR("") : count_text(call, group, "after");
        table_row(table, cells);
    }
    table_print(table, display_columns(STDOUT_FILENO), out);
}

// ---- the biggest moves, in words ----

typedef struct Told {
    int64_t customers;
    size_t place;
    Str sentence;
} Told;

static int most_first(const void *a, const void *b)
{
    const Told *x = a, *y = b;
    if (x->customers != y->customers) return x->customers > y->customers ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static void print_sentences(const CommandCall *call, JsonValue answer, Text *out)
{
    JsonValue moves, move;
    size_t count = 0;
    (void)json_member(answer, STR("moves"), &moves);
    Told *told = arena_array(call->arena, Told, json_count(moves) + 1);
    for (size_t cursor = 0; json_next(moves, &cursor, NULL, &move);) {
        Str sentence = reply_text(call, move, "sentence");
        if (!sentence.size || str_equal(reply_text(call, move, "direction"), STR("same"))) continue;
        told[count] = (Told){count_of(call, move, "customers"), count, sentence};
        count++;
    }
    qsort(told, count, sizeof *told, most_first);
    if (count) text_add_byte(out, '\n');
    for (size_t i = 0; i < count && i < MOVES_SHOWN; i++) text_addf(out, "%.*s\n", STR_ARGS(told[i].sentence));
}

static Str direction_text(const CommandCall *call, JsonValue answer, const char *direction)
{
    const char *customers = str_c(call->arena, str_format(call->arena, "%s.customers", direction));
    const char *share = str_c(call->arena, str_format(call->arena, "%s.share", direction));
    return str_format(call->arena, "%.*s, %.*s", STR_ARGS(count_text(call, answer, customers)),
                      STR_ARGS(rate_text(call, answer, share)));
}

static void print_migration(const CommandCall *call, JsonValue answer, Text *out)
{
    const Str said[] = {day_text(call, answer, "from"),         day_text(call, answer, "to"),
                        count_text(call, answer, "before"),     count_text(call, answer, "n"),
                        direction_text(call, answer, "better"), direction_text(call, answer, "worse"),
                        direction_text(call, answer, "same"),   direction_text(call, answer, "new")};
    phrase_add(out, call->locale,
               PHRASE("RFM groups from {0} to {1}: {2} customers, then {3}.\n"
                      "In a better group: {4}. In a worse one: {5}. In the same: {6}. New: {7}.\n\n",
                      "Groupes RFM du {0} au {1}\u00A0: {2} clients, puis {3}.\n"
                      "Dans un meilleur groupe\u00A0: {4}. Dans un moins bon\u00A0: {5}. Dans le même\u00A0: {6}. "
                      "Nouveaux\u00A0: {7}.\n\n"),
               said, COUNT_OF(said));
    print_matrix(call, answer, out);
    print_sentences(call, answer, out);
}

// ---- month by month ----

static void print_months(const CommandCall *call, JsonValue answer, Text *out)
{
    static const Phrase titles[] = {PHRASE("month", "mois"),   PHRASE("buyers", "acheteurs"),
                                    PHRASE("new", "nouveaux"), PHRASE("better", "en mieux"),
                                    PHRASE("share", "part"),   PHRASE("worse", "en moins bien"),
                                    PHRASE("share", "part")};
    TableColumn columns[COUNT_OF(titles)];
    JsonValue items, month;
    for (size_t i = 0; i < COUNT_OF(titles); i++) columns[i] = (TableColumn){title(call, titles[i]), i > 0};
    Table *table = table_new(call->arena, columns, COUNT_OF(columns));
    (void)json_member(answer, STR("items"), &items);
    for (size_t cursor = 0; json_next(items, &cursor, NULL, &month);) {
        const Str cells[] = {reply_text(call, month, "month"),         count_text(call, month, "n"),
                             count_text(call, month, "new.customers"), count_text(call, month, "better.customers"),
                             rate_text(call, month, "better.share"),   count_text(call, month, "worse.customers"),
                             rate_text(call, month, "worse.share")};
        table_row(table, cells);
    }
    table_print(table, display_columns(STDOUT_FILENO), out);
}

// ---- the command ----

static Str target_of(const CommandCall *call, bool months)
{
    static const char *const passed[] = {"segment", "from", "to", "months", NULL};
    Text target = text_in(call->arena);
    text_add(&target, months ? STR("/api/v1/rfm/migration/months") : STR("/api/v1/rfm/migration"));
    target_add_options(call, passed, &target);
    if (reply_form(call) == REPLY_CSV) target_add(&target, "format", STR("csv"));
    return text_str(&target);
}

static bool print_answer(const CommandCall *call, JsonValue answer, bool months, Error *error)
{
    Text out = text_in(call->arena);
    if (reply_form(call) == REPLY_CSV)
        csv_of_answer(answer, months ? "items" : "moves", months ? rfm_month_columns : rfm_move_columns, call->arena,
                      &out);
    else if (months)
        print_months(call, answer, &out);
    else
        print_migration(call, answer, &out);
    return reply_print(call, text_str(&out), error);
}

bool rfm_run_migration(const CommandCall *call, Error *error)
{
    JsonValue answer;
    Text made = text_in(call->arena);
    bool months = option_given(call->options, "months");
    ReplyForm form = reply_form(call);
    if (!file_of(call).size) {
        Str target = target_of(call, months);
        if (form != REPLY_TEXT) return reply_pass_on(call, target, error);
        return reply_ask(call, "GET", target, STR(""), &answer, error) && print_answer(call, answer, months, error);
    }
    if (!rfm_file_answer(call, &made, error)) return false;
    if (form == REPLY_JSON) return reply_print(call, text_str(&made), error);
    return json_parse(text_str(&made), &answer, error) && print_answer(call, answer, months, error);
}

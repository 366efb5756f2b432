// Rows of a help desk and of surveys: tickets with what became of them, answers with their scores.
#include "import/draft_parts.h"

#include "import/names.h"

// ---- tickets ----

static const Target ticket_fields[] = {TARGET_TICKET_ID, TARGET_SUBJECT, TARGET_PRIORITY, TARGET_CATEGORY,
                                       TARGET_CHANNEL,   TARGET_AGENT,   TARGET_STATUS};
static const Target solved_fields[] = {TARGET_TICKET_ID, TARGET_AGENT, TARGET_FIRST_REPLY_MINUTES, TARGET_SATISFACTION};

// A ticket without a number gets one, so that its opening and its solution speak of the same.
static Str number_of(const Drafting *drafting, const Draft *draft, Instant opened)
{
    const RowCells *row = &drafting->row;
    const Who *who = &draft->who;
    if (cell_trimmed(row, TARGET_TICKET_ID).size) return STR("");
    return draft_number(drafting, str_format(row->arena, "ticket %lld %.*s %.*s %.*s %.*s", (long long)opened,
                                             STR_ARGS(cell_trimmed(row, TARGET_SUBJECT)), STR_ARGS(who->user_id),
                                             STR_ARGS(who->email), STR_ARGS(who->external)));
}

static void write_number(JsonWriter *json, Str number)
{
    if (!number.size) return;
    json_key(json, "ticket_id");
    json_string(json, number);
}

static bool add_opened(Drafting *drafting, Draft *draft, Instant opened, Str number)
{
    RowCells *row = &drafting->row;
    Text properties;
    JsonWriter json = draft_properties(drafting, &properties);
    write_number(&json, number);
    if (!cells_write_fields(row, ticket_fields, COUNT_OF(ticket_fields), &json)) return false;
    cells_write_rest(row, &json);
    json_end_object(&json);
    draft_add(drafting, draft, EVENT_TRACK, STR("Ticket Opened"), opened, text_str(&properties));
    return true;
}

static bool add_solved(Drafting *drafting, Draft *draft, Instant opened, Str number)
{
    RowCells *row = &drafting->row;
    Text properties;
    Instant solved;
    if (!cell_trimmed(row, TARGET_SOLVED_AT).size || name_is_nobody(cell_trimmed(row, TARGET_SOLVED_AT))) return true;
    if (!cell_happened(row, TARGET_SOLVED_AT, &solved)) return false;
    if (solved < opened) return row_refuse_cell(row, "ends_before_start", TARGET_SOLVED_AT);
    JsonWriter json = draft_properties(drafting, &properties);
    write_number(&json, number);
    if (!cells_write_fields(row, solved_fields, COUNT_OF(solved_fields), &json)) return false;
    json_end_object(&json);
    draft_add(drafting, draft, EVENT_TRACK, STR("Ticket Solved"), solved, text_str(&properties));
    return true;
}

bool draft_ticket(Drafting *drafting, Draft *draft)
{
    Instant opened;
    if (!draft_row(drafting, draft) || !cell_happened(&drafting->row, TARGET_OPENED_AT, &opened)) return false;
    Str made = number_of(drafting, draft, opened);
    if (!add_opened(drafting, draft, opened, made) || !add_solved(drafting, draft, opened, made)) return false;
    Str number = cell_trimmed(&drafting->row, TARGET_TICKET_ID);
    draft_name(drafting, draft,
               number.size ? str_format(drafting->row.arena, "ticket %.*s", STR_ARGS(number)) : STR(""));
    return true;
}

// ---- answers ----

static const Target answer_fields[] = {TARGET_RESPONSE_ID, TARGET_SURVEY,  TARGET_COMMENT,
                                       TARGET_TICKET_ID,   TARGET_CHANNEL, TARGET_AGENT};

typedef struct Scale {
    const char *name;
    int64_t low, high;
} Scale;

static const Scale scales[] = {{"nps", 0, 10}, {"csat", 1, 5}, {"ces", 1, 7}};

// By the column for it, else by the name of the column of scores.
static const Scale *scale_of(const RowCells *row)
{
    static const char *const words[] = {"nps npsscore netpromoterscore", "csat csatscore satisfaction",
                                        "ces cesscore customereffortscore effort"};
    Str told = cell_trimmed(row, TARGET_METRIC);
    int scale = draft_word(told, words, COUNT_OF(words));
    if (!told.size)
        scale = draft_word(row->reading->table.name[row->reading->at[TARGET_SCORE]], words, COUNT_OF(words));
    return scale < 0 ? NULL : &scales[scale];
}

static bool on_scale(const Scale *scale, Decimal score)
{
    __int128 unit = 1;
    for (int i = 0; i < score.scale; i++) unit *= 10;
    return !scale || (scale->low * unit <= score.digits && score.digits <= scale->high * unit);
}

bool draft_response(Drafting *drafting, Draft *draft)
{
    RowCells *row = &drafting->row;
    Instant at;
    Decimal score;
    bool given;
    Text properties;
    if (!draft_row(drafting, draft) || !cell_happened(row, TARGET_AT, &at) ||
        !cell_decimal(row, TARGET_SCORE, &score, &given))
        return false;
    const Scale *scale = scale_of(row);
    if (!given) return row_refuse_cell(row, "no_score", TARGET_SCORE);
    if (!on_scale(scale, score)) return row_refuse_cell(row, "bad_score", TARGET_SCORE);
    JsonWriter json = draft_properties(drafting, &properties);
    json_key(&json, "score"), json_decimal(&json, row->arena, score);
    if (scale) json_key(&json, "metric"), json_string(&json, str_of(scale->name));
    if (!cells_write_fields(row, answer_fields, COUNT_OF(answer_fields), &json)) return false;
    cells_write_rest(row, &json);
    json_end_object(&json);
    draft_add(drafting, draft, EVENT_TRACK, STR("Survey Answered"), at, text_str(&properties));
    Str number = cell_trimmed(row, TARGET_RESPONSE_ID);
    draft_name(drafting, draft, number.size ? str_format(row->arena, "response %.*s", STR_ARGS(number)) : STR(""));
    return true;
}

// A row of a table of customers: an Identify with their traits.
#include "import/draft_parts.h"

static const Target fields[] = {TARGET_FIRST_NAME, TARGET_LAST_NAME,   TARGET_NAME,      TARGET_BIRTHDAY,
                                TARGET_ADDRESS,    TARGET_POSTAL_CODE, TARGET_CITY,      TARGET_COUNTRY,
                                TARGET_LANGUAGE,   TARGET_COMPANY,     TARGET_CREATED_AT};

static void write_text(JsonWriter *json, const char *key, Str text)
{
    if (!text.size) return;
    json_key(json, key);
    json_string(json, text);
}

// The first that is given, with its kind: an id is no address.
static Str customer_number(const Who *who, Arena *arena)
{
    const Str ids[] = {who->user_id, who->external, who->email, who->phone, who->anonymous_id};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        if (!ids[i].size) continue;
        char *folded = arena_array(arena, char, ids[i].size);
        for (size_t k = 0; k < ids[i].size; k++) {
            char c = ids[i].data[k];
            folded[k] = i == 2 && 'A' <= c && c <= 'Z' ? (char)(c | 0x20) : c;
        }
        return str_format(arena, "customer %zu %.*s", i, (int)ids[i].size, folded);
    }
    return STR("");
}

bool draft_customer(Drafting *drafting, Draft *draft)
{
    RowCells *row = &drafting->row;
    Text traits;
    if (!draft_row(drafting, draft)) return false;
    JsonWriter json = draft_properties(drafting, &traits);
    write_text(&json, "email", draft->who.email);
    write_text(&json, "phone", draft->who.phone);
    if (!cells_write_fields(row, fields, COUNT_OF(fields), &json)) return false;
    cells_write_rest(row, &json);
    json_end_object(&json);
    draft_add(drafting, draft, EVENT_IDENTIFY, STR(""), drafting->at, text_str(&traits));
    draft_name(drafting, draft, customer_number(&draft->who, row->arena));
    return true;
}

// A row of a table of consents. A consent counts only with its proof: where and when it was given (Art. 7(1) GDPR).
#include "import/draft_parts.h"

#include "base/number.h"

typedef enum State { STATE_GRANTED, STATE_WITHDRAWN, STATE_REFUSED } State;

static bool read_state(RowCells *row, State *state)
{
    static const char *const words[] = {
        "granted grant given yes y true 1 oui vrai donne accorde accepte optin optedin subscribed inscrit abonne on",
        ("withdrawn withdraw revoked no n false 0 non faux retire revoque optout optedout unsubscribed desinscrit "
         "desabonne off"),
        "refused refuse denied declined rejete"};
    int word = draft_word(cell_trimmed(row, TARGET_STATE), words, COUNT_OF(words));
    *state = (State)word;
    return word >= 0 || row_refuse_cell(row, "no_state", TARGET_STATE);
}

static bool write_channel(RowCells *row, JsonWriter *json)
{
    static const char *const names[] = {"any", "email", "sms", "phone", "post", "push", "chat"};
    static const char *const words[] = {"any all tous toutes",
                                        "email mail courriel",
                                        "sms texte text",
                                        "phone telephone tel call appel",
                                        "post mail letter courrier postal lettre",
                                        "push notification",
                                        "chat whatsapp messenger"};
    Str text = cell_trimmed(row, TARGET_CHANNEL);
    int channel = draft_word(text, words, COUNT_OF(words));
    if (!text.size) return true;
    if (channel < 0) return row_refuse_cell(row, "bad_channel", TARGET_CHANNEL);
    json_key(json, "channel"), json_string(json, str_of(names[channel]));
    return true;
}

static void write_version(RowCells *row, JsonWriter *json)
{
    int64_t version;
    Str text = cell_trimmed(row, TARGET_TEXT_VERSION);
    if (!text.size) return;
    json_key(json, "text_version");
    if (number_parse_count(text, &version) && version > 0)
        json_integer(json, version);
    else
        json_string(json, text);
}

bool draft_consent(Drafting *drafting, Draft *draft)
{
    static const Str events[] = {STR("Consent Granted"), STR("Consent Withdrawn"), STR("Consent Refused")};
    RowCells *row = &drafting->row;
    State state;
    Instant at;
    Text properties;
    if (!draft_row(drafting, draft) || !read_state(row, &state)) return false;
    bool proven = cell_trimmed(row, TARGET_SOURCE).size && cell_trimmed(row, TARGET_AT).size;
    if (state == STATE_GRANTED && !proven) return row_refuse_cell(row, "consent_proof", TARGET_SOURCE);
    if (!cell_happened(row, TARGET_AT, &at)) return false;
    Str purpose = cell_trimmed(row, TARGET_PURPOSE);
    JsonWriter json = draft_properties(drafting, &properties);
    json_key(&json, "purpose"), json_string(&json, purpose.size ? purpose : STR("marketing"));
    if (cell_trimmed(row, TARGET_SOURCE).size)
        json_key(&json, "source"), json_string(&json, cell_trimmed(row, TARGET_SOURCE));
    if (!write_channel(row, &json)) return false;
    write_version(row, &json);
    cells_write_rest(row, &json);
    json_end_object(&json);
    draft_add(drafting, draft, EVENT_TRACK, events[state], at, text_str(&properties));
    draft_name(drafting, draft, STR(""));
    return true;
}

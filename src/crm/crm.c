#include "crm/crm.h"

#include "base/number.h"
#include "customer/likeness.h"
#include "house.h"

bool crm_number(StoreSession *session, int64_t *number, Error *error)
{
    Rows rows;
    if (!store_execute(session, &query_crm_count_up, NO_VALUES, NULL, error) ||
        !store_select(session, &query_crm_last, NO_VALUES, &rows, error))
        return false;
    if (rows_next(&rows)) *number = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

// ---- labels ----

static bool plain(Str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F) return false;
    return true;
}

// Case and accents are folded, signs stay ("C++" is not "C#"), blanks are one each.
static Str fold_label(Arena *arena, Str shown)
{
    Text folded = text_in(arena);
    Str rest = likeness_twin_key(arena, shown), word;
    str_cut(&rest, ':', &word); // what kind of key it is
    while (str_cut(&rest, ' ', &word)) {
        if (!word.size) continue;
        if (folded.size) text_add_byte(&folded, ' ');
        text_add(&folded, word);
    }
    return folded.size ? text_str(&folded) : shown;
}

bool label_read(Str text, const char *path, Arena *arena, Str *folded, Str *shown, Error *error)
{
    *shown = str_trim(text);
    if (shown->size && shown->size <= LABEL_BYTES_MAX && plain(*shown)) {
        *folded = fold_label(arena, *shown);
        return true;
    }
    return error_code(error, ERROR_INPUT, "invalid_value",
                      PHRASE("{0}: a label has 1 to 100 bytes and no control characters",
                             "{0}\u00A0: un libellé a de 1 à 100 octets et aucun caractère de contrôle"),
                      error_value(arena, text)) ||
           error_at(error, str_of(path));
}

// ---- people ----

bool staff_find(StoreSession *session, Str who, const char *path, Arena *arena, int64_t *person, Error *error)
{
    int64_t number = 0;
    *person = 0;
    if (!who.size) return true;
    bool is_number = number_parse_count(who, &number);
    Text email = text_in(arena);
    for (size_t i = 0; i < who.size; i++)
        text_add_byte(&email, 'A' <= who.data[i] && who.data[i] <= 'Z' ? (char)(who.data[i] + 32) : who.data[i]);
    Rows rows;
    if (is_number
            ? !store_select(session, &query_crm_staff_by_id, VALUES(value_integer(number)), &rows, error)
            : !store_select(session, &query_crm_staff_by_email, VALUES(value_text(text_str(&email))), &rows, error))
        return false;
    if (rows_next(&rows)) *person = rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    return *person ||
           error_code(error, ERROR_INPUT, "not_found",
                      PHRASE("nobody of the staff is {0}: give a number or an address",
                             "personne de l’équipe n’est {0}\u00A0: donnez un numéro ou une adresse"),
                      error_value(arena, who)) ||
           error_at(error, str_of(path));
}

bool crm_owner(const Identity *identity, StoreSession *session, CustomerId root, Arena *arena, int64_t *owner,
               Error *error)
{
    static const char *const names[] = {"owner", "account_manager", "accountManager", "agent"};
    Person person;
    Error nobody;
    *owner = 0;
    if (!person_read(identity, session, root, arena, &person, error)) return false;
    for (size_t i = 0; i < COUNT_OF(names) && !*owner; i++) {
        const Trait *trait = trait_find(person.traits, person.trait_count, str_of(names[i]));
        Str text = trait ? str_trim(trait_text(trait, arena)) : STR("");
        if (text.size && !staff_find(session, text, "owner", arena, owner, &nobody)) *owner = 0;
    }
    return true;
}

// ---- the timeline ----

bool crm_say(const struct House *house, StoreSession *session, CustomerId customer, const char *event, const Hand *hand,
             Instant at, Str properties, Arena *arena, int64_t *seq, Error *error)
{
    const Record what = {.who = {.customer = customer},
                         .kind = EVENT_INTERNAL,
                         .name = str_of(event),
                         .at = at,
                         .received = hand->at,
                         .source = hand->source,
                         .properties = properties};
    Recorded recorded;
    if (!record(house, session, &what, arena, &recorded, error)) return false;
    *seq = recorded.seq;
    if (!recorded.refused) return true;
    return error_code(
        error, ERROR_CONFLICT, "not_admitted",
        PHRASE("nothing may be added about this customer: {0}", "rien ne peut être ajouté sur ce client\u00A0: {0}"),
        str_of(recorded.refused));
}

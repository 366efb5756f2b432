#include "staff/person.h"

#include <string.h>

#include "base/address.h"
#include "staff/staff_parts.h"
#include "workspace/workspace.h"

const char *const role_names[ROLE_COUNT] = {"administrator", "marketer", "agent", "analyst", "read-only"};

bool role_parse(Str name, Role *role)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (str_equal(name, str_of(role_names[i]))) {
            *role = (Role)i;
            return true;
        }
    return false;
}

Str email_normal(Arena *arena, Str email)
{
    email = str_trim(email);
    char *lower = arena_array(arena, char, email.size + 1);
    for (size_t i = 0; i < email.size; i++) {
        char c = email.data[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (Str){lower, email.size};
}

bool email_check(Str email, Error *error)
{
    if (email_valid(email)) return true;
    return error_code(error, ERROR_INPUT, "invalid_email",
                      PHRASE("this is no e-mail address: ana@example.com is expected",
                             "ce n’est pas une adresse e-mail\u00A0: ana@example.com est attendu"), ) ||
           error_at(error, STR("/email"));
}

// ---- reading ----

static void read_person(const Rows *row, Arena *arena, Person *person)
{
    *person = (Person){.id = rows_integer(row, 0),
                       .email = str_copy(arena, rows_text(row, 1)),
                       .name = str_copy(arena, rows_text(row, 2)),
                       .role = (Role)rows_integer(row, 3),
                       .password = str_copy(arena, rows_text(row, 5)),
                       .disabled = rows_integer(row, 6) != 0,
                       .created = rows_integer(row, 7),
                       .signed_in = rows_integer(row, 8),
                       .totp_seed = str_copy(arena, rows_text(row, 9)),
                       .totp_step = rows_integer(row, 10),
                       .totp_offered = str_copy(arena, rows_text(row, 11))};
    if (!locale_parse(rows_text(row, 4), &person->locale)) person->locale = LOCALE_EN;
}

static bool read_one(StoreSession *session, const Query *query, Value value, Arena *arena, Person *person, bool *found,
                     Error *error)
{
    Rows rows;
    if (!store_select(session, query, &value, 1, &rows, error)) return false;
    *found = rows_next(&rows);
    if (*found) read_person(&rows, arena, person);
    return rows_close(&rows, error);
}

bool person_by_id(StoreSession *session, int64_t id, Arena *arena, Person *person, bool *found, Error *error)
{
    return read_one(session, &query_person_by_id, value_integer(id), arena, person, found, error);
}

bool person_by_email(StoreSession *session, Str email, Arena *arena, Person *person, bool *found, Error *error)
{
    return read_one(session, &query_person_by_email, value_text(email), arena, person, found, error);
}

bool person_page(StoreSession *session, int64_t after, int64_t limit, Arena *arena, Person **people, size_t *count,
                 Error *error)
{
    Rows rows;
    *count = 0;
    *people = arena_array(arena, Person, (size_t)limit + 1);
    if (!store_select(session, &query_person_page, VALUES(value_integer(after), value_integer(limit)), &rows, error))
        return false;
    while (*count < (size_t)limit && rows_next(&rows)) read_person(&rows, arena, &(*people)[(*count)++]);
    return rows_close(&rows, error);
}

// ---- changing ----

static bool refuse_taken(StoreSession *session, const Person *person, Error *error)
{
    Arena *scratch = arena_open(0);
    Person other = {0};
    bool found = false;
    bool read = person_by_email(session, person->email, scratch, &other, &found, error);
    int64_t id = found ? other.id : person->id;
    arena_close(scratch);
    if (!read) return true;
    return id != person->id && !error_code(error, ERROR_CONFLICT, "already_member",
                                           PHRASE("somebody with this address is a member already",
                                                  "une personne ayant cette adresse est déjà membre"), );
}

bool person_insert(StoreSession *session, Person *person, Error *error)
{
    if (refuse_taken(session, person, error) || !staff_next_id(session, &person->id, error)) return false;
    return store_execute(session, &query_person_insert,
                         VALUES(value_integer(person->id), value_text(person->email), value_text(person->name),
                                value_integer(person->role), value_text(locale_name(person->locale)),
                                value_text_or_null(person->password),
                                person->password.size ? value_integer(person->created) : value_null(),
                                value_integer(person->created)),
                         NULL, error);
}

// Somebody else must be left who can sign in and administer.
static bool check_last(StoreSession *session, int64_t id, Error *error)
{
    Rows rows;
    int64_t others = 0;
    if (!store_select(session, &query_person_other_administrators, VALUES(value_integer(id)), &rows, error))
        return false;
    if (rows_next(&rows)) others = rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    return others > 0 || error_code(error, ERROR_CONFLICT, "last_owner",
                                    PHRASE("this is the last administrator: name another one first",
                                           "c’est le dernier administrateur\u00A0: nommez-en d’abord un autre"), );
}

static bool administers(const Person *person)
{
    return person->role == ROLE_ADMINISTRATOR && !person->disabled && person->password.size > 0;
}

bool person_update(StoreSession *session, const Person *person, Error *error)
{
    Arena *scratch = arena_open(0);
    Person before = {0};
    bool found = false, fine = person_by_id(session, person->id, scratch, &before, &found, error);
    if (fine && found && administers(&before) && !administers(person)) fine = check_last(session, person->id, error);
    fine = fine && !(found && !str_equal(before.email, person->email) && refuse_taken(session, person, error));
    arena_close(scratch);
    return fine && store_execute(session, &query_person_update,
                                 VALUES(value_integer(person->id), value_text(person->email), value_text(person->name),
                                        value_integer(person->role), value_text(locale_name(person->locale)),
                                        value_integer(person->disabled)),
                                 NULL, error);
}

bool person_delete(StoreSession *session, const Person *person, Error *error)
{
    if (administers(person) && !check_last(session, person->id, error)) return false;
    return store_execute(session, &query_person_delete, VALUES(value_integer(person->id)), NULL, error);
}

bool person_set_password(StoreSession *session, int64_t id, Str hash, Instant now, Error *error)
{
    return store_execute(session, &query_person_set_password,
                         VALUES(value_integer(id), value_text(hash), value_integer(now)), NULL, error);
}

bool person_signed_in(StoreSession *session, int64_t id, Instant now, Error *error)
{
    return store_execute(session, &query_person_signed_in, VALUES(value_integer(id), value_integer(now)), NULL, error);
}

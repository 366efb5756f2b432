// find.c - persons by the beginning of a name or of an address.
#include <string.h>

#include "customer/customer.h"
#include "customer/facts.h"

enum { WORDS_MAX = 4, SCAN_ROWS = 200, SCANS_MAX = 50 };

// All texts that begin with `low` lie before `high`.
typedef struct Range {
    Str low, high;
} Range;

static Range range_of(Str prefix, Arena *arena)
{
    return (Range){prefix, str_format(arena, "%.*s\xF4\x8F\xBF\xBF", STR_ARGS(prefix))}; // U+10FFFF
}

typedef struct Hit {
    CustomerId customer;
    Str term;
} Hit;

typedef struct Words {
    Range word[WORDS_MAX]; // the longest first: the fewest begin so
    size_t count;
} Words;

static Words words_of(Str text, Arena *arena)
{
    Words words = {0};
    Str rest = fold_text(arena, text), word;
    while (words.count < WORDS_MAX && str_cut(&rest, ' ', &word)) {
        if (!word.size) continue;
        words.word[words.count++] = range_of(word, arena);
        Range *last = &words.word[words.count - 1], longest = *last;
        if (longest.low.size <= words.word[0].low.size) continue;
        *last = words.word[0];
        words.word[0] = longest;
    }
    return words;
}

static bool has_term(StoreSession *session, CustomerId customer, Range range, bool *has, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_customer_term_below,
                      VALUES(value_integer(customer), value_text(range.low), value_text(range.high)), &rows, error))
        return false;
    *has = rows_next(&rows);
    return rows_close(&rows, error);
}

static bool person_has_term(StoreSession *session, const Person *person, Range range, bool *has, Error *error)
{
    *has = false;
    for (size_t i = 0; !*has && i < person->member_count; i++)
        if (!has_term(session, person->members[i], range, has, error)) return false;
    return true;
}

// A person with several terms in the range is found at the first of them: nobody comes twice.
static bool is_first(StoreSession *session, const Person *person, const Hit *hit, Str low, Arena *arena, bool *first,
                     Error *error)
{
    bool before = false;
    if (!person_has_term(session, person, (Range){low, hit->term}, &before, error)) return false;
    Range same = {hit->term, str_format(arena, "%.*s\x01", STR_ARGS(hit->term))};
    for (size_t i = 0; !before && i < person->member_count; i++)
        if (person->members[i] < hit->customer && !has_term(session, person->members[i], same, &before, error))
            return false;
    *first = !before;
    return true;
}

static bool is_meant(const Identity *identity, StoreSession *session, const Words *words, const Hit *hit, Arena *arena,
                     CustomerId *root, Error *error)
{
    Person person;
    person_members(identity, hit->customer, arena, &person);
    bool meant = false;
    if (!is_first(session, &person, hit, words->word[0].low, arena, &meant, error)) return false;
    for (size_t i = 1; meant && i < words->count; i++)
        if (!person_has_term(session, &person, words->word[i], &meant, error)) return false;
    *root = meant ? person.root : 0;
    return true;
}

static bool read_hits(StoreSession *session, Range range, const Hit *after, Arena *arena, Hit hits[SCAN_ROWS],
                      size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_customer_terms_from,
                      VALUES(value_text(range.low), value_text(range.high), value_text(after->term),
                             value_integer(after->customer), value_integer(SCAN_ROWS)),
                      &rows, error))
        return false;
    *count = 0;
    while (*count < SCAN_ROWS && rows_next(&rows))
        hits[(*count)++] = (Hit){(CustomerId)rows_integer(&rows, 0), str_copy(arena, rows_text(&rows, 1))};
    return rows_close(&rows, error);
}

static Hit hit_of(Str place, Arena *arena)
{
    Hit hit = {0};
    Str number;
    if (str_cut(&place, ' ', &number)) {
        JsonValue value = {JSON_NUMBER, number};
        int64_t customer = 0;
        if (json_get_integer(value, &customer) && customer > 0) hit.customer = (CustomerId)customer;
        hit.term = str_copy(arena, place);
    }
    return hit;
}

bool customer_find_name(const Identity *identity, StoreSession *session, Str text, Str after, size_t limit,
                        Arena *arena, FoundPage *page, Error *error)
{
    Words words = words_of(text, arena);
    *page = (FoundPage){.root = arena_array(arena, CustomerId, limit)};
    if (!words.count) return true;
    Hit last = hit_of(after, arena), *hits = arena_array(arena, Hit, SCAN_ROWS);
    size_t count = SCAN_ROWS;
    for (size_t scan = 0; scan < SCANS_MAX && count == SCAN_ROWS; scan++) {
        if (!read_hits(session, words.word[0], &last, arena, hits, &count, error)) return false;
        for (size_t i = 0; i < count; i++) {
            if (!is_meant(identity, session, &words, &hits[i], arena, &page->root[page->count], error)) return false;
            last = hits[i];
            page->count += page->root[page->count] != 0;
            if (page->count < limit) continue;
            page->next = str_format(arena, "%u %.*s", last.customer, STR_ARGS(last.term));
            return true;
        }
    }
    if (count == SCAN_ROWS) page->next = str_format(arena, "%u %.*s", last.customer, STR_ARGS(last.term));
    return true;
}

// ---- addresses ----

static bool read_emails(StoreSession *session, Range range, Str after, size_t limit, Arena *arena, Hit *hits,
                        size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(
            session, &query_customer_emails_from,
            VALUES(value_text(range.low), value_text(range.high), value_text(after), value_integer((int64_t)limit)),
            &rows, error))
        return false;
    *count = 0;
    while (*count < limit && rows_next(&rows))
        hits[(*count)++] = (Hit){(CustomerId)rows_integer(&rows, 0), str_copy(arena, rows_text(&rows, 1))};
    return rows_close(&rows, error);
}

// Does the person have an address in the range that comes before this one?
static bool has_email_before(StoreSession *session, const Person *person, Range range, Str email, Arena *arena,
                             bool *has, Error *error)
{
    *has = false;
    for (size_t m = 0; m < person->member_count; m++) {
        IdentityRow *rows = NULL;
        size_t count = 0;
        if (!identity_list(session, person->members[m], arena, &rows, &count, error)) return false;
        for (size_t i = 0; i < count; i++)
            *has |= rows[i].kind == IDENTITY_EMAIL && str_compare(rows[i].value, range.low) >= 0 &&
                    str_compare(rows[i].value, email) < 0;
    }
    return true;
}

static Str lower_text(Str text, Arena *arena)
{
    char *lower = arena_array(arena, char, text.size);
    for (size_t i = 0; i < text.size; i++)
        lower[i] = 'A' <= text.data[i] && text.data[i] <= 'Z' ? (char)(text.data[i] + ('a' - 'A')) : text.data[i];
    return (Str){lower, text.size};
}

bool customer_find_email(const Identity *identity, StoreSession *session, Str text, Str after, size_t limit,
                         Arena *arena, FoundPage *page, Error *error)
{
    Range range = range_of(lower_text(str_trim(text), arena), arena);
    Hit *hits = arena_array(arena, Hit, limit);
    size_t count = 0;
    *page = (FoundPage){.root = arena_array(arena, CustomerId, limit)};
    if (!read_emails(session, range, after, limit, arena, hits, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        Person person;
        bool twice = false;
        person_members(identity, hits[i].customer, arena, &person);
        if (!has_email_before(session, &person, range, hits[i].term, arena, &twice, error)) return false;
        if (!twice) page->root[page->count++] = person.root;
    }
    if (count == limit) page->next = hits[count - 1].term;
    return true;
}

#include "customer/search.h"

#include <string.h>

#include "customer/likeness.h"
#include "customer/typo.h"

// With ENOUGH found as it was typed, nobody is asked for what it may have meant.
enum { WORDS_MAX = 4, ASKED_AT_ONCE = PURCHASE_NUMBERS_MAX, ROWS_A_QUERY = 100, ENOUGH = 5 };

static const char name_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
static const char mail_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._-+";
static const char number_letters[] = "0123456789abcdefghijklmnopqrstuvwxyz-";

typedef struct Term {
    CustomerId customer;
    Str text;
} Term;

typedef struct Search {
    const SearchAsk *ask;
    SearchHit *hit;
    size_t count;
    Str word[WORDS_MAX]; // folded, the longest first
    size_t words;
    Str lower;  // the text in small letters
    Term *term; // of names that begin so
    size_t terms;
} Search;

static bool full(const Search *search)
{
    return search->count == search->ask->limit;
}

static void add(Search *search, CustomerId customer, SearchMatch match, SearchField field, Str kind, Str value)
{
    CustomerId root = identity_root(search->ask->identity, customer);
    if (full(search)) return;
    for (size_t i = 0; i < search->count; i++)
        if (search->hit[i].root == root) return;
    search->hit[search->count++] = (SearchHit){root, match, field, kind, value};
}

static Str after_all(Str prefix, Arena *arena)
{
    return str_format(arena, "%.*s\xF4\x8F\xBF\xBF", STR_ARGS(prefix)); // U+10FFFF
}

static bool looks_in(const Search *search, SearchField field)
{
    return search->ask->fields & field;
}

// ---- ids, addresses, phones: exact ----

static bool find_identity(Search *search, IdentityKind kind, SearchField field, Str value, Error *error)
{
    CustomerId customer = 0;
    if (!value.size || !looks_in(search, field)) return true;
    if (!identity_find(search->ask->identity, search->ask->session, kind, value, &customer, error)) return false;
    if (customer) add(search, customer, MATCH_EXACT, field, identity_kind_name(kind), value);
    return true;
}

static bool find_ids(Search *search, Error *error)
{
    const SearchAsk *ask = search->ask;
    Str phone = identity_phone(ask->arena, ask->locale, ask->text);
    JsonValue number = {JSON_NUMBER, ask->text};
    int64_t customer = 0;
    bool digits = ask->text.size && ask->text.data[0] >= '1' && ask->text.data[0] <= '9';
    if (digits && ask->text.size < 10 && looks_in(search, SEARCH_ID) && json_get_integer(number, &customer) &&
        customer <= identity_count(ask->identity))
        add(search, (CustomerId)customer, MATCH_EXACT, SEARCH_ID, STR("id"), ask->text);
    return find_identity(search, IDENTITY_USER_ID, SEARCH_ID, ask->text, error) &&
           find_identity(search, IDENTITY_EMAIL, SEARCH_EMAIL, ask->text, error) &&
           find_identity(search, IDENTITY_PHONE, SEARCH_PHONE, phone, error) &&
           find_identity(search, IDENTITY_EXTERNAL, SEARCH_ID, ask->text, error) &&
           find_identity(search, IDENTITY_ANONYMOUS_ID, SEARCH_ID, ask->text, error);
}

static bool find_emails(Search *search, Error *error)
{
    Rows rows;
    const SearchAsk *ask = search->ask;
    if (!looks_in(search, SEARCH_EMAIL) || !search->lower.size || full(search)) return true;
    if (!store_select(ask->session, &query_customer_emails_from,
                      VALUES(value_text(search->lower), value_text(after_all(search->lower, ask->arena)),
                             value_text(STR("")), value_integer((int64_t)ask->limit)),
                      &rows, error))
        return false;
    while (rows_next(&rows))
        add(search, (CustomerId)rows_integer(&rows, 0), MATCH_PREFIX, SEARCH_EMAIL, STR("email"),
            str_copy(ask->arena, rows_text(&rows, 1)));
    return rows_close(&rows, error);
}

// ---- numbers of orders and tickets ----

static bool find_numbers(Search *search, bool exact, Error *error)
{
    const SearchAsk *ask = search->ask;
    if (!looks_in(search, SEARCH_NUMBER)) return true;
    for (const PurchaseSource *const *table = ask->sources; *table; table++)
        for (const PurchaseSource *source = *table; source->name; source++) {
            NumberFound *found = NULL;
            size_t count = 0;
            if (!source->find) continue;
            if (!source->find(ask->house, ask->session, ask->text, ask->limit, ask->arena, &found, &count, error))
                return false;
            for (size_t i = 0; i < count; i++)
                if (str_equal_fold(found[i].number, ask->text) == exact)
                    add(search, found[i].customer, exact ? MATCH_EXACT : MATCH_PREFIX, SEARCH_NUMBER, found[i].kind,
                        found[i].number);
        }
    return true;
}

// ---- names ----

static Str after_same(Str word, Arena *arena)
{
    return str_format(arena, "%.*s\x01", STR_ARGS(word));
}

static bool has_word(const Search *search, CustomerId customer, Str word, bool whole, bool *has, Error *error)
{
    Rows rows;
    const SearchAsk *ask = search->ask;
    Str high = whole ? after_same(word, ask->arena) : after_all(word, ask->arena);
    if (!store_select(ask->session, &query_customer_term_below,
                      VALUES(value_integer(customer), value_text(word), value_text(high)), &rows, error))
        return false;
    *has = rows_next(&rows);
    return rows_close(&rows, error);
}

// All words but one, which was asked for already.
static bool has_others(const Search *search, CustomerId customer, SearchMatch match, size_t except, bool *has,
                       Error *error)
{
    *has = true;
    for (size_t i = 0; i < search->words && *has; i++)
        if (i != except && !has_word(search, customer, search->word[i], match == MATCH_EXACT, has, error)) return false;
    return true;
}

static bool select_terms(Search *search, const Query *query, const Value *values, size_t value_count, Term *terms,
                         size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(search->ask->session, query, values, value_count, &rows, error)) return false;
    while (*count < ROWS_A_QUERY && rows_next(&rows))
        terms[(*count)++] =
            (Term){(CustomerId)rows_integer(&rows, 0), str_copy(search->ask->arena, rows_text(&rows, 1))};
    return rows_close(&rows, error);
}

static bool add_names(Search *search, const Term *terms, size_t count, SearchMatch match, size_t except, Error *error)
{
    for (size_t i = 0; i < count && !full(search); i++) {
        bool meant = false;
        if (match == MATCH_EXACT && !str_equal(terms[i].text, search->word[0])) return true; // in the order of terms
        if (!has_others(search, terms[i].customer, match, except, &meant, error)) return false;
        if (meant) add(search, terms[i].customer, match, SEARCH_NAME, STR("name"), terms[i].text);
    }
    return true;
}

// Names with a word that begins as the first one, the whole word first; the second, when there is one, as the beginning
// of another. In what is written with an @ there is no name.
static bool read_names(Search *search, Error *error)
{
    const SearchAsk *ask = search->ask;
    if (!search->words || !looks_in(search, SEARCH_NAME)) return true;
    search->term = arena_array(ask->arena, Term, ROWS_A_QUERY);
    Value low = value_text(search->word[0]), high = value_text(after_all(search->word[0], ask->arena)),
          limit = value_integer(ROWS_A_QUERY);
    if (search->words == 1)
        return select_terms(search, &query_search_terms_from, VALUES(low, high, limit), search->term, &search->terms,
                            error);
    return select_terms(
        search, &query_search_terms_with,
        VALUES(low, high, value_text(search->word[1]), value_text(after_all(search->word[1], ask->arena)), limit),
        search->term, &search->terms, error);
}

// ---- one slip ----

static void fill(Value values[ASKED_AT_ONCE], const Str *texts, size_t count)
{
    for (size_t i = 0; i < ASKED_AT_ONCE; i++) values[i] = value_text(i < count ? texts[i] : STR(""));
}

// Names with one of these words instead of the misspelt one.
static bool names_among(Search *search, const Str *texts, size_t text_count, size_t misspelt, Error *error)
{
    Value values[ASKED_AT_ONCE + 3];
    Term *terms = arena_array(search->ask->arena, Term, ROWS_A_QUERY);
    size_t count = 0, with = ASKED_AT_ONCE;
    const Query *query = &query_search_terms_among;
    fill(values, texts, text_count);
    if (search->words > 1) {
        Str other = search->word[misspelt == 0];
        values[with++] = value_text(other);
        values[with++] = value_text(after_all(other, search->ask->arena));
        query = &query_search_terms_among_with;
    }
    values[with++] = value_integer(ROWS_A_QUERY);
    return select_terms(search, query, values, with, terms, &count, error) &&
           add_names(search, terms, count, MATCH_TYPO, misspelt, error);
}

static bool find_misspelt_names(Search *search, Error *error)
{
    if (!looks_in(search, SEARCH_NAME)) return true;
    for (size_t w = 0; w < search->words && !full(search); w++) {
        Str *variants;
        size_t count = typo_variants(search->word[w], name_letters, search->ask->arena, &variants);
        for (size_t at = 0; at < count && !full(search); at += ASKED_AT_ONCE)
            if (!names_among(search, variants + at, (size_t)smaller((int64_t)(count - at), ASKED_AT_ONCE), w, error))
                return false;
    }
    return true;
}

static bool identities_among(Search *search, IdentityKind kind, SearchField field, const Str *texts, size_t text_count,
                             Error *error)
{
    Rows rows;
    Value values[ASKED_AT_ONCE + 1];
    for (size_t at = 0; at < text_count && !full(search); at += ASKED_AT_ONCE) {
        fill(values, texts + at, (size_t)smaller((int64_t)(text_count - at), ASKED_AT_ONCE));
        values[ASKED_AT_ONCE] = value_integer(kind);
        if (!store_select(search->ask->session, &query_search_identities_among, values, COUNT_OF(values), &rows, error))
            return false;
        while (rows_next(&rows))
            add(search, (CustomerId)rows_integer(&rows, 0), MATCH_TYPO, field, identity_kind_name(kind),
                str_copy(search->ask->arena, rows_text(&rows, 1)));
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

// The domain is misspelt: all addresses before it are near.
static bool find_domains(Search *search, Str local, Str domain, Error *error)
{
    Rows rows;
    Arena *arena = search->ask->arena;
    Str low = str_format(arena, "%.*s@", STR_ARGS(local));
    if (!store_select(search->ask->session, &query_customer_emails_from,
                      VALUES(value_text(low), value_text(after_all(low, arena)), value_text(STR("")),
                             value_integer(ROWS_A_QUERY)),
                      &rows, error))
        return false;
    while (rows_next(&rows)) {
        Str value = rows_text(&rows, 1), found = {value.data + low.size, value.size - low.size};
        if (typo_within_one(found, domain))
            add(search, (CustomerId)rows_integer(&rows, 0), MATCH_TYPO, SEARCH_EMAIL, STR("email"),
                str_copy(arena, value));
    }
    return rows_close(&rows, error);
}

// Without an @ it was left out, or another key was hit.
static bool find_missing_at(Search *search, Error *error)
{
    Arena *arena = search->ask->arena;
    Str *variants;
    size_t count = typo_variants(search->lower, "@", arena, &variants), kept = 0;
    if (!str_contains(search->lower, STR(".")) || str_contains(search->lower, STR(" "))) return true;
    for (size_t i = 0; i < count; i++)
        if (str_contains(variants[i], STR("@"))) variants[kept++] = variants[i];
    return identities_among(search, IDENTITY_EMAIL, SEARCH_EMAIL, variants, kept, error);
}

static bool find_misspelt_emails(Search *search, Error *error)
{
    Arena *arena = search->ask->arena;
    Str domain = search->lower, local, *variants;
    const char *at = memchr(search->lower.data, '@', search->lower.size);
    if (!looks_in(search, SEARCH_EMAIL) || !search->lower.size) return true;
    if (!at || !str_cut(&domain, '@', &local)) return find_missing_at(search, error);
    size_t count = typo_variants(local, mail_letters, arena, &variants);
    for (size_t i = 0; i < count; i++)
        variants[i] = str_format(arena, "%.*s@%.*s", STR_ARGS(variants[i]), STR_ARGS(domain));
    return (!local.size || !domain.size || find_domains(search, local, domain, error)) &&
           identities_among(search, IDENTITY_EMAIL, SEARCH_EMAIL, variants, count, error);
}

// The digits and a leading +; "" when there is anything but digits, blanks and signs between them.
static Str digits_of(Str text, Arena *arena)
{
    Text digits = text_in(arena);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool digit = '0' <= c && c <= '9', sign = c == ' ' || c == '.' || c == '-' || c == '(' || c == ')' || c == '/';
        if (digit || (c == '+' && !digits.size))
            text_add_byte(&digits, c);
        else if (!sign)
            return STR("");
    }
    return text_str(&digits);
}

enum { PHONE_DIGITS_MIN = 6, PHONE_DIGITS_MAX = 20 };

static bool find_misspelt_phones(Search *search, Error *error)
{
    const SearchAsk *ask = search->ask;
    Str digits = digits_of(ask->text, ask->arena), *variants;
    if (!looks_in(search, SEARCH_PHONE) || digits.size < PHONE_DIGITS_MIN || digits.size > PHONE_DIGITS_MAX)
        return true;
    size_t count = typo_variants(digits, "0123456789+", ask->arena, &variants), kept = 0;
    for (size_t i = 0; i < count; i++) {
        Str phone = identity_phone(ask->arena, ask->locale, variants[i]);
        if (phone.size) variants[kept++] = phone;
    }
    return identities_among(search, IDENTITY_PHONE, SEARCH_PHONE, variants, kept, error);
}

static bool numbers_of(Search *search, const PurchaseSource *source, const Str *texts, size_t text_count, Error *error)
{
    const SearchAsk *ask = search->ask;
    for (size_t at = 0; source->among && at < text_count && !full(search); at += ASKED_AT_ONCE) {
        NumberFound *found = NULL;
        size_t count = 0, some = (size_t)smaller((int64_t)(text_count - at), ASKED_AT_ONCE);
        if (!source->among(ask->house, ask->session, texts + at, some, ask->limit, ask->arena, &found, &count, error))
            return false;
        for (size_t i = 0; i < count; i++)
            add(search, found[i].customer, MATCH_TYPO, SEARCH_NUMBER, found[i].kind, found[i].number);
    }
    return true;
}

static Str in_capitals(Str text, Arena *arena)
{
    char *capitals = arena_array(arena, char, text.size);
    for (size_t i = 0; i < text.size; i++)
        capitals[i] = 'a' <= text.data[i] && text.data[i] <= 'z' ? (char)(text.data[i] - ('a' - 'A')) : text.data[i];
    return (Str){capitals, text.size};
}

// Numbers of several words, or without a digit, are none.
static bool find_misspelt_numbers(Search *search, Error *error)
{
    const SearchAsk *ask = search->ask;
    Str *variants, text = search->lower;
    bool digit = false;
    for (size_t i = 0; i < text.size; i++) digit |= '0' <= text.data[i] && text.data[i] <= '9';
    if (!looks_in(search, SEARCH_NUMBER) || !digit || str_contains(text, STR(" "))) return true;
    size_t count = typo_variants(text, number_letters, ask->arena, &variants);
    for (size_t i = 0; i < count; i++) variants[i] = in_capitals(variants[i], ask->arena);
    for (const PurchaseSource *const *table = ask->sources; *table; table++)
        for (const PurchaseSource *source = *table; source->name; source++)
            if (!numbers_of(search, source, variants, count, error)) return false;
    return true;
}

// ---- all of it ----

static void take_words(Search *search)
{
    Arena *arena = search->ask->arena;
    Str rest = fold_text(arena, search->ask->text), word;
    if (str_contains(search->ask->text, STR("@"))) return; // an address
    while (search->words < WORDS_MAX && str_cut(&rest, ' ', &word)) {
        if (!word.size) continue;
        size_t at = search->words++;
        for (; at > 0 && search->word[at - 1].size < word.size; at--) search->word[at] = search->word[at - 1];
        search->word[at] = word;
    }
}

static Str in_small(Str text, Arena *arena)
{
    char *small = arena_array(arena, char, text.size);
    for (size_t i = 0; i < text.size; i++)
        small[i] = 'A' <= text.data[i] && text.data[i] <= 'Z' ? (char)(text.data[i] + ('a' - 'A')) : text.data[i];
    return (Str){small, text.size};
}

// Of several words that somebody's name has all, too.
static bool found_enough(const Search *search)
{
    bool named = search->words > 1 && search->count && search->hit[0].match == MATCH_EXACT;
    return named || search->count >= ENOUGH || full(search);
}

bool search(const SearchAsk *ask, SearchHit **hits, size_t *count, Error *error)
{
    SearchAsk trimmed = *ask;
    trimmed.text = str_trim(ask->text);
    Search search = {.ask = &trimmed, .hit = arena_array(ask->arena, SearchHit, ask->limit)};
    search.lower = in_small(trimmed.text, ask->arena);
    take_words(&search);
    bool fine = find_ids(&search, error) && find_numbers(&search, true, error) && read_names(&search, error) &&
                add_names(&search, search.term, search.terms, MATCH_EXACT, 0, error) &&
                add_names(&search, search.term, search.terms, MATCH_PREFIX, 0, error) && find_emails(&search, error) &&
                find_numbers(&search, false, error);
    if (fine && !found_enough(&search))
        fine = find_misspelt_names(&search, error) && find_misspelt_emails(&search, error) &&
               find_misspelt_phones(&search, error) && find_misspelt_numbers(&search, error);
    *hits = search.hit;
    *count = search.count;
    return fine;
}

Str search_match_name(SearchMatch match)
{
    static const Str names[] = {STR("exact"), STR("prefix"), STR("typo")};
    return names[match];
}

// ---- tickets ----

enum { TICKET_NUMBER_BYTES_MAX = 100 };

static bool read_tickets(StoreSession *session, const Query *query, const Value *values, size_t value_count,
                         size_t limit, Arena *arena, NumberFound **found, size_t *count, Error *error)
{
    Rows rows;
    *found = arena_array(arena, NumberFound, limit);
    *count = 0;
    if (!store_select(session, query, values, value_count, &rows, error)) return false;
    while (*count < limit && rows_next(&rows))
        (*found)[(*count)++] = (NumberFound){STR("ticket"), str_copy(arena, rows_text(&rows, 0)),
                                             (CustomerId)rows_integer(&rows, 1), rows_integer(&rows, 2)};
    return rows_close(&rows, error);
}

static bool find_tickets(const struct House *house, StoreSession *session, Str number, size_t limit, Arena *arena,
                         NumberFound **found, size_t *count, Error *error)
{
    (void)house;
    Str low = in_capitals(number, arena);
    return read_tickets(session, &query_search_tickets_from,
                        VALUES(value_text(low), value_text(after_all(low, arena)), value_integer((int64_t)limit)),
                        limit, arena, found, count, error);
}

static bool tickets_among(const struct House *house, StoreSession *session, const Str *numbers, size_t number_count,
                          size_t limit, Arena *arena, NumberFound **found, size_t *count, Error *error)
{
    (void)house;
    Value values[ASKED_AT_ONCE + 1];
    fill(values, numbers, number_count);
    values[ASKED_AT_ONCE] = value_integer((int64_t)limit);
    return read_tickets(session, &query_search_tickets_among, values, COUNT_OF(values), limit, arena, found, count,
                        error);
}

const PurchaseSource ticket_numbers[] = {{.name = "tickets", .find = find_tickets, .among = tickets_among}, {0}};

bool ticket_number_keep(StoreSession *session, const Event *event, Arena *arena, Error *error)
{
    static const char *const names[] = {"ticket_id", "ticketId", "ticket", "number"};
    JsonValue body, properties, value;
    Error unreadable;
    Str number = STR("");
    if (!json_parse(event->body, &body, &unreadable) || !json_member(body, STR("properties"), &properties)) return true;
    for (size_t i = 0; i < COUNT_OF(names) && !number.size; i++)
        if (json_member(properties, str_of(names[i]), &value))
            number = value.type == JSON_NUMBER ? value.text : json_get_string(value, arena);
    if (!number.size || number.size > TICKET_NUMBER_BYTES_MAX) return true;
    return store_execute(
        session, &query_search_keep_ticket,
        VALUES(value_text(in_capitals(number, arena)), value_integer(event->customer), value_integer(event->at)), NULL,
        error);
}

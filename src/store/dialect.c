#include "store/dialect.h"

typedef struct Word {
    Str from, to;
} Word;

typedef struct Dialect {
    bool numbered; // $1 becomes ?1
    const Word *braced;
    const Word *plain; // NULL: none
} Dialect;

// SQLite takes $1 for a name and numbers names by their first appearance: hence ?1.
static const Word braced_sqlite[] = {{STR("{skip locked}"), STR("")},
                                     {STR("{greatest}"), STR("max")},
                                     {STR("{least}"), STR("min")},
                                     {{NULL, 0}, {NULL, 0}}};
static const Word braced_postgresql[] = {{STR("{skip locked}"), STR("for update skip locked")},
                                         {STR("{greatest}"), STR("greatest")},
                                         {STR("{least}"), STR("least")},
                                         {{NULL, 0}, {NULL, 0}}};
// A longer text stands before the shorter one it begins with.
static const Word plain_postgresql[] = {
    {STR("INTEGER"), STR("bigint")}, {STR("REAL"), STR("double precision")},  {STR("TEXT"), STR("text collate \"C\"")},
    {STR("BLOB"), STR("bytea")},     {STR("STRICT, WITHOUT ROWID"), STR("")}, {STR("STRICT"), STR("")},
    {{NULL, 0}, {NULL, 0}}};

static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

static size_t quoted_size(Str text)
{
    for (size_t i = 1; i < text.size; i++)
        if (text.data[i] == text.data[0]) return i + 1;
    return text.size;
}

static size_t comment_size(Str text)
{
    size_t size = 0;
    while (size < text.size && text.data[size] != '\n') size++;
    return size;
}

static const Word *word_find(const Word *words, Str text, bool whole)
{
    for (; words && words->from.data; words++) {
        if (!str_starts_with(text, words->from)) continue;
        if (whole && text.size > words->from.size && is_word(text.data[words->from.size])) continue;
        return words;
    }
    return NULL;
}

// Adds what `rest` begins with in the dialect; returns how much of `rest` that was.
static size_t part_add(Text *out, const Dialect *dialect, Str rest)
{
    char first = rest.data[0];
    size_t size = 1;
    if (first == '\'' || first == '"') {
        size = quoted_size(rest);
    } else if (str_starts_with(rest, STR("--"))) {
        size = comment_size(rest);
    } else if (first == '$' && dialect->numbered) {
        text_add_byte(out, '?');
        return 1;
    } else if (first == '{' || is_word(first)) {
        const Word *word = word_find(first == '{' ? dialect->braced : dialect->plain, rest, first != '{');
        if (word) {
            text_add(out, word->to);
            return word->from.size;
        }
        while (size < rest.size && is_word(rest.data[size])) size++;
    }
    text_add(out, (Str){rest.data, size});
    return size;
}

static Str dialect_text(Arena *arena, Str text, const Dialect *dialect)
{
    Text out = text_in(arena);
    for (size_t at = 0; at < text.size;) at += part_add(&out, dialect, (Str){text.data + at, text.size - at});
    return text_str(&out);
}

Str dialect_sqlite(Arena *arena, Str text)
{
    return dialect_text(arena, text, &(Dialect){.numbered = true, .braced = braced_sqlite});
}

Str dialect_postgresql(Arena *arena, Str text)
{
    return dialect_text(arena, text, &(Dialect){.braced = braced_postgresql});
}

Str dialect_postgresql_migration(Arena *arena, Str text)
{
    return dialect_text(arena, text, &(Dialect){.braced = braced_postgresql, .plain = plain_postgresql});
}

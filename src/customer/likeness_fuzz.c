// likeness_fuzz.c - names, addresses and numbers of any form: normal forms are their own normal forms.
#include <stdlib.h>

#include "base/utf8.h"
#include "customer/likeness.h"
#include "identity/normal.h"

static void must(bool condition)
{
    if (!condition) abort();
}

static void check_normal(IdentityKind kind, Str text)
{
    Normal normal, again;
    Error error;
    if (!normal_of(kind, text, &normal, &error)) return;
    must(normal.value.size > 0 && normal.value.size <= IDENTITY_BYTES_MAX);
    must(normal_of(kind, normal.value, &again, &error) && str_equal(again.value, normal.value));
}

static void check_phone(Arena *arena, Locale locale, Str text)
{
    Str phone = identity_phone(arena, locale, text);
    if (phone.size) must(str_equal(identity_phone(arena, locale, phone), phone));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str text = {(const char *)data, size}, keys[LIKENESS_KEYS_MAX];
    if (utf8_invalid_at(text) < size) return 0; // checked where it enters
    Arena *arena = arena_open(0);
    for (IdentityKind kind = IDENTITY_USER_ID; kind < IDENTITY_KIND_COUNT; kind++) check_normal(kind, text);
    check_phone(arena, LOCALE_FR, text);
    check_phone(arena, LOCALE_EN, text);
    Str folded = fold_text(arena, text);
    must(folded.size <= size && str_equal(fold_text(arena, folded), folded));
    LikenessFacts facts = {
        .name = text, .birthday = STR("1990-01-31"), .place = text, .emails = &text, .email_count = 1};
    size_t count = likeness_keys(&facts, arena, keys);
    for (size_t i = 1; i < count; i++) must(str_compare(keys[i - 1], keys[i]) < 0);
    must(count == 0 || likeness_shared(keys, count, keys, count) != 0);
    arena_close(arena);
    return 0;
}

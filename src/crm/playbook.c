#include "crm/playbook.h"

#include "crm/crm.h"

static bool refuse(Arena *arena, size_t step, const char *member, Phrase phrase, Str value, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value", phrase, value);
    return error_at(error, str_format(arena, "/steps/%zu/%s", step, member));
}

// ---- what stands for the customer ----

// Cuts the next "{…}" off: `before` it, and what is within. False: there is none.
static bool next_place(Str *rest, Str *before, Str *within)
{
    size_t open = 0, close;
    while (open < rest->size && rest->data[open] != '{') open++;
    for (close = open; close < rest->size && rest->data[close] != '}';) close++;
    if (close == rest->size) return false;
    *before = (Str){rest->data, open};
    *within = (Str){rest->data + open + 1, close - open - 1};
    *rest = (Str){rest->data + close + 1, rest->size - close - 1};
    return true;
}

static bool places_known(Str text, Str *unknown)
{
    Str before, within, word;
    while (next_place(&text, &before, &within)) {
        *unknown = within;
        if (!str_cut(&within, '|', &word)) word = within;
        if (!str_equal(word, STR("name")) && !str_equal(word, STR("first_name"))) return false;
    }
    return true;
}

Str playbook_fill(Str text, Str name, Str first_name, Arena *arena)
{
    Text filled = text_in(arena);
    Str before, within, word;
    while (next_place(&text, &before, &within)) {
        text_add(&filled, before);
        Str otherwise = within;
        if (!str_cut(&otherwise, '|', &word)) word = within;
        Str value = str_equal(word, STR("name")) ? name : first_name;
        text_add(&filled, value.size ? value : otherwise);
    }
    text_add(&filled, text);
    return text_str(&filled);
}

Str playbook_in(const Str *text, Locale locale)
{
    return text[locale].size ? text[locale] : text[locale == LOCALE_EN ? LOCALE_FR : LOCALE_EN];
}

// ---- reading ----

static const char *const text_names[LOCALE_COUNT] = {"en", "fr"};
static const char *const subject_names[LOCALE_COUNT] = {"subject_en", "subject_fr"};

static Str text_of(JsonValue object, const char *name, Arena *arena)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? str_trim(json_get_string(value, arena)) : STR("");
}

static int64_t integer_of(JsonValue object, const char *name, int64_t otherwise)
{
    JsonValue value;
    int64_t number;
    return json_member(object, str_of(name), &value) && json_get_integer(value, &number) ? number : otherwise;
}

static PlaybookStepKind kind_of(Str word)
{
    static const char *const words[] = {"text", "task", "message", "wait"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal(word, str_of(words[i]))) return (PlaybookStepKind)i;
    return STEP_TEXT;
}

static bool check_days(const PlaybookStep *step, size_t at, Arena *arena, Error *error)
{
    if (step->days >= 1 && step->days <= PLAYBOOK_DAYS_MAX) return true;
    return refuse(arena, at, "days",
                  PHRASE("expected 1 to 365 days, not {0}", "de 1 à 365 jours sont attendus, et non {0}"),
                  step->days < 0 ? STR("-") : error_number(arena, (uint64_t)step->days), error);
}

static bool check_task(const PlaybookStep *step, size_t at, Arena *arena, Error *error)
{
    if (!playbook_in(step->text, LOCALE_EN).size)
        return refuse(arena, at, "en",
                      PHRASE("say what is to be done, in one language at least",
                             "dites ce qui est à faire, dans une langue au moins"),
                      STR(""), error);
    for (Locale one = 0; one < LOCALE_COUNT; one++)
        if (step->text[one].size > TITLE_BYTES_MAX)
            return refuse(arena, at, text_names[one],
                          PHRASE("the title of a task has at most 300 bytes", "le titre d’une tâche a au plus 300 "
                                                                              "octets"),
                          STR(""), error);
    return check_days(step, at, arena, error);
}

static bool check_places(const PlaybookStep *step, size_t at, Arena *arena, Error *error)
{
    for (Locale one = 0; one < LOCALE_COUNT; one++) {
        Str unknown = STR("");
        bool subject = !places_known(step->subject[one], &unknown);
        if (subject || !places_known(step->text[one], &unknown))
            return refuse(arena, at, subject ? subject_names[one] : text_names[one],
                          PHRASE("nothing stands for {0}: name and first_name are known",
                                 "rien ne correspond à {0}\u00A0: name et first_name sont connus"),
                          error_value(arena, unknown), error);
    }
    return true;
}

static bool check_message(const PlaybookStep *step, size_t at, Arena *arena, Error *error)
{
    bool any = false;
    for (Locale one = 0; one < LOCALE_COUNT; one++) {
        bool text = step->text[one].size, subject = step->subject[one].size;
        any = any || (text && subject);
        if (text != subject)
            return refuse(arena, at, text ? subject_names[one] : text_names[one],
                          PHRASE("a message has a subject and a text in each of its languages",
                                 "un message a un objet et un texte dans chacune de ses langues"),
                          STR(""), error);
    }
    if (!any)
        return refuse(arena, at, "en",
                      PHRASE("a message has a subject and a text in one language at least",
                             "un message a un objet et un texte dans une langue au moins"),
                      STR(""), error);
    return check_places(step, at, arena, error) && check_days(step, at, arena, error);
}

static PlaybookStep step_of(JsonValue object, Arena *arena)
{
    PlaybookStep step = {.kind = kind_of(text_of(object, "kind", arena)),
                         .purpose = text_of(object, "purpose", arena),
                         .owner = integer_of(object, "owner", 0),
                         .days = integer_of(object, "days", PLAYBOOK_DAYS_USUAL),
                         .event = text_of(object, "event", arena)};
    for (Locale one = 0; one < LOCALE_COUNT; one++) {
        step.text[one] = text_of(object, text_names[one], arena);
        step.subject[one] = text_of(object, subject_names[one], arena);
    }
    if (!step.purpose.size) step.purpose = STR("marketing");
    return step;
}

bool playbook_steps_read(JsonValue array, Arena *arena, PlaybookStep **steps, size_t *count, Error *error)
{
    JsonValue item;
    *count = 0;
    *steps = arena_array(arena, PlaybookStep, json_count(array) + 1);
    for (size_t cursor = 0; json_next(array, &cursor, NULL, &item); ++*count) {
        PlaybookStep *step = &(*steps)[*count];
        *step = step_of(item, arena);
        bool fine = step->kind == STEP_TASK      ? check_task(step, *count, arena, error)
                    : step->kind == STEP_MESSAGE ? check_message(step, *count, arena, error)
                    : step->kind == STEP_WAIT    ? check_days(step, *count, arena, error)
                                                 : true;
        if (!fine) return false;
    }
    return true;
}

bool playbook_runs(const PlaybookStep *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (steps[i].kind == STEP_TASK || steps[i].kind == STEP_MESSAGE) return true;
    return false;
}

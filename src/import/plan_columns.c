#include "import/plan_columns.h"

#include <string.h>

#include "import/names.h"

// ---- by the mapping ----

static bool refuse_mapping(const char *code, Phrase phrase, Str column, Str word, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT, phrase, error_value(scratch, column), error_value(scratch, word));
    error->code = code;
    error_at(error, str_format(scratch, "/mapping/%.*s", STR_ARGS(column)));
    arena_close(scratch);
    return false;
}

static bool cut_prefix(Str *word, Str prefix)
{
    if (!str_starts_with(*word, prefix) || word->size == prefix.size) return false;
    word->data += prefix.size;
    word->size -= prefix.size;
    return true;
}

static bool read_word(const Reading *reading, Str word, Arena *arena, ColumnPlan *plan)
{
    Str property = word;
    *plan = (ColumnPlan){.told = true};
    if (!word.size || str_equal(word, STR("-"))) return true;
    if (cut_prefix(&property, STR("traits.")) || cut_prefix(&property, STR("properties."))) {
        plan->use = USE_PROPERTY;
        plan->property = target_property_name(arena, property);
        return plan->property.size > 0;
    }
    plan->use = USE_TARGET;
    return target_parse(word, reading->options.kind, &plan->target);
}

static size_t column_named(const Reading *reading, Str name)
{
    const Table *table = &reading->table;
    for (size_t i = 0; i < table->columns; i++)
        if (str_equal(table->name[i], name)) return i;
    for (size_t i = 0; i < table->columns; i++)
        if (str_equal_fold(str_trim(table->name[i]), str_trim(name))) return i;
    return table->columns;
}

static bool same_property(const Reading *reading, size_t column, const ColumnPlan *plan)
{
    for (size_t i = 0; plan->use == USE_PROPERTY && i < reading->table.columns; i++) {
        const ColumnPlan *other = &reading->column[i];
        if (i != column && other->use == USE_PROPERTY && str_equal(other->property, plan->property)) return true;
    }
    return false;
}

static bool give(Reading *reading, size_t column, ColumnPlan plan, Error *error)
{
    if (same_property(reading, column, &plan))
        return refuse_mapping("duplicate_mapping",
                              PHRASE("two columns are mapped to {1}: {0} is the second",
                                     "deux colonnes correspondent à {1}\u00A0: {0} est la seconde"),
                              reading->table.name[column], plan.property, error);
    if (plan.use == USE_TARGET && reading_has(reading, plan.target))
        return refuse_mapping("duplicate_mapping",
                              PHRASE("two columns are mapped to {1}: {0} is the second",
                                     "deux colonnes correspondent à {1}\u00A0: {0} est la seconde"),
                              reading->table.name[column], str_of(targets[plan.target].name), error);
    if (plan.use == USE_TARGET) reading->at[plan.target] = (int)column;
    reading->column[column] = plan;
    return true;
}

static bool take_mapping(Reading *reading, Arena *arena, Error *error)
{
    JsonValue key, value;
    for (size_t cursor = 0; json_next(reading->options.mapping, &cursor, &key, &value);) {
        Str name = json_get_string(key, arena), word = str_trim(json_get_string(value, arena));
        size_t column = column_named(reading, name);
        ColumnPlan plan;
        if (column == reading->table.columns)
            return refuse_mapping("unknown_column",
                                  PHRASE("the file has no column {0}", "le fichier n’a pas de colonne {0}"), name, word,
                                  error);
        if (!read_word(reading, word, arena, &plan))
            return refuse_mapping("unknown_field",
                                  PHRASE("{1} is no field of such a file (column {0}); a trait of your own is "
                                         "traits.NAME",
                                         "{1} n’est pas un champ d’un tel fichier (colonne {0})\u202F; un attribut à "
                                         "vous s’écrit traits.NOM"),
                                  name, word, error);
        if (!give(reading, column, plan, error)) return false;
    }
    return true;
}

// ---- by names ----

// Shopify calls the order number "Name", and names its lines "Lineitem name".
static bool foreign_name(const Reading *reading, size_t column, Target target)
{
    char buffer[16];
    if (target != TARGET_ORDER_ID && target != TARGET_NAME) return false;
    Str name = name_fold(reading->table.name[column], buffer, sizeof buffer);
    if (!str_equal(name, STR("name"))) return false;
    bool lines = column_named(reading, STR("Lineitem name")) < reading->table.columns;
    return target == TARGET_ORDER_ID && !lines;
}

// "id" is the number of what the file lists, not of its customer.
static bool means_something_else(const Reading *reading, size_t column, Target target)
{
    char buffer[8];
    Str name = name_fold(reading->table.name[column], buffer, sizeof buffer);
    if (target == TARGET_USER_ID && str_equal(name, STR("id"))) return reading->options.kind != IMPORT_CUSTOMERS;
    return foreign_name(reading, column, target);
}

// The surest pair of a column and a field, both still free.
static bool best_pair(const Reading *reading, const int *rank, size_t *column, Target *target)
{
    int best = INT32_MAX;
    for (size_t i = 0; i < reading->table.columns; i++) {
        if (reading->column[i].told || reading->column[i].use != USE_SKIP) continue;
        for (Target t = TARGET_USER_ID; t < TARGET_COUNT; t++) {
            int r = rank[i * TARGET_COUNT + t];
            if (!r || r >= best || reading_has(reading, t)) continue;
            best = r;
            *column = i;
            *target = t;
        }
    }
    return best < INT32_MAX;
}

static void rank_all(const Reading *reading, int *rank)
{
    for (size_t i = 0; i < reading->table.columns; i++)
        for (Target t = TARGET_USER_ID; t < TARGET_COUNT; t++) {
            Str name = reading->table.name[i];
            bool wanted = target_of_kind(t, reading->options.kind) && !means_something_else(reading, i, t);
            if (reading->table.form == TABLE_JSON &&
                (cut_prefix(&name, STR("traits.")) || cut_prefix(&name, STR("customer."))))
                wanted = wanted && targets[t].type != CELL_INSTANT;
            rank[i * TARGET_COUNT + t] = wanted ? target_rank(name, t) : 0;
        }
}

// "Nom" is a family name beside "Prénom", and the whole name where it stands alone.
static void take_whole_name(Reading *reading)
{
    char buffer[8];
    int column = reading->at[TARGET_LAST_NAME];
    if (!reading_has(reading, TARGET_LAST_NAME) || reading_has(reading, TARGET_FIRST_NAME) ||
        reading_has(reading, TARGET_NAME) || reading->column[column].told ||
        !str_equal(name_fold(reading->table.name[column], buffer, sizeof buffer), STR("nom")))
        return;
    reading->at[TARGET_NAME] = column;
    reading->at[TARGET_LAST_NAME] = reading->at[TARGET_FIRST_NAME];
    reading->column[column].target = TARGET_NAME;
}

static void take_names(Reading *reading, Arena *scratch)
{
    int *rank = arena_array(scratch, int, reading->table.columns *TARGET_COUNT);
    size_t column = 0;
    Target target = TARGET_SKIP;
    rank_all(reading, rank);
    while (best_pair(reading, rank, &column, &target)) {
        reading->at[target] = (int)column;
        reading->column[column] = (ColumnPlan){.use = USE_TARGET, .target = target};
    }
    take_whole_name(reading);
}

// Members that drafts of a kind write by themselves, whatever the columns are.
static const char *const written[IMPORT_KIND_COUNT] = {
    [IMPORT_CUSTOMERS] = "email phone",
    [IMPORT_ORDERS] = "order_id refund_id total currency products",
    [IMPORT_EVENTS] = "total value currency",
    [IMPORT_SUBSCRIPTIONS] = "subscription_id amount price currency cycle cancel_at reason",
    [IMPORT_TICKETS] = "ticket_id",
    [IMPORT_RESPONSES] = "score metric",
    [IMPORT_CONSENTS] = "purpose source channel text_version",
};

static bool name_taken(const Reading *reading, size_t column, Str name)
{
    Str rest = str_of(written[reading->options.kind]), word;
    while (str_cut(&rest, ' ', &word))
        if (str_equal(word, name)) return true;
    for (size_t i = 0; i < reading->table.columns; i++) {
        const ColumnPlan *plan = &reading->column[i];
        const char *property = plan->use == USE_TARGET ? targets[plan->target].property : NULL;
        if (property && str_equal(str_of(property), name)) return true;
        if (i != column && plan->use == USE_PROPERTY && str_equal(plan->property, name)) return true;
    }
    return false;
}

// A second column for the same goes under another name: "email_2".
static Str free_name(const Reading *reading, size_t column, Str name, Arena *arena)
{
    Str wanted = name;
    for (size_t number = 2; name.size && name_taken(reading, column, wanted); number++)
        wanted = str_format(arena, "%.*s_%zu", STR_ARGS(name), number);
    return wanted;
}

// What nobody asked for stays with the customer or the event, under its own name.
static void keep_rest(Reading *reading, Arena *arena)
{
    for (size_t i = 0; i < reading->table.columns; i++) {
        ColumnPlan *plan = &reading->column[i];
        Str name = reading->table.name[i];
        if (plan->told || plan->use != USE_SKIP || str_starts_with(name, STR("context."))) continue;
        if (!cut_prefix(&name, STR("traits."))) (void)cut_prefix(&name, STR("properties."));
        plan->property = free_name(reading, i, target_property_name(arena, name), arena);
        plan->use = plan->property.size ? USE_PROPERTY : USE_SKIP;
    }
}

bool plan_columns(Reading *reading, Arena *arena, Error *error)
{
    for (Target t = TARGET_SKIP; t < TARGET_COUNT; t++) reading->at[t] = -1;
    reading->column = arena_array(arena, ColumnPlan, reading->table.columns);
    if (!take_mapping(reading, arena, error)) return false;
    Arena *scratch = arena_open(0);
    take_names(reading, scratch);
    arena_close(scratch);
    keep_rest(reading, arena);
    return true;
}

// ---- what is needed ----

static bool refuse_missing(const Reading *reading, Str needed, Error *error)
{
    enum { SHOWN = 30 };
    Arena *scratch = arena_open(0);
    Text names = text_in(scratch);
    for (size_t i = 0; i < reading->table.columns && i < SHOWN; i++)
        text_addf(&names, "%s%.*s", i ? ", " : "", STR_ARGS(reading->table.name[i]));
    (void)error_code(error, ERROR_INPUT, "required",
                     PHRASE("{0}: map a column to {1}; its columns are: {2}",
                            "{0}\u00A0: faites correspondre une colonne à {1}\u202F; les colonnes sont\u00A0: {2}"),
                     reading->table.source.name, needed, text_str(&names));
    error_at(error, STR("/mapping"));
    arena_close(scratch);
    return false;
}

static bool has_any(const Reading *reading, const Target *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (reading_has(reading, list[i])) return true;
    return false;
}

bool plan_complete(const Reading *reading, Error *error)
{
    static const Target ids[] = {TARGET_USER_ID, TARGET_EMAIL, TARGET_PHONE, TARGET_EXTERNAL_ID, TARGET_ANONYMOUS_ID};
    static const Target amounts[] = {TARGET_TOTAL, TARGET_PRICE, TARGET_PRODUCTS};
    ImportKind kind = reading->options.kind;
    if (!has_any(reading, ids, COUNT_OF(ids))) return refuse_missing(reading, STR("email / user_id"), error);
    bool dated = kind == IMPORT_ORDERS || kind == IMPORT_EVENTS || kind == IMPORT_RESPONSES;
    if (dated && !reading_has(reading, TARGET_AT)) return refuse_missing(reading, STR("at"), error);
    if (kind == IMPORT_ORDERS && !has_any(reading, amounts, COUNT_OF(amounts)))
        return refuse_missing(reading, STR("total / price"), error);
    if (kind == IMPORT_EVENTS && !reading_has(reading, TARGET_EVENT) && !reading->options.event.size)
        return refuse_missing(reading, STR("event"), error);
    if (kind == IMPORT_SUBSCRIPTIONS && !reading_has(reading, TARGET_STARTED_AT) &&
        !(reading_has(reading, TARGET_AT) && (reading_has(reading, TARGET_EVENT) || reading->options.event.size)))
        return refuse_missing(reading, STR("started_at, / at and event"), error);
    if (kind == IMPORT_TICKETS && !reading_has(reading, TARGET_OPENED_AT))
        return refuse_missing(reading, STR("opened_at"), error);
    if (kind == IMPORT_RESPONSES && !reading_has(reading, TARGET_SCORE))
        return refuse_missing(reading, STR("score"), error);
    if (kind == IMPORT_CONSENTS && !reading_has(reading, TARGET_STATE))
        return refuse_missing(reading, STR("state"), error);
    return true;
}

// ---- of which kind ----

// How many columns have a field; a kind that lacks nothing comes before all that do.
static int columns_understood(const Reading *reading, ImportKind kind)
{
    enum { LACKS_NOTHING = 1000 };
    Arena *scratch = arena_open(0);
    Reading tried = *reading;
    Error unused;
    tried.options.kind = kind;
    tried.options.mapping = (JsonValue){.type = JSON_NULL};
    int understood = 0;
    bool planned = plan_columns(&tried, scratch, &unused);
    for (size_t i = 0; planned && i < tried.table.columns; i++) understood += tried.column[i].use == USE_TARGET;
    if (planned && plan_complete(&tried, &unused)) understood += LACKS_NOTHING;
    arena_close(scratch);
    return understood;
}

ImportKind plan_guess_kind(const Reading *reading)
{
    // Of kinds that understand as much the first one: orders are what figures are made of, and what lists only ids is
    // of customers.
    static const ImportKind order[] = {IMPORT_ORDERS,    IMPORT_EVENTS,   IMPORT_SUBSCRIPTIONS, IMPORT_TICKETS,
                                       IMPORT_RESPONSES, IMPORT_CONSENTS, IMPORT_CUSTOMERS};
    ImportKind best = IMPORT_CUSTOMERS;
    int most = 0;
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        int understood = columns_understood(reading, order[i]);
        if (understood <= most) continue;
        most = understood;
        best = order[i];
    }
    return best;
}

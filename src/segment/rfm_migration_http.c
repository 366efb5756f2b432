// rfm_migration_http.c - GET /api/v1/rfm/migration: who went from which RFM group to which between two days, the same
// month by month, and the people of each move.
#include "api/csv_answer.h"
#include "base/json_put.h"
#include "base/number.h"
#include "customer/search_http.h"
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "segment/rfm_migration.h"
#include "segment/segment_http.h"
#include "workspace/workspace.h"

// ---- shapes ----

static const Field rate_fields[] = {
    {.name = "value", .type = FIELD_NUMBER, .required = true, .nullable = true, .help = PHRASE("0 to 1", "0 à 1")},
    {.name = "low",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of its 95 % interval", "de son intervalle à 95\u202F%")},
    {.name = "high",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of its 95 % interval", "de son intervalle à 95\u202F%")},
    {.name = "n", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of how many", "sur combien")},
    {.name = NULL}};
static const Shape rate_shape = {.name = "RfmRate", .fields = rate_fields};

#define REVENUE_FIELDS                                                                                                 \
    {.name = "revenue_before",                                                                                         \
     .type = FIELD_MONEY,                                                                                              \
     .help = PHRASE("less refunds, of the 365 days up to the first day; absent where amounts are hidden",              \
                    "moins les remboursements, des 365 jours jusqu’au premier jour\u202F; absent si les montants "   \
                    "sont cachés")},                                                                                   \
    {                                                                                                                  \
        .name = "revenue", .type = FIELD_MONEY,                                                                        \
        .help =                                                                                                        \
            PHRASE("the same, of the 365 days up to the second day", "de même, des 365 jours jusqu’au second jour")    \
    }

#define COUNT_FIELDS(of_english, of_french)                                                                            \
    {.name = "customers", .type = FIELD_INTEGER, .required = true, .help = PHRASE("how many", "combien")},             \
        {.name = "share",                                                                                              \
         .type = FIELD_OBJECT,                                                                                         \
         .required = true,                                                                                             \
         .shape = &rate_shape,                                                                                         \
         .help = PHRASE(of_english, of_french)},                                                                       \
        REVENUE_FIELDS

static const Field moved_fields[] = {COUNT_FIELDS("of the buyers of the first day; of new ones, of the second",
                                                  "des acheteurs du premier jour\u202F; des nouveaux, du second"),
                                     {.name = NULL}};
static const Shape moved_shape = {.name = "RfmMoved", .fields = moved_fields};

#define DIRECTION_FIELDS                                                                                               \
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("the first day", "le premier jour")},         \
        {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("the second day", "le second jour")},       \
        {.name = "before",                                                                                             \
         .type = FIELD_INTEGER,                                                                                        \
         .required = true,                                                                                             \
         .help = PHRASE("buyers at the end of the first day", "acheteurs à la fin du premier jour")},                  \
        {.name = "n",                                                                                                  \
         .type = FIELD_INTEGER,                                                                                        \
         .required = true,                                                                                             \
         .help = PHRASE("buyers at the end of the second day", "acheteurs à la fin du second jour")},                  \
        {.name = "same",                                                                                               \
         .type = FIELD_OBJECT,                                                                                         \
         .required = true,                                                                                             \
         .shape = &moved_shape,                                                                                        \
         .help = PHRASE("in the same group on both days", "dans le même groupe aux deux jours")},                      \
        {.name = "better",                                                                                             \
         .type = FIELD_OBJECT,                                                                                         \
         .required = true,                                                                                             \
         .shape = &moved_shape,                                                                                        \
         .help = PHRASE("went up in the order of the groups", "montés dans l’ordre des groupes")},                     \
        {.name = "worse",                                                                                              \
         .type = FIELD_OBJECT,                                                                                         \
         .required = true,                                                                                             \
         .shape = &moved_shape,                                                                                        \
         .help = PHRASE("went down in it", "descendus dans cet ordre")},                                               \
        {.name = "new",                                                                                                \
         .type = FIELD_OBJECT,                                                                                         \
         .required = true,                                                                                             \
         .shape = &moved_shape,                                                                                        \
         .help = PHRASE("bought for the first time between the two days", "premier achat entre les deux jours")},      \
    {                                                                                                                  \
        .name = "groups", .type = FIELD_ARRAY, .required = true, .shape = &group_shape,                                \
        .help = PHRASE("all eleven, the best first, and new", "les onze, les meilleurs d’abord, et new")               \
    }

static const Field group_fields[] = {
    {.name = "key",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("as in rules; new", "comme dans les règles\u202F; new")},
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("for people", "pour les personnes")},
    {.name = "before", .type = FIELD_INTEGER, .required = true, .help = PHRASE("on the first day", "au premier jour")},
    {.name = "after", .type = FIELD_INTEGER, .required = true, .help = PHRASE("on the second day", "au second jour")},
    REVENUE_FIELDS,
    {.name = NULL}};
static const Shape group_shape = {.name = "RfmGroupChange", .fields = group_fields};

static const Field move_fields[] = {
    {.name = "from_group",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("on the first day; new: no purchase yet", "au premier jour\u202F; new\u00A0: pas encore d’achat")},
    {.name = "to_group", .type = FIELD_TEXT, .required = true, .help = PHRASE("on the second day", "au second jour")},
    {.name = "direction",
     .type = FIELD_TEXT,
     .required = true,
     .words = "same|better|worse|new",
     .help = PHRASE("by the order of the groups", "selon l’ordre des groupes")},
    COUNT_FIELDS("of those who were in from_group", "de ceux qui étaient dans from_group"),
    {.name = "sentence",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("in words; null: nobody", "en mots\u202F; null\u00A0: personne")},
    {.name = NULL}};
static const Shape move_shape = {.name = "RfmMove", .fields = move_fields};

#define MASKED_FIELD                                                                                                   \
    {                                                                                                                  \
        .name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT,                                                     \
        .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")                              \
    }

static const Field migration_fields[] = {
    DIRECTION_FIELDS,
    {.name = "moves",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &move_shape,
     .help = PHRASE("from each of the twelve to each of the eleven", "de chacun des douze à chacun des onze")},
    MASKED_FIELD,
    {.name = NULL}};
static const Shape migration_shape = {.name = "RfmMigration", .fields = migration_fields};

static const Field month_fields[] = {
    {.name = "month", .type = FIELD_TEXT, .required = true, .help = PHRASE("as 2026-09", "comme 2026-09")},
    DIRECTION_FIELDS,
    {.name = NULL}};
static const Shape month_shape = {.name = "RfmMonth", .fields = month_fields};

static const Field months_fields[] = {{.name = "items",
                                       .type = FIELD_ARRAY,
                                       .required = true,
                                       .shape = &month_shape,
                                       .help = PHRASE("the earliest first", "le plus ancien d’abord")},
                                      {.name = "next_cursor",
                                       .type = FIELD_TEXT,
                                       .required = true,
                                       .nullable = true,
                                       .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
                                      MASKED_FIELD,
                                      {.name = NULL}};
static const Shape months_shape = {.name = "RfmMonths", .fields = months_fields};

static const Field mover_fields[] = {
    {.name = "id",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help =
         PHRASE("null: somebody whose data were erased, and who stays in the figures without a name",
                "null\u00A0: quelqu’un dont les données ont été effacées, et qui reste sans nom dans les chiffres")},
    {.name = "name", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("as it is written", "comme il s’écrit")},
    {.name = "email", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("the first one", "la première")},
    {.name = "from_group",
     .type = FIELD_TEXT,
     .help = PHRASE("on the first day; absent where amounts are hidden",
                    "au premier jour\u202F; absent si les montants sont cachés")},
    {.name = "to_group", .type = FIELD_TEXT, .help = PHRASE("on the second day", "au second jour")},
    REVENUE_FIELDS,
    {.name = NULL}};
static const Shape mover_shape = {.name = "RfmMover", .open = true, .fields = mover_fields};

static const Field movers_fields[] = {
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("the first day", "le premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("the second day", "le second jour")},
    {.name = "count", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of all pages", "de toutes les pages")},
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &mover_shape,
     .help = PHRASE("people, by number", "les personnes, par numéro")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    MASKED_FIELD,
    {.name = NULL}};
static const Shape movers_shape = {.name = "RfmMovers", .fields = movers_fields};

// ---- what is asked ----

typedef struct Asked {
    SegmentPlace place;
    CustomerSet *among; // NULL: everybody
    RfmSpan span;
    RfmTelling telling;
} Asked;

static const Day *asked_day(const Call *call, const char *name, Day *day)
{
    return day_parse(call_query(call, name), day) ? day : NULL;
}

// Today is not over: months end before it, but how people stand now may be asked for.
static bool ask(Call *call, StoreSession *session, Asked *asked, Error *error)
{
    Day from, to, today = segment_today(call);
    *asked = (Asked){.place = place_of_call(call, session),
                     .telling = {.currency = workspace_first(call->house->workspace)->currency,
                                 .amounts = !(call->principal.masked & MASK_AMOUNTS),
                                 .locale = call->locale,
                                 .arena = call->arena}};
    return rfm_span(asked_day(call, "from", &from), asked_day(call, "to", &to), today - 1, today, &asked->span,
                    error) &&
           log_catch_up(call->house->log, session, error) &&
           asked_segment(&asked->place, call_query(call, "segment"), &asked->among, error);
}

static bool read_days(const Asked *asked, RfmDay *before, RfmDay *after, Error *error)
{
    const SegmentPlace *place = &asked->place;
    return rfm_day_read(place, asked->span.from, place->arena, before, error) &&
           rfm_day_read(place, asked->span.to, place->arena, after, error);
}

// ---- the matrix ----

static bool get_migration(Call *call, StoreSession *session, Error *error)
{
    Asked asked;
    RfmDay before, after;
    RfmMoves moves;
    if (!ask(call, session, &asked, error) || !read_days(&asked, &before, &after, error)) return false;
    rfm_moves(&before, &after, asked.among, &moves);
    JsonWriter json = call_json(call);
    asked.telling.json = &json;
    json_begin_object(&json);
    rfm_write_migration(&asked.telling, asked.span, &moves);
    write_masked(&json, call);
    json_end_object(&json);
    call_as_csv(call, "moves", rfm_move_columns);
    return true;
}

// ---- month by month ----

static void write_month(const Asked *asked, const RfmDay *before, const RfmDay *after)
{
    RfmMoves moves;
    rfm_moves(before, after, asked->among, &moves);
    json_begin_object(asked->telling.json);
    rfm_write_month(&asked->telling, (RfmSpan){before->day, after->day}, &moves);
    json_end_object(asked->telling.json);
}

// Two days at a time: each month ends where the next one begins.
static bool write_months(const Asked *asked, int32_t months, Error *error)
{
    RfmDay day[2];
    Arena *arena[2] = {arena_open(0), arena_open(0)};
    bool fine = rfm_day_read(&asked->place, rfm_month_end(asked->span.to, months), arena[0], &day[0], error);
    for (int32_t back = months - 1, at = 1; fine && back >= 0; back--, at = !at) {
        arena_reset(arena[at]);
        fine = rfm_day_read(&asked->place, rfm_month_end(asked->span.to, back), arena[at], &day[at], error);
        if (fine) write_month(asked, &day[!at], &day[at]);
    }
    for (int i = 0; i < 2; i++) arena_close(arena[i]);
    return fine;
}

static bool list_months(Call *call, StoreSession *session, Error *error)
{
    Asked asked;
    int64_t months = RFM_MONTHS_DEFAULT;
    (void)call_query_integer(call, "months", &months);
    if (!ask(call, session, &asked, error)) return false;
    JsonWriter json = call_json(call);
    asked.telling.json = &json;
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    if (!write_months(&asked, (int32_t)months, error)) return false;
    json_end_array(&json);
    write_next(&json, call, false, STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    call_as_csv(call, "items", rfm_month_columns);
    return true;
}

// ---- the people ----

typedef struct Movers {
    const Asked *asked;
    RfmDay before, after;
    Str from_group, to_group; // "": any
} Movers;

static bool is_mover(const Movers *movers, Customer customer)
{
    int from = rfm_place(&movers->before, customer), to = rfm_place(&movers->after, customer);
    if (to == RFM_NEWCOMERS || (movers->asked->among && !customer_set_has(movers->asked->among, customer)))
        return false;
    return (!movers->from_group.size || str_equal(movers->from_group, rfm_place_name(from))) &&
           (!movers->to_group.size || str_equal(movers->to_group, rfm_place_name(to)));
}

// Who was erased has no name and no number any more.
static bool write_mover(JsonWriter *json, Call *call, StoreSession *session, const Movers *movers, Customer customer,
                        Error *error)
{
    if (identity_hidden(call->house->identity, customer)) {
        json_begin_object(json);
        put_text_or_null(json, "id", STR(""));
    } else if (!write_line(json, call, session, customer, error))
        return false;
    if (movers->asked->telling.amounts) {
        put_text(json, "from_group", rfm_place_name(rfm_place(&movers->before, customer)));
        put_text(json, "to_group", rfm_place_name(rfm_place(&movers->after, customer)));
    }
    rfm_write_revenue(&movers->asked->telling, rfm_revenue(&movers->before, customer),
                      rfm_revenue(&movers->after, customer));
    json_end_object(json);
    return true;
}

static bool write_movers(JsonWriter *json, Call *call, StoreSession *session, const Movers *movers, int64_t after,
                         Error *error)
{
    int64_t limit = call_limit(call), count = 0, written = 0;
    Customer last = 0;
    bool more = false;
    json_key(json, "items");
    json_begin_array(json);
    for (Customer c = 0; c < movers->after.customers; c++) {
        if (!is_mover(movers, c)) continue;
        count++;
        if (c <= after) continue;
        more = written == limit;
        if (more) continue;
        if (!write_mover(json, call, session, movers, c, error)) return false;
        last = c;
        written++;
    }
    json_end_array(json);
    put_integer(json, "count", count);
    write_next(json, call, more, str_format(call->arena, "%u", last));
    return true;
}

// A group tells something of what people spend: it is no question for who may not see that.
static bool check_groups(const Asked *asked, const Movers *movers, Error *error)
{
    if (asked->telling.amounts || (!movers->from_group.size && !movers->to_group.size)) return true;
    return error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
}

static bool list_movers(Call *call, StoreSession *session, Error *error)
{
    Asked asked;
    Str cursor;
    int64_t after = -1;
    Movers movers = {
        .asked = &asked, .from_group = call_query(call, "from_group"), .to_group = call_query(call, "to_group")};
    if (!ask(call, session, &asked, error) || !check_groups(&asked, &movers, error) ||
        !call_cursor(call, &cursor, error) || !read_days(&asked, &movers.before, &movers.after, error))
        return false;
    if (cursor.size && !number_parse_count(cursor, &after)) after = -1;
    JsonWriter json = call_json(call);
    asked.telling.json = &json;
    json_begin_object(&json);
    put_text(&json, "from", day_name(call->arena, asked.span.from));
    put_text(&json, "to", day_name(call->arena, asked.span.to));
    if (!write_movers(&json, call, session, &movers, after, error)) return false;
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- routes ----

#define SEGMENT_PARAMETER                                                                                              \
    {                                                                                                                  \
        .name = "segment", .type = FIELD_TEXT, .high = SEGMENT_TEXT_BYTES_MAX,                                         \
        .help = PHRASE("who is counted: segment:KEY, trait:country=FR, or a rule as JSON",                             \
                       "qui est compté\u00A0: segment:CLÉ, trait:country=FR, ou une règle en JSON")                    \
    }
#define SPAN_PARAMETERS                                                                                                \
    {.name = "from",                                                                                                   \
     .type = FIELD_DAY,                                                                                                \
     .help = PHRASE("the first day; default: the end of the month before `to`",                                        \
                    "le premier jour\u202F; par défaut, la fin du mois d’avant to")},                                  \
        {.name = "to",                                                                                                 \
         .type = FIELD_DAY,                                                                                            \
         .help = PHRASE("the second day, at most today; default: the end of the last month that is over",              \
                        "le second jour, au plus aujourd’hui\u202F; par défaut, la fin du dernier mois écoulé")},      \
        SEGMENT_PARAMETER

static const Parameter migration_parameters[] = {SPAN_PARAMETERS, CSV_FORMAT_PARAMETER, {.name = NULL}};

static const Parameter months_parameters[] = {{.name = "to",
                                               .type = FIELD_DAY,
                                               .help = PHRASE("months that are over by then; default: today",
                                                              "mois écoulés à ce jour\u202F; par défaut aujourd’hui")},
                                              {.name = "months",
                                               .type = FIELD_INTEGER,
                                               .low = 1,
                                               .high = RFM_MONTHS_MAX,
                                               .help = PHRASE("how many; default: 12", "combien\u202F; par défaut 12")},
                                              SEGMENT_PARAMETER,
                                              CSV_FORMAT_PARAMETER,
                                              {.name = NULL}};

#define GROUP_WORDS                                                                                                    \
    "champions|loyal|potential_loyalists|new_customers|promising|need_attention|about_to_sleep|at_risk|"               \
    "cannot_lose_them|hibernating|lost"

static const Parameter movers_parameters[] = {
    SPAN_PARAMETERS,
    {.name = "from_group",
     .type = FIELD_TEXT,
     .words = GROUP_WORDS "|new",
     .help = PHRASE("on the first day; new: no purchase yet", "au premier jour\u202F; new\u00A0: pas encore d’achat")},
    {.name = "to_group",
     .type = FIELD_TEXT,
     .words = GROUP_WORDS,
     .help = PHRASE("on the second day", "au second jour")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/rfm/migration",
     .name = "getRfmMigration",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("who went from which RFM group to which between two days",
                       "qui est passé de quel groupe RFM à quel autre entre deux jours"),
     .parameters = migration_parameters,
     .answer = &migration_shape,
     .read = get_migration},
    {.method = "GET",
     .path = "/api/v1/rfm/migration/months",
     .name = "listRfmMonths",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("moves between RFM groups, month by month", "les mouvements entre groupes RFM, mois par mois"),
     .parameters = months_parameters,
     .answer = &months_shape,
     .read = list_months},
    {.method = "GET",
     .path = "/api/v1/rfm/migration/customers",
     .name = "listRfmMovers",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("the people of a move between RFM groups", "les personnes d’un mouvement entre groupes RFM"),
     .parameters = movers_parameters,
     .answer = &movers_shape,
     .read = list_movers},
    {.method = NULL}};

extern const Module rfm_migration_module;
const Module rfm_migration_module = {.name = "rfm_migration", .routes = routes};

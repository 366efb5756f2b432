// figure_kept.c - figures from what tables keep of each person: one pass each.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "customer/stage.h"
#include "customer/trait.h"
#include "house.h"
#include "order/subscription.h"
#include "segment/figure_parts.h"

_Static_assert(SUBSCRIPTION_TRIALING == 2 && SUBSCRIPTION_PAUSED == 6, "figure.sql: contracts");

// ---- what the lifecycle keeps: rows stand for persons ----

typedef struct StandingColumns {
    double *purchases, *value, *silent, *stage;
} StandingColumns;

static void place_standing(const FigureBase *base, const Rows *rows, const StandingColumns *columns, double minors)
{
    CustomerId customer = (CustomerId)rows_integer(rows, 0);
    if (customer >= base->customers) return;
    columns->stage[customer] = (double)rows_integer(rows, 1);
    columns->purchases[customer] = (double)rows_integer(rows, 2);
    enum { DAY_MILLISECONDS = SECONDS_PER_DAY * MILLISECONDS_PER_SECOND };
    int64_t last = rows_integer(rows, 3), days = (base->place->now - last) / DAY_MILLISECONDS;
    if (last > 0) columns->silent[customer] = (double)days;
    if (!rows_null(rows, 4)) columns->value[customer] = (double)rows_integer(rows, 4) / minors;
}

static double **kept_column(FigureBase *base, const char *name)
{
    const Figure *figure;
    (void)figure_find(str_of(name), &figure);
    return &base->value[figure_index(figure)];
}

// All four at once. Who has no row is a prospect, with no purchases.
static bool read_standings(FigureBase *base, Error *error)
{
    Rows rows;
    Currency currency = workspace_first(base->place->house->workspace)->currency;
    StandingColumns columns = {figure_column(base), figure_column(base), figure_column(base), figure_column(base)};
    if (!store_select(base->place->session, &query_figure_standings, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) place_standing(base, &rows, &columns, (double)currency_minor_per_major(&currency));
    figure_fill(base, columns.stage, STAGE_PROSPECT);
    figure_fill(base, columns.purchases, 0);
    *kept_column(base, "purchases") = columns.purchases;
    *kept_column(base, "value") = columns.value;
    *kept_column(base, "days_since_purchase") = columns.silent;
    *kept_column(base, "lifecycle_stage") = columns.stage;
    return rows_close(&rows, error);
}

static bool copy_standing(FigureBase *base, const char *name, double *value, Error *error)
{
    if (!*kept_column(base, name) && !read_standings(base, error)) return false;
    memcpy(value, *kept_column(base, name), base->customers * sizeof *value);
    return true;
}

bool read_purchases(FigureBase *base, double *value, Error *error)
{
    return copy_standing(base, "purchases", value, error);
}

bool read_value(FigureBase *base, double *value, Error *error)
{
    return copy_standing(base, "value", value, error);
}

bool read_days_since_purchase(FigureBase *base, double *value, Error *error)
{
    return copy_standing(base, "days_since_purchase", value, error);
}

bool read_stage(FigureBase *base, double *value, Error *error)
{
    return copy_standing(base, "lifecycle_stage", value, error);
}

Str stage_word(int number)
{
    return number < STAGE_COUNT ? stage_name((Stage)number) : STR("");
}

// ---- deciles of what people are worth ----

enum { DECILES = 10, DECILE_CUTS = DECILES - 1 };

static int by_number(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static int decile_of(double number, const double cuts[DECILE_CUTS])
{
    int decile = 1;
    for (int i = 0; i < DECILE_CUTS; i++) decile += cuts[i] < number;
    return decile;
}

// Cut as the quintiles of measure/rfm.h: at ranks ceil(k n / 10), and equal values are never told apart.
bool read_value_decile(FigureBase *base, double *value, Error *error)
{
    double cuts[DECILE_CUTS];
    size_t n = 0;
    Arena *scratch = arena_open(0);
    double *sorted = arena_array(scratch, double, base->customers);
    bool fine = read_value(base, value, error);
    for (CustomerId c = 1; fine && c < base->customers; c++)
        if (!isnan(value[c])) sorted[n++] = value[c];
    if (n) qsort(sorted, n, sizeof *sorted, by_number);
    for (size_t k = 1; n && k < DECILES; k++) cuts[k - 1] = sorted[(k * n + DECILES - 1) / DECILES - 1];
    for (CustomerId c = 1; n && c < base->customers; c++)
        if (!isnan(value[c])) value[c] = decile_of(value[c], cuts);
    arena_close(scratch);
    return fine;
}

// ---- their last answer ----

bool read_recommendation(FigureBase *base, double *value, Error *error)
{
    Rows rows;
    if (!store_select(base->place->session, &query_figure_answers, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        CustomerId root = figure_root(base, (CustomerId)rows_integer(&rows, 0));
        if (root < base->customers) value[root] = (double)rows_integer(&rows, 1);
    }
    return rows_close(&rows, error);
}

// ---- promotions ----

bool read_promotion_share(FigureBase *base, double *value, Error *error)
{
    Rows rows;
    uint32_t *orders = arena_array(base->place->arena, uint32_t, base->customers);
    uint32_t *promoted = arena_array(base->place->arena, uint32_t, base->customers);
    if (!store_select(base->place->session, &query_figure_promotions, VALUES(value_integer(EVENT_HIDDEN)), &rows,
                      error))
        return false;
    while (rows_next(&rows)) {
        CustomerId root = figure_root(base, (CustomerId)rows_integer(&rows, 0));
        if (root >= base->customers) continue;
        orders[root]++;
        promoted[root] += (uint32_t)rows_integer(&rows, 1);
    }
    for (CustomerId c = 1; c < base->customers; c++)
        if (orders[c]) value[c] = (double)promoted[c] / (double)orders[c];
    return rows_close(&rows, error);
}

// ---- age ----

typedef struct AgeSeeing {
    FigureBase *base;
    double *value;
    bool number; // the trait says the age itself
} AgeSeeing;

static double years_between(Day born, Day today)
{
    CivilDate from = civil_of_day(born), to = civil_of_day(today);
    bool before = to.month < from.month || (to.month == from.month && to.day < from.day);
    return to.year - from.year - before;
}

static void see_age(void *context, CustomerId root, const Trait *trait)
{
    enum { DAY_TEXT = 10, OLDEST = 130 }; // "1990-05-17", also before the hour
    const AgeSeeing *seeing = context;
    Day born;
    double years = (double)NAN;
    bool text = trait->type == TRAIT_TEXT || trait->type == TRAIT_DATE;
    Str said = text ? trait_text(trait, seeing->base->place->arena) : trait->value;
    if (root >= seeing->base->customers || !isnan(seeing->value[root])) return;
    if (seeing->number && !number_parse(said, &years)) return;
    if (said.size > DAY_TEXT) said.size = DAY_TEXT;
    if (!seeing->number && day_parse(said, &born)) years = years_between(born, seeing->base->today);
    if (years >= 0 && years <= OLDEST) seeing->value[root] = floor(years);
}

// The first of these traits that says it.
bool read_age(FigureBase *base, double *value, Error *error)
{
    static const char *const names[] = {"birthday", "birth_date", "birthdate", "date_of_birth", "age"};
    const SegmentPlace *place = base->place;
    AgeSeeing seeing = {base, value, false};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (place->hides_trait && place->hides_trait(place->hides_context, str_of(names[i])))
            return error_code(error, ERROR_FORBIDDEN, "forbidden",
                              PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
        seeing.number = i + 1 == COUNT_OF(names);
        if (!trait_of_all(place->house->identity, place->session, str_of(names[i]), place->arena, see_age, &seeing,
                          error))
            return false;
    }
    return true;
}

// ---- subscriptions that run ----

enum { CONTRACT_NONE, CONTRACT_TRIAL, CONTRACT_FREE, CONTRACT_PAID, CONTRACT_COUNT };

Str contract_word(int number)
{
    static const Str words[CONTRACT_COUNT] = {STR("none"), STR("trial"), STR("free"), STR("paid")};
    return number < CONTRACT_COUNT ? words[number] : STR("");
}

// Without a price it is a paid one (order/subscription_purchases.c).
static int contract_kind(const Rows *rows)
{
    bool priced = !rows_null(rows, 2) || !rows_null(rows, 3);
    if (rows_integer(rows, 1) == SUBSCRIPTION_TRIALING) return CONTRACT_TRIAL;
    return priced && rows_integer(rows, 2) == 0 && rows_integer(rows, 3) == 0 ? CONTRACT_FREE : CONTRACT_PAID;
}

bool read_contract(FigureBase *base, double *value, Error *error)
{
    Rows rows;
    if (!store_select(base->place->session, &query_figure_contracts, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        CustomerId root = figure_root(base, (CustomerId)rows_integer(&rows, 0));
        if (root >= base->customers) continue;
        double kind = contract_kind(&rows);
        if (isnan(value[root]) || value[root] < kind) value[root] = kind;
    }
    figure_fill(base, value, CONTRACT_NONE);
    return rows_close(&rows, error);
}

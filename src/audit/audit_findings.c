// audit_findings.c - what matters most in these data, ranked.
//
// Faults come first: what is out of the ordinary beyond chance, large enough to matter, each once, causes instead of
// their symptoms. Without one, that is said first. Chances that any shop has fill the list.
#include "audit/findings.h"

#include <math.h>
#include <stdlib.h>

static const double CRITICAL_SHARE = 0.05; // of the last year's revenue at stake
static const double CRITICAL_P = 0.001;

Str finding_kind_name(FindingKind kind)
{
    static const Str names[FINDING_KIND_COUNT] = {
        [FINDING_NOTHING_WRONG] = STR("nothing_wrong"),
        [FINDING_TOO_FEW] = STR("too_few"),
        [FINDING_RETENTION_BREAK] = STR("retention_break"),
        [FINDING_BAD_COHORT] = STR("bad_cohort"),
        [FINDING_SECOND_ORDER] = STR("second_order"),
        [FINDING_BIG_CUSTOMER_LOST] = STR("big_customer_lost"),
        [FINDING_PRICE_RISE] = STR("price_rise"),
        [FINDING_ORDER_VALUE] = STR("order_value"),
        [FINDING_FREQUENCY] = STR("frequency"),
        [FINDING_ACQUISITION] = STR("acquisition"),
        [FINDING_REFUNDS] = STR("refunds"),
        [FINDING_GROUP] = STR("group"),
        [FINDING_CONCENTRATION] = STR("concentration"),
        [FINDING_BEST_SLEEPING] = STR("best_sleeping"),
        [FINDING_ONE_TIME_BUYERS] = STR("one_time_buyers"),
        [FINDING_ANONYMOUS] = STR("anonymous"),
        [FINDING_DATA_GAP] = STR("data_gap"),
        [FINDING_PROMOTION] = STR("promotion"),
    };
    return names[kind];
}

void faults_add(Faults *faults, const Fault *fault)
{
    if (faults->count < FAULTS_MAX) faults->fault[faults->count++] = *fault;
}

// ---- looking ----

static void look(Lens *lens, Faults *faults, Arena *scratch)
{
    find_gaps(lens, faults);
    find_lost_customers(lens, faults, scratch);
    if (lens->periods < LENS_PERIODS_MIN) return;
    const Returns *returns = find_return_faults(lens, faults, scratch);
    find_level_faults(lens, faults);
    find_price_rise(lens, returns, faults);
}

// The last year of whole days: net revenue, and what an order is worth.
typedef struct LastYear {
    double revenue, order_value;
} LastYear;

static LastYear last_year_of(const Lens *lens)
{
    enum { YEAR_DAYS = 365 };
    LastYear year = {0};
    double purchases = 0, orders = 0;
    for (uint32_t day = lens->days > YEAR_DAYS ? lens->days - YEAR_DAYS : 0; day < lens->days; day++) {
        purchases += (double)lens->day[day].purchase_amount;
        orders += lens->day[day].orders;
        year.revenue += (double)(lens->day[day].purchase_amount + lens->day[day].refund_amount);
    }
    year.order_value = purchases / fmax(1, orders);
    return year;
}

// ---- ranking ----

static Finding weigh(const Speaker *speaker, Fault fault, const LastYear *year)
{
    if (fault.amount == 0) fault.amount = fault.lost_orders * year->order_value;
    Finding finding = say_fault(speaker, &fault);
    finding.has_value = fault.amount >= 1;
    finding.value_at_stake = finding.has_value ? llround(fmin(fault.amount, 9e18)) : 0;
    bool large = fault.amount >= CRITICAL_SHARE * year->revenue && fault.p_value <= CRITICAL_P;
    finding.severity = large || fault.kind == FINDING_DATA_GAP ? SEVERITY_CRITICAL : SEVERITY_WARNING;
    return finding;
}

// A hole in the data comes first, since it bears on everything else.
static int by_weight(const void *left, const void *right)
{
    const Finding *a = left, *b = right;
    if (a->severity != b->severity) return a->severity > b->severity ? -1 : 1;
    bool gap_a = a->kind == FINDING_DATA_GAP, gap_b = b->kind == FINDING_DATA_GAP;
    if (gap_a != gap_b) return gap_a ? -1 : 1;
    if (a->value_at_stake != b->value_at_stake) return a->value_at_stake > b->value_at_stake ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

static void keep(Audit *audit, const Finding *finding)
{
    for (size_t i = 0; i < audit->findings; i++)
        if (audit->finding[i].kind == finding->kind) return; // said already, as a fault
    if (audit->findings < FINDINGS_MAX) audit->finding[audit->findings++] = *finding;
}

// Faults and what warns, heaviest first; then whether anything is wrong at all; then chances.
static void rank(const Speaker *speaker, Audit *audit)
{
    Finding chances[FINDINGS_MAX];
    size_t count = find_chances(speaker, chances, FINDINGS_MAX);
    for (size_t i = 0; i < count; i++)
        if (chances[i].severity >= SEVERITY_WARNING) keep(audit, &chances[i]);
    qsort(audit->finding, audit->findings, sizeof *audit->finding, by_weight);
    qsort(chances, count, sizeof *chances, by_weight);
    Finding verdict = too_few_to_tell(speaker->lens) ? say_too_few(speaker) : say_nothing_wrong(speaker);
    if (audit->findings == 0 || verdict.kind == FINDING_TOO_FEW) keep(audit, &verdict);
    for (size_t i = 0; i < count; i++) keep(audit, &chances[i]);
}

void audit_find(Audit *audit, Arena *arena)
{
    Arena *scratch = arena_open(0);
    Lens lens = lens_over(audit, scratch);
    Speaker speaker = {.audit = audit, .lens = &lens, .arena = arena, .locale = audit->options.locale};
    LastYear year = last_year_of(&lens);
    Faults faults = {0};
    look(&lens, &faults, scratch);
    for (size_t i = 0; i < faults.count && audit->findings < FINDINGS_MAX; i++)
        audit->finding[audit->findings++] = weigh(&speaker, faults.fault[i], &year);
    rank(&speaker, audit);
    for (size_t i = 0; audit->options.of_folder && i < audit->findings; i++)
        say_of_folder(&speaker, &audit->finding[i]);
    arena_close(scratch);
}

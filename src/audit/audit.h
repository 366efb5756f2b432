// audit.h - the retention audit of an order export: everything the report says, as figures.
//
// audit_run reads and computes; audit_text_cli, audit_json, audit_csv and audit_html print. A number is computed once,
// here, and printed by each. Amounts are minor units of `currency`; rates carry n and interval (measure/rate.h).
#ifndef FIDELE_AUDIT_AUDIT_H
#define FIDELE_AUDIT_AUDIT_H

#include "activity/questions.h"
#include "audit/audit_prediction.h"
#include "import/orders.h"
#include "measure/breaks.h"
#include "measure/period_figures.h"
#include "measure/rate.h"
#include "measure/rfm.h"
#include "measure/survival.h"
#include "measure/value.h"
#include "measure/window.h"

enum { CONVERSION_DELAYS_MAX = 6, HEADLINE_MAX = 6, GROUPS_SHOWN = 10 };

typedef struct AuditOptions {
    OrderReadOptions read;
    PeriodUnit unit;    // --period month (default) …
    bool custom_period; // --period 2026Q3 or 2026-07-01..2026-09-30: one study period
    Day custom_first, custom_last;
    Day as_of;                                      // DAY_MAX: the last day of the file
    int32_t window_days;                            // --window: -1 auto, 0 period, else days
    int32_t conversion_days[CONVERSION_DELAYS_MAX]; // --second-order-days 30,60,90; ends with 0
    double margin;                                  // --margin 0.4; < 0: not given
    int64_t acquisition_cost;                       // --cac, minor units; < 0: not given
    Str headline[HEADLINE_MAX];                     // --headline crr,churn,clv
    size_t headlines;
    Locale locale;
    int threads;
    bool calibrated; // --calibration-end was given: the last day predictive models may see
    Day calibration_end;
    int32_t horizon_days; // --horizon; 0: AUDIT_HORIZON_DAYS
    bool of_folder;       // orders of a data folder, not of files (audit_columns): sentences speak of data and segments
} AuditOptions;

typedef PeriodFigures AuditPeriod;

typedef struct AuditRfmGroup {
    RfmGroup group;
    int64_t customers, orders, revenue;
    int64_t future_value; // what they are expected to bring yet (audit_future_value), summed
    double customer_share, revenue_share;
} AuditRfmGroup;

typedef struct AuditConversion {
    int32_t days;
    Rate rate; // second order within `days`, of first-time buyers old enough to have had them
} AuditConversion;

// Customers by the value of a dimension at their first purchase.
typedef struct AuditGroup {
    Str name; // "" is "(none)"; DIMENSION_OTHER past GROUPS_SHOWN
    bool other;
    int64_t customers, orders, revenue; // customers who started here; orders and revenue of rows with the value
    double average_order_value, purchase_frequency;
    Rate repeat_purchase;             // customers with two or more orders, over their life
    Rate retention, retention_before; // last complete period with a start, and the one before it
    LifetimeValue value;
    SegmentChange change;     // of the retention between these two periods
    int64_t lost, lost_value; // in the last complete period
} AuditGroup;

typedef struct AuditBreakdown {
    Str dimension; // column name
    ColumnRole role;
    size_t groups;
    AuditGroup *group; // by customers, most first; the rest as one, last
    bool change_observed;
    double total_change;
} AuditBreakdown;

typedef enum FindingKind {
    FINDING_NOTHING_WRONG,   // the data show nothing out of the ordinary
    FINDING_TOO_FEW,         // too few customers to tell
    FINDING_RETENTION_BREAK, // retention fell (or rose) for everybody from a date on
    FINDING_BAD_COHORT,      // customers won in one period stay less
    FINDING_SECOND_ORDER,    // fewer first-time buyers come back than before
    FINDING_BIG_CUSTOMER_LOST,
    FINDING_PRICE_RISE,      // order value rose and customers left
    FINDING_ORDER_VALUE,     // order value fell
    FINDING_FREQUENCY,       // customers order less often
    FINDING_ACQUISITION,     // fewer new customers
    FINDING_REFUNDS,         // refunds rose
    FINDING_GROUP,           // a product, channel, country … keeps its customers worse
    FINDING_CONCENTRATION,   // revenue hangs on few customers
    FINDING_BEST_SLEEPING,   // good customers gone silent: win them back
    FINDING_ONE_TIME_BUYERS, // most never order twice
    FINDING_ANONYMOUS,       // rows without a customer
    FINDING_DATA_GAP,        // days or months without any order: a hole in the export
    FINDING_PROMOTION,       // orders hang on promotions
    FINDING_KIND_COUNT
} FindingKind;

Str finding_kind_name(FindingKind kind); // "bad_cohort" …, for JSON and CSV (audit_findings.c)

typedef enum Severity { SEVERITY_INFORMATION, SEVERITY_OPPORTUNITY, SEVERITY_WARNING, SEVERITY_CRITICAL } Severity;

typedef struct Finding {
    FindingKind kind;
    Severity severity;
    Str title, evidence, action; // sentences in the report's language
    bool has_value;
    int64_t value_at_stake; // minor units a year, 0 or more
    Phrase value_basis;     // what the money is: "revenue a year"
    double p_value;         // of the fault, after correction for all that was looked at; 1 when it is no test
    bool of_customer;       // it names a single one
    Customer customer;
} Finding;

enum { FINDINGS_MAX = 7 };

typedef struct Audit {
    AuditOptions options;
    OrderReading reading;
    Columns columns;
    Currency currency;
    Day as_of, first_day, last_day; // of the rows used
    int64_t customers;              // with a purchase
    int64_t refund_only_customers;
    int64_t orders, refunds, revenue; // revenue net of refunds
    WindowChoice window_choice;
    Window window;
    Summaries summaries;

    size_t periods;
    AuditPeriod *period; // the whole file by unit
    PeriodSpan span;
    AuditPeriod *study;     // --period 2026Q3: that period; NULL without. Reports list it in place of the others
    PeriodSpan cohort_span; // by unit (months for a custom period)
    Cohorts cohorts;

    Survival survival;
    bool has_peak_hazard;
    Hazard peak_hazard;

    size_t conversions;
    AuditConversion conversion[CONVERSION_DELAYS_MAX];
    Rate lifetime_repeat; // customers with two or more orders

    RfmCuts rfm_cuts;
    uint8_t *active;    // per customer, 1 while the window has not passed by as_of
    uint8_t *rfm_group; // per customer, RFM_GROUP_COUNT for those without a purchase
    AuditRfmGroup rfm[RFM_GROUP_COUNT];
    int64_t rfm_grid[5][5], rfm_grid_revenue[5][5]; // [recency - 1][fm - 1]

    Concentration concentration, profit_concentration; // profit: when known
    Customer *top; // the customers of the top share, most valuable first, at most 100
    size_t tops;
    bool returning_observed;
    double returning_share; // of revenue, orders that are not the first
    double spend_premium;   // mean returning order / mean first order - 1
    double first_order_value, returning_order_value;

    LifetimeValue lifetime;             // by formula, of the base
    PeriodUnit lifetime_unit;           // its periods
    int64_t lost_customers, lost_value; // over the complete periods with a rate
    bool forecast_observed;
    double forecast[12], forecast_total; // revenue of the existing base, next periods
    int forecast_periods;
    RetentionUplift uplift;                          // of one point of retention, a year
    int64_t replacement_customers, replacement_cost; // lost in the last complete period; cost -1 without --cac
    bool loyal_variation_observed, new_variation_observed;
    double loyal_variation, new_variation; // R054

    Break *retention_break;
    size_t retention_breaks;
    Trend retention_trend;
    double retention_slope;

    size_t breakdowns;
    AuditBreakdown breakdown[ACTIVITY_DIMENSIONS_MAX];

    AuditPrediction prediction;

    size_t findings;
    Finding finding[FINDINGS_MAX];
} Audit;

// Fills *audit; its memory is the arena's, but for what audit_close gives back.
MUST_USE bool audit_run(const Str *paths, size_t count, const AuditOptions *options, Arena *arena, Audit *audit,
                        Error *error);
void audit_close(Audit *audit);

// The same of the orders of a data folder, one piece or two, whose columns the caller holds until it is done with the
// audit; they have a purchase. options->as_of is a day. Not for audit_close: nothing is the audit's own.
MUST_USE bool audit_columns(const Columns *columns, const Currency *currency, const AuditOptions *options, Arena *arena,
                            Audit *audit, Error *error);

// As the file names them; of a data folder "no. 42".
Str audit_customer_name(const Audit *audit, Customer customer, Arena *arena);

// The study period when there is one; else the last complete period whose retention is observed; NULL when there is
// none.
const AuditPeriod *audit_last_period(const Audit *audit);

// What one customer is expected to bring yet, minor units: their own average order value * the base's purchases per
// period * retention periods while they are active, 0 once they are lost or when the base's lifetime is not observed.
double audit_future_value(const Audit *audit, Customer customer);
bool audit_customer_active(const Audit *audit, Customer customer);

// audit_findings.c: what matters most, ranked. Called by audit_run last.
void audit_find(Audit *audit, Arena *arena);

void audit_json(const Audit *audit, Arena *arena, Text *text);
void audit_csv(const Audit *audit, Arena *arena, Text *text);
void audit_html(const Audit *audit, Arena *arena, Text *out);
void audit_rejects_csv(const Audit *audit, Arena *arena, Text *text);   // --rejects FILE
void audit_customers_csv(const Audit *audit, Arena *arena, Text *text); // --customers FILE: one line a customer

#endif

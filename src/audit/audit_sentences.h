// audit_sentences.h - the report's figures in plain sentences (R050), the same in every format.
//
// Each returns text in the language of audit->options.locale, without markup; names out of the file stand in it as they
// are, so whoever prints it makes it safe for its place.
#ifndef FIDELE_AUDIT_SENTENCES_H
#define FIDELE_AUDIT_SENTENCES_H

#include "audit/audit.h"

// One of the figures at the top of the report.
typedef struct Headline {
    Str label;
    bool observed; // false: `sentence` says why
    Str value;     // "64.2%", "€418"
    Str period;    // what it is of: "June 2025"
    Str interval;  // "61.0% to 67.3%"; "" where there is none
    int64_t n;     // customers or orders it is made of; 0 where there is no single n
    Str sentence;
} Headline;

// By name: crr, churn, clv, aov, rpr, pf, arpc, revenue. False for any other name.
MUST_USE bool headline_of(const Audit *audit, Str name, Arena *arena, Headline *headline);
// The same figure of one period of the series. False when it is not observed there.
bool headline_in_period(const Audit *audit, Str name, const AuditPeriod *period, double *value);

Str say_period(const Audit *audit, const AuditPeriod *period, Arena *arena);
Str say_interval(const Audit *audit, Rate rate, Arena *arena);         // "61.0% to 67.3%"
Str say_amount(const Audit *audit, double amount_minor, Arena *arena); // rounded to the minor unit
bool says_one(const Audit *audit, double count);                       // whether a count takes the singular
Str say_customers(const Audit *audit, int64_t count, Arena *arena);    // "1 customer", "4,338 customers"
Str say_orders(const Audit *audit, int64_t count, Arena *arena);
Phrase role_label(ColumnRole role); // "customer", "not used"
Phrase unit_noun(PeriodUnit unit);  // "month"
Phrase unit_nouns(PeriodUnit unit); // "months"

// "day, month, year: line 3 (25/12/2026) decides", "year, month, day; times with a zone are counted in Europe/Paris"
Str sentence_dates(const Audit *audit, const DateFormat *date, Arena *arena);
Str sentence_as_of(const Audit *audit, Arena *arena);
Str sentence_window(const Audit *audit, Arena *arena); // when a customer counts as lost, and why then
Str sentence_kept(const Audit *audit, Rate retention, Arena *arena);
Str sentence_trend(const Audit *audit, Arena *arena);
Str sentence_break(const Audit *audit, const Break *level, Arena *arena);
Str sentence_balance(const Audit *audit, const AuditPeriod *period, Arena *arena);
Str sentence_survival(const Audit *audit, Arena *arena);
Str sentence_peak_hazard(const Audit *audit, Arena *arena); // "" when there is none
Str sentence_conversion(const Audit *audit, const AuditConversion *conversion, Arena *arena);
Str sentence_concentration(const Audit *audit, Arena *arena);
Str sentence_returning(const Audit *audit, Arena *arena);
Str sentence_resilience(const Audit *audit, Arena *arena);
Str sentence_lifetime(const Audit *audit, Arena *arena);
Str sentence_losses(const Audit *audit, Arena *arena);
Str sentence_uplift(const Audit *audit, Arena *arena);
Str sentence_replacement(const Audit *audit, Arena *arena);
Str sentence_forecast(const Audit *audit, Arena *arena);

#endif

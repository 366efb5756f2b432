// audit_parts.h - the steps of audit_run, each filling its part of the Audit from what the earlier ones left.
#ifndef FIDELE_AUDIT_PARTS_H
#define FIDELE_AUDIT_PARTS_H

#include "audit/audit.h"

// audit_periods.c: periods, cohorts, breaks, trend, resilience. ERROR_USAGE when there are too many periods.
MUST_USE bool audit_fill_periods(Audit *audit, Arena *arena, Error *error);
AuditPeriod audit_period_of(const Audit *audit, const PeriodSpan *span, uint32_t number, const Presence *presence);

// audit_value.c: lifetime value by formula and what follows from it: losses, forecast, what-if, replacement.
void audit_fill_value(Audit *audit);
// The formula from the sums of settled periods; not observed without a loss or an order.
LifetimeValue audit_lifetime(const Audit *audit, const Presence *presence);

// audit_customers.c: survival, second orders, RFM, concentration, returning customers.
void audit_fill_customers(Audit *audit, Arena *arena);

// audit_groups.c: the same figures by value of each dimension.
void audit_fill_groups(Audit *audit, Arena *arena);

#endif

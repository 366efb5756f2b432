// Stands in until audit_findings.c lands, which deletes this file.
#include "audit/audit.h"

void audit_find(Audit *audit, Arena *arena)
{
    (void)arena;
    audit->findings = 0;
}

Str finding_kind_name(FindingKind kind)
{
    (void)kind;
    return STR("");
}

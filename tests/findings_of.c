#include "findings_of.h"

#include <stdlib.h>
#include <string.h>

Found findings_of(Str csv, const FoundWith *with)
{
    Str path = test_file_write("findings.csv", csv);
    AuditOptions options = {.unit = with->unit,
                            .as_of = DAY_MAX,
                            .window_days = -1,
                            .locale = with->locale,
                            .threads = with->threads,
                            .margin = -1,
                            .acquisition_cost = -1,
                            .conversion_days = {30, 60, 90}};
    options.read.today = DAY_MAX;
    Error error;
    CHECK(zone_open(STR("UTC"), test_arena(), &options.read.zone, &error));
    Audit audit;
    if (!audit_run(&path, 1, &options, test_arena(), &audit, &error)) fail_msg("%s", error.message[LOCALE_EN]);
    Found found = {.count = audit.findings};
    memcpy(found.finding, audit.finding, sizeof found.finding);
    audit_close(&audit);
    return found;
}

bool found_first(const Found *found, FindingKind kind)
{
    return found->count && found->finding[0].kind == kind && found->finding[0].severity >= SEVERITY_WARNING;
}

size_t found_times(const Found *found, FindingKind kind)
{
    size_t times = 0;
    for (size_t i = 0; i < found->count; i++) times += found->finding[i].kind == kind;
    return times;
}

bool found_nothing_wrong(const Found *found)
{
    return found->count &&
           (found->finding[0].kind == FINDING_NOTHING_WRONG || found->finding[0].kind == FINDING_TOO_FEW);
}

void found_print(const char *what, const Found *found)
{
    print_message("%s:\n", what);
    for (size_t i = 0; i < found->count; i++)
        print_message("  %d %.*s\n", (int)found->finding[i].severity, STR_ARGS(found->finding[i].title));
}

void order_line(Text *csv, uint32_t customer, uint32_t second, int64_t amount_minor, const char *more)
{
    CivilDate date = civil_of_day((Day)(second / SECONDS_PER_DAY));
    long long size = llabs(amount_minor);
    text_addf(csv, "C%06u,%04d-%02d-%02d %02u:%02u,%s%lld.%02lld%s\n", customer, date.year, date.month, date.day,
              second / 3600 % 24, second / 60 % 60, amount_minor < 0 ? "-" : "", size / 100, size % 100, more);
}

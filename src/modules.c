#include "module.h"

#include "measure/metric_cli.h"

extern const Module api_module;
extern const Module audit_module;
extern const Module workspace_module;

// In the order in which `fidele help` lists them.
const Module *const modules[] = {
    &audit_module,
    &metric_module,
    &api_module,
    &workspace_module,
    NULL,
};

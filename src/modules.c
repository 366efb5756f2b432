#include "modules.h"

#include "measure/metric_cli.h"

// In the order in which `fidele help` lists them.
const Module *const modules[] = {
    &metric_module,
    NULL,
};

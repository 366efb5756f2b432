// module_http.c - what behaviour/ adds to the program.
#include "behaviour/behaviour_http.h"
#include "behaviour/behaviour_readers.h"
#include "module.h"

extern const Module behaviour_module, survival_module, funnel_module, retention_driver_module;
const Module behaviour_module = {.name = "behaviour", .routes = cohort_routes, .metrics = behaviour_readers};
const Module survival_module = {.name = "survival", .routes = survival_routes};
const Module funnel_module = {.name = "funnel", .routes = funnel_routes};
const Module retention_driver_module = {.name = "retention_driver", .routes = driver_routes};

// module_http.c - what behaviour/ adds to the program.
#include "behaviour/behaviour_http.h"
#include "behaviour/behaviour_readers.h"
#include "behaviour/page_load.h"
#include "module.h"

extern const struct Command *const behaviour_commands[];
extern const Module behaviour_module, survival_module, funnel_module, retention_driver_module, behaviour_setting_module,
    order_gap_module, group_comparison_module, friction_module, saved_funnel_module;
const Module behaviour_module = {.name = "behaviour",
                                 .commands = behaviour_commands,
                                 .routes = cohort_routes,
                                 .metrics = behaviour_readers,
                                 .reactions = page_load_reactions,
                                 .personal = page_load_personal};
const Module survival_module = {.name = "survival", .routes = survival_routes};
const Module funnel_module = {.name = "funnel", .routes = funnel_routes};
const Module retention_driver_module = {.name = "retention_driver", .routes = driver_routes};
const Module behaviour_setting_module = {.name = "behaviour_setting", .routes = behaviour_setting_routes};
const Module order_gap_module = {.name = "order_gap", .routes = order_gap_routes};
const Module group_comparison_module = {.name = "group_comparison", .routes = group_comparison_routes};
const Module friction_module = {.name = "friction", .routes = friction_routes};
const Module saved_funnel_module = {.name = "saved_funnel", .routes = saved_funnel_routes};

#include "modules.h"

// Add a module's value here, in alphabetical order: extern const Module audit_module;
extern const Module audit_module;

const Module *const modules[] = {
    &audit_module,
    NULL,
};

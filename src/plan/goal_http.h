// goal_http.h - goals as JSON, and what their routes and those of the method share.
#ifndef FIDELE_PLAN_GOAL_HTTP_H
#define FIDELE_PLAN_GOAL_HTTP_H

#include "api/route.h"
#include "plan/smart.h"

extern const Shape goal_create_shape, goal_change_shape, goal_check_shape, goal_shape, goal_list_shape,
    goal_checked_shape, goal_progress_shape, goal_day_list_shape;

// A goal with what the data say of it now.
typedef struct GoalSeen {
    Goal goal;
    GoalFigures figures;
    SmartCheck checks[SMART_LETTERS];
    bool good; // all five
    Day today;
} GoalSeen;

MUST_USE bool goal_look(Call *call, StoreSession *session, GoalSeen *seen, Error *error); // seen->goal is set
void write_goal(JsonWriter *json, const Call *call, const GoalSeen *seen);
void write_checked(JsonWriter *json, const Call *call, const GoalSeen *seen);
void write_progress(JsonWriter *json, const Call *call, const GoalSeen *seen);

#endif

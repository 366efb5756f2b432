#include "module.h"

#include "metric/metric_cli.h"

extern const Module alert_module;
extern const Module api_module;
extern const Module audit_module;
extern const Module bench_module;
extern const Module behaviour_module;
extern const Module survival_module;
extern const Module retention_driver_module;
extern const Module behaviour_setting_module;
extern const Module order_gap_module;
extern const Module group_comparison_module;
extern const Module friction_module;
extern const Module saved_funnel_module;
extern const Module funnel_module;
extern const Module customer_module;
extern const Module consent_module;
extern const Module contact_module;
extern const Module cost_module;
extern const Module access_module;
extern const Module request_module;
extern const Module incident_module;
extern const Module read_log_module;
extern const Module note_module;
extern const Module task_module;
extern const Module at_risk_module;
extern const Module next_action_module;
extern const Module next_choice_module;
extern const Module next_plan_module;
extern const Module policy_module;
extern const Module uplift_module;
extern const Module project_module;
extern const Module tag_module;
extern const Module promise_module;
extern const Module need_module;
extern const Module preference_module;
extern const Module value_module;
extern const Module feedback_module;
extern const Module file_module;
extern const Module market_module;
extern const Module message_module;
extern const Module change_module;
extern const Module playbook_module;
extern const Module playbook_entry_module;
extern const Module playbook_run_module;
extern const Module demo_module;
extern const Module dimension_module;
extern const Module import_module;
extern const Module workspace_module;
extern const Module event_module;
extern const Module experiment_module;
extern const Module export_module;
extern const Module integrate_module;
extern const Module lifecycle_module;
extern const Module revenue_module;
extern const Module rfm_module;
extern const Module rfm_migration_module;
extern const Module cycle_module;
extern const Module goal_module;
extern const Module health_module;
extern const Module review_module;
extern const Module search_module;
extern const Module job_module;
extern const Module key_module;
extern const Module metric_figures_module;
extern const Module metric_people_module;
extern const Module kpi_module;
extern const Module benchmark_module;
extern const Module change_by_segment_module;
extern const Module worth_module;
extern const Module before_after_module;
extern const Module what_if_module;
extern const Module currency_rate_module;
extern const Module order_module;
extern const Module page_style_module;
extern const Module web_module;
extern const Module persona_module;
extern const Module forecast_module;
extern const Module predict_command_module;
extern const Module privacy_module;
extern const Module serve_module;
extern const Module report_module;
extern const Module restatement_module;
extern const Module initiative_module;
extern const Module lever_module;
extern const Module evidence_module;
extern const Module glossary_module;
extern const Module market_watch_module;
extern const Module plan_module;
extern const Module questionnaire_module;
extern const Module prediction_module;
extern const Module proposal_module;
extern const Module recommendation_module;
extern const Module session_module;
extern const Module segment_module;
extern const Module service_module;
extern const Module setup_page_module;
extern const Module sign_in_page_module;
extern const Module staff_module;
extern const Module store_module;
extern const Module strategy_module;
extern const Module subscription_module;
extern const Module trail_module;
extern const Module webhook_module;

// In the order in which `fidele help` lists them; one a line, so that two people may each add one.
// clang-format off
const Module *const modules[] = {
    &audit_module,
    &serve_module,
    &import_module,
    &predict_command_module,
    &forecast_module,
    &demo_module,
    &segment_module,
    &metric_module,
    &metric_figures_module,
    &metric_people_module,
    &kpi_module,
    &benchmark_module,
    &rfm_module,
    &rfm_migration_module,
    &persona_module,
    &strategy_module,
    &contact_module,
    &change_by_segment_module,
    &worth_module,
    &before_after_module,
    &what_if_module,
    &behaviour_module,
    &survival_module,
    &retention_driver_module,
    &behaviour_setting_module,
    &order_gap_module,
    &group_comparison_module,
    &friction_module,
    &saved_funnel_module,
    &funnel_module,
    &api_module,
    &workspace_module,
    &staff_module,
    &key_module,
    &session_module,
    &trail_module,
    &setup_page_module,
    &sign_in_page_module,
    &page_style_module,
    &web_module,
    &event_module,
    &dimension_module,
    &customer_module,
    &consent_module,
    &access_module,
    &request_module,
    &incident_module,
    &read_log_module,
    &privacy_module,
    &integrate_module,
    &note_module,
    &task_module,
    &at_risk_module,
    &next_action_module,
    &next_choice_module,
    &next_plan_module,
    &policy_module,
    &uplift_module,
    &playbook_entry_module,
    &playbook_run_module,
    &project_module,
    &tag_module,
    &order_module,
    &promise_module,
    &need_module,
    &preference_module,
    &value_module,
    &subscription_module,
    &revenue_module,
    &currency_rate_module,
    &file_module,
    &search_module,
    &lifecycle_module, // after those that keep what is bought
    &market_module,
    &feedback_module,
    &service_module,
    &health_module, // after those that keep tickets, answers and subscriptions
    &cost_module,
    &change_module,
    &playbook_module,
    &job_module,
    &store_module,
    &bench_module,
    &export_module,
    &webhook_module,
    &message_module,
    &alert_module,
    &report_module,
    &restatement_module,
    &review_module,
    &experiment_module,
    &prediction_module,
    &lever_module,
    &initiative_module,
    &evidence_module,
    &glossary_module,
    &market_watch_module,
    &plan_module,
    &questionnaire_module,
    &goal_module,
    &cycle_module,
    &proposal_module,
    &recommendation_module,
    NULL,
};
// clang-format on

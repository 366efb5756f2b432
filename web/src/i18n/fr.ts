import actions from "./fr/actions.json";
import audit from "./fr/audit.json";
import charts from "./fr/charts.json";
import customers from "./fr/customers.json";
import goals from "./fr/goals.json";
import results from "./fr/results.json";
import segments from "./fr/segments.json";
import settings from "./fr/settings.json";
import shell from "./fr/shell.json";
import ui from "./fr/ui.json";

export default {
  ...shell,
  ...ui,
  ...charts,
  ...audit,
  ...goals,
  ...segments,
  ...actions,
  ...results,
  ...customers,
  ...settings,
};

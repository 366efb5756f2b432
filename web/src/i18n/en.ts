import actions from "./en/actions.json";
import audit from "./en/audit.json";
import charts from "./en/charts.json";
import customers from "./en/customers.json";
import goals from "./en/goals.json";
import results from "./en/results.json";
import segments from "./en/segments.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import ui from "./en/ui.json";
import type { Messages } from "./keys";

const messages: Messages = {
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
export default messages;

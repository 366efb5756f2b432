import audit from "./en/audit.json";
import charts from "./en/charts.json";
import shell from "./en/shell.json";
import ui from "./en/ui.json";
import type { Messages } from "./keys";

const messages: Messages = { ...shell, ...ui, ...charts, ...audit };
export default messages;

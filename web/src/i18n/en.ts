import charts from "./en/charts.json";
import shell from "./en/shell.json";
import ui from "./en/ui.json";

export default { ...shell, ...ui, ...charts };

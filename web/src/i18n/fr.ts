import charts from "./fr/charts.json";
import shell from "./fr/shell.json";
import ui from "./fr/ui.json";

export default { ...shell, ...ui, ...charts };

// The keys of all texts, by the French ones.

import type core from "./fr";
import type actions from "./fr/actions.json";
import type audit from "./fr/audit.json";
import type customers from "./fr/customers.json";
import type goals from "./fr/goals.json";
import type playbooks from "./fr/playbooks.json";
import type predict from "./fr/predict.json";
import type results from "./fr/results.json";
import type segments from "./fr/segments.json";
import type settings from "./fr/settings.json";

export type Key =
  | keyof typeof core
  | keyof typeof audit
  | keyof typeof goals
  | keyof typeof segments
  | keyof typeof actions
  | keyof typeof playbooks
  | keyof typeof predict
  | keyof typeof results
  | keyof typeof customers
  | keyof typeof settings;
export type Messages = Partial<Record<Key, string>>;

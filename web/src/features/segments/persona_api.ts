import type { Json } from "./rule/rule";

export interface Attribute {
  name: string;
  label: string;
  unit: string;
  value: number | null;
  base: number | null;
  effect: number | null; // in standard deviations
}

export interface Persona {
  id: number;
  key: string;
  name: string;
  description: string;
  needs: string[];
  motivations: string[];
  behaviours: string[];
  channels: string[];
  segment: string | null;
  rule: Json;
  sentence: string | null;
  status: "draft" | "active";
  proposed: boolean;
  size: number | null;
  total: number;
  share: number | null;
  fit: number | null;
  attributes: Attribute[];
  drift: number | null;
  version: number;
}

export interface Proposal {
  k: number;
  n: number;
  stable: boolean;
  stability: { k: number; value: number | null }[];
  items: Persona[];
}

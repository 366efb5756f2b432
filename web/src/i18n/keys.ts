import type fr from "./fr";

export type Key = keyof typeof fr;
export type Messages = Record<Key, string>;

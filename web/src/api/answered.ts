/** What may be left out where it is sent is always there in an answer: types that both ways share, as they are answered. */
export type Answered<T> = T extends (infer One)[]
  ? Answered<One>[]
  : T extends object
    ? { [Name in keyof T]-?: Answered<T[Name]> }
    : T;

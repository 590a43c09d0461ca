// What is wrong with one environment variable, for the person who sets it. Texts are fixed: a value is never repeated,
// it may be a secret.

export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
  /** What to set. */
  readonly remedy: string;
}

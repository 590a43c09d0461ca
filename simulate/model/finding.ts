// What is wrong, in words for a person, and which law it breaks.
export interface Finding {
  readonly law: string;
  readonly pair: string;
  readonly says: string;
}

// One thing that the comparison found: a shape, nothing else.

export interface Finding {
  /** First name of the person whose sync it concerns; null = the org or a mailbox as a whole. */
  readonly person: string | null;
  /** The contact, as people call it. */
  readonly who: string;
  readonly what: string;
  /** The reason code of the rule that explains it; null = nothing explains it. */
  readonly reason: string | null;
}

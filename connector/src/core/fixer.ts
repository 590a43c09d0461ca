// What a code means, who can fix it and how: the same for reasons and for states. The texts are shown to people.

type Fixer =
  'nobody needs to' | 'the person' | 'an admin' | 'the Microsoft admin' | 'the operator' | 'as the issues say';

export interface Meaning {
  readonly means: string;
  readonly fixer: Fixer;
  /** Absent where nobody needs to do anything. */
  readonly nextStep?: string;
}

export function fixedBy(fixer: Fixer, means: string, nextStep: string): Required<Meaning> {
  return { means, fixer, nextStep };
}

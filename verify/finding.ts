// One thing that was found, as a value: contacts and events alike. A reason explains it; without one it is a
// disagreement. The words for it are in words.ts.
import type { PlainWords } from './plain-words.js';

export type Side = 'salesforce' | 'exchange';

export type What =
  /** All that needs no more than its name. */
  | { readonly kind: PlainWords }
  | { readonly kind: 'differs'; readonly label: string; readonly salesforce: string; readonly exchange: string }
  | {
      readonly kind: 'shouldSay';
      readonly label: string;
      readonly side: Side;
      readonly wanted: string;
      readonly found: string;
    }
  /** `alone`: of a record that no event stands behind; `kept`: of one that was to stay. */
  | { readonly kind: 'fieldChanged'; readonly of: 'alone' | 'kept'; readonly label: string }
  | { readonly kind: 'notLeftOut'; readonly rule: string }
  | { readonly kind: 'otherReason'; readonly rule: string; readonly told: readonly string[] }
  | { readonly kind: 'calendar'; readonly what: 'new' | 'changed' | 'gone'; readonly address: string }
  /** Something that must not be known in the org: a record of this object tells it. */
  | { readonly kind: 'toldIn'; readonly object: string }
  | { readonly kind: 'sent'; readonly call: string }
  | { readonly kind: 'status'; readonly count: string; readonly told: unknown; readonly is: unknown };

export interface Finding {
  /** First name of the person whose sync it concerns; null = the org or a mailbox as a whole. */
  readonly person: string | null;
  /** The contact or event, as people call it. */
  readonly who: string;
  readonly what: What;
  /** The reason code of the rule that explains it; null = nothing explains it. */
  readonly reason: string | null;
}

export function byReason(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { reason } = finding;
    if (reason === null) continue;
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, [finding]);
    else group.push(finding);
  }
  return new Map([...groups].sort(([one], [other]) => (one < other ? -1 : 1)));
}

export function countByReason(findings: readonly Finding[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...byReason(findings)].map(([code, group]) => [code, group.length]));
}

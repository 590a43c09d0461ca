// One thing that a comparison found, and how such things are counted: contacts and events alike.

export interface Finding {
  /** First name of the person whose sync it concerns; null = the org or a mailbox as a whole. */
  readonly person: string | null;
  /** The contact or event, as people call it. */
  readonly who: string;
  readonly what: string;
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

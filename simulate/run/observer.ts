// Watches both sides between two calls and tells the model what the connector changed. What people do is taken over
// without a word: they told the model themselves. Laws P3 and P15 are judged here, at each step.
import type { Emulator } from '../../emulator/src/start.js';
import type { Call } from '../../emulator/src/calls.js';
import type { Finding } from '../model/finding.js';
import type { Look, Pair } from '../model/pair.js';
import { sides, type Side } from '../model/rules.js';
import { lookAround, seenOf, type Seen, type Sight } from '../world/sight.js';

export interface Owner {
  readonly userId: string;
  readonly username: string;
  readonly mailboxId: string | null;
  readonly email: string;
}

export class Observer {
  #sight: Sight;

  constructor(
    private readonly emulator: Emulator,
    private readonly pairs: ReadonlyMap<string, { readonly pair: Pair; readonly owner: Owner }>,
  ) {
    this.#sight = lookAround(emulator);
  }

  get sight(): Sight {
    return this.#sight;
  }

  /** After a person acted. */
  look(): void {
    this.#sight = lookAround(this.emulator);
  }

  /** After a call of the connector that may have changed something. */
  afterCall(call: Call): { readonly changed: ReadonlySet<string>; readonly findings: readonly Finding[] } {
    const now = lookAround(this.emulator);
    const changed = new Set<string>();
    const findings: Finding[] = [];
    for (const [name, { pair, owner }] of this.pairs) {
      for (const side of sides) {
        const found = compare(pair, side, seenOf(this.#sight, name, side), seenOf(now, name, side));
        if (found === null) continue;
        changed.add(name);
        findings.push(...found);
        if (!isOf(owner, call.user)) {
          findings.push({ law: 'P15', pair: name, says: `a run of ${call.user ?? 'nobody'} changed it in ${side}` });
        }
      }
    }
    this.#sight = now;
    return { changed, findings };
  }

  lookOf(name: string): Look {
    const of = (side: Side): Look['Salesforce'] =>
      seenOf(this.#sight, name, side).flatMap(({ place, values }) => (place === 'deleted' ? [] : [{ place, values }]));
    return { Salesforce: of('Salesforce'), Exchange: of('Exchange') };
  }
}

function isOf(owner: Owner, user: string | null): boolean {
  return user !== null && [owner.userId, owner.username, owner.mailboxId, owner.email].includes(user);
}

/** Null where nothing changed. */
function compare(pair: Pair, side: Side, before: readonly Seen[], after: readonly Seen[]): Finding[] | null {
  const findings: Finding[] = [];
  let isChanged = false;
  for (const now of after) {
    const was = before.find(({ id }) => id === now.id);
    if (was !== undefined && was.place !== 'deleted' && now.place === 'deleted') {
      isChanged = true;
      const isLast = !after.some(({ place }) => place !== 'deleted');
      if (isLast) findings.push(...pair.connectorDid(side, 'deleted', {}));
    } else if (now.place !== 'deleted') {
      const values = was === undefined ? now.values : changedValues(was, now);
      if (was !== undefined && Object.keys(values).length === 0) continue;
      isChanged = true;
      findings.push(...pair.connectorDid(side, was === undefined ? 'made' : 'wrote', values));
    }
  }
  return isChanged ? findings : null;
}

function changedValues(was: Seen, now: Seen): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(now.values).filter(([field, value]) => was.values[field] !== value));
}

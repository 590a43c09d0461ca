// Calls that were made, and those among them that should never be: a side that is only read is not even asked to write
// (law P3), whatever the answer was.
import type { Finding } from './finding.js';

/** One call, as the emulator's book of calls tells. */
export interface Call {
  readonly system: string;
  readonly method: string;
  readonly route: string;
}

/** Reads through the batch are posts, and their parts are calls of their own. */
export function isWrite({ method, route }: Call): boolean {
  return method !== 'GET' && route !== '/$batch' && route !== '/composite';
}

export function findWritesTo(system: 'exchange' | 'salesforce', calls: readonly Call[]): readonly Finding[] {
  return calls
    .filter((call) => call.system === system && isWrite(call))
    .map(({ method, route }) => {
      return { person: null, who: system, what: { kind: 'sent', call: `${method} ${route}` }, reason: null };
    });
}

// Judges one pair at rest by what people did. What is right is remembered as settled; what is wrong, or left for a
// person to decide, stays open.
import type { Finding } from './finding.js';
import { judgeFields } from './judge-pair.js';
import { allowedPresence } from './judge-presence.js';
import type { Look, Pair } from './pair.js';

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Cases that nobody can decide from outside, counted apart. */
  readonly undecidable: readonly string[];
  /** Left different until someone decides. */
  readonly isHeld: boolean;
  /** A conflict that someone has to be told of. */
  readonly isConflict: boolean;
}

export function judgeAtRest(pair: Pair, look: Look): Judgement {
  if (pair.wasMovedOutUnmet) return { findings: [], undecidable: [], isHeld: false, isConflict: false };
  if (pair.wasMadeByBoth) return { findings: [], undecidable: ['madeByBoth'], isHeld: false, isConflict: false };
  const presence = allowedPresence(pair, look);
  const fields = judgeFields(pair, look);
  const findings = [...presence.findings, ...fields.findings];
  if (findings.length === 0 && !fields.isHeld) pair.settle(look);
  const undecidable = [...presence.undecidable, ...fields.undecidable];
  return { findings, undecidable, isHeld: fields.isHeld, isConflict: fields.isConflict };
}

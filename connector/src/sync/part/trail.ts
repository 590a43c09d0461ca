// A line of the write trail: what a run wrote where, when, for whom and why. Field names, never values.
import type { WriteTrailEntry } from '../../ports/store.js';
import type { Run } from './services.js';

export type Written = Pick<WriteTrailEntry, 'object' | 'side' | 'kind' | 'recordId' | 'fields' | 'reason'>;

export function trailEntry(
  { services, person, scope, askedBy }: Pick<Run, 'services' | 'person' | 'scope' | 'askedBy'>,
  written: Written,
): WriteTrailEntry {
  return { person, atMs: services.clock.nowMs(), runNo: scope.runNo, askedBy, ...written };
}

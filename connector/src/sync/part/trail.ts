// A line of the write trail: what a run wrote where, when, for whom and why. Field names, never values.
import type { WriteTrailEntry } from '../../ports/store.js';
import type { PartRun } from './part.js';

export type Written = Pick<WriteTrailEntry, 'side' | 'kind' | 'recordId' | 'fields' | 'reason'>;

export function trailEntry({ services, object, person, scope, askedBy }: PartRun, written: Written): WriteTrailEntry {
  return { object, person, atMs: services.clock.nowMs(), runNo: scope.runNo, askedBy, ...written };
}

// The plan in numbers, before anything of it is applied: what the brakes judge.
import { success, type Outcome } from '../../core/failure.js';
import { foldShape, type Expected, type PlanShape } from '../../core/shape.js';
import type { ReadyEventRun } from './context.js';
import type { EventEntry, EventReading } from './first-pass/entries.js';
import { windowAskedAt } from './first-pass/window.js';

export async function eventShape(run: ReadyEventRun, { entries }: EventReading): Promise<Outcome<PlanShape>> {
  const window = windowAskedAt(run.startedAtMs, run.settings);
  const linked = await run.services.store.countLinkedEventsIn(run.person, window);
  return success(foldShape(linked, entries.flatMap(expectedOf)));
}

/** What will come of an entry, as far as the first pass can tell. */
function expectedOf(entry: EventEntry): readonly Expected[] {
  if (entry.kind === 'new') return [{ kind: 'create', side: 'salesforce' }];
  if (entry.exchange === 'gone') {
    return [{ kind: entry.isDelete ? 'delete' : 'leave', side: 'salesforce', goneFrom: 'exchange' }];
  }
  if (entry.isDelete) return [{ kind: 'delete', side: 'salesforce' }];
  return entry.exchange === 'changed' ? [{ kind: 'change' }] : [];
}

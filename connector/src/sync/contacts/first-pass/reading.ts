// The first pass on contacts: a delta when there is a cursor that still works, else everything.
import type { Outcome } from '../../../core/failure.js';
import type { AccessGetter } from '../../part/part.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { readChanges } from './changes.js';
import type { ContactReading } from './entries.js';
import { readEverything } from './everything.js';

export async function readContacts(
  run: ReadyRun,
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<ContactReading>> {
  const { cursor } = run.part;
  if (cursor === null) return readEverything(run, access);
  const changes = await readChanges(run, cursor, access);
  if (changes.ok || changes.failure.class !== 'needsResync') return changes;
  run.services.log.info('FULL_LISTING', { person: run.person, object: 'Contact', code: changes.failure.code });
  return readEverything(run, access);
}

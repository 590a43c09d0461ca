// The part of contacts: what differs from other objects, as the frame asks for it (../part/part.ts,
// ../part/run-part.ts).
import type { ContactAction } from '../../core/contact/action.js';
import { contactFormVersion } from '../../core/contact/fields.js';
import { success } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import { isLive, type ContactLink } from '../../core/link.js';
import { contactSettings } from '../../core/settings/contact.js';
import { commit } from '../part/commit.js';
import { earlierFindings, findingsFor } from '../part/findings.js';
import type { Commit, Part } from '../part/part.js';
import { isOff } from '../part/stops.js';
import { portions, walkLinks } from '../part/walk.js';
import { checkAccess } from './access.js';
import type { ContactAccess, ContactRun, ReadyRun } from './context.js';
import { contactRef, type ContactReading, type Work } from './first-pass/entries.js';
import { readContacts } from './first-pass/reading.js';
import { locateFolder } from './folder.js';
import { loadContacts, type LoadedContact } from './second-pass/load.js';
import { withoutLateWrites } from './second-pass/late-writes.js';
import { planContacts } from './second-pass/plan.js';
import { prepareContacts, type PreparedContacts } from './second-pass/prepare.js';
import { sendContacts, type SentContacts } from './second-pass/send.js';
import { settleContacts } from './second-pass/settle.js';
import { writeStamps } from './second-pass/stamps.js';
import { contactShape } from './shape.js';

interface ContactTypes {
  readonly Run: ContactRun;
  readonly Ready: ReadyRun;
  readonly Access: ContactAccess;
  readonly Reading: ContactReading;
  readonly Loaded: LoadedContact;
  readonly Plan: ContactAction;
  readonly Prepared: PreparedContacts;
  readonly Sent: SentContacts;
}

export const contactPart: Part<Work, ContactTypes> = {
  object: 'Contact',
  groupSize: limits.chunkSize,
  placeFound: { folder: 'OK' },

  isOff: ({ contacts, faults }) => isOff(contacts, contactSettings.direction.field, faults),
  decidedBy: ({ configuration }) => [contactFormVersion, configuration.contacts],
  beforeReset: async () => success(null),

  open: async (run, { configuration }) => ({
    ...run,
    settings: configuration.contacts,
    accounts: new Map(),
    finalUntil: (await run.services.store.readChangeCursor('Contact'))?.modifiedAt ?? '',
  }),
  locate: locateFolder,
  beginRecheck: forgetVersions,

  access: checkAccess,
  read: readContacts,
  shape: contactShape,
  isUrgent: () => false,
  quiet: commitLeft,

  load: async (run, access, reading, entries, isFirst) => {
    const loaded = await loadContacts(run, access, entries, isFirst && !run.placeWasChecked);
    return loaded.ok ? success(withoutLateWrites(run, reading.spent, loaded.value)) : loaded;
  },
  plan: planContacts,
  prepare: prepareContacts,
  send: sendContacts,
  settle: settleContacts,

  finish: writeStamps,
  ended: async (_run, { sentToDrop, vanished }) => ({
    endedSent: sentToDrop,
    findings: vanished.map((item) => ({ ...item, found: [] })),
  }),
};

/**
 * The next full listing takes every live pair for changed. What was settled stays; only the versions are forgotten, so
 * every commit of a chunk is progress that stays, too. No call to either system.
 */
async function forgetVersions(run: ContactRun): Promise<void> {
  for await (const links of walkLinks(run.services.store, 'Contact', run.person)) {
    const changedLinks = links
      .filter(isLive)
      .map((link): ContactLink => ({ ...link, versions: { salesforce: '', exchange: '' } }));
    await commit(run, { changedLinks });
  }
}

/** Items that the first pass could settle by itself: left out or held, with their match keys for later. */
async function* commitLeft(run: ReadyRun, { left }: ContactReading): AsyncGenerator<Commit> {
  for (const some of portions(left, limits.chunkSize)) {
    const items = some.map(({ side, itemId }) => contactRef(side, itemId));
    const earlier = await earlierFindings(run, items);
    yield {
      findings: some.map(({ side, itemId, reason, version, matchKeys }) =>
        findingsFor(run, earlier, contactRef(side, itemId), [{ reason, version, matchKeys }]),
      ),
    };
  }
}

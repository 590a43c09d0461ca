// What has become of the rows of before-one-frame.ts after the upgrade. Part of upgrade.ts.
import { expect } from '@jest/globals';
import type { StorePort } from '../../../../src/ports/store.js';
import { newPart, newScope } from '../../../../src/store/new-scope.js';
import {
  ada,
  ben,
  exchangeId,
  eventFinding,
  finding,
  meetingClaim,
  meetingKey,
  newEventLink,
  newLink,
  nowMs,
  salesforceId,
  sentRow,
  startedRun,
  withMeetings,
} from '../samples.js';
import { contactLinks, eventLinks, full, odd, oddPerson } from './before-one-frame.js';

export async function expectOneFrame(store: StorePort): Promise<void> {
  expect(await store.readScope(ada)).toEqual(full);
  for (const [index, { contact, event, more }] of odd.entries()) {
    const person = oddPerson(index);
    const parts = { Contact: { ...newPart, ...contact }, Event: { ...newPart, ...event } };
    expect(await store.readScope(person)).toEqual({ ...newScope(person), ...more, parts });
  }
  await expectLinks(store);
  expect(await store.sentRows(ada)).toEqual(begunCreates);
  const found = [finding(1), eventFinding(1)];
  expect(await store.findingsOf(ada, found)).toEqual(found);
  expect(await store.openMeetings(ada)).toEqual([meetingClaim(1, { begunAtMs: nowMs })]);
  expect(
    await withMeetings(
      store,
      [1, 2, 3].map((number) => meetingClaim(number)),
      ben,
    ),
  ).toEqual(new Set([meetingKey(3)]));
  await expectRoom(store);
}

/** They say of no field what was sent. */
const nothing = { sent: new Uint8Array(), written: 0 };
const begunCreates = [
  sentRow(1, { ...nothing, memoryKey: salesforceId(1) }),
  sentRow(2, {
    ...{ ...nothing, side: 'salesforce', attempt: 3, memoryKey: exchangeId(2) },
    ids: { salesforce: null, exchange: exchangeId(2) },
  }),
];

/** As it was, but for the key of its memory, and for what form version 0 had said. */
async function expectLinks(store: StorePort): Promise<void> {
  const contacts = contactLinks.map((link) => ({ ...link, memoryKey: link.ids.exchange }));
  const events = eventLinks.map((link) => ({
    ...link,
    memoryKey: link.ids.exchange,
    formVersion: link.formVersion === 0 ? 1 : link.formVersion,
    state: link.formVersion === 0 && link.state === 'linked' ? 'made' : link.state,
  }));
  const withoutId = ({ id: _, ...link }: { readonly id: number }) => link;
  const ofContacts = await store.links('Contact').after(ada, 0, 100);
  expect(ofContacts.map(withoutId)).toEqual(contacts);
  expect(ofContacts.map(({ id }) => id)).toEqual(contacts.map((_, index) => index + 1));
  expect((await store.links('Event').after(ada, 0, 100)).map(withoutId)).toEqual(events);
  expect(await store.links('Contact').count(ben)).toEqual({ linked: 1 });
  expect(await store.links('Event').count(ben)).toEqual({ linked: 1 });
}

/** New rows come beside old ones, found by what the old ones say. */
async function expectRoom(store: StorePort): Promise<void> {
  const { runNo } = await startedRun(store, ben);
  const added = [newLink(50), newEventLink(51)].map((link) => ({ ...link, person: ben }));
  expect(await store.commitRun({ person: ben, runNo, newLinks: added })).toBe(true);
  expect(await store.links('Contact').count(ben)).toEqual({ linked: 2 });
  expect(await store.links('Event').count(ben)).toEqual({ linked: 2 });
  const again = { person: ben, runNo, newLinks: [newLink(60, { ids: newLink(1).ids })] };
  await expect(store.commitRun(again)).rejects.toMatchObject({ code: 'LINK_NOT_UNIQUE' });
  await store.endRun(ben, runNo, null);
}

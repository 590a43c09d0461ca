// The scenes of the story: what people do on both sides, and what has to come of it. Each scene says its rule in one
// sentence and writes what it expects into the ledger. Those about events are in event-steps.ts. Rules:
// docs/sync-rules.md.
import { textOf } from '#verify/texts.js';
import { editInOutlook, expect, pickMeeting } from './event-stage.js';
import { eventSteps } from './event-steps.js';
import { FOLDER } from '#verify/systems.js';
import { syncNow, type Step } from './step.js';

const second = 1_000;

const differentFields: Step = {
  title: 'Different fields of one contact, edited on both sides',
  rule: 'Both ways: each field is merged on its own, so nobody loses an edit.',
  request: syncNow,
  act: async (stage) => {
    const pair = stage.pick('Mira');
    const inOutlook = { Title: 'Head of Procurement', MobilePhone: '+49 40 555 0142' };
    const inSalesforce = { Phone: '+49 40 555 0100', MailingCity: 'Lübeck' };
    await stage.editInOutlook(pair, inOutlook);
    await stage.editInSalesforce(pair, inSalesforce);
    stage.expectOnBoth(pair, { ...inOutlook, ...inSalesforce });
    return ['CHANGED_IN_BOTH'];
  },
};

const sameField: Step = {
  title: 'The same field, edited on both sides',
  rule: "Mira's configuration says Salesforce wins, Jonas' says the latest change wins.",
  request: syncNow,
  act: async (stage) => {
    const mira = stage.pick('Mira');
    await stage.editInOutlook(mira, { Title: 'Buyer (Outlook)' });
    await stage.editInSalesforce(mira, { Title: 'Buyer (Salesforce)' });
    stage.expectOnBoth(mira, { Title: 'Buyer (Salesforce)' });
    const jonas = stage.pick('Jonas');
    await stage.editInSalesforce(jonas, { Title: 'Engineer (Salesforce, first)' });
    // Both systems keep whole seconds.
    await stage.control.advance(second);
    await stage.editInOutlook(jonas, { Title: 'Engineer (Outlook, later)' });
    stage.expectOnBoth(jonas, { Title: 'Engineer (Outlook, later)' });
    return ['CONFLICT_SETTLED'];
  },
};

const oneWay: Step = {
  title: 'One way means one way',
  rule: 'Aiko syncs from Salesforce to Outlook, Samuel from Outlook to Salesforce.',
  request: syncNow,
  act: async (stage) => {
    const aiko = stage.pick('Aiko');
    const before = textOf(aiko.record['MobilePhone']);
    await stage.editInOutlook(aiko, { MobilePhone: '+81 6 5555 0001' });
    await stage.editInSalesforce(aiko, { Title: 'Head of Calibration' });
    stage.expectOnBoth(aiko, { Title: 'Head of Calibration' });
    stage.expectDifferent(aiko, 'MobilePhone', before, '+81 6 5555 0001');
    const samuel = stage.pick('Samuel');
    const phone = textOf(samuel.record['Phone']);
    await stage.editInSalesforce(samuel, { Phone: '+44 117 555 0002' });
    await stage.editInOutlook(samuel, { Title: 'Spare Parts Planner' });
    stage.expectOnBoth(samuel, { Title: 'Spare Parts Planner' });
    stage.expectDifferent(samuel, 'Phone', '+44 117 555 0002', phone);
    return ['CHANGED_IN_SALESFORCE', 'CHANGED_IN_EXCHANGE', 'ONE_WAY'];
  },
};

const movedIn: Step = {
  title: 'A contact is moved into the folder',
  rule: `Only what is in ${FOLDER} syncs; moving a contact there opts it in.`,
  request: syncNow,
  act: async (stage) => {
    await stage.move('Mira', stage.pickOutside('Mira'), FOLDER);
    return ['NEW_IN_EXCHANGE'];
  },
};

const movedOut: Step = {
  title: 'A contact is moved out of the folder, and then edited in Salesforce',
  rule: 'Moved out: it stops syncing, and nothing is deleted on either side.',
  request: syncNow,
  act: async (stage) => {
    const pair = stage.pick('Mira');
    const { owner, record, item } = pair;
    await stage.move('Mira', item, 'Contacts');
    await stage.editInSalesforce(pair, { Title: 'Edited after the move' });
    stage.ledger.alone.push({ person: owner.userId, side: 'salesforce', id: record.Id, reason: 'MOVED_OUT' });
    stage.ledger.values.push({ side: 'salesforce', id: record.Id, field: 'Title', value: 'Edited after the move' });
    stage.ledger.values.push({
      side: 'exchange',
      id: item.id,
      field: 'Title',
      value: textOf(item.properties['jobTitle']),
    });
    return ['MOVED_OUT'];
  },
};

const copied: Step = {
  title: 'A contact is copied within the folder',
  rule: 'The copy carries the mark of the original: it is held instead of becoming a second person in Salesforce.',
  request: syncNow,
  act: async (stage) => {
    const pair = stage.pick('Jonas');
    const copy = await stage.copy(pair);
    stage.ledger.alone.push({ person: pair.owner.userId, side: 'exchange', id: copy, reason: 'COPY_OF_LINKED' });
    return ['COPY_OF_LINKED'];
  },
};

const deletedAndKept: Step = {
  title: 'Deleted on one side, where the configuration keeps the other copy',
  rule: "Mira's configuration keeps the other copy, and what she removed is not made again.",
  request: syncNow,
  act: async (stage) => {
    const first = stage.pick('Mira');
    await stage.deleteInOutlook(first);
    const person = first.owner.userId;
    const reason = 'REMOVED_BY_PERSON';
    stage.ledger.gone.push({ side: 'exchange', id: first.item.id, reason });
    stage.ledger.alone.push({ person, side: 'salesforce', id: first.record.Id, reason });
    const other = stage.pick('Mira');
    await stage.deleteInSalesforce(other);
    stage.ledger.gone.push({ side: 'salesforce', id: other.record.Id, reason });
    stage.ledger.alone.push({ person, side: 'exchange', id: other.item.id, reason });
    return [reason];
  },
};

const deletedAndCarriedOver: Step = {
  title: 'Deleted on one side, where the configuration carries deletes over',
  rule: "Jonas' configuration deletes the other copy too, unless somebody edited it meanwhile.",
  request: syncNow,
  act: async (stage) => {
    // Nothing wakes the connector before something changes in Salesforce: both acts on this one are done by then.
    const edited = stage.pick('Jonas');
    await stage.deleteInOutlook(edited);
    await stage.editInSalesforce(edited, { Title: 'Edited while deleted' });
    stage.ledger.gone.push({ side: 'exchange', id: edited.item.id, reason: 'EDIT_BEATS_DELETE' });
    stage.ledger.values.push({
      side: 'salesforce',
      id: edited.record.Id,
      field: 'Title',
      value: 'Edited while deleted',
    });
    const first = stage.pick('Jonas');
    await stage.deleteInOutlook(first);
    const other = stage.pick('Jonas');
    await stage.deleteInSalesforce(other);
    for (const { record, item } of [first, other]) {
      stage.ledger.gone.push({ side: 'exchange', id: item.id, reason: 'DELETED_IN_EXCHANGE' });
      stage.ledger.gone.push({ side: 'salesforce', id: record.Id, reason: 'DELETED_IN_SALESFORCE' });
    }
    return ['DELETED_IN_EXCHANGE', 'DELETED_IN_SALESFORCE', 'EDIT_BEATS_DELETE'];
  },
};

const businessCards: Step = {
  title: 'Three business cards from the trade fair',
  rule: 'A company becomes an account only where exactly one has its name; an address of somebody else is not taken.',
  request: syncNow,
  act: async (stage) => {
    const known = stage.pick('Samuel');
    const card = (givenName: string, surname: string, companyName: string, address: string) => {
      return { givenName, surname, companyName, jobTitle: 'Buyer', emailAddresses: [{ name: givenName, address }] };
    };
    const company = textOf(known.item.properties['companyName']);
    await stage.createInOutlook('Samuel', card('Tove', 'Ekdahl', company, 'tove.ekdahl@example.org'));
    await stage.createInOutlook('Samuel', card('Ravi', 'Menon', 'Menon and Daughters', 'ravi@menon.example'));
    const address = textOf(known.record['Email']);
    const id = await stage.createInOutlook('Samuel', card('Ulla', 'Thorsen', company, address));
    const person = known.owner.userId;
    stage.ledger.alone.push({ person, side: 'exchange', id, reason: 'EMAIL_SHARED' });
    return ['NEW_IN_EXCHANGE'];
  },
};

const outOfReach: Step = {
  title: "A contact leaves Lena's reach, another one comes into it",
  rule: 'Lena sees the purchasing contacts of everybody; copies that nobody edited go when a contact leaves.',
  request: syncNow,
  act: async (stage) => {
    const leaves = stage.pick('Aiko', 'Purchasing');
    const lena = stage.person('Lena');
    const copy = stage.now.itemsInFolder(lena).find((item) => stage.now.recordStampedOn(item) === leaves.record.Id);
    await stage.editInSalesforce(leaves, { Department: 'Finance' });
    if (copy !== undefined) stage.ledger.gone.push({ side: 'exchange', id: copy.id, reason: 'LEFT_REACH' });
    const comes = stage.pick('Aiko');
    await stage.editInSalesforce(comes, { Department: 'Purchasing' });
    stage.expectOnBoth(leaves, { Department: 'Finance' });
    stage.expectOnBoth(comes, { Department: 'Purchasing' });
    return ['LEFT_REACH', 'NEW_IN_SALESFORCE'];
  },
};

const nothing: Step = {
  title: 'Nobody does anything',
  rule: 'A run without changes costs two calls to Exchange, for contacts and for events, and none to Salesforce.',
  request: syncNow,
  changesNothing: true,
  act: () => Promise.resolve(['UNCHANGED']),
};

const resetOfContacts: Step = {
  title: 'Reset of contacts for everybody',
  rule: 'All connections are forgotten and found again by their marks. Nothing is doubled, nothing removed comes back.',
  request: { by: 'petra', type: 'Reset', objects: 'Contacts' },
  changesNothing: true,
  act: (stage) => {
    stage.tell('Petra', 'Salesforce', 'asks for a Reset of contacts, for everybody');
    return Promise.resolve(['FOUND_BY_STAMP']);
  },
};

const resetOfEvents: Step = {
  title: 'Reset of events for everybody',
  rule: 'First it is looked up what people deleted in Salesforce: that stays away. Nothing is written on either side.',
  request: { by: 'petra', type: 'Reset', objects: 'Events' },
  changesNothing: true,
  act: (stage) => {
    stage.tell('Petra', 'Salesforce', 'asks for a Reset of events, for everybody');
    return Promise.resolve(['UNCHANGED', 'REMOVED_BY_PERSON']);
  },
};

const afterResets: Step = {
  title: 'And it goes on',
  rule: 'After the resets edits travel as before.',
  request: syncNow,
  act: async (stage) => {
    const pair = stage.pick('Jonas');
    await stage.editInOutlook(pair, { Phone: '+49 40 555 0199' });
    stage.expectOnBoth(pair, { Phone: '+49 40 555 0199' });
    const meeting = await pickMeeting(stage, 'Mira');
    await editInOutlook(stage, meeting, { subject: 'Second visit', location: { displayName: 'Showroom' } });
    expect(stage, meeting, { Subject: 'Second visit', Location: 'Showroom' });
    return ['CHANGED_IN_EXCHANGE'];
  },
};

export const steps: readonly Step[] = [
  differentFields,
  sameField,
  oneWay,
  movedIn,
  movedOut,
  copied,
  deletedAndKept,
  deletedAndCarriedOver,
  businessCards,
  outOfReach,
  ...eventSteps,
  nothing,
  resetOfContacts,
  resetOfEvents,
  afterResets,
];

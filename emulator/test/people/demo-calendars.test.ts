// What is in the calendars of the demo cast, as emulator/README.md says it.
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CastOptions } from '../../src/people.js';
import { addressesOf, endMsOf, fillSystems, startMsOf, type EventDump, type FilledSystems } from './filled-systems.js';

const demo: CastOptions = { cast: 'demo', people: 5, contacts: 40, events: 24 };
const dayMs = 86_400_000;
let filled: FilledSystems;
beforeAll(() => {
  filled = fillSystems(demo);
});

const oddIn = (systems: FilledSystems, firstName: string, label: string): readonly EventDump[] => {
  const { username } = systems.cast.people.find((person) => person.firstName === firstName) ?? { username: '' };
  const ids = systems.cast.oddities
    .filter((oddity) => oddity.object === 'event' && oddity.username === username && oddity.label === label)
    .map(({ id }) => id);
  return systems.mailboxOf(firstName).events.filter(({ id }) => ids.includes(id));
};

/** The odd event with this label in this person's calendar. */
function odd(firstName: string, label: string, systems = filled): EventDump {
  const [event, ...others] = oddIn(systems, firstName, label);
  if (event === undefined || others.length > 0) throw new Error(`${firstName} has not one event "${label}"`);
  return event;
}

const emailsOf = (object: 'Contact' | 'Lead'): Set<unknown> =>
  new Set(filled.objects[object]?.map(({ Email }) => Email));
const ordinary = (firstName: string): readonly EventDump[] => {
  const oddIds = new Set(filled.cast.oddities.map(({ id }) => id));
  return filled.mailboxOf(firstName).events.filter(({ id, properties }) => {
    return !oddIds.has(id) && properties['isOrganizer'] === true && properties['isCancelled'] === false;
  });
};

describe('calendars of the demo cast', () => {
  it('hold as many ordinary meetings as asked for, on working days around the start', () => {
    expect(ordinary('Samuel')).toHaveLength(24);
    expect(ordinary('Lena')).toHaveLength(24);
    for (const event of ordinary('Samuel')) {
      expect([0, 6]).not.toContain(new Date(startMsOf(event)).getUTCDay());
      expect(Math.abs(startMsOf(event) - filled.startMs)).toBeLessThan(130 * dayMs);
    }
    const starts = ordinary('Samuel').map(startMsOf);
    expect(starts.some((start) => start < filled.startMs)).toBe(true);
    expect(starts.some((start) => start > filled.startMs)).toBe(true);
  });

  it('have contacts of the person as attendees of ordinary meetings', () => {
    const contacts = filled.objects['Contact'] ?? [];
    const own = new Set(
      contacts.filter(({ OwnerId }) => OwnerId === filled.userIdOf('Mira')).map(({ Email }) => Email),
    );
    const invited = ordinary('Mira').flatMap(addressesOf);
    expect(invited.length).toBeGreaterThanOrEqual(24);
    expect(invited.filter((address) => !own.has(address))).toEqual([]);
  });

  it('are the same for the same seed, and move with the day on which the clock starts', () => {
    const again = fillSystems(demo);
    expect(again.mailboxes).toEqual(filled.mailboxes);
    expect(again.objects['Event']).toEqual(filled.objects['Event']);
    const later = fillSystems(demo, { startAt: '2027-01-10T09:00:00Z' });
    const private7 = odd('Mira', 'a private event');
    const privateLater = odd('Mira', 'a private event', later);
    expect(privateLater.id).toBe(private7.id);
    expect(startMsOf(privateLater) - later.startMs).toBe(startMsOf(private7) - filled.startMs);
    expect(fillSystems(demo, { seed: 8 }).mailboxOf('Mira').events[0]?.id).not.toBe(
      filled.mailboxOf('Mira').events[0]?.id,
    );
  });

  it('leave contacts, people and their ids as they are without events', () => {
    const without = fillSystems({ ...demo, events: 0 });
    expect(filled.cast.people).toEqual(without.cast.people);
    expect(filled.objects['Contact']).toEqual(without.objects['Contact']);
    expect(filled.objects['Account']).toEqual(without.objects['Account']);
    const contactsOf = (systems: FilledSystems) =>
      systems.mailboxes.map(({ contacts, folders }) => [contacts, folders]);
    expect(contactsOf(filled)).toEqual(contactsOf(without));
    expect(filled.cast.oddities.filter(({ object }) => object === 'contact')).toEqual(without.cast.oddities);
  });

  it('are empty, and synced by nobody, where no events are asked for', () => {
    const { mailboxes, objects } = fillSystems({ cast: 'demo', people: 5, contacts: 10 });
    expect(mailboxes.flatMap(({ events }) => events)).toEqual([]);
    expect([objects['Event'], objects['Lead']]).toEqual([[], []]);
    const directions = objects['Exchange_Configuration__c']?.map(({ Event_Direction__c: direction }) => direction);
    expect(directions).toEqual(Array(5).fill('DoNotSync'));
  });

  it('sync as each configuration says', () => {
    const settings = Object.fromEntries(
      (filled.objects['Exchange_Configuration__c'] ?? []).map((configuration) => {
        const of = (field: string) => configuration[`Event_${field}__c`];
        const row = ['Direction', 'Selection', 'Private', 'Text', 'Deleted', 'Relate'].map(of);
        return [String(configuration['Name']).split(/\W/)[0], row.join(' ')];
      }),
    );
    const on = 'ExchangeToSalesforce';
    expect(settings).toEqual({
      Field: `${on} All BusyTimeOnly Sync RemoveFromSalesforce ContactsOrOneLead`,
      Key: `${on} All DoNotSync Sync KeepInSalesforce ContactsOrOneLead`,
      Inside: `${on} ByCategory DoNotSync Sync KeepInSalesforce Off`,
      Trade: `${on} KnownContactOrLead DoNotSync DoNotSync KeepInSalesforce ContactsOrOneLead`,
      Management: 'DoNotSync  DoNotSync Sync KeepInSalesforce Off',
    });
  });

  it('work for one person alone, with the admin as the colleague, and for more than five people', () => {
    const alone = fillSystems({ ...demo, people: 1, contacts: 3 });
    const cancelled = odd('Mira', 'a meeting that its organizer cancelled', alone);
    expect(cancelled.properties['organizer']).toMatchObject({
      emailAddress: { address: 'petra.novak@lindenhof.example' },
    });
    const many = fillSystems({ ...demo, people: 6, contacts: 3, events: 2 });
    const sixth = many.cast.people.filter(({ role }) => role === 'rep')[5];
    expect(many.mailboxes.find(({ id }) => id === sixth?.mailboxId)?.events).toHaveLength(2);
    expect(fillSystems({ ...demo, people: 0 }).cast.oddities).toEqual([]);
  });
});

describe('odd events of the demo cast', () => {
  it('are there under the id that their label has, on the side that it says', () => {
    const ids = {
      exchange: new Set(filled.mailboxes.flatMap(({ events }) => events.map(({ id }) => id))),
      salesforce: new Set(filled.objects['Event']?.map(({ Id }) => Id)),
    };
    const events = filled.cast.oddities.filter(({ object }) => object === 'event');
    expect(events.length).toBeGreaterThan(45);
    expect(events.filter(({ side, id }) => !ids[side].has(id))).toEqual([]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('have the attendees that the label names: a lead, nobody who is known, contacts', () => {
    for (const firstName of ['Mira', 'Samuel']) {
      const leads = addressesOf(odd(firstName, 'a meeting with a lead'));
      expect(leads.filter((address) => emailsOf('Lead').has(address))).toHaveLength(1);
      const strangers = addressesOf(odd(firstName, 'a meeting with nobody who is known'));
      expect(strangers).toHaveLength(1);
      expect(strangers.filter((address) => emailsOf('Contact').has(address) || emailsOf('Lead').has(address))).toEqual(
        [],
      );
    }
    const shared = addressesOf(odd('Samuel', 'a meeting with an address that several contacts share'));
    expect(filled.objects['Contact']?.filter(({ Email }) => Email === shared[0])).toHaveLength(3);
    expect(odd('Mira', 'a meeting without a subject').properties['subject']).toBe('');
  });

  it('carry join links and PINs in their texts, and more text than Salesforce takes', () => {
    const textOf = (label: string) => (odd('Mira', label).properties['body'] as { content: string }).content;
    const teams = textOf('a text with the join link and the PIN of a Teams meeting');
    expect(teams).toMatch(/<https:\/\/teams\.microsoft\.com\/l\/meetup-join\//);
    expect(teams).toMatch(/Phone conference ID: [\d ]+#/);
    const zoom = textOf('a text with the join link and the PIN of a Zoom meeting');
    expect(zoom).toMatch(/https:\/\/us02web\.zoom\.us\/j\/\d+\?pwd=/);
    expect(zoom).toMatch(/Passcode: \d{6}/);
    expect(textOf('a text longer than Salesforce allows').length).toBeGreaterThan(32_000);
  });

  it('last whole days, several of them, more than 14, and through the night in which the clocks change', () => {
    const lengthOf = (label: string) => {
      const event = odd('Mira', label);
      return [event.properties['isAllDay'], (endMsOf(event) - startMsOf(event)) / dayMs];
    };
    expect(lengthOf('an all-day event')).toEqual([true, 1]);
    expect(lengthOf('an event of several days')).toEqual([true, 3]);
    expect(lengthOf('an event longer than 14 days')).toEqual([true, 20]);
    const night = odd('Mira', 'an event across the night of a clock change');
    const offsetAt = (ms: number) =>
      new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', timeZoneName: 'longOffset' }).format(ms).slice(-6);
    expect(offsetAt(startMsOf(night))).not.toBe(offsetAt(endMsOf(night)));
  });

  it('have a series with a moved and a deleted occurrence, in Outlook alone', () => {
    for (const series of [
      odd('Mira', 'a series with a moved and a deleted occurrence'),
      odd('Aiko', 'a selected series'),
    ]) {
      expect(series.properties['type']).toBe('seriesMaster');
      expect(series.exceptions).toHaveLength(1);
      expect(series.cancelledDates).toHaveLength(1);
    }
    const masters = filled.objects['Event']?.filter((event) => event['IsRecurrence'] || event['IsRecurrence2']);
    expect(masters).toEqual([]);
  });

  it.each([
    ['a private event', { sensitivity: 'private' }],
    ['a private meeting with a customer', { sensitivity: 'private' }],
    ['a personal event', { sensitivity: 'personal' }],
    ['a confidential event', { sensitivity: 'confidential' }],
    ['a tentative event', { showAs: 'tentative' }],
    ['out of office', { showAs: 'oof' }],
    ['working elsewhere', { showAs: 'workingElsewhere' }],
    ['free time', { showAs: 'free' }],
  ])('are marked as their label says: %s', (label, properties) => {
    expect(odd('Mira', label).properties).toMatchObject(properties);
  });

  it('lie before, at the edge of and behind the usual window, and in a second calendar', () => {
    const daysFromStart = (label: string) => Math.round((startMsOf(odd('Mira', label)) - filled.startMs) / dayMs);
    expect(daysFromStart('an event more than a year ago')).toBeLessThan(-365);
    expect(daysFromStart('an event before the window')).toBeLessThan(-30);
    expect(daysFromStart('an event behind the window')).toBeGreaterThan(365);
    const edge = odd('Mira', 'an event that reaches into the window');
    expect(daysFromStart('an event that reaches into the window')).toBeLessThan(-30);
    expect(endMsOf(edge)).toBeGreaterThan(filled.startMs - 30 * dayMs);
    const { calendars } = filled.mailboxOf('Mira');
    const second = calendars.find(({ isDefault }) => !isDefault);
    expect(odd('Mira', 'an event in a second calendar').calendarId).toBe(second?.id);
  });

  it('have copies with colleagues: an internal one, one in three mailboxes, a cancelled and a declined one', () => {
    const internal = addressesOf(odd('Mira', 'an internal meeting'));
    expect(internal.filter((address) => !address.endsWith('@lindenhof.example'))).toEqual([]);
    const several = ['Mira', 'Jonas', 'Aiko'].map((name) => odd(name, 'a customer meeting of several colleagues'));
    expect(new Set(several.map(({ uid }) => uid)).size).toBe(1);
    const answers = several.map(({ properties }) => (properties['responseStatus'] as { response: string }).response);
    expect(answers).toEqual(['organizer', 'accepted', 'notResponded']);
    const cancelled = odd('Mira', 'a meeting that its organizer cancelled');
    expect([cancelled.properties['isCancelled'], cancelled.isDeleted]).toEqual([true, false]);
    const declined = odd('Mira', 'a meeting that was declined');
    expect([declined.properties['responseStatus'], declined.isDeleted]).toMatchObject([{ response: 'declined' }, true]);
  });

  it('are selected by category in one calendar, some of the ordinary ones too', () => {
    const { events } = filled.mailboxOf('Aiko');
    const selected = events.filter(({ properties }) => (properties['categories'] as string[]).includes('Salesforce'));
    expect(selected).toHaveLength(3 + 24 / 4);
    expect(odd('Aiko', 'a selected meeting with a Japanese subject').properties['subject']).toMatch(/\p{Script=Han}/u);
    expect(odd('Samuel', 'a meeting with a Greek subject').properties['subject']).toMatch(/\p{Script=Greek}/u);
    expect(odd('Aiko', 'a meeting with another category').properties['categories']).toEqual(['Blue category']);
  });
});

describe('events in Salesforce in the demo cast', () => {
  const inOrg = (label: string) => {
    const ids = filled.cast.oddities.filter((oddity) => oddity.label.startsWith(label)).map(({ id }) => id);
    return (filled.objects['Event'] ?? []).filter(({ Id }) => ids.includes(Id));
  };
  const twinOf = (record: Record<string, unknown>): EventDump | undefined => {
    const start = Date.parse(String(record['StartDateTime']).replace('+0000', 'Z'));
    const endMs = start + Number(record['DurationInMinutes']) * 60_000;
    return filled
      .mailboxOf('Jonas')
      .events.find(
        (event) =>
          event.properties['subject'] === record['Subject'] && startMsOf(event) === start && endMsOf(event) === endMs,
      );
  };

  it('left by the product we replace have owner, subject, start and end of one in Outlook, and no key', () => {
    const left = inOrg('left by the product we replace');
    expect(left).toHaveLength(24 / 3);
    for (const record of [...left, ...inOrg('an all-day event left by')]) {
      expect(record).toMatchObject({ OwnerId: filled.userIdOf('Jonas'), Exchange_Sync_Key__c: null });
      expect(twinOf(record)).toBeDefined();
    }
    const touched = inOrg('left by the product we replace, with notes and a contact');
    expect(touched.length).toBeGreaterThan(0);
    for (const { WhoId, Description } of touched)
      expect([WhoId, Description]).toEqual([expect.stringMatching(/^003/), expect.any(String)]);
  });

  it('that people made there alone have no event in Outlook at their time', () => {
    const made = inOrg('made in Salesforce alone');
    expect(made).toHaveLength(2);
    expect(made.map(twinOf)).toEqual([undefined, undefined]);
  });
});

// Two colleagues at work in their calendars and in Salesforce, and networks that fail, at random but the same for the
// same seed. It only does what people can do, and writes down what they did; what should come of it is for the oracle
// (verify/). What must stay private carries a word that is found nowhere else.
import type { Fault } from '../../../emulator/src/faults.js';
import type { SalesforceRecord } from '../../../emulator/src/parts.js';
import type { Chance } from '../../../emulator/src/world.js';
import { newEventLedger, type EventLedger } from '../../../verify/events/ledger.js';
import type { CalendarEvent, Systems } from '../../../verify/systems.js';
import { addEventRep, attendees, daysAt, hoursAt, type EventFields, type EventSides } from './event-sides.js';
import { addFault, busy, unavailable } from './event-trouble.js';
import { lookAt } from './look.js';
import type { Workbench } from './workbench.js';

/** Stands in the subject and the place of events while they are private, and only then. */
export const secretWord = 'Zqxjkcanary';

export interface EventWalker {
  readonly sides: EventSides;
  readonly removesDeleted: boolean;
  readonly privateEvents: 'DoNotSync' | 'BusyTimeOnly';
  readonly relates: boolean;
  readonly daysBack: number;
  readonly daysAhead: number;
}

const cast: readonly (readonly [string, Omit<EventWalker, 'sides'>])[] = [
  ['Ada', { removesDeleted: true, privateEvents: 'BusyTimeOnly', relates: true, daysBack: 30, daysAhead: 365 }],
  ['Ben', { removesDeleted: false, privateEvents: 'DoNotSync', relates: false, daysBack: 3, daysAhead: 20 }],
];

function settingsOf(walker: Omit<EventWalker, 'sides'>): EventFields {
  return {
    Event_Deleted__c: walker.removesDeleted ? 'RemoveFromSalesforce' : 'KeepInSalesforce',
    Event_Private__c: walker.privateEvents,
    Event_Relate__c: walker.relates ? 'ContactsOrOneLead' : 'Off',
    Event_Days_Back__c: walker.daysBack,
    Event_Days_Ahead__c: walker.daysAhead,
    Event_Leave_Out_Internal__c: false,
    Event_Leave_Out_Words__c: 'lunch',
  };
}

/** Events of the person that are in the primary calendar. */
function inCalendar(bench: Workbench, { person }: EventSides): readonly CalendarEvent[] {
  return eventsOf(bench, person.mailboxId, ({ isHere, isDeleted }) => isHere && !isDeleted);
}

interface Place {
  readonly isHere: boolean;
  readonly isDeleted: boolean;
}

function eventsOf(bench: Workbench, mailboxId: string | null, wanted: (place: Place) => boolean): CalendarEvent[] {
  const mailbox = bench.emulator.exchange.dump().mailboxes.find(({ id }) => id === mailboxId);
  const primary = mailbox?.calendars.find(({ isDefault }) => isDefault)?.id;
  return (mailbox?.events ?? []).filter(({ calendarId, isDeleted }) => {
    return wanted({ isHere: calendarId === primary, isDeleted });
  });
}

/** Of the organizer and everybody who was invited. */
function addressesIn({ organizer, attendees }: CalendarEvent['properties']): readonly string[] {
  const people = [organizer, ...((attendees as unknown[] | undefined) ?? [])];
  const addresses = people.map(
    (one) => (one as { emailAddress?: { address?: string } } | undefined)?.emailAddress?.address,
  );
  return addresses.flatMap((address) => address ?? []);
}

const look = (...words: readonly unknown[]): string => JSON.stringify(words.map((word) => word ?? ''));

function lookOfEvent({ properties }: CalendarEvent): string {
  const { start, end, location } = properties as Record<string, { dateTime?: string; displayName?: string }>;
  const [from, until] = [start, end].map((moment) => Date.parse(`${String(moment?.dateTime).slice(0, 19)}Z`));
  return look(properties['subject'], from, ((until ?? 0) - (from ?? 0)) / 60_000, location?.displayName);
}

function lookOfRecord({ Subject, StartDateTime, DurationInMinutes, Location }: SalesforceRecord): string {
  return look(Subject, Date.parse(String(StartDateTime).replace('+0000', 'Z')), DurationInMinutes, Location);
}

type Step = (walker: EventWalker) => void | Promise<void>;
const hourMs = 3_600_000;
const customers = ['ulla', 'kai', 'ines', 'per'].map((name) => `${name}@customer.example`);

export class EventRandomWalk {
  readonly people: readonly EventWalker[];
  readonly before: Systems;
  readonly ledger: EventLedger = newEventLedger();
  /** When people had last done something before things came to rest. */
  left: Systems;
  #made = 0;
  readonly #log: string[] = [];

  constructor(
    private readonly bench: Workbench,
    private readonly chance: Chance,
  ) {
    this.people = cast.map(([name, walker]) => ({ ...walker, sides: addEventRep(bench, name, settingsOf(walker)) }));
    for (const { sides } of this.people) sides.calendar.createCalendar('Second');
    this.before = lookAt(bench.emulator);
    this.left = this.before;
    this.ledger.secretWords.push(secretWord);
  }

  /** What was done so far, for whoever looks into a failing seed. */
  get history(): readonly string[] {
    return this.#log;
  }

  async step(): Promise<void> {
    const walker = this.chance.pick(this.people);
    const [name, act] = this.chance.pick(this.#steps);
    this.#log.push(`${walker.sides.person.firstName} ${name}`);
    await act(walker);
  }

  /** Nothing fails any more, and whatever waits has its time. */
  async comeToRest(): Promise<void> {
    this.bench.emulator.world.faults.clear();
    this.left = lookAt(this.bench.emulator);
    for (const { events } of this.left.mailboxes) for (const { id } of events) this.ledger.touched.add(id);
    for (const waitMs of [0, hourMs, hourMs]) {
      this.bench.emulator.world.clock.advance(waitMs);
      await this.bench.settle();
    }
  }

  readonly #steps: readonly (readonly [string, Step])[] = [
    ['makes an event', (walker) => this.#make(walker)],
    ['makes an event', (walker) => this.#make(walker)],
    ['makes a meeting', (walker) => this.#make(walker, this.#customer())],
    ['makes a meeting', (walker) => this.#make(walker, this.#customer(), this.#customer())],
    ['invites the colleague', (walker) => this.#make(walker, this.#colleagueOf(walker), this.#customer())],
    ['invites the colleague', (walker) => this.#make(walker, this.#customer(), this.#colleagueOf(walker))],
    [
      'makes a private event',
      (walker) => void walker.sides.meet(`${secretWord} N${this.#next()}`, this.#day(), this.#hidden()),
    ],
    ['edits', (walker) => this.#edit(walker, (name) => ({ subject: name, showAs: this.#showAs() }))],
    ['edits', (walker) => this.#edit(walker, () => ({ location: { displayName: this.#place() } }))],
    ['moves in time', (walker) => this.#edit(walker, () => ({ isAllDay: false, ...hoursAt(this.bench, this.#day()) }))],
    ['makes days of it', (walker) => this.#edit(walker, () => daysAt(this.bench, this.#day(), 1 + this.#below(3)))],
    ['moves far away', (walker) => this.#edit(walker, () => ({ isAllDay: false, ...hoursAt(this.bench, 500) }))],
    ['makes private', (walker) => this.#edit(walker, () => this.#hidden())],
    ['makes private', (walker) => this.#edit(walker, () => this.#hidden())],
    ['makes normal', (walker) => this.#makeNormal(walker)],
    ['takes to lunch', (walker) => this.#edit(walker, (name) => ({ subject: `${name} lunch` }))],
    ['makes a series of it', (walker) => this.#repeat(walker)],
    ['deletes in Outlook', (walker) => this.#withEvent(walker, ({ id }) => walker.sides.calendar.deleteEvent(id))],
    ['restores in Outlook', (walker) => this.#restore(walker)],
    ['moves elsewhere', (walker) => this.#withEvent(walker, ({ id }) => walker.sides.calendar.moveEvent(id, 'Second'))],
    ['moves back', (walker) => this.#moveBack(walker)],
    ['answers', (walker) => this.#answer(walker)],
    ['takes notes in Salesforce', (walker) => this.#takeNotes(walker)],
    ['deletes in Salesforce', (walker) => this.#deleteInSalesforce(walker)],
    ['restores in Salesforce', (walker) => this.#undelete(walker)],
    ['meets somebody', ({ sides }) => void sides.contact({ LastName: `C${this.#next()}`, Email: this.#customer() })],
    ['meets a fault', () => this.#addFault()],
    ['meets a fault', () => this.#addFault()],
    ['expires tokens', () => this.bench.emulator.exchange.expireDeltaTokens()],
    ['lets a day go by', () => this.bench.emulator.world.clock.advance(24 * hourMs)],
    ['is run', () => this.#round()],
    ['is run', () => this.#round()],
    ['is run', () => this.#round()],
    ['waits', () => this.bench.settle()],
    ['is restarted', () => this.bench.restart()],
  ];

  #below(number: number): number {
    return this.chance.below(number);
  }

  #next(): number {
    this.#made += 1;
    return this.#made;
  }

  /** A name that is given once; it tells which meetings colleagues have in common. */
  #nameFor({ sides }: EventWalker, addresses: readonly string[]): string {
    const others = this.people.filter((walker) => walker.sides.id !== sides.id);
    const isShared = others.some((walker) => addresses.includes(walker.sides.person.email));
    return `${isShared ? 'M' : 'N'}${this.#next()}`;
  }

  #hidden(): Record<string, unknown> {
    const sensitivity = this.chance.pick(['private', 'personal', 'confidential']);
    return { sensitivity, location: { displayName: `${secretWord} clinic` } };
  }

  #place(): string {
    return this.#below(4) === 0 ? '' : `Room ${this.#below(9)}`;
  }

  #showAs(): string {
    return this.chance.pick(['free', 'tentative', 'busy', 'oof', 'workingElsewhere']);
  }

  /** Never beyond what both windows reach in a week. */
  #day(): number {
    return 1 + this.#below(25);
  }

  #customer(): string {
    return this.chance.pick(customers);
  }

  #colleagueOf({ sides }: EventWalker): string {
    const other = this.people.find((walker) => walker.sides.id !== sides.id);
    return other?.sides.person.email ?? '';
  }

  #make(walker: EventWalker, ...addresses: readonly string[]): void {
    const what = { showAs: this.#showAs(), location: { displayName: this.#place() } };
    const times = this.#below(4) === 0 ? daysAt(this.bench, this.#day()) : {};
    const people = attendees(...new Set(addresses));
    walker.sides.meet(this.#nameFor(walker, addresses), this.#day(), { ...what, ...people, ...times });
  }

  #withEvent(
    { sides }: EventWalker,
    act: (event: CalendarEvent) => void,
    isWanted: (event: CalendarEvent) => boolean = () => true,
  ): void {
    const events = inCalendar(this.bench, sides).filter(isWanted);
    if (events.length > 0) act(this.chance.pick(events));
  }

  /** Words of an event that is private stay secret, whatever else is changed. */
  #edit(walker: EventWalker, change: (name: string) => Record<string, unknown>): void {
    this.#withEvent(
      walker,
      ({ id, properties }) => {
        const name = this.#nameFor(walker, addressesIn(properties));
        const given = change(name);
        const isPrivate = (given['sensitivity'] ?? properties['sensitivity']) !== 'normal';
        const words = { subject: `${secretWord} ${name}`, location: { displayName: secretWord } };
        walker.sides.calendar.editEvent(id, isPrivate ? { ...given, ...words } : given);
      },
      ({ properties }) => properties['type'] === 'singleInstance',
    );
  }

  #makeNormal(walker: EventWalker): void {
    const normal = { sensitivity: 'normal', location: { displayName: '' } };
    this.#withEvent(
      walker,
      ({ id, properties }) => {
        const subject = this.#nameFor(walker, addressesIn(properties));
        walker.sides.calendar.editEvent(id, { subject, ...normal });
      },
      ({ properties }) => properties['sensitivity'] !== 'normal',
    );
  }

  /** Or a single event of a series. */
  #repeat(walker: EventWalker): void {
    this.#withEvent(
      walker,
      ({ id, properties }) => {
        const startDate = String((properties['start'] as { dateTime: string }).dateTime).slice(0, 10);
        const range = { type: 'numbered', numberOfOccurrences: 2, startDate };
        const isSeries = properties['type'] === 'seriesMaster';
        const recurrence = isSeries ? null : { pattern: { type: 'daily', interval: 7 }, range };
        walker.sides.calendar.editEvent(id, { recurrence });
      },
      ({ properties }) => properties['isOrganizer'] === true,
    );
  }

  #restore({ sides }: EventWalker): void {
    const deleted = eventsOf(this.bench, sides.person.mailboxId, ({ isDeleted }) => isDeleted);
    if (deleted.length > 0) sides.calendar.moveEvent(this.chance.pick(deleted).id, 'Calendar');
  }

  #moveBack({ sides }: EventWalker): void {
    const elsewhere = eventsOf(this.bench, sides.person.mailboxId, (place) => !place.isHere && !place.isDeleted);
    if (elsewhere.length > 0) sides.calendar.moveEvent(this.chance.pick(elsewhere).id, 'Calendar');
  }

  #answer(walker: EventWalker): void {
    this.#withEvent(
      walker,
      ({ id }) => walker.sides.calendar.respond(id, this.chance.pick(['accepted', 'tentativelyAccepted', 'declined'])),
      ({ properties }) => properties['isOrganizer'] !== true,
    );
  }

  #withRecord({ sides }: EventWalker, act: (record: SalesforceRecord) => void): void {
    const own = sides.inSalesforce();
    if (own.length > 0) act(this.chance.pick(own));
  }

  /** In a field that Exchange never fills here. What somebody writes beside taken time is their own affair. */
  #takeNotes(walker: EventWalker): void {
    this.#withRecord(walker, ({ Id, Subject }) => {
      if (Subject === 'Busy') return;
      walker.sides.update(Id, { Description: `Notes ${this.#next()}` });
      this.ledger.edited.push({ recordId: Id, field: 'Text' });
    });
  }

  #deleteInSalesforce(walker: EventWalker): void {
    this.#withRecord(walker, ({ Id }) => walker.sides.remove(Id));
  }

  /**
   * Nobody takes out of the bin what is there once more or what a colleague may have by now, nor what has changed in
   * Outlook: where its link was forgotten meanwhile, the two would meet as strangers, who overwrite nothing.
   */
  #undelete({ sides }: EventWalker): void {
    const rows = this.bench.emulator.salesforce.dump().objects['Event'] ?? [];
    const isDeleted = (row: SalesforceRecord): boolean => row['IsDeleted'] === true;
    const live = new Set(rows.filter((row) => !isDeleted(row)).map((row) => row['Exchange_Sync_Key__c']));
    const looks = new Set(eventsOf(this.bench, sides.person.mailboxId, () => true).map(lookOfEvent));
    const free = rows.filter((row) => {
      const isMine = isDeleted(row) && row['OwnerId'] === sides.id && /^N/.test(String(row['Subject']));
      return isMine && !live.has(row['Exchange_Sync_Key__c']) && looks.has(lookOfRecord(row));
    });
    if (free.length > 0) sides.undelete(this.chance.pick(free).Id);
  }

  #addFault(): void {
    const effects: readonly Fault['effect'][] = [busy, unavailable, { kind: 'cutBefore' }, { kind: 'cutAfter' }];
    const system = this.chance.pick(['exchange', 'salesforce', 'salesforce'] as const);
    const method = this.chance.pick(['POST', 'PATCH', 'GET', 'DELETE'] as const);
    const where = { system, method, skipFirst: this.#below(5), times: 1 + this.#below(2) };
    addFault(this.bench, this.chance.pick(effects), where);
  }

  async #round(): Promise<void> {
    this.bench.emulator.world.clock.advance(1_000 * this.#below(1_200));
    await this.bench.worker.round();
  }
}

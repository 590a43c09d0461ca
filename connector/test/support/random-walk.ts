// People and networks at random, but the same for the same seed. It only does what people can do, and writes down what
// they did; what should come of it is for the oracle (verify/).
import type { Fault } from '../../../emulator/src/faults.js';
import type { Chance } from '../../../emulator/src/world.js';
import { newContactLedger, type ContactLedger } from '../../../verify/contacts/ledger.js';
import type { Systems } from '../../../verify/systems.js';
import { lookAt } from './look.js';
import { addRep, type TwoSides } from './two-sides.js';
import type { Workbench } from './workbench.js';

/**
 * What a person may change on a side without contradicting the direction: the target of a one-way sync has a field of
 * its own.
 */
type Direction = 'SalesforceToExchange' | 'ExchangeToSalesforce' | 'BothWays';

export interface Walker {
  readonly sides: TwoSides;
  readonly direction: Direction;
}

const cast: readonly [string, Direction, Record<string, string>][] = [
  ['Ada', 'BothWays', { Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' }],
  ['Ben', 'SalesforceToExchange', { Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy' }],
  ['Cleo', 'ExchangeToSalesforce', {}],
];

type Step = (walker: Walker) => void | Promise<void>;

export class RandomWalk {
  readonly people: readonly Walker[];
  readonly before: Systems;
  readonly ledger: ContactLedger = newContactLedger();
  #made = 0;
  readonly #log: string[] = [];

  constructor(
    private readonly bench: Workbench,
    private readonly chance: Chance,
  ) {
    this.people = cast.map(([name, direction, fields]) => ({
      sides: addRep(bench, name, direction, fields),
      direction,
    }));
    for (const { sides } of this.people) sides.outlook.createFolder('Salesforce_Sync');
    this.before = lookAt(bench.emulator);
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

  endFaults(): void {
    this.bench.emulator.world.faults.clear();
  }

  readonly #steps: readonly (readonly [string, Step])[] = [
    ['makes in Salesforce', (walker) => this.#makeInSalesforce(walker)],
    ['makes in Salesforce', (walker) => this.#makeInSalesforce(walker)],
    ['makes in the folder', (walker) => this.#makeInFolder(walker)],
    ['makes in the folder', (walker) => this.#makeInFolder(walker)],
    ['edits in Salesforce', (walker) => this.#editInSalesforce(walker)],
    ['edits in Salesforce', (walker) => this.#editInSalesforce(walker)],
    ['edits in Outlook', (walker) => this.#editInOutlook(walker)],
    ['edits in Outlook', (walker) => this.#editInOutlook(walker)],
    ['deletes in Salesforce', ({ sides }) => this.#withRecord(sides, (id) => sides.remove(id))],
    ['deletes in Outlook', ({ sides }) => this.#withItem(sides, (id) => sides.outlook.deleteContact(id))],
    ['moves out', ({ sides }) => this.#moveOut(sides)],
    ['moves in', (walker) => this.#moveIn(walker)],
    ['copies', (walker) => this.#copy(walker)],
    ['meets a fault', () => this.#addFault()],
    ['meets a fault', () => this.#addFault()],
    ['expires tokens', () => this.bench.emulator.exchange.expireDeltaTokens()],
    ['is run', () => this.#round()],
    ['is run', () => this.#round()],
    ['is run', () => this.#round()],
    ['waits', () => this.#settle()],
    ['waits', () => this.#settle()],
    ['is restarted', () => this.bench.restart()],
  ];

  #name(): string {
    this.#made += 1;
    return `N${this.#made}`;
  }

  #makeInSalesforce({ sides }: Walker): void {
    const name = this.#name();
    const Email = this.chance.below(3) === 0 ? null : `${name}@kunde.example`.toLowerCase();
    const id = sides.create({ LastName: name, FirstName: 'S', Email, Title: `t${this.chance.below(9)}` });
    this.ledger.madeByPeople.add(id);
  }

  #makeInFolder({ sides }: Walker): void {
    const surname = this.#name();
    const emailAddresses = this.chance.below(3) === 0 ? [] : [{ address: `${surname}@firma.example` }];
    const jobTitle = `t${this.chance.below(9)}`;
    const contact = { givenName: 'E', surname, emailAddresses, jobTitle };
    this.ledger.madeByPeople.add(sides.outlook.createContact('Salesforce_Sync', contact));
  }

  /** On the target side of a one-way sync only the department is edited, which nobody edits on the source side. */
  #editInSalesforce({ sides, direction }: Walker): void {
    const value = this.#value();
    const fields = [{ Title: value }, { Phone: value }, { MobilePhone: value }, { MailingCity: value }];
    const isTarget = direction === 'ExchangeToSalesforce';
    const change = isTarget ? { Department: value } : this.chance.pick(fields);
    this.#withRecord(sides, (id) => {
      sides.update(id, change);
      if (isTarget) this.ledger.edited.push({ side: 'salesforce', id, field: 'Department' });
    });
  }

  #editInOutlook({ sides, direction }: Walker): void {
    const value = this.#value();
    const text = value ?? '';
    const fields = [
      { jobTitle: text },
      { businessPhones: value === null ? [] : [value] },
      { mobilePhone: text },
      { businessAddress: { city: text } },
    ];
    const isTarget = direction === 'SalesforceToExchange';
    const change = isTarget ? { department: text } : this.chance.pick(fields);
    this.#withItem(sides, (id) => {
      sides.outlook.editContact(id, change);
      if (isTarget) this.ledger.edited.push({ side: 'exchange', id, field: 'Department' });
    });
  }

  #value(): string | null {
    return this.chance.below(5) === 0 ? null : `v${this.chance.below(1_000)}`;
  }

  #withRecord(sides: TwoSides, act: (id: string) => void): void {
    const own = sides.inSalesforce().filter((row) => row['OwnerId'] === sides.person.userId);
    if (own.length > 0) act(this.chance.pick(own).Id);
  }

  #withItem(sides: TwoSides, act: (id: string) => void): void {
    const items = sides.inFolder();
    if (items.length > 0) act(this.chance.pick(items).id);
  }

  /** An old copy in the place of its original counts as an edit, which a one-way sync leaves on the target side. */
  #copy({ sides, direction }: Walker): void {
    if (direction === 'SalesforceToExchange') return;
    this.#withItem(sides, (id) => {
      this.ledger.madeByPeople.add(sides.outlook.copyContact(id, 'Salesforce_Sync'));
    });
  }

  #moveOut(sides: TwoSides): void {
    this.#withItem(sides, (id) => {
      sides.outlook.moveContact(id, 'Contacts');
      this.ledger.movedOut.add(id);
    });
  }

  #moveIn({ sides }: Walker): void {
    const inFolder = new Set(sides.inFolder().map(({ id }) => id));
    const outside = sides.inMailbox().filter(({ id }) => !inFolder.has(id));
    if (outside.length > 0) sides.outlook.moveContact(this.chance.pick(outside).id, 'Salesforce_Sync');
  }

  #addFault(): void {
    const effects: readonly Fault['effect'][] = [
      { kind: 'answer', status: 429, headers: { 'Retry-After': '2' } },
      { kind: 'answer', status: 503 },
      { kind: 'cutBefore' },
      { kind: 'cutAfter' },
    ];
    const skipFirst = this.chance.below(6);
    const system = this.chance.pick(['exchange', 'salesforce'] as const);
    const method = this.chance.pick(['POST', 'PATCH', 'GET', 'DELETE'] as const);
    const times = 1 + this.chance.below(2);
    this.bench.emulator.world.faults.add({ system, method, skipFirst, times, effect: this.chance.pick(effects) });
  }

  async #round(): Promise<void> {
    this.bench.emulator.world.clock.advance(1_000 * this.chance.below(120));
    await this.bench.worker.round();
  }

  #settle(): Promise<void> {
    return this.bench.settle();
  }
}

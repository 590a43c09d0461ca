// Short words for tests that act as one person on both sides of a workbench: find, edit, remove, compare.
import type { ExchangeDump, OutlookHands, SalesforceRecord } from '../../../emulator/src/parts.js';
import type { Person } from '../../../emulator/src/people/organisation.js';
import type { PersonId } from '../../src/core/model.js';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench.js';

type Mailbox = ExchangeDump['mailboxes'][number];
export type OutlookContact = Mailbox['contacts'][number];

export interface TwoSides {
  readonly person: Person;
  readonly id: PersonId;
  readonly outlook: OutlookHands;
  /** Contacts that are in the folder now. */
  inFolder(): readonly OutlookContact[];
  /** All contacts of the mailbox that are not deleted. */
  inMailbox(): readonly OutlookContact[];
  /** Contacts of the org that are not deleted. */
  inSalesforce(): readonly SalesforceRecord[];
  folderContact(surname: string): OutlookContact;
  salesforceContact(lastName: string): SalesforceRecord;
  update(id: string, fields: Record<string, unknown>): void;
  create(fields: Record<string, unknown>): string;
  remove(id: string): void;
  /** Reasons of all findings with their numbers. */
  findings(): Promise<Readonly<Record<string, number>>>;
}

export function sidesOf(bench: Workbench, person: Person): TwoSides {
  const { exchange, salesforce } = bench.emulator;
  const mailbox = (): Mailbox => {
    const found = exchange.dump().mailboxes.find((box) => box.id === person.mailboxId);
    if (found === undefined) throw new Error('this person has no mailbox');
    return found;
  };
  const inMailbox = (): readonly OutlookContact[] => mailbox().contacts.filter((contact) => !contact.isDeleted);
  const inFolder = (): readonly OutlookContact[] => {
    const folder = mailbox().folders.find((one) => one.displayName === 'Salesforce_Sync' && !one.isDeleted);
    return inMailbox().filter((contact) => contact.parentFolderId === folder?.id);
  };
  const inSalesforce = (): readonly SalesforceRecord[] =>
    (salesforce.dump().objects['Contact'] ?? []).filter((record) => record['IsDeleted'] !== true);
  const { username } = person;
  return {
    person,
    id: person.userId as PersonId,
    get outlook() {
      return exchange.hands(person.email);
    },
    inFolder,
    inMailbox,
    inSalesforce,
    folderContact: (surname) =>
      only(
        inFolder().filter((contact) => contact.properties['surname'] === surname),
        surname,
      ),
    salesforceContact: (lastName) =>
      only(
        inSalesforce().filter((record) => record['LastName'] === lastName),
        lastName,
      ),
    update: (id, fields) => void salesforce.act(username, { kind: 'update', object: 'Contact', id, fields }),
    create: (fields) => salesforce.act(username, { kind: 'create', object: 'Contact', fields }),
    remove: (id) => void salesforce.act(username, { kind: 'delete', object: 'Contact', id }),
    findings: async () =>
      Object.fromEntries(
        (await bench.store.countFindings(person.userId as PersonId, 'Contact')).map(({ reason, number }) => [
          reason,
          number,
        ]),
      ),
  };
}

/** The first person of the cast that syncs. */
export function firstRep(bench: Workbench): TwoSides {
  const person = bench.emulator.people.find((one) => one.direction !== null);
  if (person === undefined) throw new Error('nobody syncs');
  return sidesOf(bench, person);
}

function only<T>(found: readonly T[], what: string): T {
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} contacts named ${what}`);
  return one;
}

/** A workbench with one rep under a configuration of their own, and nothing in either system yet. */
export async function benchFor(
  direction: 'SalesforceToExchange' | 'ExchangeToSalesforce' | 'BothWays',
  fields: Record<string, string | boolean> = {},
  options: WorkbenchOptions = {},
): Promise<{ bench: Workbench; rep: TwoSides }> {
  const bench = await openWorkbench({ cast: 'empty' }, options);
  const rep = addRep(bench, 'Vera', direction, fields);
  return { bench, rep };
}

export function addRep(
  bench: Workbench,
  firstName: string,
  direction: 'SalesforceToExchange' | 'ExchangeToSalesforce' | 'BothWays',
  fields: Record<string, string | boolean> = {},
): TwoSides {
  const { organisation } = bench.emulator;
  const person = organisation.addPerson({ firstName, lastName: 'Lang' });
  const name = `For ${firstName}`;
  organisation.assignToPeople(organisation.addConfiguration(name, direction, fields), name, direction, [person]);
  return sidesOf(bench, { ...person, configuration: name, direction });
}

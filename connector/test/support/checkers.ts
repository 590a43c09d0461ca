// What must hold once things are quiet, looked up in both systems and in the store: the answers are sentences about
// what does not hold. Written against the fields themselves, apart from the connector's own mapping.
import type { Link } from '../../src/core/model.js';
import { reasons } from '../../src/core/reasons.js';
import type { SalesforceRecord } from '../../../emulator/src/parts.js';
import { statusOf } from './org-rows.js';
import type { Direction, Walker } from './random-walk.js';
import type { OutlookContact, TwoSides } from './two-sides.js';
import type { Workbench } from './workbench.js';

/** Salesforce field → how Outlook shows it. Department is the field that target sides of one-way syncs edit. */
const fields: Readonly<Record<string, (item: OutlookContact) => unknown>> = {
  LastName: ({ properties }) => properties['surname'],
  FirstName: ({ properties }) => properties['givenName'],
  Title: ({ properties }) => properties['jobTitle'],
  Phone: ({ properties }) => (properties['businessPhones'] as string[] | undefined)?.[0],
  MobilePhone: ({ properties }) => properties['mobilePhone'],
  MailingCity: ({ properties }) => (properties['businessAddress'] as { city?: string } | undefined)?.city,
  Email: ({ properties }) => (properties['emailAddresses'] as { address: string }[] | undefined)?.[0]?.address,
};

export async function allInStep(bench: Workbench, people: readonly Walker[]): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const walker of people) {
    const links = await allLinks(bench, walker.sides);
    complaints.push(...pairsAgree(walker.sides, links));
    complaints.push(...(await nothingEndsSilently(bench, walker, links)));
    complaints.push(...nothingIsDouble(walker.sides, links));
    complaints.push(...(await statusAgrees(bench, walker.sides, links)));
    const intents = await bench.store.openIntents(walker.sides.id);
    if (intents.length > 0) complaints.push(`${nameOf(walker.sides)}: ${intents.length} creates are still open`);
  }
  return complaints;
}

async function allLinks(bench: Workbench, { id }: TwoSides): Promise<readonly Link[]> {
  return bench.store.linksAfter(id, 0, 10_000);
}

const nameOf = ({ person }: TwoSides): string => person.firstName;
const norm = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

/** Law P1. */
function pairsAgree(sides: TwoSides, links: readonly Link[]): string[] {
  const items = new Map(sides.inFolder().map((item) => [item.id, item]));
  const records = new Map(sides.inSalesforce().map((row) => [row.Id, row]));
  return links
    .filter(({ state }) => state === 'linked')
    .flatMap((link) => {
      const item = items.get(link.exchangeId);
      const record = records.get(link.salesforceId);
      if (item === undefined || record === undefined) return [`${nameOf(sides)}: half of a linked pair is gone`];
      return differences(sides, item, record);
    });
}

function differences(sides: TwoSides, item: OutlookContact, record: SalesforceRecord): string[] {
  return Object.entries(fields)
    .filter(([field, read]) => norm(record[field]) !== norm(read(item)))
    .map(([field, read]) => {
      const [ours, theirs] = [norm(record[field]), norm(read(item))];
      const who = `${nameOf(sides)}: ${String(record['LastName'])}`;
      return `${who} has ${field} "${ours}" in Salesforce, "${theirs}" in Exchange`;
    });
}

/** Law P16: everything in scope is linked, remembered as removed, or has a finding. */
async function nothingEndsSilently(
  bench: Workbench,
  { sides, direction }: Walker,
  links: readonly Link[],
): Promise<string[]> {
  const known = new Set(
    links.flatMap(({ exchangeId, salesforceId }) => [exchangeId as string, salesforceId as string]),
  );
  for (const { reason } of await bench.store.countFindings(sides.id, 'Contact')) {
    for (const { itemId } of await bench.store.listFindings(sides.id, 'Contact', reason, 10_000)) known.add(itemId);
  }
  const records = takesFromSalesforce(direction)
    ? sides.inSalesforce().filter((row) => row['OwnerId'] === sides.person.userId)
    : [];
  return [
    ...sides
      .inFolder()
      .filter(({ id }) => !known.has(id))
      .map(({ properties }) => ({ what: 'item', name: properties['surname'] })),
    ...records.filter(({ Id }) => !known.has(Id)).map((row) => ({ what: 'record', name: row['LastName'] })),
  ].map(({ what, name }) => `${nameOf(sides)}: nobody tells of the ${what} ${String(name)}`);
}

function takesFromSalesforce(direction: Direction): boolean {
  return direction !== 'ExchangeToSalesforce';
}

/**
 * Law P8: a last name is given once in this world, so two of one name on a side are a double, copies by people apart.
 */
function nothingIsDouble(sides: TwoSides, links: readonly Link[]): string[] {
  const linked = new Set(links.filter(({ state }) => state === 'linked').map(({ exchangeId }) => exchangeId as string));
  const inFolder = sides
    .inFolder()
    .filter(({ id }) => linked.has(id))
    .map(({ properties }) => String(properties['surname']));
  const inOrg = sides
    .inSalesforce()
    .filter((row) => row['OwnerId'] === sides.person.userId)
    .map((row) => String(row['LastName']));
  return [...doubles(inFolder), ...doubles(inOrg)].map((name) => `${nameOf(sides)}: ${name} is there twice`);
}

function doubles(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

async function statusAgrees(bench: Workbench, sides: TwoSides, links: readonly Link[]): Promise<string[]> {
  const counts: Record<string, number> = { leftOut: 0, waiting: 0, issue: 0, done: 0 };
  for (const { reason, number } of await bench.store.countFindings(sides.id, 'Contact')) {
    counts[reasons[reason].kind] = (counts[reasons[reason].kind] ?? 0) + number;
  }
  const status = statusOf(bench, sides.person);
  const tombstones = links.filter(({ state }) => state !== 'linked').length;
  const expected: readonly [string, unknown, unknown][] = [
    ['synced', status['Contacts_Synced__c'], links.length - tombstones],
    ['left out', status['Contacts_Left_Out__c'], counts['leftOut']],
    ['waiting', status['Contacts_Waiting__c'], counts['waiting']],
    ['issues', status['Contact_Issues__c'], counts['issue']],
  ];
  const wrong = expected.filter(([, shown, real]) => shown !== real);
  return [
    ...wrong.map(
      ([what, shown, real]) => `${nameOf(sides)}: the status says ${String(shown)} ${what}, it is ${String(real)}`,
    ),
    ...((counts['waiting'] ?? 0) > 0 ? [`${nameOf(sides)}: something still waits`] : []),
  ];
}

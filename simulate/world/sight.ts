// What both sides show at a moment, by the name of the contact. It knows where a field is on either side; it judges
// nothing.
import type { Emulator } from '../../emulator/src/start.js';
import type { Side } from '../model/rules.js';
import { fieldNames } from './story.js';

type Where = 'there' | 'outside' | 'deleted';

export interface Seen {
  readonly id: string;
  readonly place: Where;
  readonly values: Readonly<Record<string, string>>;
}

/** Name, then side. */
export type Sight = ReadonlyMap<string, Readonly<Record<Side, readonly Seen[]>>>;

export function lookAround({ exchange, salesforce }: Emulator): Sight {
  const sight = new Map<string, Record<Side, Seen[]>>();
  const add = (name: unknown, side: Side, seen: Seen): void => {
    const key = typeof name === 'string' ? name : '';
    const both = sight.get(key) ?? { Salesforce: [], Exchange: [] };
    both[side].push(seen);
    sight.set(key, both);
  };
  for (const row of salesforce.dump().objects['Contact'] ?? []) {
    const values = Object.fromEntries(fieldNames.map((field) => [field, textOf(row[field])]));
    add(row['LastName'], 'Salesforce', { id: row.Id, place: row['IsDeleted'] === true ? 'deleted' : 'there', values });
  }
  for (const { folders, contacts } of exchange.dump().mailboxes) {
    const folder = folders.find(({ displayName, isDeleted }) => displayName === 'Salesforce_Sync' && !isDeleted);
    for (const { id, isDeleted, parentFolderId, properties } of contacts) {
      const [phone] = Array.isArray(properties['businessPhones']) ? (properties['businessPhones'] as unknown[]) : [];
      const values = {
        Title: textOf(properties['jobTitle']),
        Department: textOf(properties['department']),
        Phone: textOf(phone),
        MobilePhone: textOf(properties['mobilePhone']),
      };
      const place = isDeleted ? 'deleted' : parentFolderId === folder?.id ? 'there' : 'outside';
      add(properties['surname'], 'Exchange', { id, place, values });
    }
  }
  return sight;
}

export function seenOf(sight: Sight, name: string, side: Side): readonly Seen[] {
  return sight.get(name)?.[side] ?? [];
}

export function idsOf(sight: Sight, name: string, side: Side, which: Where | 'alive'): readonly string[] {
  const isIt = ({ place }: Seen): boolean => (which === 'alive' ? place !== 'deleted' : place === which);
  return seenOf(sight, name, side)
    .filter(isIt)
    .map(({ id }) => id);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

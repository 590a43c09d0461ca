// What a link remembers of one field, as the merge asks for it. The same for every object: an object differs in its
// table of fields and in the sides that are read. Pure. Rule: docs/architecture.md "How sameness is known".
import { hasChangedSince, hasMemory, memoryIn, type FieldMemory, type HashTable, type ItemHashers } from './hash.js';
import type { BySide, Link } from './link.js';
import type { Side, SyncObject } from './model.js';

/** How each side stands to what was settled last. `noMemory`: the two were never settled in this field. */
export type Memory =
  | { readonly kind: 'noMemory' }
  /** Settled under an older canonical form: the hashes say nothing any more, but the pair is not new. */
  | { readonly kind: 'outdated' }
  /** We made the record and never settled it: what Exchange says goes over. */
  | { readonly kind: 'owed' }
  | { readonly kind: 'settled'; readonly salesforceChanged: boolean; readonly exchangeChanged: boolean };

/** Only a side that is read is remembered (docs/decisions/0011). */
const sidesRead: Readonly<Record<SyncObject, readonly Side[]>> = {
  Contact: ['salesforce', 'exchange'],
  Event: ['exchange'],
};

export type Remembering = Pick<Link, 'object' | 'state' | 'formVersion' | 'settled' | 'memoryKey'>;

/** `now`: what is compared on the sides that are read. */
export function memoryOf<Field extends string>(
  table: HashTable<Field>,
  link: Remembering | null,
  field: Field,
  now: BySide<string>,
  hashers: ItemHashers,
): Memory {
  if (link === null) return { kind: 'noMemory' };
  if (link.state === 'made') return { kind: 'owed' };
  const sides = sidesRead[link.object];
  if (link.formVersion !== table.formVersion) {
    return { kind: sides.every((side) => hasMemory(link.settled[side])) ? 'outdated' : 'noMemory' };
  }
  const hasher = hashers.forItem(link.memoryKey);
  const hasChanged = { salesforce: false, exchange: false };
  for (const side of sides) {
    const memory = memoryIn(table, link.settled[side], field);
    if (memory.kind === 'none') return { kind: 'noMemory' };
    hasChanged[side] = hasChangedSince(table, memory, hasher, field, now[side]);
  }
  return { kind: 'settled', salesforceChanged: hasChanged.salesforce, exchangeChanged: hasChanged.exchange };
}

/** Of a record that was never settled, and by hashes of another form, nothing is remembered. */
export function rememberedOf<Field extends string>(
  table: HashTable<Field>,
  link: Remembering,
  side: Side,
  field: Field,
): FieldMemory {
  const isReadable = link.state !== 'made' && link.formVersion === table.formVersion;
  return isReadable ? memoryIn(table, link.settled[side], field) : { kind: 'none' };
}

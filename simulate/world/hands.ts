// People at work on both sides: finds the contact by its name, which nobody ever changes, and acts on it. Answers
// whether it was possible; tells the model.
import type { TwoSides } from '../../connector/test/support/two-sides.js';
import type { Emulator } from '../../emulator/src/start.js';
import type { Pair } from '../model/pair.js';
import type { Side } from '../model/rules.js';
import { idsOf, type Sight } from './sight.js';
import { nameOf, type Act, type FieldName, type Values } from './story.js';

interface Stage {
  readonly emulator: Emulator;
  readonly owner: TwoSides;
  readonly pair: Pair;
  readonly sight: Sight;
  /** Edits in Salesforce now are under a write of ours. */
  readonly isUnderWrite: boolean;
}

/** Answers false where this cannot be done now; nothing has happened then. */
export function perform(act: Act, stage: Stage): boolean {
  const { owner, pair, sight, isUnderWrite } = stage;
  switch (act.kind) {
    case 'make':
      return make(act.contact, act.side, act.values, stage);
    case 'edit': {
      const [id] = idsOf(sight, nameOf(act.contact), act.side, 'alive');
      if (id === undefined) return false;
      if (act.side === 'Salesforce') owner.update(id, { [act.field]: act.value });
      else owner.outlook.editContact(id, { [outlookField(act.field)]: forOutlook(act.field, act.value) });
      pair.typed(act.side, act.field, act.value, isUnderWrite && act.side === 'Salesforce');
      return true;
    }
    case 'delete': {
      const [id] = idsOf(sight, nameOf(act.contact), act.side, 'alive');
      if (id === undefined) return false;
      if (act.side === 'Salesforce') owner.remove(id);
      else owner.outlook.deleteContact(id);
      pair.deleted(act.side);
      return true;
    }
    case 'restore':
      return restore(act.contact, act.side, stage);
    case 'moveOut':
    case 'moveIn': {
      const [from, to] =
        act.kind === 'moveOut' ? (['there', 'Contacts'] as const) : (['outside', 'Salesforce_Sync'] as const);
      const [id] = idsOf(sight, nameOf(act.contact), 'Exchange', from);
      if (id === undefined) return false;
      owner.outlook.moveContact(id, to);
      pair.moved(act.kind === 'moveOut' ? 'outside' : 'there');
      return true;
    }
  }
}

function make(contact: number, side: Side, values: Values, { owner, pair, sight }: Stage): boolean {
  const name = nameOf(contact);
  if (idsOf(sight, name, side, 'alive').length > 0 || idsOf(sight, name, side, 'deleted').length > 0) return false;
  const address = `${name}@kunde.example`.toLowerCase();
  if (side === 'Salesforce') {
    owner.create({ LastName: name, FirstName: 'S', Email: address, ...values });
  } else {
    const properties: Record<string, unknown> = { givenName: 'S', surname: name, emailAddresses: [{ address }] };
    for (const [field, value] of Object.entries(values)) {
      properties[outlookField(field as FieldName)] = forOutlook(field as FieldName, value);
    }
    owner.outlook.createContact('Salesforce_Sync', properties);
  }
  pair.made(side, values);
  return true;
}

function restore(contact: number, side: Side, { emulator, owner, pair, sight }: Stage): boolean {
  const name = nameOf(contact);
  // Restored is what is gone; where another one has taken its place, a person leaves the bin alone.
  const id = idsOf(sight, name, side, 'deleted').at(-1);
  if (id === undefined || idsOf(sight, name, side, 'alive').length > 0) return false;
  if (side === 'Exchange') owner.outlook.moveContact(id, 'Salesforce_Sync');
  else emulator.salesforce.act(owner.person.username, { kind: 'undelete', object: 'Contact', id });
  pair.restored(side);
  return true;
}

const outlookFields = {
  Title: 'jobTitle',
  Department: 'department',
  Phone: 'businessPhones',
  MobilePhone: 'mobilePhone',
} as const;

function outlookField(field: FieldName): string {
  return outlookFields[field];
}

function forOutlook(field: FieldName, value: string): unknown {
  if (field !== 'Phone') return value;
  return value === '' ? [] : [value];
}

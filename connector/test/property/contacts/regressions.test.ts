// Histories of the small world that once went wrong, each named after what went wrong.
import { describe, expect, it } from '@jest/globals';
import { contactFormVersion } from '../../../src/core/contact/fields.js';
import { settingsWith } from '../../support/contacts.js';
import { reset, run } from './world-run.js';
import {
  changeRow,
  deleteRow,
  editItem,
  editRow,
  emptyWorld,
  itemValues,
  moveItem,
  newItem,
  newRow,
  rowValues,
  type World,
} from './world.js';

const anna = { LastName: 'Berg', FirstName: 'Anna', Email: 'anna@berg.example', Title: 'CEO' };
const carryingDeletes = { deletedInExchange: 'DeleteOtherCopy', deletedInSalesforce: 'DeleteOtherCopy' } as const;

function worldWith(change: Parameters<typeof settingsWith>[0] = {}): World {
  return emptyWorld(settingsWith(change));
}

function onlyLink(world: World) {
  const [link] = [...world.links.values()];
  if (link === undefined || world.links.size > 1) throw new Error(`${world.links.size} links`);
  return link;
}

describe('a removal', () => {
  it('just before a reset deletes nothing afterwards', () => {
    const world = worldWith(carryingDeletes);
    const [first, second] = [newRow(world, anna), newItem(world, { LastName: 'Stein', Email: 's@stein.example' })];
    run(world);
    const made = [...world.links.values()].find((link) => link.ids.salesforce === first);
    const found = [...world.links.values()].find((link) => link.ids.exchange === second);
    moveItem(world, made!.ids.exchange, 'deleted');
    deleteRow(world, found!.ids.salesforce);
    reset(world, { bringBackRemoved: false, settleAnew: false });
    expect([...run(world).writes, ...run(world).writes]).toEqual([]);
    expect([...world.links.values()].map(({ state }) => state).sort()).toEqual([
      'removedFromExchange',
      'removedFromSalesforce',
    ]);
  });

  it('of a copy that had left reach is remembered: the record is not made again when it comes back', () => {
    const world = worldWith();
    const id = newRow(world, anna);
    run(world);
    changeRow(world, id, { isVisible: false });
    run(world);
    moveItem(world, onlyLink(world).ids.exchange, 'deleted');
    changeRow(world, id, { isVisible: true });
    expect([...run(world, { mode: 'delta' }).writes, ...run(world).writes]).toEqual([]);
    expect(onlyLink(world).state).toBe('removedFromExchange');
  });

  it('of a record that had left reach does not take the copy along that was kept', () => {
    const world = worldWith({ ...carryingDeletes, leavesReach: 'KeepCopy' });
    const id = newRow(world, anna);
    run(world);
    changeRow(world, id, { isVisible: false });
    run(world);
    deleteRow(world, id);
    expect(run(world, { mode: 'delta' }).writes).toEqual([]);
    expect(onlyLink(world).state).toBe('removedFromSalesforce');
  });

  it('does not beat an edit in a field that had been hidden from the person', () => {
    const world = worldWith(carryingDeletes);
    world.hidden.add('Phone');
    const id = newRow(world, anna);
    run(world);
    world.hidden.delete('Phone');
    editRow(world, id, { Phone: '+49 30 1' });
    moveItem(world, onlyLink(world).ids.exchange, 'deleted');
    expect(run(world).actions).toMatchObject([{ kind: 'createInExchange', reason: 'EDIT_BEATS_DELETE' }]);
  });

  it('takes a contact along whose company has no account in Salesforce: that was always there and is no edit', () => {
    const world = worldWith(carryingDeletes);
    newItem(world, { ...anna, 'Account.Name': 'Nobody knows' });
    run(world);
    deleteRow(world, onlyLink(world).ids.salesforce);
    expect(run(world).writes).toMatchObject([{ side: 'exchange', kind: 'delete' }]);
  });
});

describe('a contact that was removed and made anew', () => {
  it('is linked again and takes the place of the tombstone', () => {
    const world = worldWith();
    const id = newRow(world, anna);
    run(world);
    moveItem(world, onlyLink(world).ids.exchange, 'deleted');
    run(world);
    const again = newItem(world, anna);
    run(world);
    expect(onlyLink(world)).toMatchObject({ state: 'linked', ids: { salesforce: id, exchange: again } });
    expect(world.rows.size).toBe(1);
  });
});

describe('a field', () => {
  it('that travels only to Exchange does so after its contact was made from Exchange', () => {
    const { fields } = settingsWith({});
    const world = worldWith({ fields: { ...fields, Title: 'toExchange' } });
    const item = newItem(world, anna);
    run(world);
    const salesforceId = onlyLink(world).ids.salesforce;
    expect(rowValues(world, salesforceId).Title).toBe('');
    expect(itemValues(world, item).Title).toBe('CEO');
    editRow(world, salesforceId, { Title: 'Chair' });
    run(world);
    expect(itemValues(world, item).Title).toBe('Chair');
  });

  it('that was hidden travels with the next edit of its record, even if it is the only one that differs', () => {
    const world = worldWith();
    world.hidden.add('Phone');
    const id = newRow(world, { ...anna, Phone: '+49 30 1' });
    run(world);
    world.hidden.delete('Phone');
    editRow(world, id, { Department: 'Board' });
    run(world);
    const exchangeId = onlyLink(world).ids.exchange;
    expect(itemValues(world, exchangeId)).toMatchObject({ Phone: '+49 30 1', Department: 'Board' });
  });

  it('that cannot be read while an older canonical form is settled meets anew, and does not pass for changed', () => {
    const world = worldWith({ conflict: 'SalesforceWins' });
    newRow(world, { ...anna, Phone: '+49 30 1' });
    run(world);
    const link = onlyLink(world);
    world.links.set(link.id, { ...link, formVersion: contactFormVersion - 1 });
    world.hidden.add('Phone');
    editItem(world, link.ids.exchange, { Phone: '+49 30 2' });
    run(world);
    world.hidden.delete('Phone');
    run(world, { mode: 'full', looksAtAll: true });
    expect(itemValues(world, link.ids.exchange).Phone).toBe('+49 30 2');
    expect(rowValues(world, link.ids.salesforce).Phone).toBe('+49 30 1');
  });
});

describe('a mass of removals', () => {
  it('on both sides alike raises no alarm and writes nothing (F2)', () => {
    const world = worldWith(carryingDeletes);
    for (let index = 0; index < 12; index += 1) newRow(world, { LastName: `N${index}`, Email: `n${index}@x.example` });
    run(world);
    for (const { ids } of world.links.values()) {
      moveItem(world, ids.exchange, 'deleted');
      deleteRow(world, ids.salesforce);
    }
    expect(run(world)).toMatchObject({ held: null, writes: [] });
    expect(world.links.size).toBe(0);
  });

  it('on one side is held as a whole: nothing of it is applied (F1, P14)', () => {
    const world = worldWith(carryingDeletes);
    for (let index = 0; index < 12; index += 1) newRow(world, { LastName: `N${index}`, Email: `n${index}@x.example` });
    run(world);
    for (const { ids } of world.links.values()) moveItem(world, ids.exchange, 'deleted');
    expect(run(world)).toEqual({ held: 'BRAKE_EMPTIED', actions: [], left: [], writes: [] });
    expect([...world.rows.values()].filter(({ isDeleted }) => isDeleted)).toEqual([]);
  });
});

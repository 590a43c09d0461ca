// Histories of the small world of events that once went wrong, each named after what went wrong.
import { describe, expect, it } from '@jest/globals';
import type { EventSettings } from '../../../src/core/settings/event.js';
import { eventSettingsWith } from '../../support/core-events.js';
import { runEvents } from './world-run.js';
import {
  dayMs,
  deleteRow,
  editEvent,
  emptyEventWorld,
  newEvent,
  rowValues,
  shiftEvent,
  undeleteRow,
  type EventWorld,
} from './world.js';

/** An event with a contact, in step. */
function inStep(change: Partial<EventSettings> = {}) {
  const world = emptyEventWorld(eventSettingsWith(change));
  const id = newEvent(world, {});
  runEvents(world);
  return { world, id, rowId: [...world.rows.keys()][0]! };
}

function stateOf(world: EventWorld): string | undefined {
  return [...world.links.values()][0]?.state;
}

describe('a record that somebody brings back', () => {
  it('after we had emptied and removed it is related to nobody while it is private: Salesforce would refuse it', () => {
    const { world, id, rowId } = inStep({ relate: 'ContactsOrOneLead' });
    editEvent(world, id, { sensitivity: 'private' });
    runEvents(world);
    expect(world.rows.get(rowId)?.isDeleted).toBe(true);
    undeleteRow(world, rowId);
    editEvent(world, id, { sensitivity: 'normal' });
    runEvents(world);
    expect(world.rows.size).toBe(1);
    expect(rowValues(world, rowId)).toMatchObject({ Private: '1', People: '' });
  });

  it('gets what Exchange changed while it lay in the recycle bin', () => {
    const { world, id, rowId } = inStep();
    deleteRow(world, rowId);
    shiftEvent(world, id, 1);
    runEvents(world);
    expect(stateOf(world)).toBe('removedFromSalesforce');
    undeleteRow(world, rowId);
    runEvents(world);
    expect(rowValues(world, rowId).Times).toBe('2026-11-24T10:00:00Z/60');
    expect(stateOf(world)).toBe('linked');
  });
});

describe('an event that lay outside the window until it was moved in', () => {
  /** In step, left behind by the window, and moved back into it with this change. */
  function movedIn(change: Parameters<typeof editEvent>[2], settings: Partial<EventSettings>) {
    const found = inStep({ deleted: 'RemoveFromSalesforce', ...settings });
    found.world.nowMs += 60 * dayMs;
    shiftEvent(found.world, found.id, 60);
    editEvent(found.world, found.id, change);
    return found;
  }

  it('and became private, is emptied at once, and what is left of the record stays', () => {
    const { world, rowId } = movedIn({ sensitivity: 'private' }, { privateEvents: 'DoNotSync' });
    runEvents(world, { mode: 'full' });
    expect(world.rows.get(rowId)?.isDeleted).toBe(false);
    expect(rowValues(world, rowId)).toMatchObject({ Subject: 'Busy', Private: '1' });
    expect(stateOf(world)).toBe('leftSelection');
  });

  it('and left the selection, keeps its record', () => {
    const { world, rowId } = movedIn(
      { showAs: 'free' },
      { leaveOut: { ...eventSettingsWith({}).leaveOut, free: true } },
    );
    runEvents(world, { mode: 'full' });
    expect(world.rows.get(rowId)?.isDeleted).toBe(false);
    expect(stateOf(world)).toBe('leftSelection');
  });
});

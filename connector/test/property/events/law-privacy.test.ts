// Law P12 for events: of a private event nothing that people wrote gets into a value, a body or an action, whatever the
// settings, the link and the record; a stricter setting never shows more; and nothing of a left-out event goes over,
// but for the mark of a cancelled one.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventLink, LinkState } from '../../../src/core/link.js';
import { eventFieldNames, type EventField, type EventValues } from '../../../src/core/event/fields.js';
import type { ExchangeEvent, GraphEvent } from '../../../src/core/event/model.js';
import type { EventAction, EventPlanContext } from '../../../src/core/event/action.js';
import { planFound, planLinked, planNew } from '../../../src/core/event/plan.js';
import { exchangeEventFromGraph } from '../../../src/core/event/read.js';
import type { Relation } from '../../../src/core/event/relate.js';
import { eventBody, type SalesforceEvent } from '../../../src/core/event/salesforce-event.js';
import { select } from '../../../src/core/event/select.js';
import { exposureOf, valuesOf } from '../../../src/core/event/values.js';
import type { EventSettings } from '../../../src/core/settings/event.js';
import { carlaId, eventContextWith, eventLinkOf, eventRecordId } from '../../support/core-events.js';
import { person } from '../../support/contacts.js';
import { anyEventSettings, anyGraphEvent } from './samples.js';

const canary = 'CANARY';
const canaries = anyGraphEvent(canary);
const states = ['linked', 'forgotten', 'removedFromExchange', 'removedFromSalesforce', 'leftSelection'] as const;
const fields = fc.subarray([...eventFieldNames]);
const relation = fc.constantFrom<Relation | null>(null, { kind: 'found', who: carlaId }, { kind: 'nobody' });

interface Around {
  readonly state: LinkState;
  readonly remembered: readonly EventField[];
  readonly readOnly: readonly EventField[];
  readonly isRecheck: boolean;
  readonly isAsked: boolean;
  readonly relation: Relation | null;
}

const around: fc.Arbitrary<Around> = fc.record({
  state: fc.constantFrom(...states),
  remembered: fields,
  readOnly: fields,
  isRecheck: fc.boolean(),
  isAsked: fc.boolean(),
  relation,
});

/** Every action that could come of this event, found in any way. */
function actionsOf(event: ExchangeEvent, before: GraphEvent, one: Around, context: EventPlanContext): EventAction[] {
  const verdict = verdictOf(event, one.relation, context);
  const earlier = exchangeEventFromGraph(before);
  const known = earlier === null ? {} : valuesOf(earlier, 'full', context).values;
  const link: EventLink = eventLinkOf(
    Object.fromEntries(Object.entries(known).filter(([field]) => one.remembered.includes(field as EventField))),
    { state: one.state },
  );
  const values: EventValues = { Subject: 'Theirs', Location: '', Private: '0', People: '', ShowAs: 'Busy' };
  const record: SalesforceEvent = { id: eventRecordId, ownerId: person, key: '', isDeleted: false, values };
  const salesforce = one.isAsked ? ({ kind: 'present', event: record } as const) : ({ kind: 'notAsked' } as const);
  return [
    planNew(event, verdict, context),
    planFound('key', event, verdict, record, context),
    planFound('content', event, verdict, record, context),
    planLinked(link, { kind: 'present', event, verdict }, salesforce, one.isRecheck, context),
  ];
}

function verdictOf(event: ExchangeEvent, found: Relation | null, context: EventPlanContext) {
  const selection = select(event, context);
  if (selection.kind === 'out') return selection;
  return { kind: 'in', exposure: selection.exposure, relation: found } as const;
}

/** All that leaves the process because of an action; the event it is about stays inside. */
function told(action: EventAction): Readonly<Record<string, unknown>> {
  switch (action.kind) {
    case 'create':
      return eventBody(action.values, action.who);
    case 'settle':
      return eventBody(action.toSalesforce, action.who);
    case 'empty':
      return eventBody(action.values, null);
    default:
      return {};
  }
}

function outsideOf(action: EventAction): string {
  const { event: _, link: __, ...rest } = { event: null, link: null, ...action };
  return JSON.stringify([rest, told(action)]);
}

function play(
  check: (action: EventAction, event: ExchangeEvent, context: EventPlanContext) => void,
  settings: fc.Arbitrary<EventSettings> = anyEventSettings,
): void {
  fc.assert(
    fc.property(canaries, canaries, settings, around, (raw, before, chosen, one) => {
      const event = exchangeEventFromGraph(raw);
      if (event === null) throw new Error('a sample without times');
      const context = eventContextWith(chosen, one.readOnly);
      for (const action of actionsOf(event, before, one, context)) check(action, event, context);
    }),
    { numRuns: 800 },
  );
}

describe('a private event that must not be shown', () => {
  const strict = anyEventSettings.filter(({ privateEvents }) => privateEvents !== 'FullDetails');

  it('leaves no word of anybody in any action or body (P12)', () => {
    play((action, event) => {
      if (event.isPrivate) expect(outsideOf(action).toUpperCase()).not.toContain(canary);
    }, strict);
  });

  it('leaves no word of anybody in its values (P12)', () => {
    fc.assert(
      fc.property(canaries, strict, (raw, settings) => {
        const event = exchangeEventFromGraph({ ...raw, sensitivity: 'private' })!;
        const read = valuesOf(event, 'busy', eventContextWith(settings));
        expect(JSON.stringify(read).toUpperCase()).not.toContain(canary);
      }),
      { numRuns: 300 },
    );
  });

  it('makes nothing at all where private events do not sync, and only takes away', () => {
    play(
      (action, event) => {
        if (!event.isPrivate) return;
        expect(['empty', 'leave', 'retire', 'delete']).toContain(action.kind);
        const { Subject, ...rest } = told(action);
        expect([undefined, 'Busy']).toContain(Subject);
        expect(Object.values(rest).filter((value) => value !== null && value !== false && value !== true)).toEqual([]);
      },
      strict.map((settings) => ({ ...settings, privateEvents: 'DoNotSync' as const })),
    );
  });
});

describe('a private event that may be shown', () => {
  it('names nobody and nothing in Salesforce, in any body (P12)', () => {
    play((action, event) => {
      if (!event.isPrivate) return;
      const { WhoId = null, WhatId = null } = told(action);
      expect({ WhoId, WhatId }).toEqual({ WhoId: null, WhatId: null });
      if (action.kind === 'create' || action.kind === 'settle') expect(action.who).toBeUndefined();
    });
  });

  it('shows its words only where the configuration says so and the mark can be written (P12)', () => {
    play((action, event, { settings, writable }) => {
      if (!event.isPrivate || !JSON.stringify(told(action)).toUpperCase().includes(canary)) return;
      expect({ shows: settings.privateEvents, isMarkable: writable.has('Private') }).toEqual({
        shows: 'FullDetails',
        isMarkable: true,
      });
    });
  });
});

describe('a stricter setting for private events', () => {
  const order = ['FullDetails', 'BusyTimeOnly', 'DoNotSync'] as const;

  it('shows no value that a milder one does not show, but for the word Busy (P12)', () => {
    fc.assert(
      fc.property(canaries, anyEventSettings, (raw, settings) => {
        const event = exchangeEventFromGraph(raw)!;
        const shown = order.map((privateEvents) => {
          const context = eventContextWith({ ...settings, privateEvents });
          const exposure = exposureOf(event, context.settings);
          return exposure === null ? {} : valuesOf(event, exposure, context).values;
        });
        shown.slice(1).forEach((strict, index) => {
          const mild = shown[index] ?? {};
          const added = Object.entries(strict).filter(
            ([field, value]) => value !== '' && value !== 'Busy' && mild[field as EventField] !== value,
          );
          expect(added).toEqual([]);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('an event that is left out', () => {
  it('tells Salesforce nothing, but that it was cancelled, or what it hides (P12)', () => {
    play((action, event, context) => {
      const selection = select(event, context);
      if (selection.kind !== 'out') return;
      const marks = selection.reason === 'EVENT_CANCELLED' ? ['Subject', 'ShowAs'] : [];
      const said = Object.entries(told(action)).filter(
        ([name, value]) => !marks.includes(name) && value !== null && value !== 'Busy',
      );
      const hides = said.every(([name]) => ['IsPrivate', 'IsReminderSet'].includes(name));
      expect({ said, hides }).toEqual({ said, hides: true });
    });
  });

  it('is never made', () => {
    play((action, event, context) => {
      if (select(event, context).kind === 'out') expect(action.kind).not.toBe('create');
    });
  });
});

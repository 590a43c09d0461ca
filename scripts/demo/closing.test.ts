import { beforeEach, describe, expect, it } from '@jest/globals';
import { isInAgreement, resultOf, showExplained } from './closing.js';
import type { Agreement } from '#verify/agreement.js';
import { showEventReasons, showEventTable } from './event-closing.js';
import { jonas, meeting, mira, recordFor, World } from '#verify/events/world.js';
import type { Finding } from '#verify/finding.js';
import { Screen } from './screen.js';
import type { StepResult } from './story.js';

const finding = (who: string, reason: string | null): Finding => ({
  person: 'Mira',
  who,
  what: { kind: 'kept' },
  reason,
});

const nothing = { agreement: true, people: [], duplicates: [], disagreements: [], explained: [] };
const agreed: Agreement = {
  agreement: true,
  contacts: {
    ...nothing,
    explained: [finding('Nora', 'MOVED_OUT'), finding('Ravi', 'EMAIL_SHARED'), finding('Ulla', 'EMAIL_SHARED')],
  },
  events: {
    ...nothing,
    explained: [finding('Site visit', 'ONE_WAY')],
    leftOut: [finding('Dentist', 'PRIVATE_EVENT')],
  },
};
const calls = { exchange: 1, exchangeParts: 1, salesforce: 0, looking: 0, reporting: 0, tokens: 0 };
const step: StepResult = { title: 'A scene', seconds: 1.2345, calls, changes: {}, agreement: true };

describe('the result', () => {
  it('is an agreement only if every scene was one too', () => {
    expect(isInAgreement(agreed, [step])).toBe(true);
    expect(isInAgreement(agreed, [step, { ...step, agreement: false }])).toBe(false);
    expect(isInAgreement({ ...agreed, agreement: false }, [step])).toBe(false);
  });

  it('counts by reason and names no contact and no event', () => {
    const line = { method: 'GET', route: '/x', user: null, isSubRequest: false, status: 200 } as const;
    const result = resultOf({
      agreement: true,
      compared: agreed,
      steps: [step],
      calls: [
        { ...line, system: 'exchange' },
        { ...line, system: 'salesforce' },
        { ...line, system: 'microsoft-token' },
      ],
      people: [],
      integrationUser: 'connector@example.org',
      seconds: 12.345,
    });
    expect(result).toMatchObject({
      agreement: true,
      duplicates: 0,
      disagreements: 0,
      explained: { EMAIL_SHARED: 2, MOVED_OUT: 1 },
      events: { duplicates: 0, disagreements: 0, explained: { ONE_WAY: 1 }, leftOut: { PRIVATE_EVENT: 1 } },
      seconds: 12.3,
      calls: { exchange: 1, salesforce: 1, tokens: 1 },
      steps: [{ title: 'A scene', seconds: 1.2 }],
    });
    expect(JSON.stringify(result)).not.toMatch(/Nora|Ravi|Ulla|visit|Dentist/);
  });

  it('counts faults of contacts and events together, and those of events once more', () => {
    const odd = finding('Site visit', null);
    const events = { ...agreed.events, agreement: false, duplicates: [odd], disagreements: [odd] };
    const contacts = { ...agreed.contacts, agreement: false, disagreements: [finding('Nora', null)] };
    const compared: Agreement = { agreement: false, contacts, events };
    const rest = { steps: [step], calls: [], people: [], integrationUser: '', seconds: 1 };
    expect(resultOf({ agreement: false, compared, ...rest })).toMatchObject({
      agreement: false,
      duplicates: 1,
      disagreements: 2,
      events: { duplicates: 1, disagreements: 1 },
    });
  });
});

describe('what is shown in the end', () => {
  let text = '';
  const screen = new Screen({ write: (part) => (text += part) }, {});
  const words = (code: string): string => `words for ${code}`;

  beforeEach(() => {
    text = '';
  });

  it('explains each reason once, with a few of the contacts', () => {
    const many = ['A', 'B', 'C', 'D'].map((who) => finding(who, 'MOVED_OUT'));
    showExplained(screen, words, many);
    expect(text).toBe('  MOVED_OUT  4: A, B, C and 1 more\n    words for MOVED_OUT\n');
  });

  it('explains a reason of events with whose they are, and never with a subject', () => {
    const others: Finding = { person: 'Jonas', who: 'At court', what: { kind: 'leftOut' }, reason: 'PRIVATE_EVENT' };
    showEventReasons(screen, words, { ...agreed.events, leftOut: [...agreed.events.leftOut, others] });
    expect(text).toBe(
      '  ONE_WAY  1: Mira  words for ONE_WAY\n  PRIVATE_EVENT  2: Mira 1, Jonas 1  words for PRIVATE_EVENT\n',
    );
  });

  it('has a line of numbers for each calendar', () => {
    const event = meeting('one', mira);
    const private1 = meeting('two', jonas, { sensitivity: 'private' });
    showEventTable(screen, new World([event, private1], [], [recordFor(event, mira)]).compare());
    const cells = text.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(cells.slice(0, 3)).toEqual([
      ['person', 'events', 'in Salesforce', 'matched', 'left out', 'equal fields', 'explained', 'wrong'],
      ['Mira Rep', 'all', '1 of 1', '0', '0', '8', '0', '0'],
      ['Jonas Rep', 'all', '0 of 1', '0', '1', '0', '0', '0'],
    ]);
  });
});

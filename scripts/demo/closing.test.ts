import { describe, expect, it } from '@jest/globals';
import { isInAgreement, resultOf, showExplained } from './closing.js';
import type { Comparison } from './compare.js';
import type { Finding } from './finding.js';
import { Screen } from './screen.js';
import type { StepResult } from './story.js';

const finding = (who: string, reason: string | null): Finding => ({ person: 'Mira', who, what: 'is odd', reason });

const agreed: Comparison = {
  agreement: true,
  people: [],
  duplicates: [],
  disagreements: [],
  explained: [finding('Nora', 'MOVED_OUT'), finding('Ravi', 'EMAIL_SHARED'), finding('Ulla', 'EMAIL_SHARED')],
};
const calls = { exchange: 1, exchangeParts: 1, salesforce: 0, looking: 0, reporting: 0, tokens: 0 };
const step: StepResult = { title: 'A scene', seconds: 1.2345, calls, changes: {}, agreement: true };

describe('the result', () => {
  it('is an agreement only if every scene was one too', () => {
    expect(isInAgreement(agreed, [step])).toBe(true);
    expect(isInAgreement(agreed, [step, { ...step, agreement: false }])).toBe(false);
    expect(isInAgreement({ ...agreed, agreement: false }, [step])).toBe(false);
  });

  it('counts by reason and names no contact', () => {
    const line = { method: 'GET', route: '/x', subject: null, isSubRequest: false, status: 200 } as const;
    const result = resultOf({
      agreement: true,
      comparison: agreed,
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
      seconds: 12.3,
      calls: { exchange: 1, salesforce: 1, tokens: 1 },
      steps: [{ title: 'A scene', seconds: 1.2 }],
    });
    expect(JSON.stringify(result)).not.toMatch(/Nora|Ravi|Ulla/);
  });

  it('explains each reason once, with a few of the contacts', () => {
    let text = '';
    const screen = new Screen({ write: (part) => (text += part) }, {});
    const many = ['A', 'B', 'C', 'D'].map((who) => finding(who, 'MOVED_OUT'));
    showExplained(screen, (code) => `words for ${code}`, many);
    expect(text).toBe('  MOVED_OUT  4: A, B, C and 1 more\n    words for MOVED_OUT\n');
  });
});

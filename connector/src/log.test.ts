import { describe, expect, it } from '@jest/globals';
import { createLog, type LogFields, type LogLevel } from './log.js';

function listening(level: LogLevel = 'debug') {
  const lines: string[] = [];
  const log = createLog({ level, destination: { write: (line: string) => void lines.push(line) } });
  return {
    log,
    lines,
    text: () => lines.join(''),
    last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>,
  };
}

const canaries = [
  'Zoë Canary',
  'zoe.canary@example.com',
  'Lunch about the merger',
  'eyJ0eXAi.secret.token',
  '+49 30 123456',
];

describe('the log', () => {
  it('writes the event, known fields and the time', () => {
    const { log, last } = listening();
    log.info('RUN_ENDED', { person: '005000000000001AAA', created: 3, durationMs: 12, reasons: ['IN_DOUBT'] });
    expect(last()).toMatchObject({
      level: 'info',
      event: 'RUN_ENDED',
      person: '005000000000001AAA',
      created: 3,
      reasons: ['IN_DOUBT'],
    });
    expect(last()['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it.each(canaries)('never writes %j, in a field nobody knows or in one that everybody knows', (canary) => {
    const { log, text } = listening();
    log.info('RUN_ENDED', { subject: canary } as LogFields);
    log.info('RUN_ENDED', { body: { nested: canary } } as LogFields);
    log.warn('RUN_ENDED', { code: `${canary} ` });
    log.warn('RUN_ENDED', { number: canary } as unknown as LogFields);
    log.warn('RUN_ENDED', { fields: ['LastName', `${canary} `] });
    log.warn('RUN_ENDED', { route: `/users/${canary}/contacts?x= ` });
    log.error(`could not sync ${canary}`);
    expect(text()).not.toContain(canary);
  });

  it('reports a dropped field once, by its name alone', () => {
    const { log, lines } = listening();
    log.info('RUN_ENDED', { subject: 'Zoë' } as LogFields);
    log.info('RUN_ENDED', { subject: 'Zoë' } as LogFields);
    const reports = lines.filter((line) => line.includes('LOG_FIELD_DROPPED'));
    expect(reports).toHaveLength(1);
    expect(reports[0]).toContain('"field":"subject"');
  });

  it.each(canaries)('keeps name, code and places of an error, never its message %j', (canary) => {
    const { log, text, last } = listening();
    const cause = Object.assign(new Error(`cut while sending ${canary}`), { code: 'ECONNRESET' });
    const error = Object.assign(
      new TypeError(`bad value '${canary}'\n    at ${canary} (${canary}.ts:1:1)`, { cause }),
      { code: 'E_BAD' },
    );
    log.error('RUN_BROKE', { error });
    expect(text()).not.toContain(canary);
    expect(last()).toMatchObject({
      errorName: 'TypeError',
      errorCode: 'E_BAD',
      causeName: 'Error',
      causeCode: 'ECONNRESET',
    });
    expect(last()['places']).toEqual(expect.arrayContaining([expect.stringMatching(/^log\.test\.[jt]s:\d+$/)]));
  });

  it('says no more of a thrown value than its type', () => {
    const { log, last, text } = listening();
    log.error('RUN_BROKE', { error: 'Zoë Canary' });
    expect(last()).toMatchObject({ errorName: 'string' });
    expect(text()).not.toContain('Zoë');
  });

  it('is quiet below its level', () => {
    const { log, lines } = listening('warn');
    log.info('RUN_ENDED');
    expect(lines).toHaveLength(0);
  });
});

import { describe, expect, it } from '@jest/globals';
import { readOptions, UsageProblem } from './options.js';

function problemOf(...args: string[]): string {
  try {
    readOptions(args);
  } catch (error) {
    if (error instanceof UsageProblem) return error.message;
    throw error;
  }
  return 'none';
}

describe('the command line of the demo', () => {
  it('goes on until Ctrl-C and tells people unless told otherwise', () => {
    expect(readOptions([])).toEqual({ once: false, json: false, keep: false, contacts: 100, events: 40, seed: 7 });
    expect(readOptions(['--once', '--json', '--keep', '--contacts', '40', '--events', '60', '--seed=3'])).toEqual({
      once: true,
      json: true,
      keep: true,
      contacts: 40,
      events: 60,
      seed: 3,
    });
  });

  it('answers nothing when help is asked for', () => {
    expect(readOptions(['--help'])).toBeNull();
    expect(readOptions(['--once', '-h'])).toBeNull();
  });

  it.each([
    [['--twice'], "Unknown option '--twice'; --help lists the options."],
    [['now'], /^Unexpected argument 'now'.*; --help lists the options\.$/],
    [['--contacts', 'many'], '--contacts must be a whole number from 20 to 2000, not "many".'],
    [['--contacts', '5'], '--contacts must be a whole number from 20 to 2000, not "5".'],
    [['--once=yes'], /--once.*; --help lists the options\.$/],
  ])('refuses %j in one sentence', (args, sentence) => {
    const problem = problemOf(...args);
    expect(problem).toMatch(sentence);
    expect(problem).not.toContain('\n');
  });
});

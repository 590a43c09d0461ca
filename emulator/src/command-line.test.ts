import { describe, expect, it } from '@jest/globals';
import { readCommandLine, UsageProblem } from './command-line.js';

const problemOf = (...args: string[]): string => {
  try {
    readCommandLine(args);
  } catch (error) {
    if (error instanceof UsageProblem) return error.message;
    throw error;
  }
  return 'no problem';
};

describe('the command line', () => {
  it('takes all options', () => {
    const line =
      '--port 0 --json --seed 9 --people 3 --contacts 20 --events 120 --latency-ms 5 --cast plain --write-env f';
    expect(readCommandLine(line.split(' '))).toEqual({
      start: { port: 0, seed: 9, people: 3, contacts: 20, events: 120, latencyMs: 5, cast: 'plain' },
      isJson: true,
      envFile: 'f',
    });
  });

  it('has a default for each', () => {
    expect(readCommandLine([])).toEqual({
      start: { port: 4010, seed: 7, people: 5, contacts: 200, events: 40, latencyMs: 0, cast: 'demo' },
      isJson: false,
      envFile: null,
    });
  });

  it('makes events unasked in the demo cast alone', () => {
    const eventsOf = (line: string) => readCommandLine(line.split(' '))?.start.events;
    expect(['--cast plain', '--cast empty', '--events 0'].map(eventsOf)).toEqual([0, 0, 0]);
    expect(eventsOf('--cast demo')).toBe(40);
  });

  it('answers nothing but the wish for help', () => {
    expect(readCommandLine(['--help', '--port', '1'])).toBeNull();
  });

  it.each([
    ['--port 70000', '--port must be a whole number from 0 to 65535, not "70000".'],
    ['--people few', '--people must be a whole number from 0 to 10000, not "few".'],
    ['--seed -1', "Option '--seed' argument is ambiguous"],
    ['--cast opera', '--cast must be one of demo, plain, empty.'],
    ['--colour red', "Unknown option '--colour'"],
    ['people', "Unexpected argument 'people'"],
    ['--write-env', "Option '--write-env <value>' argument missing"],
  ])('refuses "%s" with one sentence', (line, sentence) => {
    const problem = problemOf(...line.split(' '));
    expect(problem).toContain(sentence);
    expect(problem).not.toContain('\n');
  });
});

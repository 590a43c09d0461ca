// The command line of the emulator: which options there are and what they may be. Reads nothing but its arguments.
import { parseArgs } from 'node:util';
import type { CastName } from './people.js';
import type { StartOptions } from './start.js';

const CASTS: readonly CastName[] = ['demo', 'plain', 'empty'];

export const HELP = `Runs a local Salesforce and a local Exchange on 127.0.0.1 until Ctrl-C.

  npm run emulator -- [options]

  --port NUMBER         port; 0 takes any free one (default 4010)
  --seed NUMBER         same seed, same people, contacts and events (default 7)
  --people NUMBER       how many reps (default 5)
  --contacts NUMBER     contacts a rep (default 200)
  --events NUMBER       events a rep; 0 leaves events alone (default 40 in the cast demo, else 0)
  --latency-ms NUMBER   how long every request takes at least (default 0)
  --cast NAME           demo, plain or empty (default demo; see emulator/README.md)
  --write-env FILE      writes the settings with which the connector uses this emulator
  --json                says everything in one line of JSON
  --help                shows this
`;

/** Something wrong with the command line; the message is one sentence for the person who typed it. */
export class UsageProblem extends Error {}

interface CommandLine {
  readonly start: StartOptions;
  readonly isJson: boolean;
  readonly envFile: string | null;
}

/** Null when help is asked for. Throws UsageProblem. */
export function readCommandLine(args: readonly string[]): CommandLine | null {
  const values = parse(args);
  if (values.help === true) return null;
  const cast = CASTS.find((name) => name === (values.cast ?? 'demo'));
  if (cast === undefined) throw new UsageProblem(`--cast must be one of ${CASTS.join(', ')}.`);
  return {
    start: {
      port: wholeNumber('port', values.port, 4010, 65_535),
      seed: wholeNumber('seed', values.seed, 7, 2 ** 32 - 1),
      people: wholeNumber('people', values.people, 5, 10_000),
      contacts: wholeNumber('contacts', values.contacts, 200, 100_000),
      events: wholeNumber('events', values.events, cast === 'demo' ? 40 : 0, 100_000),
      latencyMs: wholeNumber('latency-ms', values['latency-ms'], 0, 600_000),
      cast,
    },
    isJson: values.json === true,
    envFile: values['write-env'] ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        seed: { type: 'string' },
        people: { type: 'string' },
        contacts: { type: 'string' },
        events: { type: 'string' },
        'latency-ms': { type: 'string' },
        cast: { type: 'string' },
        'write-env': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [sentence = 'The options make no sense'] = (error as Error).message.split(/\.?\n|\. /);
    throw new UsageProblem(`${sentence.replace(/\.$/, '')}. --help lists the options.`);
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 0 && number <= most) return number;
  throw new UsageProblem(`--${name} must be a whole number from 0 to ${most}, not "${text}".`);
}

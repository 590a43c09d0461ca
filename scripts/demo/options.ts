// The command line of the demo: which options there are and what they may be. Reads nothing but its arguments.
import { parseArgs } from 'node:util';

export const HELP = `Shows Exchange Sync on a local Salesforce and a local Exchange. Nothing leaves this machine.

  npm run demo                 tells the whole story and goes on until Ctrl-C
  npm run demo -- --once       ends by itself; exit code 0 only if both systems agree in the end

  --once               ends after the story
  --json               the result as one line of JSON at the end of standard output; the story goes to standard error
  --contacts NUMBER    contacts a person, on each side that is a source (20 to 2000, default 100)
  --events NUMBER      ordinary meetings a person, besides the odd ones (30 to 500, default 40)
  --seed NUMBER        same seed, same people, contacts and events (default 7)
  --keep               keeps the data folder of the connector, its log too
  --help               shows this

Colours are left out where NO_COLOR is set or nobody watches. What happens: docs/demo.md.
`;

/** Something wrong with the command line; the message is one sentence for the person who typed it. */
export class UsageProblem extends Error {}

export interface DemoOptions {
  readonly once: boolean;
  readonly json: boolean;
  readonly keep: boolean;
  readonly contacts: number;
  readonly events: number;
  readonly seed: number;
}

/** Null when help is asked for. Throws UsageProblem. */
export function readOptions(args: readonly string[]): DemoOptions | null {
  const values = parse(args);
  if (values.help === true) return null;
  return {
    once: values.once === true,
    json: values.json === true,
    keep: values.keep === true,
    contacts: wholeNumber('contacts', values.contacts, 100, 20, 2_000),
    events: wholeNumber('events', values.events, 40, 30, 500),
    seed: wholeNumber('seed', values.seed, 7, 0, 2 ** 32 - 1),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        keep: { type: 'boolean' },
        contacts: { type: 'string' },
        events: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const [sentence = 'The options make no sense'] = (error as Error).message.split(/\.?\n|\. /);
    throw new UsageProblem(`${sentence.replace(/\.$/, '')}; --help lists the options.`);
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number, least: number, most: number): number {
  if (text === undefined) return otherwise;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageProblem(`--${name} must be a whole number from ${least} to ${most}, not "${text}".`);
}

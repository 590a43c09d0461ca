// `npm run demo`: starts an emulated Salesforce and Exchange and the real connector, plays the story, compares both
// systems and says where to look next. scripts/demo.mjs calls it when everything is installed and compiled. Whatever
// it starts it ends, however it is ended itself.
import { callsInWords } from './calls.js';
import { ChildProblem, startConnector, startEmulator, type EmulatorReady } from './children.js';
import { allDisagreements } from '#verify/agreement.js';
import { isInAgreement, resultOf, showDisagreements, showExplained, showTable, type Result } from './closing.js';
import { Control } from './control.js';
import { showEventReasons, showEventTable } from './event-closing.js';
import { newEventLedger } from '#verify/events/ledger.js';
import { playFirstSync } from './first-sync.js';
import { goOn } from './go-on.js';
import { newContactLedger } from '#verify/contacts/ledger.js';
import { HELP, readOptions, UsageProblem, type DemoOptions } from './options.js';
import { catchSignals, closeRunning, openRunning, type Running } from './running.js';
import { Screen, wrap } from './screen.js';
import { Stage } from './stage.js';
import { steps } from './steps.js';
import { Interrupted, Story, StoryProblem, type StepResult } from './story.js';
import { loadReasonWords, type ReasonWords } from './words.js';

/** The connector asks often, so that nobody waits; mailboxes are not swept, so that a scene stays one scene. */
const storyPace = { pollEveryMs: 150, sweepEveryMs: 3_600_000 };

const ABOUT =
  'The emulator plays both services over HTTP; the connector is the real one, with an embedded database of its own.';

const boxWidthMax = 74;

interface Scene {
  readonly startedAtMs: number;
  readonly emulator: EmulatorReady;
  readonly stage: Stage;
  readonly story: Story;
  readonly words: ReasonWords;
  readonly integrationUser: string;
}

async function run(options: DemoOptions): Promise<number> {
  const screen = new Screen(options.json ? process.stderr : process.stdout, process.env);
  const running = openRunning(screen);
  const release = catchSignals(running);
  let keep = options.keep;
  try {
    return await tell(running, options);
  } catch (error) {
    const code = explain(running, error);
    keep ||= code === 1;
    if (options.json && code === 1)
      process.stdout.write(`${JSON.stringify({ agreement: false, problem: brief(error) })}\n`);
    return code;
  } finally {
    await closeRunning(running, keep);
    release();
  }
}

async function tell(running: Running, options: DemoOptions): Promise<number> {
  const { screen } = running;
  screen.line(screen.paint('bold', 'Exchange Sync – a demo on a local Salesforce and a local Exchange'));
  const scene = await setUp(running, options);
  const result = await play(scene, screen);
  const { agreement } = result;
  showEnd(screen, result);
  if (options.once || !agreement) {
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    if (options.once)
      screen.line('Without --once everything stays up for you to try; docs/demo.md explains what you saw.');
    return agreement ? 0 : 1;
  }
  await goOn(running, scene.stage, scene.emulator);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  return 0;
}

async function setUp(running: Running, options: DemoOptions): Promise<Scene> {
  const { root, folder, screen, children, stop } = running;
  const startedAtMs = Date.now();
  screen.progress('Starting the emulator …');
  const emulator = await startEmulator(root, folder, options);
  children.push(emulator.child);
  const control = new Control(emulator.ready.url);
  const cast = await control.people();
  const people = cast.people.filter(({ role }) => role === 'rep');
  const before = await control.look();
  const oddIds = new Set(cast.oddities.map(({ id }) => id));
  const ledgers = { ledger: newContactLedger(), eventLedger: newEventLedger() };
  const { tenantId } = emulator.ready;
  const stage = new Stage({ control, screen, ...ledgers, people, tenantId, oddIds }, before);
  screen.progress('Starting the connector …');
  const connector = await startConnector(root, folder, emulator.ready, storyPace);
  children.push(connector.child);
  const trouble = Promise.race(children.map((child) => child.untilItEnds()));
  trouble.catch(() => undefined);
  const words = await loadReasonWords(root);
  const integrationUser = cast.people.find(({ role }) => role === 'integration')?.username ?? '';
  screen.line();
  screen.wrapped(`  Five people of a small company sync contacts and calendars, each in another way. ${ABOUT}`, 2);
  screen.line(`  Salesforce and Exchange  ${emulator.ready.url}`);
  screen.line(`  connector                ${connector.url}`);
  const story = new Story({ stage, words, integrationUser, trouble, stop: stop.signal });
  return { startedAtMs, emulator: emulator.ready, stage, story, words, integrationUser };
}

async function play({ startedAtMs, stage, story, words, integrationUser }: Scene, screen: Screen): Promise<Result> {
  const results: StepResult[] = [await playFirstSync({ story, stage, words, before: stage.before, integrationUser })];
  for (const [index, step] of steps.entries()) results.push(await story.play(step, index + 2));
  const compared = await story.compare(await stage.look());
  const { contacts, events } = compared;
  const calls = await stage.control.callsSince(0);
  screen.line();
  screen.line(screen.paint('bold', 'Both systems, item by item'));
  showTable(screen, contacts);
  screen.line();
  showEventTable(screen, events);
  screen.line();
  screen.line(
    'What stays different, and the rule that says so (docs/reason-codes.md), first of contacts, then of events:',
  );
  showExplained(screen, null, contacts.explained);
  screen.line();
  showEventReasons(screen, null, events);
  showDisagreements(screen, allDisagreements(compared));
  const agreement = isInAgreement(compared, results);
  const seconds = (Date.now() - startedAtMs) / 1_000;
  return resultOf({ agreement, compared, steps: results, calls, people: stage.people, integrationUser, seconds });
}

function showEnd(screen: Screen, { agreement, duplicates, disagreements, seconds, calls }: Result): void {
  const { looking } = calls.purposes;
  // A frame has four signs at its sides.
  const width = Math.min(boxWidthMax, screen.width - 4);
  screen.line();
  screen.box([
    agreement ? 'Both systems agree.' : `The systems do not agree: ${disagreements} differences without a reason.`,
    `Duplicates: ${duplicates}. Time: ${seconds} s.`,
    ...wrap(`Calls: ${callsInWords(calls.purposes)}, looks for changes ${looking}.`, width, 2),
    '',
    'What you saw, scene by scene   docs/demo.md',
    'How it works                   docs/architecture.md',
    'Acting as people yourself      emulator/README.md',
  ]);
  screen.line();
}

/** Says what went wrong in as few words as possible. Answers the exit code. */
function explain({ screen, children }: Running, error: unknown): number {
  screen.done();
  if (error instanceof Interrupted) {
    screen.line('Stopped.');
    return 130;
  }
  const isKnown = error instanceof ChildProblem || error instanceof StoryProblem;
  screen.line(isKnown ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
  for (const { name, logFile } of children) screen.line(`The log of the ${name}: ${logFile}`);
  return 1;
}

/** The first line: what follows it are the last words of a log. */
function brief(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else process.exitCode = await run(options);
} catch (error) {
  if (!(error instanceof UsageProblem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

// The first scene: everybody syncs for the first time. Shows how far it is while it lasts, and what became of contacts
// and events afterwards.
import { callsInWords, countCalls } from './calls.js';
import { changeCounts, findChanges } from './changes.js';
import { showExplained, showTable } from './closing.js';
import { showEventReasons, showEventTable } from './event-closing.js';
import { keyOn } from '#verify/events/pairs.js';
import { syncNow } from './step.js';
import type { Stage } from './stage.js';
import { showVerdict, type Story, type StepResult } from './story.js';
import type { Systems } from '#verify/systems.js';
import type { ReasonWords } from './words.js';

export interface FirstSyncParts {
  readonly story: Story;
  readonly stage: Stage;
  readonly words: ReasonWords;
  readonly before: Systems;
  readonly integrationUser: string;
}

export const firstSyncTitle = 'First sync of five people';
const createRoute = 'POST /users/{user}/contactFolders/{folder}/contacts';

export async function playFirstSync(parts: FirstSyncParts): Promise<StepResult> {
  const { story, stage, words, before, integrationUser } = parts;
  const { screen, control } = stage;
  const startedAtMs = Date.now();
  const secondsNow = (): string => ((Date.now() - startedAtMs) / 1_000).toFixed(1);
  screen.line();
  screen.line(screen.paint('bold', `1  ${firstSyncTitle}`));
  await story.ask(syncNow, async () => {
    const routes = await control.exchangeRoutes();
    const calls = Object.values(routes).reduce((sum, number) => sum + number, 0);
    const events = (await control.records('Event')).filter((record) => keyOn(record) !== '').length;
    const made = `${routes[createRoute] ?? 0} contacts to Outlook, ${events} events to Salesforce`;
    screen.progress(`   ${made}, ${secondsNow()} s, ${calls} calls`);
  });
  const after = await story.untilQuiet(before);
  const seconds = (Date.now() - startedAtMs) / 1_000;
  const compared = await story.compare(after);
  const { contacts, events } = compared;
  showTable(screen, contacts);
  showExplained(screen, words, contacts.explained);
  screen.line();
  showEventTable(screen, events);
  showEventReasons(screen, words, events);
  const calls = countCalls(await control.callsSince(0), integrationUser);
  screen.line(`    ${screen.paint('dim', `${callsInWords(calls)}; ${seconds.toFixed(1)} s`)}`);
  showVerdict(screen, compared);
  const changes = changeCounts(findChanges(before, after, stage.people));
  return { title: firstSyncTitle, seconds, calls, changes, agreement: compared.agreement };
}

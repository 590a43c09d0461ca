// The first scene: everybody syncs for the first time. Shows how far it is while it lasts, and what became of the
// contacts afterwards.
import { callsInWords, countCalls } from './calls.js';
import { changeCounts, findChanges } from './changes.js';
import { showExplained, showTable } from './closing.js';
import type { Stage } from './stage.js';
import { showVerdict, type Story, type StepResult } from './story.js';
import type { Systems } from './systems.js';
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
  await story.ask('petra', 'SyncNow', async () => {
    const routes = await control.exchangeRoutes();
    const calls = Object.values(routes).reduce((sum, number) => sum + number, 0);
    screen.progress(`   ${routes[createRoute] ?? 0} contacts made in Outlook, ${calls} calls, ${secondsNow()} s`);
  });
  const after = await story.untilQuiet(before);
  const seconds = (Date.now() - startedAtMs) / 1_000;
  const comparison = story.compare(after);
  showTable(screen, comparison);
  showExplained(screen, words, comparison.explained);
  const calls = countCalls(await control.callsSince(0), integrationUser);
  screen.line(`    ${screen.paint('dim', `${callsInWords(calls)}; ${seconds.toFixed(1)} s`)}`);
  showVerdict(screen, comparison);
  const changes = changeCounts(findChanges(before, after, stage.people));
  return { title: firstSyncTitle, seconds, calls, changes, agreement: comparison.agreement };
}

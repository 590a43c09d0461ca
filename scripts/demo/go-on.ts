// After the story: everything stays up for people to try things by themselves. The connector is started again with a
// short sweep, so that edits in Outlook show within seconds, and whatever changes on either side is said.
import { changeInWords, findChanges, systemName } from './changes.js';
import { startConnector, type EmulatorReady } from './children.js';
import type { Fields } from './control.js';
import { ordinaryMeetings } from './event-stage.js';
import type { Running } from './running.js';
import type { Stage } from './stage.js';
import { pause } from './story.js';
import { FOLDER } from '#verify/systems.js';

const playPace = { pollEveryMs: 1_000, sweepEveryMs: 4_000 };
const lookEveryMs = 1_000;

/** Ends when somebody stops the demo; rejects when a process ends by itself. */
export async function goOn(running: Running, stage: Stage, emulator: EmulatorReady): Promise<void> {
  const { root, folder, screen, children, stop } = running;
  await children.pop()?.stop();
  if (stop.signal.aborted) return;
  const connector = await startConnector(root, folder, emulator, playPace);
  children.push(connector.child);
  const trouble = Promise.race(children.map((child) => child.untilItEnds()));
  trouble.catch(() => undefined);
  await stage.control.inSalesforce('petra', 'request', { fields: { Type__c: 'SyncNow' } });
  await showWhatToTry(stage, emulator.url, connector.url);
  let seen = await stage.look();
  while (!stop.signal.aborted) {
    await Promise.race([pause(lookEveryMs, stop.signal), trouble]);
    if (stop.signal.aborted) return;
    const lookedAtMs = Date.now();
    const now = await stage.look();
    for (const change of findChanges(seen, now, stage.people)) {
      const place = `${systemName(change)} (${change.person})`.padEnd(20);
      screen.wrapped(`  ${new Date().toTimeString().slice(0, 8)} ${place} ${changeInWords(change)}`, 32);
    }
    seen = now;
    // A look at a large org takes a while: no more than a fifth of the time is spent with looking.
    await pause(4 * (Date.now() - lookedAtMs), stop.signal);
  }
}

async function showWhatToTry(stage: Stage, emulatorUrl: string, connectorUrl: string): Promise<void> {
  const { screen, now } = stage;
  const mira = stage.person('Mira');
  const [item] = now.itemsInFolder(mira);
  const [meeting] = await ordinaryMeetings(stage, mira);
  screen.wrapped(
    'Everything stays up until Ctrl-C. The connector was started again, and looks into each mailbox every 4 s.',
    0,
  );
  screen.line();
  screen.line(`  both systems      ${emulatorUrl}/_emulator/state`);
  screen.line(`  what people do    ${emulatorUrl}/_emulator/   (emulator/README.md)`);
  screen.line(`  connector         ${connectorUrl}/health  ${connectorUrl}/ready`);
  screen.line();
  showTry(stage, `Mira edits a contact of ${FOLDER} in Outlook`, emulatorUrl, 'edit-contact', {
    id: item?.id,
    properties: { jobTitle: 'Your own idea' },
  });
  showTry(stage, 'Mira edits a meeting in Outlook', emulatorUrl, 'edit-event', {
    id: meeting?.id,
    properties: { subject: 'Your own meeting' },
  });
}

/** Nothing where there is nothing to try it on. */
function showTry({ screen }: Stage, what: string, emulatorUrl: string, action: string, body: Fields): void {
  if (body['id'] === undefined) return;
  screen.line(`Try it: ${what}, and Salesforce follows:`);
  screen.line();
  screen.line(`curl -X POST ${emulatorUrl}/_emulator/outlook/mira/${action} -d '${JSON.stringify(body)}'`);
  screen.line();
}

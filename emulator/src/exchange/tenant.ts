// The emulated Exchange of one tenant: puts the parts together behind the interface that the rest of the emulator knows
// (parts.ts). Rules and their evidence: notes.md.
import type { ExchangeTenant } from '../parts.js';
import type { World } from '../world.js';
import { outlookHands } from './contacts/outlook-hands.js';
import { contactRoutes } from './contacts/routes-contacts.js';
import { deltaRoutes } from './contacts/routes-delta.js';
import { folderRoutes } from './contacts/routes-folders.js';
import { dumpCalendars, dumpMailbox } from './dump.js';
import { calendarHands } from './events/calendar-hands.js';
import { calendarViewRoutes } from './events/routes-calendar-view.js';
import { calendarRoutes } from './events/routes-calendars.js';
import { eventRoutes } from './events/routes-events.js';
import { exchangeApp } from './graph/http.js';
import { userRoutes } from './graph/routes-users.js';
import { setSwitch } from './switches.js';
import { newTenantState } from './tenant-state.js';

/**
 * `listener` is an Express app: it can serve alone, and as a part of another app it passes on what is not Exchange's.
 */
export function createExchangeTenant(world: World, options: { tenantId: string }): ExchangeTenant {
  const state = newTenantState(world, options.tenantId);
  const { directory } = state;
  return {
    tenantId: options.tenantId,
    listener: exchangeApp(state, [
      ...userRoutes,
      ...folderRoutes,
      ...deltaRoutes,
      ...contactRoutes,
      ...calendarRoutes,
      ...calendarViewRoutes,
      ...eventRoutes,
    ]),
    addApp: (app) => {
      state.apps.set(app.clientId.toLowerCase(), app);
    },
    addMailbox: (mailbox) => directory.add(mailbox).id,
    setMailboxState: (mailbox, mailboxState) => {
      directory.require(mailbox).state = mailboxState;
    },
    hands: (mailbox) => outlookHands(directory.require(mailbox).mailbox, state.switches),
    calendarHands: (mailbox) =>
      calendarHands({ directory, user: directory.require(mailbox), switches: state.switches }),
    setSwitch: (name, value) => setSwitch(state.switches, name, value),
    expireDeltaTokens: (mailbox) => {
      const users = mailbox === undefined ? directory.all() : [directory.require(mailbox)];
      for (const user of users) user.mailbox.tokenEpoch += 1;
    },
    dump: () => ({
      mailboxes: directory.all().map((user) => ({ ...dumpMailbox(user), ...dumpCalendars(user, state.switches) })),
    }),
  };
}

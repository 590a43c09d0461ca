// GET /health: the process lives. GET /ready: it has earned trust: the database answers now, Salesforce and Microsoft
// took our credentials and neither is in trouble. 200 or 503, each with the state of the parts as codes.
import { Router, type RequestHandler } from 'express';
import type { StorePort } from '../ports/store.js';
import type { Contact, SystemName, Vitals } from './vitals.js';

type PartState = 'OK' | 'NEVER_REACHED' | 'SILENT' | 'IN_TROUBLE';

interface Readiness {
  readonly isReady: boolean;
  readonly database: 'OK' | 'UNREACHABLE';
  readonly salesforce: { readonly state: PartState; readonly lastAnswer: string | null };
  readonly microsoft: { readonly state: PartState; readonly lastAnswer: string | null };
}

/** Salesforce is asked every half minute; ten missed answers are silence. */
const silentAfterMs = 5 * 60_000;
const defaultDatabaseTimeoutMs = 2_000;

export function healthRoutes(
  vitals: Vitals,
  store: Pick<StorePort, 'readInstallation'>,
  databaseTimeoutMs = defaultDatabaseTimeoutMs,
): Router {
  const router = Router();
  router.get('/health', noStore, (_, response) => void response.json({ status: 'OK' }));
  router.get('/ready', noStore, async (_, response) => {
    const readiness = judgeReadiness(vitals, await answersInTime(() => store.readInstallation(), databaseTimeoutMs));
    response.status(readiness.isReady ? 200 : 503).json(readiness);
  });
  return router;
}

function judgeReadiness(vitals: Vitals, isDatabaseThere: boolean): Readiness {
  const part = (system: SystemName, freshForMs: number | null): Readiness['salesforce'] => {
    const contact = vitals.contact(system);
    const { lastAnswerMs } = contact;
    return {
      state: stateOf(contact, vitals.nowMs(), freshForMs),
      lastAnswer: lastAnswerMs === null ? null : new Date(lastAnswerMs).toISOString(),
    };
  };
  // A mailbox without changes gives no reason to speak to Microsoft for long.
  const microsoft = part('microsoft', null);
  const salesforce = part('salesforce', vitals.isWorking() ? silentAfterMs : null);
  const isReady = isDatabaseThere && salesforce.state === 'OK' && microsoft.state === 'OK';
  return { isReady, database: isDatabaseThere ? 'OK' : 'UNREACHABLE', salesforce, microsoft };
}

function stateOf({ lastAnswerMs, lastTroubleMs }: Contact, nowMs: number, freshForMs: number | null): PartState {
  if (lastAnswerMs === null) return lastTroubleMs === null ? 'NEVER_REACHED' : 'IN_TROUBLE';
  if (lastTroubleMs !== null && lastTroubleMs > lastAnswerMs) return 'IN_TROUBLE';
  return freshForMs !== null && nowMs - lastAnswerMs > freshForMs ? 'SILENT' : 'OK';
}

async function answersInTime(ask: () => Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const answered = ask().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const noStore: RequestHandler = (_, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

// The control interface under /_emulator: acting as people, faults, clock, counters, switches, dumps. For tests,
// the demo and the curious.
// None of its requests counts as a call. Every route is described with an example in emulator/README.md; a test
// compares.
import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { apexRoutes } from './control/apex.js';
import { BadInput, isPlainObject, type ControlInput } from './control/input.js';
import { outlookRoutes } from './control/outlook.js';
import type { Controlled, ControlRoute } from './control/route.js';
import { salesforceRoutes } from './control/salesforce.js';
import { worldRoutes } from './control/world.js';

export const CONTROL_PATH = '/_emulator';

export const controlRoutes: readonly ControlRoute[] = [
  ...worldRoutes,
  ...outlookRoutes,
  ...salesforceRoutes,
  ...apexRoutes,
];

const BODY_LIMIT = '4mb';

/**
 * 200 with JSON; 400 where the input makes no sense or names what is not there (a sentence says what); 404 for an
 * unknown route; 409 where the emulated system refuses, with its code.
 */
export function createControl(controlled: Controlled): Express {
  const app = express();
  app.disable('x-powered-by');
  const router = express.Router();
  router.use(express.json({ limit: BODY_LIMIT, type: () => true }));
  router.get('/', (_request, response) => {
    response.json({
      routes: controlRoutes.map(({ method, path, about }) => ({ method, path: CONTROL_PATH + path, about })),
    });
  });
  for (const route of controlRoutes) {
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
    router[method](route.path, (request, response) => {
      const answer = route.handle(controlled, readInput(request));
      response.status(route.statusOf?.(answer) ?? 200).json(answer);
    });
  }
  app.use(CONTROL_PATH, router);
  app.use((request, response) => {
    const places = `Salesforce is below /services, Graph below /v1.0; GET ${CONTROL_PATH}/ lists what control can do`;
    const message = `There is no ${request.method} ${request.path}; ${places}.`;
    response.status(404).json({ error: { code: 'unknownRoute', message } });
  });
  app.use(answerError);
  return app;
}

function readInput(request: Request): ControlInput {
  const body: unknown = request.body ?? {};
  if (!isPlainObject(body)) throw new BadInput('The body must be a JSON object.');
  return { params: textsOnly(request.params), query: textsOnly(request.query), body };
}

function textsOnly(values: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts);
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const { status, code, message } = describeError(error);
  response.status(status).json({ error: { code, message } });
};

function describeError(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof SyntaxError) return { status: 400, code: 'badInput', message: 'The body must be valid JSON.' };
  if (isTooLarge(error)) return { status: 400, code: 'badInput', message: `The body may have ${BODY_LIMIT} at most.` };
  if (!(error instanceof Error)) return { status: 500, code: 'bug', message: String(error) };
  const code = refusalCode(error);
  if (code !== null) return { status: 409, code, message: error.message.replace(`${code}: `, '') };
  // The halves throw plain errors, with a sentence, for names and ids that they do not know.
  if (error instanceof BadInput || error.name === 'Error') {
    return { status: 400, code: 'badInput', message: error.message };
  }
  return { status: 500, code: 'bug', message: String(error) };
}

/** The code of the emulated system, where it is one of its own refusals. Errors of Node have codes too. */
function refusalCode(error: Error): string | null {
  if ('errorCode' in error && typeof error.errorCode === 'string') return error.errorCode;
  return error.name === 'Refusal' && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'entity.too.large';
}

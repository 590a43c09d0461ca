// The last word on every request: a code, never a message or a stack; those may quote what was sent.
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Log } from '../log.js';

export const notFound: RequestHandler = (_, response) => {
  response.status(404).json({ error: 'NOT_FOUND' });
};

/** What Express itself finds wrong with a request (a broken path, a body too large) keeps its status. */
export function answerErrors(log: Pick<Log, 'error'> | null): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status } = error as { status?: unknown };
    if (typeof status === 'number' && status >= 400 && status < 500) {
      response.status(status).json({ error: 'BAD_REQUEST' });
      return;
    }
    log?.error('HTTP_FAILED', { error });
    response.status(500).json({ error: 'INTERNAL' });
  };
}

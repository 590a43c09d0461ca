// Who asks: this machine, or somebody who knows a token. Nothing here believes a header that anybody can send.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

/** True for a request from this machine itself. One that a proxy passed on is not, however near the proxy stands. */
export function isFromThisMachine(request: Pick<Request, 'socket' | 'headers'>): boolean {
  const address = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const wasPassedOn = ['x-forwarded-for', 'forwarded', 'via'].some((name) => request.headers[name] !== undefined);
  return !wasPassedOn && (address === '::1' || address.startsWith('127.'));
}

/** Compares in constant time: digests have one length. */
export function bearsToken(request: Pick<Request, 'headers'>, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

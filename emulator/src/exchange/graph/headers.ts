// Request and answer headers: the Prefer header, the ids of a request, what every answer carries. Evidence: notes.md,
// "Headers".
import type { IdForm } from '../contacts/contact-view.js';
import type { GraphAnswer, Headers } from './graph-request.js';

const jsonType =
  'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8';

interface Preferences {
  readonly idForm: IdForm;
  readonly maxPageSize: number | null;
  /** Honoured by routes of events alone; the name is not checked here. */
  readonly timeZone: string | null;
  readonly bodyType: 'text' | 'html' | null;
  /** What the answer says was honoured. */
  readonly applied: readonly string[];
}

/**
 * Reads `Prefer: IdType="ImmutableId", odata.maxpagesize=50`; preferences that are not known are passed over, as HTTP
 * wants it.
 */
export function readPreferences(headers: Headers): Preferences {
  const parts = (headers.prefer ?? '').split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim());
  const isImmutable = parts.some((part) => /^IdType\s*=\s*"?ImmutableId"?$/i.test(part));
  const size = parts
    .map((part) => /^odata\.maxpagesize\s*=\s*"?(\d+)"?$/i.exec(part)?.[1])
    .find((text) => text !== undefined);
  const maxPageSize = size === undefined || Number(size) === 0 ? null : Number(size);
  const applied = [
    ...(isImmutable ? ['IdType="ImmutableId"'] : []),
    ...(maxPageSize === null ? [] : [`odata.maxpagesize=${maxPageSize}`]),
  ];
  const quoted = (name: string): string | null =>
    parts.map((part) => new RegExp(`^${name}\\s*=\\s*"?([^"]*)"?$`, 'i').exec(part)?.[1]).find(Boolean) ?? null;
  const bodyType = quoted('outlook\\.body-content-type')?.toLowerCase();
  return {
    idForm: isImmutable ? 'immutable' : 'regular',
    maxPageSize,
    timeZone: quoted('outlook\\.timezone'),
    bodyType: bodyType === 'text' || bodyType === 'html' ? bodyType : null,
    applied,
  };
}

const diagnostic = JSON.stringify({
  ServerInfo: { DataCenter: 'Emulator', Slice: 'E', Ring: '1', ScaleUnit: '000', RoleInstance: 'EMULATOR00' },
});

/** Headers of the answer to an HTTP request (parts of a batch have their own few). */
export function answerHeaders(
  answer: GraphAnswer,
  request: { readonly requestId: string; readonly clientRequestId: string },
  now: Date,
): Record<string, string> {
  return {
    'Cache-Control': 'private',
    'Strict-Transport-Security': 'max-age=31536000',
    'request-id': request.requestId,
    'client-request-id': request.clientRequestId,
    'x-ms-ags-diagnostic': diagnostic,
    Date: now.toUTCString(),
    ...partHeaders(answer),
  };
}

/** Headers of the answer itself: what a part of a batch shows. */
export function partHeaders(answer: GraphAnswer): Record<string, string> {
  const type = typeof answer.body === 'string' ? 'text/html' : jsonType;
  return { ...(answer.body === undefined ? {} : { 'Content-Type': type }), ...answer.headers };
}

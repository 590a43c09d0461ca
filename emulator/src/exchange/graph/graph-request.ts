// The terms of one Graph request, single or part of a batch: what came in, what a route is given, what goes out.
// No Express here: a part of a batch never was an HTTP request.
import type { IdForm } from '../contacts/contact-view.js';
import type { DirectoryUser } from '../directory.js';
import type { TenantState } from '../tenant-state.js';
import type { Query } from './odata.js';

/** Header names in small letters. */
export type Headers = Readonly<Record<string, string>>;

export type RequestBody =
  { readonly kind: 'none' } | { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'unreadable' };

export interface IncomingRequest {
  readonly method: string;
  /** Path and query behind `/v1.0`, still encoded. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: RequestBody;
  readonly isSubRequest: boolean;
  readonly requestId: string;
  readonly clientRequestId: string;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string goes out as text/html, anything else as JSON, undefined as no body. */
  readonly body?: unknown;
}

/** What a route works with. */
export interface RouteRequest {
  readonly tenant: TenantState;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly headers: Headers;
  readonly body: RequestBody;
  readonly idForm: IdForm;
  /** From `Prefer: odata.maxpagesize`. */
  readonly maxPageSize: number | null;
  /** From `Prefer: outlook.timezone`; not checked. */
  readonly timeZone: string | null;
  /** From `Prefer: outlook.body-content-type`. */
  readonly bodyType: 'text' | 'html' | null;
}

export interface MailboxRequest extends RouteRequest {
  readonly user: DirectoryUser;
}

/** Served, or the connection is to be cut: by a fault (of this request alone) or by the watcher (of the whole wire). */
export type Served =
  | { readonly kind: 'answer'; readonly answer: GraphAnswer }
  | { readonly kind: 'cut'; readonly by: 'fault' | 'watcher' };

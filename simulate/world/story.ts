// A story: who syncs how, what people do and when, what goes wrong and when. It is data, so that it can be played
// again, made shorter step by step, and told in words.
import type { Rules, Side } from '../model/rules.js';

export type FieldName = 'Title' | 'Department' | 'Phone' | 'MobilePhone';
export const fieldNames: readonly FieldName[] = ['Title', 'Department', 'Phone', 'MobilePhone'];

export type Values = Readonly<Partial<Record<FieldName, string>>>;

/** What a person does to the contact with this number. What is not possible at that moment is left out. */
export type Act =
  | { readonly kind: 'make'; readonly contact: number; readonly side: Side; readonly values: Values }
  | {
      readonly kind: 'edit';
      readonly contact: number;
      readonly side: Side;
      readonly field: FieldName;
      readonly value: string;
    }
  | { readonly kind: 'delete' | 'restore'; readonly contact: number; readonly side: Side }
  | { readonly kind: 'moveOut' | 'moveIn'; readonly contact: number };

export type Trouble =
  /** The process is killed at this call, before or after it is carried out, and started again at once. */
  | 'kill'
  /** The connection is cut. */
  | 'cut'
  /** The process sleeps for longer than its lease; meanwhile another one works. */
  | 'takeOver'
  /** From here on, of the next call: an answer instead of what was asked. */
  | { readonly status: 401 | 410 | 429 | 503; readonly retryAfter?: string }
  /** The next listing is empty although there is something. */
  | 'emptyListing'
  /** Every delta token has expired: 410 at the next use. */
  | 'expireTokens'
  /** The next write to Salesforce meets a locked row. */
  | 'rowLock'
  /** A write is answered by nobody and carried out minutes later all the same. After the call: its answer is lost. */
  | 'late';

/** Something in the middle of the connector's work: at the n-th call, or the n-th call that writes. */
export interface Meanwhile {
  readonly of: 'calls' | 'writes';
  readonly nth: number;
  readonly phase: 'before' | 'after';
  readonly acts: readonly Act[];
  readonly trouble?: Trouble;
}

export type Step =
  | { readonly kind: 'act'; readonly act: Act }
  /** Time passes and the connector works until it has nothing more to do. */
  | { readonly kind: 'run'; readonly meanwhile: readonly Meanwhile[] }
  /** The same without any trouble; afterwards everything is judged. */
  | { readonly kind: 'rest' };

export interface Story {
  /** What `seed` is the number of: a drawn story, a small history of `--exhaustive`, or a known one. */
  readonly origin: 'seed' | 'history' | 'row' | 'known';
  readonly seed: number;
  readonly people: readonly Rules[];
  /** Who owns contact number 0, 1, 2 … */
  readonly owners: readonly number[];
  /** Automation in the org brings telephone numbers into a form of its own. */
  readonly formatsPhones: boolean;
  /** Exchange takes no notice of If-Match on contacts. */
  readonly ignoresIfMatch: boolean;
  readonly steps: readonly Step[];
}

export function nameOf(contact: number): string {
  return `Contact${String.fromCharCode(65 + (contact % 26))}${contact >= 26 ? Math.floor(contact / 26) : ''}`;
}

export function tellAct(act: Act): string {
  const name = nameOf(act.contact);
  switch (act.kind) {
    case 'make':
      return `makes ${name} in ${act.side} with ${JSON.stringify(act.values)}`;
    case 'edit':
      return `types "${act.value}" into ${act.field} of ${name} in ${act.side}`;
    case 'delete':
      return `deletes ${name} in ${act.side}`;
    case 'restore':
      return `restores ${name} in ${act.side}`;
    case 'moveOut':
      return `moves ${name} out of the folder`;
    case 'moveIn':
      return `moves ${name} into the folder`;
  }
}

function tellTrouble(trouble: Trouble): string {
  if (typeof trouble === 'string') return trouble;
  return `next answer ${trouble.status}${trouble.retryAfter === undefined ? '' : ` Retry-After ${trouble.retryAfter}`}`;
}

export function tellStep(step: Step): string {
  if (step.kind === 'act') return `a person ${tellAct(step.act)}`;
  if (step.kind === 'rest') return 'everything comes to rest and is judged';
  const parts = step.meanwhile.map(({ of, nth, phase, acts, trouble }) => {
    const all = [...acts.map((act) => `a person ${tellAct(act)}`), ...(trouble ? [tellTrouble(trouble)] : [])];
    return `${phase} no. ${nth} of its ${of}: ${all.join(', then ')}`;
  });
  return ['the connector works', ...parts].join('; ');
}

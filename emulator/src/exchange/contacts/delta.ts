// Change tracking of one folder (contacts) or calendar: rounds, pages, tokens, generations. A token is a signed note of
// numbers; nothing is kept for it but the last few generations of the folder. What a changed item shows is told by the
// caller. Rules and evidence: notes.md, "Contacts: delta" and "Events: delta".
import { createHmac, timingSafeEqual } from 'node:crypto';
import { leftDuring, wasHereAt, type ChangeLog, type LoggedItem } from '../change-log.js';
import type { TimeWindow } from '../events/events.js';
import { badRequest, Refusal } from '../graph/errors.js';
import type { Switches } from '../switches.js';

export interface TrackedFolder {
  readonly id: string;
  readonly log: ChangeLog;
  generations: { readonly number: number; readonly sequence: number }[];
}

/** What a token says. Numbers are sequence numbers of the mailbox. */
interface Note {
  readonly kind: 'next' | 'delta';
  readonly folderId: string;
  /** The client knows everything up to here from earlier rounds; 0 = nothing. */
  readonly base: number;
  /** Where the folder stood when the round began. */
  readonly start: number;
  /** The round has shown everything up to here. */
  readonly shown: number;
  readonly epoch: number;
  readonly generation: number;
  readonly select: readonly string[] | null;
  /** Frozen for all rounds; null for contacts. */
  readonly window: TimeWindow | null;
  /** Immutable id of the last item shown, for the switch deltaRepeatsItems. */
  readonly last: string | null;
  /** It is not the first round of this client. */
  readonly isLater: boolean;
  /** The empty page at the beginning is behind us. */
  readonly isBegun: boolean;
}

/** What a changed item is to the round that meets it. */
export interface ItemStanding {
  /** The client can know the item: a removal of it is news. */
  readonly isNews: boolean;
  /** It changed after the client began: an item that is outside what it asked for may be known to it. */
  readonly isChange: boolean;
  /** The client knows everything up to this sequence number from earlier rounds. */
  readonly base: number;
  readonly window: TimeWindow | null;
}

interface DeltaPage<Shown> {
  readonly items: readonly Shown[];
  readonly select: readonly string[] | null;
  readonly link: { readonly kind: 'next' | 'delta'; readonly token: string };
}

export class DeltaTokens {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  write(note: Note): string {
    const payload = Buffer.from(JSON.stringify(note)).toString('base64url');
    return `${payload}.${this.#sign(payload)}`;
  }

  /** Throws 400 for anything that this tenant did not write for this folder. */
  read(token: string, kind: 'next' | 'delta', folder: TrackedFolder): Note {
    const [payload = '', signature = ''] = token.split('.');
    const expected = this.#sign(payload);
    const isOurs =
      signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
    const note = isOurs ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Note) : null;
    if (note === null || note.kind !== kind || note.folderId !== folder.id) throw badRequest('Badly formed token.');
    return note;
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#secret).update(payload).digest('base64url');
  }
}

export interface DeltaRequest<Shown> {
  readonly tokenEpoch: number;
  readonly folder: TrackedFolder;
  readonly token: { readonly kind: 'next' | 'delta'; readonly text: string } | null;
  readonly select: readonly string[] | null;
  readonly window: TimeWindow | null;
  readonly pageSize: number;
  readonly nowMs: number;
  /** What the item shows: nothing, itself, or several things that are never split. */
  readonly show: (item: LoggedItem, standing: ItemStanding) => readonly Shown[];
}

export function deltaPage<Shown>(
  request: DeltaRequest<Shown>,
  tokens: DeltaTokens,
  switches: Switches,
): DeltaPage<Shown> {
  const { folder, token } = request;
  const before = token === null ? firstNote(request) : tokens.read(token.text, token.kind, folder);
  if (token !== null) checkAlive(before, request.tokenEpoch, folder, switches);
  const round: Note = before.kind === 'delta' && token !== null ? newRound(before, folder) : before;
  const show = (item: LoggedItem): readonly Shown[] => request.show(item, standingOf(item, round));

  if (switches.deltaEmptyFirstPage && !round.isBegun) {
    const next = nextNote(round, round.shown, null, folder, switches);
    return { items: [], select: round.select, link: { kind: 'next', token: tokens.write({ ...next, isBegun: true }) } };
  }
  const repeated = switches.deltaRepeatsItems && round.last !== null ? folder.log.find(round.last) : undefined;
  const items: Shown[] = repeated?.isHere ? [...show(repeated)] : [];
  const size = request.pageSize + items.length;
  let last: string | null = repeated?.isHere ? repeated.id : null;
  let shown = round.shown;
  for (const item of folder.log.after(round.shown, request.nowMs - switches.deltaDelayMs)) {
    if (items.length >= size) {
      const next = nextNote(round, shown, last, folder, switches);
      return { items, select: round.select, link: { kind: 'next', token: tokens.write(next) } };
    }
    shown = item.sequence;
    const news = show(item);
    items.push(...news);
    if (news.length > 0) last = item.id;
  }
  const end: Note = {
    ...round,
    kind: 'delta',
    base: shown,
    start: shown,
    shown,
    generation: generationFor(folder, shown, switches),
    last: null,
    isBegun: false,
  };
  return { items, select: round.select, link: { kind: 'delta', token: tokens.write(end) } };
}

function standingOf(item: LoggedItem, round: Note): ItemStanding {
  const isChange = round.isLater || item.sequence > round.start;
  return { isNews: isNews(item, round), isChange, base: round.base, window: round.window };
}

function firstNote<Shown>(request: DeltaRequest<Shown>): Note {
  return {
    kind: 'next',
    folderId: request.folder.id,
    base: 0,
    start: request.folder.log.latest(),
    shown: 0,
    epoch: request.tokenEpoch,
    generation: request.folder.generations.at(-1)?.number ?? 0,
    select: request.select,
    window: request.window,
    last: null,
    isLater: false,
    isBegun: false,
  };
}

function newRound(note: Note, folder: TrackedFolder): Note {
  return { ...note, kind: 'next', start: folder.log.latest(), isLater: true };
}

function nextNote(round: Note, shown: number, last: string | null, folder: TrackedFolder, switches: Switches): Note {
  const generation = switches.deltaPagesAgeTokens ? newGeneration(folder, shown, switches) : round.generation;
  return { ...round, kind: 'next', shown, last, isBegun: true, generation };
}

/** A removed item is told only to a client that can know it: from an earlier round, or from a page of this one. */
function isNews(item: LoggedItem, round: Note): boolean {
  return (round.base > 0 && wasHereAt(item, round.base)) || leftDuring(item, round.start, round.shown);
}

/** The same state is the same generation: reading one link again and again ages nothing. */
function generationFor(folder: TrackedFolder, sequence: number, switches: Switches): number {
  const known = folder.generations.find((generation) => generation.sequence === sequence);
  return known?.number ?? newGeneration(folder, sequence, switches);
}

function newGeneration(folder: TrackedFolder, sequence: number, switches: Switches): number {
  const number = (folder.generations.at(-1)?.number ?? 0) + 1;
  folder.generations = [...folder.generations, { number, sequence }].slice(-Math.max(1, switches.deltaGenerationsKept));
  return number;
}

function checkAlive(note: Note, tokenEpoch: number, folder: TrackedFolder, switches: Switches): void {
  const numbers = folder.generations.map((generation) => generation.number);
  const isOfGeneration = note.kind === 'delta' || switches.deltaPagesAgeTokens;
  const isKept = !isOfGeneration || note.generation === 0 || numbers.includes(note.generation);
  if (note.epoch === tokenEpoch && isKept) return;
  const highest = numbers.at(-1) ?? note.generation;
  const kept = [highest, ...numbers.slice(0, -1)].map((number) => `[${number}]`).join('');
  throw new Refusal(
    410,
    'SyncStateNotFound',
    `The sync state generation is not found; generation=${note.generation};[highest=${highest}]${kept}.`,
  );
}

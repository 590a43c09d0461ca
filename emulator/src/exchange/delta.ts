// Change tracking of one contact folder: rounds, pages, tokens, generations. A token is a signed note of numbers;
// nothing is kept for it but the last few generations of the folder. Rules and evidence: notes.md, "Contacts: delta".
import { createHmac, timingSafeEqual } from 'node:crypto';
import { badRequest, Refusal } from './errors.js';
import { leftDuring, wasHereAt, type LoggedItem } from './change-log.js';
import type { ContactFolder, Mailbox } from './mailbox.js';
import type { Switches } from './switches.js';

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
  /** Immutable id of the last item shown, for the switch deltaRepeatsItems. */
  readonly last: string | null;
  /** The empty page at the beginning is behind us. */
  readonly isBegun: boolean;
}

export interface DeltaPage {
  readonly items: readonly LoggedItem[];
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
  read(token: string, kind: 'next' | 'delta', folder: ContactFolder): Note {
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

export interface DeltaRequest {
  readonly mailbox: Mailbox;
  readonly folder: ContactFolder;
  readonly token: { readonly kind: 'next' | 'delta'; readonly text: string } | null;
  readonly select: readonly string[] | null;
  readonly pageSize: number;
  readonly nowMs: number;
}

export function deltaPage(request: DeltaRequest, tokens: DeltaTokens, switches: Switches): DeltaPage {
  const { mailbox, folder, token } = request;
  const before = token === null ? firstNote(request) : tokens.read(token.text, token.kind, folder);
  if (token !== null) checkAlive(before, mailbox, folder, switches);
  const round: Note = before.kind === 'delta' && token !== null ? newRound(before, folder) : before;

  if (switches.deltaEmptyFirstPage && !round.isBegun) {
    const next = nextNote(round, round.shown, null, folder, switches);
    return { items: [], select: round.select, link: { kind: 'next', token: tokens.write({ ...next, isBegun: true }) } };
  }
  const repeated = switches.deltaRepeatsItems && round.last !== null ? folder.log.find(round.last) : undefined;
  const items = repeated?.isHere ? [repeated] : [];
  let shown = round.shown;
  let isFull = false;
  for (const item of folder.log.after(round.shown, request.nowMs - switches.deltaDelayMs)) {
    if (isFull) {
      const next = nextNote(round, shown, items.at(-1)?.id ?? null, folder, switches);
      return { items, select: round.select, link: { kind: 'next', token: tokens.write(next) } };
    }
    shown = item.sequence;
    if (item.isHere || isNews(item, round)) items.push(item);
    isFull = items.length >= request.pageSize + (repeated?.isHere ? 1 : 0);
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

function firstNote(request: DeltaRequest): Note {
  return {
    kind: 'next',
    folderId: request.folder.id,
    base: 0,
    start: request.folder.log.latest(),
    shown: 0,
    epoch: request.mailbox.tokenEpoch,
    generation: request.folder.generations.at(-1)?.number ?? 0,
    select: request.select,
    last: null,
    isBegun: false,
  };
}

function newRound(note: Note, folder: ContactFolder): Note {
  return { ...note, kind: 'next', start: folder.log.latest() };
}

function nextNote(round: Note, shown: number, last: string | null, folder: ContactFolder, switches: Switches): Note {
  const generation = switches.deltaPagesAgeTokens ? newGeneration(folder, shown, switches) : round.generation;
  return { ...round, kind: 'next', shown, last, isBegun: true, generation };
}

/** A removed item is told only to a client that can know it: from an earlier round, or from a page of this one. */
function isNews(item: LoggedItem, round: Note): boolean {
  return (round.base > 0 && wasHereAt(item, round.base)) || leftDuring(item, round.start, round.shown);
}

/** The same state is the same generation: reading one link again and again ages nothing. */
function generationFor(folder: ContactFolder, sequence: number, switches: Switches): number {
  const known = folder.generations.find((generation) => generation.sequence === sequence);
  return known?.number ?? newGeneration(folder, sequence, switches);
}

function newGeneration(folder: ContactFolder, sequence: number, switches: Switches): number {
  const number = (folder.generations.at(-1)?.number ?? 0) + 1;
  folder.generations = [...folder.generations, { number, sequence }].slice(-Math.max(1, switches.deltaGenerationsKept));
  return number;
}

function checkAlive(note: Note, mailbox: Mailbox, folder: ContactFolder, switches: Switches): void {
  const numbers = folder.generations.map((generation) => generation.number);
  const isOfGeneration = note.kind === 'delta' || switches.deltaPagesAgeTokens;
  const isKept = !isOfGeneration || note.generation === 0 || numbers.includes(note.generation);
  if (note.epoch === mailbox.tokenEpoch && isKept) return;
  const highest = numbers.at(-1) ?? note.generation;
  const kept = [highest, ...numbers.slice(0, -1)].map((number) => `[${number}]`).join('');
  throw new Refusal(
    410,
    'SyncStateNotFound',
    `The sync state generation is not found; generation=${note.generation};[highest=${highest}]${kept}.`,
  );
}

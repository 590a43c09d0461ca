// Looks for changes in Salesforce for everybody at once: one Composite call, however many people sync. It only notes
// what changed and wakes whom it concerns; contents are read in the runs, as the person. Rule:
// docs/architecture.md, "How changes are noticed".
import { limits } from '../core/limits.js';
import { toInstant, type PersonId } from '../core/model.js';
import { success, type Outcome } from '../core/failure.js';
import type { Heartbeat } from '../core/one-connector.js';
import { systemSettingsFromRow } from '../core/settings/system.js';
import type { ChangeCursor, ChangeCursors, PollAnswer, SalesforceChange } from '../ports/salesforce.js';
import type { WorkerServices } from './services.js';
import { Standing } from './standing.js';
import type { Fleet } from './fleet.js';
import type { Requests } from './requests.js';

const objects = ['Contact', 'Account', 'User', 'Lead'] as const;

export interface PollResult {
  readonly hasMore: boolean;
  /** Share of the org's daily calls that is used, 0..1; null = unknown. */
  readonly apiUsedShare: number | null;
}

export class Poller {
  #pollNo = 0;
  /**
   * Not read yet, or in vain; or somebody asks for people that we do not know: they may have been assigned since.
   */
  #wantsSettings = true;
  /** Users changed, and nobody has read them since. */
  #wantsPeople = false;
  #lateCommitsReadAtMs = 0;
  #prunedAtMs = 0;
  readonly #standing: Standing;

  constructor(
    private readonly services: WorkerServices,
    private readonly fleet: Fleet,
    private readonly requests: Requests,
  ) {
    this.#standing = new Standing(services);
  }

  async poll(): Promise<Outcome<PollResult>> {
    const { org, clock, store } = this.services;
    const nowMs = clock.nowMs();
    const stored = await this.#cursors(nowMs);
    const readsLateCommits = nowMs - this.#lateCommitsReadAtMs >= limits.salesforceLateCommitEveryMs;
    const isNth = this.#pollNo % limits.configurationsEveryNthPoll === 0;
    const configurations = this.#wantsSettings || isNth;
    const heartbeat = this.#standing.heartbeat(configurations, nowMs);
    const answer = await org.poll(readsLateCommits ? earlier(stored) : stored, { configurations, heartbeat });
    if (!answer.ok) return answer;
    const system = await this.#takeSystem(answer.value, heartbeat);
    if (!system.ok) return system;
    this.#pollNo += 1;
    if (readsLateCommits) this.#lateCommitsReadAtMs = nowMs;
    this.#wantsSettings = configurations;
    const settings = await this.#takeSettings(answer.value);
    if (!settings.ok) return settings;
    const { changes, emails } = answer.value;
    // Before the cursor moves on, or a crash could lose it; and again with each late reading, for events that a run was
    // just looking at when the contact or lead came.
    await this.#wakeEvents(changes, emails, nowMs);
    const fresh = await store.addChanges(changes, notBackwards(stored, answer.value.cursors), nowMs);
    await this.#wake(fresh);
    this.#wantsPeople ||= fresh.some(({ object }) => object === 'User');
    const refreshed = this.#wantsPeople ? await this.fleet.refreshPeople() : success(null);
    if (!refreshed.ok) return refreshed;
    this.#wantsPeople = false;
    this.#wantsSettings = await this.requests.take(answer.value.requests, configurations);
    await this.#prune(nowMs);
    const hasMore = answer.value.hasMore || this.#wantsSettings;
    return success({ hasMore, apiUsedShare: answer.value.apiUsedShare });
  }

  /** Before people are taken up: whether anything may be written, and the domains that hold for all. */
  async #takeSystem({ systemSettings, connectors }: PollAnswer, said: Heartbeat | null): Promise<Outcome<null>> {
    const settings = systemSettingsFromRow(systemSettings);
    const news = await this.#standing.take(settings, connectors, said);
    if (!news.ok) return news;
    // Taken over even where people are to be read anyway.
    const hasOtherDomains = this.fleet.takeDomains(settings);
    this.#wantsPeople ||= hasOtherDomains;
    if (news.value) {
      const everybody = this.fleet.all().map(({ user }) => user.id);
      await this.#makeDue(everybody, this.services.clock.nowMs());
    }
    return success(null);
  }

  async #takeSettings({ configurationRows, assignments }: PollAnswer): Promise<Outcome<boolean>> {
    if (configurationRows === null || assignments === null) return success(false);
    return this.fleet.takeSettings(configurationRows, assignments);
  }

  /** Owners of what changed, people linked to it, and people who take everything they see. */
  async #wake(changes: readonly SalesforceChange[]): Promise<void> {
    if (changes.length === 0) return;
    const { store, clock } = this.services;
    const contacts = changes.filter(({ object }) => object === 'Contact');
    const accounts = changes.filter(({ object }) => object === 'Account').map(({ recordId }) => recordId);
    const linked = await store.peopleLinkedTo({ contacts: contacts.map(({ recordId }) => recordId), accounts });
    const owners = contacts.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId as PersonId]));
    const people = new Set([...linked, ...owners, ...(contacts.length > 0 ? this.fleet.whoTakeAllVisible() : [])]);
    await this.#makeDue([...people], clock.nowMs());
  }

  /** Events that wait for a contact or lead with one of these addresses. The addresses go no further than this. */
  async #wakeEvents(changes: readonly SalesforceChange[], emails: PollAnswer['emails'], nowMs: number): Promise<void> {
    const { store, hasher } = this.services;
    const keys = changes.flatMap(({ recordId, isDeleted }) => {
      const email = isDeleted ? undefined : emails.get(recordId);
      return email === undefined ? [] : [hasher.keyHash('email', email)];
    });
    if (keys.length === 0) return;
    await this.#makeDue(await store.wakeFindings('Event', [...new Set(keys)], nowMs), nowMs);
  }

  async #makeDue(people: readonly PersonId[], nowMs: number): Promise<void> {
    const syncing = people.filter((person) => this.fleet.get(person) !== null);
    await this.services.store.makeDue(syncing, nowMs, 1);
  }

  async #cursors(nowMs: number): Promise<ChangeCursors> {
    const start: ChangeCursor = { modifiedAt: toInstant(nowMs - limits.salesforceLateCommitMs), recordId: '' };
    const cursors = await Promise.all(
      objects.map(async (object) => [object, (await this.services.store.readChangeCursor(object)) ?? start]),
    );
    return Object.fromEntries(cursors) as ChangeCursors;
  }

  async #prune(nowMs: number): Promise<void> {
    if (nowMs - this.#prunedAtMs < limits.leaseMs) return;
    this.#prunedAtMs = nowMs;
    await this.services.store.pruneChanges(nowMs - limits.salesforceChangesKeptMs);
    await this.services.store.pruneEventLinks(nowMs - limits.eventLinksKeptMs);
  }
}

/** Records that were committed late carry an older time stamp; what is known already is not stored again. */
function earlier(cursors: ChangeCursors): ChangeCursors {
  const back = ({ modifiedAt }: ChangeCursor): ChangeCursor => ({
    modifiedAt: toInstant(Date.parse(modifiedAt) - limits.salesforceLateCommitMs),
    recordId: '',
  });
  return forEachObject((object) => back(cursors[object]));
}

function notBackwards(stored: ChangeCursors, read: ChangeCursors): ChangeCursors {
  const later = (object: SalesforceChange['object']): ChangeCursor => {
    const [a, b] = [stored[object], read[object]];
    return b.modifiedAt > a.modifiedAt || (b.modifiedAt === a.modifiedAt && b.recordId > a.recordId) ? b : a;
  };
  return forEachObject(later);
}

function forEachObject(cursorOf: (object: SalesforceChange['object']) => ChangeCursor): ChangeCursors {
  return {
    Contact: cursorOf('Contact'),
    Account: cursorOf('Account'),
    User: cursorOf('User'),
    Lead: cursorOf('Lead'),
  };
}

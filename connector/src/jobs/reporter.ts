// The one writer of status and issues in the org: changed rows only, 200 a call. People somebody waits for are told
// at once, the others with the quarter of an hour; a quiet run writes nothing (limits.statusEveryMs).
import { limits } from '../core/limits.js';
import type { PersonId } from '../core/model.js';
import type { Scope, Told } from '../ports/scope.js';
import type { Services } from '../sync/part/services.js';
import { settledRows } from '../sync/report/issue-rows.js';
import { digestOf, reportOf, type PersonReport } from '../sync/report/report.js';
import type { Fleet } from './fleet.js';

const nothing: Told = { digest: '', issueKeys: [] };

export class Reporter {
  readonly #urgent = new Set<PersonId>();
  #allToldAtMs = 0;

  constructor(
    private readonly services: Services,
    private readonly fleet: Fleet,
  ) {}

  tellSoon(person: PersonId): void {
    this.#urgent.add(person);
  }

  /** Writes what is due to be told. */
  async tell(): Promise<void> {
    const { store, clock } = this.services;
    const nowMs = clock.nowMs();
    const tellsAll = nowMs - this.#allToldAtMs >= limits.statusEveryMs;
    if (!tellsAll && this.#urgent.size === 0) return;
    const urgent = new Set(this.#urgent);
    this.#urgent.clear();
    if (tellsAll) this.#allToldAtMs = nowMs;
    const scopes = (await store.readScopes()).filter((scope) => tellsAll || urgent.has(scope.person));
    for (let from = 0; from < scopes.length; from += limits.salesforceCollectionSize) {
      await this.#tellThese(scopes.slice(from, from + limits.salesforceCollectionSize), nowMs);
    }
  }

  async #tellThese(scopes: readonly Scope[], nowMs: number): Promise<void> {
    const { store, org, log } = this.services;
    const news: { scope: Scope; report: PersonReport; told: Told }[] = [];
    for (const scope of scopes) {
      const report = await reportOf(store, this.fleet.get(scope.person), scope, nowMs);
      const told = scope.told ?? nothing;
      if (digestOf(report) !== told.digest) news.push({ scope, report, told });
    }
    if (news.length === 0) return;
    const outcomes = await org.upsertStatus(news.map(({ report }) => report.status));
    const issues = news.flatMap(({ scope, report, told }) => [
      ...report.issues,
      ...settledRows(scope.person, told.issueKeys, report.issues, nowMs),
    ]);
    const issueOutcomes = issues.length === 0 ? [] : await org.upsertIssues(issues);
    const refused = [...outcomes, ...issueOutcomes].find((outcome) => !outcome.ok);
    if (refused !== undefined && !refused.ok) log.warn('REPORT_REFUSED', { code: refused.failure.code });
    for (const [index, { scope, report }] of news.entries()) {
      if (outcomes[index]?.ok !== true) {
        this.#urgent.add(scope.person);
        continue;
      }
      const told: Told = { digest: digestOf(report), issueKeys: report.issues.map(({ key }) => key) };
      await store.saveScope(scope.person, { told });
    }
  }
}

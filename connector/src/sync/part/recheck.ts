// When settings changed, or a person may see or write more than before, values may differ that no time stamp tells of:
// all pairs are looked at once more. What was settled stays; only the versions are forgotten, so every commit of a
// chunk is progress that stays, too.
import { BrokenAssumption } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { Link } from '../../core/model.js';
import type { Run } from './services.js';

/** The next full listing takes every live pair for changed. No call to either system. */
export async function forgetVersions(run: Pick<Run, 'services' | 'person' | 'scope'>): Promise<void> {
  const { store } = run.services;
  let afterId = 0;
  for (;;) {
    const links = await store.linksAfter(run.person, afterId, limits.matchChunkSize);
    const last = links.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    const changedLinks = links
      .filter(({ state }) => state === 'linked' || state === 'forgotten')
      .map((link): Link => ({ ...link, exchangeVersion: '', salesforceVersion: '' }));
    const isMine = await store.commitRun({ person: run.person, runNo: run.scope.runNo, changedLinks });
    if (!isMine) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  }
}

/**
 * What is kept of the settings and permissions of the last run: a hash, and the mask of access.ts where it is known.
 */
export interface Fingerprint {
  readonly settings: string;
  readonly access: string | null;
}

export function readFingerprint(text: string | null): Fingerprint {
  const [settings = '', access = ''] = (text ?? '').split(':');
  return { settings, access: access === '' ? null : access };
}

export function writeFingerprint({ settings, access }: Fingerprint): string {
  return `${settings}:${access ?? ''}`;
}

// The samples that Apex tests, connector tests and these share: force-app/…/staticresources/ExchangeSyncSamples.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forceAppFolder } from '../support.js';

type Fields = Readonly<Record<string, unknown>>;

interface TextSample {
  readonly about: string;
  readonly text: string | null;
  /** Words of the refusal; null where it is taken. */
  readonly says: string | null;
}

export interface TargetSample {
  readonly user: 'first' | 'second' | null;
  readonly profile: 'first' | 'fifteen' | 'notAProfile' | null;
}

export interface NewRequestSample {
  readonly about: string;
  readonly asker: 'person' | 'admin' | 'connector' | 'stranger';
  readonly for: 'asker' | 'somebodyElse' | 'everybody';
  readonly fields: Fields;
  readonly says: string | null;
  readonly owner?: 'asker' | 'somebodyElse';
}

type CountsOfOverview = 'peopleByPersonState' | 'peopleByContactState' | 'peopleByEventState' | 'openIssuesByReason';

interface Samples {
  readonly conditions: readonly TextSample[];
  readonly fieldMappings: readonly (TextSample & { readonly contactDirection: string | null })[];
  readonly domains: readonly TextSample[];
  readonly assignments: readonly {
    readonly about: string;
    readonly rows: readonly TargetSample[];
    readonly already: readonly TargetSample[];
    readonly says: readonly (string | null)[];
  }[];
  readonly newRequests: readonly NewRequestSample[];
  readonly changedRequests: readonly {
    readonly about: string;
    readonly by: 'admin' | 'connector';
    readonly fields: Fields;
    readonly says: string | null;
  }[];
  readonly answers: Readonly<{
    receipt: Fields;
    myStatus: {
      readonly status: Fields;
      readonly issues: readonly Fields[];
      readonly waitingRequests: readonly Fields[];
    };
    overview: Readonly<
      Record<CountsOfOverview, readonly { readonly value: string | null; readonly total: number }[]>
    > & {
      readonly connectors: readonly Fields[];
    };
    configurations: readonly Fields[];
    configuration: Fields;
    assignees: readonly Fields[];
  }>;
}

const file = join(forceAppFolder, 'main/default/staticresources/ExchangeSyncSamples.json');
export const samples = JSON.parse(readFileSync(file, 'utf8')) as Samples;

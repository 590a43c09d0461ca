// Everything that one tenant holds, handed to the parts that need it. State only; the parts have the rules.
import { Chance, type World } from '../world.js';
import { DeltaTokens } from './contacts/delta.js';
import { Directory } from './directory.js';
import { Throttle } from './graph/throttle.js';
import { defaultSwitches, type Switches } from './switches.js';

export interface RegisteredApp {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly certificatePem?: string;
  readonly roles: readonly string[];
}

/** The app that an access token speaks for, and what it may do. */
export interface AppGrant {
  readonly clientId: string;
  readonly roles: readonly string[];
}

export interface TenantState {
  readonly world: World;
  readonly tenantId: string;
  readonly directory: Directory;
  readonly apps: Map<string, RegisteredApp>;
  readonly switches: Switches;
  readonly deltaTokens: DeltaTokens;
  readonly throttle: Throttle;
  /** Signs access tokens. */
  readonly tokenSecret: string;
  /** Every access token of this process. */
  readonly issuedTokens: Map<string, { readonly app: AppGrant; readonly expiresAtMs: number }>;
  /** For ids of requests; apart from the chance that makes items, so that more requests do not make other items. */
  readonly requestChance: Chance;
}

export function newTenantState(world: World, tenantId: string): TenantState {
  const switches: Switches = { ...defaultSwitches };
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return {
    world,
    tenantId,
    directory: new Directory(world),
    apps: new Map(),
    switches,
    deltaTokens: new DeltaTokens(world.chance.text(32, letters)),
    throttle: new Throttle(world, switches),
    tokenSecret: world.chance.text(32, letters),
    issuedTokens: new Map(),
    requestChance: new Chance(world.chance.below(2 ** 32)),
  };
}

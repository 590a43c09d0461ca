// Seeds that ever failed, each with what happened. They are played first, whatever else is asked for.
export const knownSeeds: readonly { readonly seed: number; readonly what: string }[] = [];

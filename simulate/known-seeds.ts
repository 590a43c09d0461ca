// Seeds that ever failed, each with what happened. They are played first, whatever else is asked for.
export const knownSeeds: readonly { readonly seed: number; readonly what: string }[] = [
  { seed: 18, what: 'killed after the record was made; later edits gave way to what it was made with' },
  { seed: 31, what: 'killed after an update; the next edit in Exchange was left on one side for good' },
  { seed: 57, what: 'an answer to an update was lost; what was deleted in Exchange came back there' },
  { seed: 70, what: 'an edit of another field between our read and our write to Exchange was never carried over' },
  { seed: 133, what: 'an edit was left on one side for good' },
  { seed: 142, what: 'an edit in Salesforce gave way to an older value' },
  { seed: 153, what: 'a worker that slept wrote late, over the newer value that the other one had carried over' },
];

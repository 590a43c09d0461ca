// Misspelt variables: a name that almost is one of ours would otherwise be ignored without a word.
import type { ConfigProblem } from './problem.js';
import { textOf, variableNames, type Environment } from './variables.js';

/** Beginnings of names that are ours alone; whatever else begins like this is a mistake. */
const families = ['SALESFORCE_', 'MICROSOFT_', 'GRAPH_'];

export function misspelt(environment: Environment): ConfigProblem[] {
  const known = new Set<string>(variableNames);
  return Object.keys(environment)
    .filter((name) => !known.has(name) && textOf(environment, name) !== undefined)
    .flatMap((variable) => {
      const meant = variableNames.find((name) => squashed(name) === squashed(variable));
      const isOurs = families.some((family) => variable.toUpperCase().startsWith(family));
      if (meant === undefined && !isOurs) return [];
      const nearest = meant ?? nearestTo(variable);
      const remedy = nearest === null ? 'Take it away.' : `Name it ${nearest}, or take it away.`;
      return [{ variable, problem: 'is not a variable of the connector', remedy }];
    });
}

function squashed(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

/** The name of ours that takes the fewest changed letters, when they are few. */
function nearestTo(variable: string): string | null {
  const wanted = squashed(variable);
  const [best] = variableNames
    .map((name) => ({ name, distance: distanceOf(squashed(name), wanted) }))
    .sort((one, other) => one.distance - other.distance);
  return best !== undefined && best.distance <= Math.max(3, wanted.length / 4) ? best.name : null;
}

/** Levenshtein's distance. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...left].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...right].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

// Misspelt variables: a name that almost is one of ours would otherwise be ignored without a word.
import { closestMatch } from 'leven';
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
  const maxDistance = Math.max(3, wanted.length / 4);
  const nearest = closestMatch(wanted, variableNames.map(squashed), { maxDistance });
  return variableNames.find((name) => squashed(name) === nearest) ?? null;
}

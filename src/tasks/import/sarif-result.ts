/** One result of a SARIF report → what is kept of it. Everything in the file is unknown until it was looked at. */

import { listOf, numberOf, objectOf, textOf, type Json } from './json-values.ts';
import { locationOf, type Location } from './sarif-place.ts';

export interface SarifResult {
  readonly ruleId: string | null;
  readonly ruleIndex: number | null;
  readonly level: string | null;
  readonly message: { readonly text: string | null; readonly id: string | null; readonly arguments: readonly string[] };
  /** As the file writes it; the run knows more. */
  readonly location: Location;
  readonly line: number | null;
  readonly snippet: string | null;
  /** What the tool itself recognises the finding by, as one text; null when it says nothing. */
  readonly fingerprint: string | null;
  /** The same, but only together with its rule and file. */
  readonly partialFingerprint: string | null;
  readonly suppressed: boolean;
}

const MESSAGE_LENGTH = 4_000;

/** null for what is no finding: a rule that passed or did not apply, and a result that is there only to say it is gone. */
export function resultOf(value: unknown): SarifResult | null {
  const result = objectOf(value);
  const kind = textOf(result['kind']) ?? 'fail';
  if (!['fail', 'open', 'review'].includes(kind) || result['baselineState'] === 'absent') return null;
  const rule = objectOf(result['rule']);
  const message = objectOf(result['message']);
  return {
    ruleId: textOf(result['ruleId']) ?? textOf(rule['id']),
    ruleIndex: numberOf(result['ruleIndex']) ?? numberOf(rule['index']),
    level: textOf(result['level']),
    message: {
      text: textOf(message['text'])?.slice(0, MESSAGE_LENGTH) ?? null,
      id: textOf(message['id']),
      arguments: listOf(message['arguments']).map((argument) => textOf(argument) ?? ''),
    },
    ...placeOf(result),
    fingerprint: printOf(result['fingerprints']),
    partialFingerprint: printOf(result['partialFingerprints']),
    suppressed: listOf(result['suppressions']).some(isInForce),
  };
}

function placeOf(result: Json): Pick<SarifResult, 'location' | 'line' | 'snippet'> {
  const physical = objectOf(objectOf(listOf(result['locations'])[0])['physicalLocation']);
  const region = objectOf(physical['region']);
  return {
    location: locationOf(physical['artifactLocation']),
    line: numberOf(region['startLine']),
    snippet: textOf(objectOf(region['snippet'])['text'])?.slice(0, MESSAGE_LENGTH) ?? null,
  };
}

function printOf(value: unknown): string | null {
  const prints = Object.entries(objectOf(value));
  return prints.length === 0 ? null : JSON.stringify(prints.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A suppression that is only asked for, or was refused, suppresses nothing. */
const isInForce = (suppression: unknown): boolean =>
  ['accepted', null].includes(textOf(objectOf(suppression)['status']));

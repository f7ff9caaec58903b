/** A stored secret is used only with the server, protocol, context root and TLS settings it was saved with. */
import { isSecret, type ParamField } from '../model/params.ts';
import { MASK } from '../model/secret.ts';
import type { System } from '../model/tracker.ts';
import { invalid } from './errors.ts';
import { effective, type Layer } from './param-layers.ts';
import type { Given } from './param-names.ts';

interface Move {
  readonly system: System;
  /** What was in force when the layer's own secrets were saved; null when the layer is new. */
  readonly before: readonly Layer[] | null;
  readonly below: readonly Layer[];
  readonly own: Layer;
  readonly given: Given;
}

/**
 * Throws 400 naming each secret that would travel: one of the layer's own, kept while a binding setting changed, or one
 * from below that would be used with binding settings other than those below.
 */
export function requireBoundSecrets(move: Move): void {
  const { system, before, below, own, given } = move;
  const after = [...below, own];
  const foreign = new Set(takenAlong(system, below, own));
  const overridden = movedSettings(system, below, after);
  const moved = before === null ? [] : movedSettings(system, before, after);
  const errors: Record<string, string[]> = {};
  for (const field of system.params.filter(isSecret)) {
    const anew = typeof given.get(field.name) === 'string' && given.get(field.name) !== MASK;
    if (anew) continue;
    if (foreign.has(field)) errors[field.name] = [text(overridden)];
    else if (own.secrets[field.name] !== undefined && moved.length > 0) errors[field.name] = [text(moved)];
  }
  if (Object.keys(errors).length > 0) throw invalid({ params: errors });
}

/** Secrets from below that the layer would use with binding settings of its own. */
export const takenAlong = (system: System, below: readonly Layer[], own: Layer): ParamField[] =>
  movedSettings(system, below, [...below, own]).length === 0
    ? []
    : system.params.filter(
        (field) => isSecret(field) && own.secrets[field.name] === undefined && effective(field, below) !== null,
      );

const text = (settings: readonly ParamField[]): string =>
  `Give this secret anew in the same request: ${settings.map((field) => field.name).join(', ')} changed, and a stored secret is never sent to another place.`;

/** The binding settings whose values differ between two stacks of layers. */
export const movedSettings = (system: System, a: readonly Layer[], b: readonly Layer[]): ParamField[] =>
  system.params.filter((field) => field.bindsSecret && !isSecret(field) && effective(field, a) !== effective(field, b));

/** Parameters in layers: the schema's defaults, under the connector's values, under the connection's own. */
import { isSecret, type ParamField } from '../model/params.ts';
import { MASK } from '../model/secret.ts';
import type { System } from '../model/tracker.ts';
import { invalid } from './errors.ts';
import type { Given, Scalar } from './param-names.ts';

/** What one level stores: values, and secrets as sealed texts. */
export interface Layer {
  readonly params: Readonly<Record<string, Scalar | null>>;
  readonly secrets: Readonly<Record<string, string>>;
}

export const EMPTY: Layer = { params: {}, secrets: {} };

/** The value in force, from the last layer that has one; a stored secret shows as its mask, none as null. */
export function effective(field: ParamField, layers: readonly Layer[]): Scalar | null {
  if (isSecret(field)) return layers.some((layer) => layer.secrets[field.name] !== undefined) ? MASK : null;
  return layers.reduce<Scalar | null>((value, layer) => layer.params[field.name] ?? value, field.default);
}

/** A request to change one layer. */
export interface LayerChange {
  readonly system: System;
  /** What lies under the layer. */
  readonly below: readonly Layer[];
  readonly own: Layer;
  readonly given: Given;
  /** There is nothing yet that a mask could mean. */
  readonly creating: boolean;
  /** Why this layer may not set this field; null when it may. */
  readonly refusal: (field: ParamField) => string | null;
  readonly seal: (text: string) => string;
}

/**
 * The layer after the change. A value already in force changes nothing; one equal to what lies below stores nothing;
 * null removes; a mask leaves a secret alone. Throws 400 naming the parameters that may not be set here.
 */
export function changed(change: LayerChange): Layer {
  const params = { ...change.own.params };
  const secrets = { ...change.own.secrets };
  const errors: Record<string, string[]> = {};
  for (const field of change.system.params) {
    const value = change.given.get(field.name);
    if (value === undefined) continue;
    const error = isSecret(field) ? setSecret(change, field, secrets, value) : setPlain(change, field, params, value);
    if (error !== null) errors[field.name] = [error];
  }
  if (Object.keys(errors).length > 0) throw invalid({ params: errors });
  return { params, secrets };
}

type Values = Record<string, Scalar | null>;

function setPlain(change: LayerChange, field: ParamField, params: Values, value: Scalar | null): string | null {
  const inherited = effective(field, change.below);
  if (value === effective(field, [...change.below, change.own])) return null;
  if (value === null || value === inherited) {
    delete params[field.name];
    return null;
  }
  const refusal = change.refusal(field);
  if (refusal === null) params[field.name] = value;
  return refusal;
}

function setSecret(
  change: LayerChange,
  field: ParamField,
  secrets: Record<string, string>,
  value: Scalar | null,
): string | null {
  if (value === null || value === '') {
    delete secrets[field.name];
    return null;
  }
  if (value === MASK) {
    const stored = effective(field, [...change.below, change.own]) !== null;
    return change.creating || !stored ? 'This is the mask of a secret: give the secret itself.' : null;
  }
  const refusal = change.refusal(field);
  if (refusal === null) secrets[field.name] = change.seal(String(value));
  return refusal;
}

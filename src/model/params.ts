/** The schema of a system's parameters: one description that validation, the API, docs and forms read. */
import type { Secret } from './secret.ts';

export type ParamType = 'string' | 'masked_string' | 'boolean' | 'radio' | 'select' | 'checkbox' | 'json' | 'integer';

export interface ParamOption {
  readonly value: string;
  readonly label: string;
}

export interface ParamField {
  /** The wire name: `issue_tracker_project`. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** `checkbox` holds comma-separated option values; `json` holds a JSON object as text. */
  readonly type: ParamType;
  readonly section: string;
  /** Where it may be set: on the connector (`system`), on the connection (`project`), or both. */
  readonly scope: readonly ('system' | 'project')[];
  readonly default: string | number | boolean | null;
  readonly required: boolean;
  readonly placeholder: string;
  readonly options: readonly ParamOption[];
  readonly maxLength: number | null;
  /** Part of where and how we connect: changing it requires every secret anew, so that none travels to a new host. */
  readonly bindsSecret: boolean;
  /** Set when this system cannot do it: why, and what to do. Then only the default (or nothing) is accepted. */
  readonly unsupported?: string;
}

/** A parameter's value after validation. Secrets are wrapped before they reach any other room. */
export type ParamValue = string | number | boolean | Secret | null;

export type ParamValues = Readonly<Record<string, ParamValue>>;

export const isSecret = (field: ParamField): boolean => field.type === 'masked_string';

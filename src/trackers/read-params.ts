/** Reads parameters with the schema's defaults. Errors name the parameter. */
import type { ParamField, ParamValue, ParamValues } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import { TrackerError } from '../model/tracker-error.ts';

export const wrong = (param: string, message: string): TrackerError => new TrackerError('settings', message, { param });

export class Params {
  readonly #fields: readonly ParamField[];
  readonly #values: ParamValues;

  constructor(fields: readonly ParamField[], values: ParamValues) {
    this.#fields = fields;
    this.#values = values;
  }

  /** The value, or the default where there is none. */
  value(name: string): ParamValue {
    const given = this.#values[name];
    if (given !== undefined && given !== null) return given;
    return this.#fields.find((field) => field.name === name)?.default ?? null;
  }

  /** Trimmed; '' when there is none. */
  text(name: string): string {
    const value = this.value(name);
    return value instanceof Secret ? value.reveal() : String(value ?? '').trim();
  }

  flag(name: string): boolean {
    return this.value(name) === true;
  }

  /** One of these values; anything else is an error. */
  choice<T extends string>(name: string, values: readonly T[]): T {
    const text = this.text(name);
    const found = values.find((value) => value === text);
    if (found === undefined) throw wrong(name, `"${text}" is not a valid choice: use one of ${values.join(', ')}.`);
    return found;
  }

  /** The parts of a comma-separated value. */
  list(name: string): readonly string[] {
    const parts = this.text(name).split(',');
    return parts.map((part) => part.trim()).filter((part) => part !== '');
  }

  /** A JSON object of texts; null when there is none. */
  map(name: string): Readonly<Record<string, string>> | null {
    const text = this.text(name);
    if (text === '') return null;
    const parsed = parseObject(text);
    if (parsed === null) throw wrong(name, 'Not a JSON object. Write it like {"name": "value"}.');
    const odd = Object.entries(parsed).find(([, value]) => typeof value !== 'string' || value.trim() === '');
    if (odd !== undefined) throw wrong(name, `The value of "${odd[0]}" must be a text that is not empty.`);
    return parsed as Record<string, string>;
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

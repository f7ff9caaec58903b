/** A parameter's value in words, where it is told and not edited. */
import type { ParamField } from '../../api/plugins.ts';
import { paramTexts as texts } from '../../texts/param-form.ts';
import { pairsOf } from './pairs.ts';
import { isSecret, type Value } from './values.ts';

export function wordsOf(field: ParamField, value: Value | undefined): string {
  if (value === undefined) return texts.none;
  if (isSecret(field)) return texts.secret;
  if (typeof value === 'boolean') return value ? texts.on : texts.off;
  if (value === '') return texts.empty;
  return field.field_type === 'json' ? mapInWords(String(value)) : choicesInWords(field, String(value));
}

function mapInWords(text: string): string {
  const pairs = pairsOf(text) ?? [];
  return pairs.length === 0 ? text : pairs.map(({ key, value }) => `${key} → ${value}`).join(', ');
}

function choicesInWords({ options, field_type }: ParamField, text: string): string {
  const labelOf = (value: string): string => options.find((one) => one.value === value)?.label ?? value;
  return field_type === 'checkbox' ? text.split(',').map(labelOf).join(', ') : labelOf(text);
}

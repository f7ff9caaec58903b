/** How the parameter schemas are written down. */
import type { ParamField, ParamOption } from '../model/params.ts';

type Given = Pick<ParamField, 'name' | 'label' | 'help'> & Partial<ParamField>;

/** A field with the usual values where none are given. */
export const field = (given: Given): ParamField => ({
  type: 'string',
  section: '',
  scope: ['system'],
  default: null,
  required: false,
  placeholder: '',
  options: [],
  maxLength: given.options === undefined && (given.type ?? 'string') === 'string' ? 255 : null,
  bindsSecret: false,
  ...given,
});

export const options = (labels: Readonly<Record<string, string>>): readonly ParamOption[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

export const inSection = (section: string, fields: readonly ParamField[]): readonly ParamField[] =>
  fields.map((one) => ({ ...one, section }));

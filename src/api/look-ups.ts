/** The look-ups of a list as query parameters, for validation and description. */
import Type, { type TSchema } from 'typebox';
import { isSearched, lookUpsOf, type Field, type Fields, type LookUp } from '../store/look-ups.ts';
import { NumberFilter } from './shapes.ts';

const TIME = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+ -][01]\d:[0-5]\d)?)?`;

const Moment = Type.String({ pattern: `^${TIME}$`, description: 'ISO 8601; UTC unless it says otherwise' });
export const TimeFilter = Type.Optional(Moment);

const SINGLE = {
  text: Type.String(),
  number: NumberFilter,
  boolean: Type.Boolean(),
  time: Moment,
  people: Type.String({ description: 'An id or e-mail address' }),
  labels: Type.String(),
} as const;

const NUMBERS = Type.String({ pattern: String.raw`^\d{1,9}(,\d{1,9})*$`, description: 'Numbers with commas between' });
const SEVERAL = {
  text: Type.String({ description: 'Any of these, with commas between' }),
  number: NUMBERS,
  boolean: Type.Boolean(),
  time: Type.String({ pattern: `^${TIME}(,${TIME})*$` }),
  people: Type.String({ description: 'Any of these ids and e-mail addresses, with commas between' }),
  labels: Type.String({ description: 'Any of these, with commas between' }),
} as const;

/** The type says nothing of the members: they go to the store as they are, which reads the same table. */
export const lookUpQuery = (fields: Fields): object => ({
  ...Object.fromEntries(
    lookUpsOf(fields).map(({ key, field, lookUp }) => [key, Type.Optional(schemaOf(field, lookUp))]),
  ),
  ...(isSearched(fields)
    ? { search: Type.Optional(Type.String({ description: 'In the texts that people read' })) }
    : {}),
  ordering: Type.Optional(Type.String({ description: 'Names with commas between; `-` before one turns it round' })),
});

function schemaOf({ kind }: Field, lookUp: LookUp): TSchema {
  if (lookUp === 'isnull') return Type.Boolean();
  return lookUp === 'in' ? SEVERAL[kind] : SINGLE[kind];
}

/** Schema pieces that several resources use. */
import Type, { type TSchema } from 'typebox';

export const Nullable = <T extends TSchema>(schema: T, description = '') =>
  Type.Union([schema, Type.Null()], description === '' ? {} : { description });

/** One message list per field, or `detail`. Written by `errors.ts` alone. */
const Problem = Type.Record(Type.String(), Type.Unknown(), { description: '`detail`, or messages by field' });

/** The responses of a route: its success, and what every route can answer. */
export const answers = <const S extends number, T extends TSchema>(status: S, schema: T) =>
  ({ [status]: schema, '4xx': Problem }) as { readonly [K in S]: T };

export const Nothing = Type.Null({ description: 'No body' });

/** The range of the database's `integer`: beyond it a query fails instead of finding nothing. */
const ID_RANGE = { minimum: 1, maximum: 2_147_483_647 };

export const IdPath = Type.Object({ id: Type.Integer(ID_RANGE) });
export const ProjectPath = Type.Object({ project_id: Type.Integer(ID_RANGE) });

export const Id = (description: string) => Type.Integer({ ...ID_RANGE, description });

/** A whole number to filter a list by. */
export const NumberFilter = Type.Optional(Type.Integer({ ...ID_RANGE, minimum: 0 }));

export const Text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description });

export const Time = (description: string) => Type.String({ format: 'date-time', description });

export const SystemShape = Type.Object(
  { id: Type.String(), short_name: Type.String(), name: Type.String() },
  { description: 'A kind of tracker' },
);

/** Parameters in a response: scalars only, so nothing structured can leak. */
export const ParamsShape = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
  description: 'Only for callers with "Edit Issue Tracker connections"; secrets are masked',
});

export const GivenParams = Type.Record(Type.String(), Type.Unknown(), {
  description: 'By the names of plugins/issue-tracker/; null takes a value away',
});

export const Choice = <const T extends string>(values: readonly T[], description = '') =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });

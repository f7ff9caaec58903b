/** What our API answers and takes, by the operation's id. The schema is generated from the API itself. */
import type { operations } from './schema.d.ts';

export type Operation = keyof operations;

type Body<T> = T extends { content: { 'application/json': infer B } } ? B : never;
type Responses<O extends Operation> = operations[O]['responses'];

/** The body of its success. */
export type Answer<O extends Operation> = Body<Responses<O>[Extract<keyof Responses<O>, 200 | 201>]>;

/** One row of what a list answers. */
export type Row<O extends Operation> = Answer<O> extends { results: (infer R)[] } ? R : never;

/** What it takes. */
export type Given<O extends Operation> = operations[O] extends { requestBody: infer B } ? Body<B> : never;

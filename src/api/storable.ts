/** Text that the database cannot hold is refused at its field, instead of failing in the middle of the work. */
import type { FastifyRequest } from 'fastify';
import { invalid, notFound } from './errors.ts';
import type { FieldErrors } from './field-errors.ts';

/** Throws 400 naming the fields of the body or query, and 404 for the path. */
export function requireStorable({ params, query, body }: Pick<FastifyRequest, 'params' | 'query' | 'body'>): void {
  if (problemsIn(params) !== null) throw notFound();
  const problems = problemsIn(query) ?? problemsIn(body);
  if (problems !== null) throw invalid(Array.isArray(problems) ? { non_field_errors: problems } : problems);
}

type Problems = string[] | FieldErrors | null;

function problemsIn(value: unknown): Problems {
  if (typeof value === 'string') return problemOf(value);
  if (typeof value !== 'object' || value === null) return null;
  const found = Object.entries(value).flatMap(([key, member]) => {
    const problems = problemOf(key) ?? problemsIn(member);
    return problems === null ? [] : [[key, problems] as const];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

function problemOf(text: string): string[] | null {
  if (text.includes('\0')) return ['Null characters are not allowed.'];
  return text.isWellFormed() ? null : ['Surrogate characters are not allowed.'];
}

/** Rally's query strings: strictly binary, so that every AND and OR stands in parentheses of its own. */

export type Operator = '=' | '!=' | '>' | '<' | '>=' | '<=' | 'contains' | '!contains';

/** `(Name = "a b")`. References are written without their server, texts in quotes where they need them. */
export const where = (attribute: string, operator: Operator, value: string | number | null): string =>
  `(${attribute} ${operator} ${written(value)})`;

function written(value: string | number | null): string {
  if (typeof value !== 'string') return String(value);
  const relative = /^https?:\/\/\S+\/webservice\/[^/]+(\/\S+)$/.exec(value)?.[1] ?? value;
  return /^[^\s()"\\]+$/.test(relative) && relative !== 'null'
    ? relative
    : `"${relative.replaceAll(/(["\\])/g, '\\$1')}"`;
}

export const and = (...parts: readonly string[]): string => joined('AND', parts);

export const or = (...parts: readonly string[]): string => joined('OR', parts);

/** Nested to the left; of nothing ''. */
const joined = (word: string, [first = '', ...rest]: readonly string[]): string =>
  rest.reduce((left, right) => `(${left} ${word} ${right})`, first);

/** `custom_attributes` of projects and applications on the wire. */
import Type, { type Static } from 'typebox';
import type { AttributeChange } from '../store/custom-attributes.ts';
import { invalid } from './errors.ts';
import { Nullable } from './shapes.ts';

export const AttributesShape = Type.Record(Type.String(), Type.String(), { description: 'Values by slug' });

const Given = Type.Record(Type.String(), Nullable(Type.String({ maxLength: 1_000 })), {
  description: 'Values by slug. Those left out stay; an empty text, or null, takes one away',
});
export const AttributesGiven = Type.Optional(Given);

/** What the names of macros can hold. */
const SLUG = /^[\w-]{1,100}$/;

/** Throws 400 naming the slugs at fault. */
export function attributeChange(given: Static<typeof Given> = {}): AttributeChange {
  const odd = Object.keys(given).filter((slug) => !SLUG.test(slug));
  const message = 'A slug is up to 100 letters, digits, "-" and "_".';
  if (odd.length > 0) throw invalid({ custom_attributes: Object.fromEntries(odd.map((slug) => [slug, [message]])) });
  return Object.fromEntries(Object.entries(given).map(([slug, value]) => [slug, value === '' ? null : value]));
}

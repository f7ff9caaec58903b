/** Takes people out of the bodies that are kept for debugging: e-mail addresses anywhere, names where trackers put them. */
import { MASK } from '../model/secret.ts';

/** The name before the sign has at most 64 characters; without that limit a long text takes its square of time. */
const ADDRESS = /[\w.+-]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)*/gi;
/** Members that hold a person; every text within is masked. */
const PERSON =
  /^(?:author|assignee|assigned_?to|reporter|creator|owner|user|users|watchers?|members?|memberships|(?:created|updated|changed|closed)_?by)$/i;
/** Members that are about a person wherever they stand. */
const ABOUT =
  /^(?:login|firstname|lastname|first_name|last_name|full_?name|display_?name|username|mail|email(?:_?address)?)$/i;

/** JSON with its people masked; of any other text only how long it was, because nothing tells the names in it. */
export function withoutPeople(text: string): string {
  if (text === '' || /^https?:\/\//.test(text)) return text.replaceAll(ADDRESS, MASK);
  try {
    return JSON.stringify(masked(JSON.parse(text), false)).replaceAll(ADDRESS, MASK);
  } catch {
    return text.length <= 200 && !text.includes('<')
      ? text.replaceAll(ADDRESS, MASK)
      : `(no JSON: ${text.length} characters)`;
  }
}

function masked(value: unknown, person: boolean): unknown {
  if (typeof value === 'string') return person ? MASK : value;
  if (Array.isArray(value)) return value.map((member) => masked(member, person));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      masked(member, person || PERSON.test(name) || ABOUT.test(name)),
    ]),
  );
}

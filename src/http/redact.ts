/** Takes secrets out of texts that people will read: error messages, and the server's own words quoted in them. */
import { MASK, Secret } from '../model/secret.ts';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /((?:authorization|x-redmine-api-key|zsessionid|private-token|set-cookie|cookie)"?\s*[:=]\s*"?)[^\r\n"]+/gi,
    `$1${MASK}`,
  ],
  [/("(?:api_key|api_token|access_token|token|securitytoken|password)"\s*:\s*")(?:[^"\\]|\\.)*/gi, `$1${MASK}`],
  [/([?&](?:key|token|access_token|api_key)=)[^&\s"#]+/gi, `$1${MASK}`],
];

/** The forms in which a server or an error might echo it. */
const forms = (clear: string): readonly string[] => [
  clear,
  encodeURIComponent(clear),
  JSON.stringify(clear).slice(1, -1),
];

/** Credential headers in both forms: a server may echo only the part after `Basic`. */
export const credentialForms = (headers: Readonly<Record<string, Secret>>): Secret[] =>
  Object.values(headers).flatMap((header) => [header, new Secret(header.reveal().split(' ').at(-1) ?? '')]);

/** The text without these secrets, and without whatever stands where credentials usually stand. */
export function redact(text: string, secrets: readonly Secret[]): string {
  const known = secrets
    .flatMap((secret) => forms(secret.reveal()))
    .filter((form) => form !== '')
    .sort((a, b) => b.length - a.length);
  const cleared = known.reduce((rest, form) => rest.replaceAll(form, MASK), text);
  return PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), cleared);
}

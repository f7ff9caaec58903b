/** The macros of Jira's wiki markup that stand among the lines: code is taken verbatim, quotes and panels are boxes. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly lang: string | null; readonly value: string }
  /** Where a box begins or ends; the same word does both. */
  | { readonly kind: 'box'; readonly name: string; readonly title: string };

const MACRO = /(?<![\\{])\{(code|noformat|quote|panel|info|note|tip|warning|expand)(?::([^{}\n]*))?\}/g;

export function segments(text: string): Segment[] {
  const found: Segment[] = [];
  const unclosed = new Set<string>();
  let from = 0;
  for (const match of text.matchAll(MACRO)) {
    const [all, name = '', settings = ''] = match;
    if (match.index < from || unclosed.has(name)) continue;
    const start = match.index + all.length;
    const end = VERBATIM.has(name) ? text.indexOf(`{${name}}`, start) : start;
    if (end < 0) unclosed.add(name);
    else {
      found.push({ kind: 'text', text: text.slice(from, match.index) }, macro(name, settings, text.slice(start, end)));
      from = VERBATIM.has(name) ? end + name.length + 2 : end;
    }
  }
  return [...found, { kind: 'text', text: text.slice(from) }];
}

const VERBATIM = new Set(['code', 'noformat']);

const macro = (name: string, settings: string, value: string): Segment =>
  VERBATIM.has(name)
    ? { kind: 'code', lang: language(settings), value: trimmed(value) }
    : { kind: 'box', name, title: setting(settings, 'title') ?? '' };

const setting = (settings: string, name: string): string | undefined =>
  settings
    .split('|')
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1);

function language(settings: string): string | null {
  const name = setting(settings, 'language') ?? settings.split('|').find((each) => !each.includes('=')) ?? '';
  return name === '' || name === 'none' ? null : name;
}

const trimmed = (value: string): string => value.replace(/^[ \t]*\n/, '').replace(/\n$/, '');

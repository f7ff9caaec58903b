/** Questions in WIQL. What is put into them is a marker or a name that the parameters give. */
import { COMMON_TAG } from './tags.ts';
import type { View } from './native.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const TAGS = '[System.Tags]';

/** Sorted by id, so that a long list can be read on. */
const select = (where: string): string => `SELECT [System.Id] FROM WorkItems WHERE ${where} ORDER BY [System.Id]`;

/** What every issue of ours carries. */
export function marked({ settings, native }: View, where: 'project' | 'everywhere' = 'project'): string {
  const { markerField } = settings;
  const carries =
    markerField === null ? `${TAGS} CONTAINS ${quoted(COMMON_TAG)}` : `[${markerField}] CONTAINS ${quoted('ls-')}`;
  return select(where === 'project' ? `[System.TeamProject] = ${quoted(native.projectName)} AND ${carries}` : carries);
}

/** In all projects. */
export function carrying({ settings: { markerField } }: View, markers: readonly string[]): string {
  if (markerField !== null) return select(`[${markerField}] IN (${markers.map(quoted).join(', ')})`);
  return select(`(${markers.map((marker) => `${TAGS} CONTAINS ${quoted(marker)}`).join(' OR ')})`);
}

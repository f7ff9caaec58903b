/** Files on their way into a project. */
import { queryOptions } from '@tanstack/react-query';
import { importTexts } from '../texts/imports.ts';
import { api, told } from './client.ts';
import { Problem, problemOf } from './problem.ts';
import { queryClient } from './query-client.ts';
import { session } from './session.ts';
import type { Answer, Row } from './types.ts';

export type Imported = Answer<'uploadImport'>;
export type FormerImport = Row<'listImports'>;
export type Format = 'csv' | 'asvs' | 'sarif' | 'vex';

/** The newest first. */
export const imports = (projectId: number) =>
  queryOptions({
    queryKey: ['projects', projectId, 'imports'],
    queryFn: () =>
      told(
        api.GET('/api/v2/projects/{project_id}/imports/', {
          params: { path: { project_id: projectId }, query: { page_size: 20 } },
        }),
      ),
  });

export interface Upload {
  readonly project: number;
  readonly file: File;
  readonly format: Format;
  /** Only requirements of the ASVS up to this one. */
  readonly level: number | null;
  readonly preview: boolean;
  /** Is told the part that was sent, from 0 to 1. */
  readonly sent: (part: number) => void;
}

/** Throws a `Problem`. */
export async function upload(asked: Upload): Promise<Imported> {
  const imported = await send(asked);
  if (!asked.preview)
    await Promise.all(
      [['tasks', asked.project], ['projects']].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    );
  return imported;
}

/** Not as the other requests: only this way browsers tell how much is sent. */
function send({ project, file, format, level, preview, sent }: Upload): Promise<Imported> {
  const query = new URLSearchParams({ format, preview: String(preview) });
  if (level !== null) query.set('level', String(level));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v2/projects/${project}/imports/upload/?${query.toString()}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-CSRFToken', queryClient.getQueryData(session.queryKey)?.csrf_token ?? '');
    request.upload.addEventListener('progress', ({ loaded, total }) => sent(total === 0 ? 1 : loaded / total));
    request.addEventListener('error', () => reject(new Problem(0, importTexts.notSent)));
    request.addEventListener('load', () => {
      const body = jsonIn(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as Imported);
      else reject(problemOf(request.status, body));
    });
    request.send(file);
  });
}

/** null for what is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Waits for something the service works on, and shows how far it is. */
import type { Job } from './answers.ts';
import type { Session } from './session.ts';

const INTERVAL_MS = 300;

/** Asks until `done`; between two questions it waits a little, so that a long run costs few requests. */
export async function poll<T>(
  session: Pick<Session, 'client' | 'sleep'>,
  path: string,
  done: (answer: T) => boolean,
): Promise<T> {
  for (;;) {
    const answer = (await session.client.call('GET', path)) as T;
    if (done(answer)) return answer;
    await session.sleep(INTERVAL_MS);
  }
}

/** The finished job. One progress line on a terminal; piped, one line per tenth. */
export function watchJob(session: Session, id: number): Promise<Job> {
  return poll<Job>(session, `jobs/issue-tracker/${id}/`, (job) => {
    if (!job.ready) session.terminal.progress(progressLine(job, session.live));
    return job.ready;
  });
}

function progressLine({ id, state, progress: { done, total } }: Job, exact: boolean): string {
  if (total === null || total === 0) return `job ${id}: ${state}`;
  const part = exact ? `${done} of ${total}` : `${Math.floor((done / total) * 10) * 10} % of ${total}`;
  return `job ${id}: ${part}`;
}

/** What can be done with a connection from every part of its page. */
import { useNavigate } from '@tanstack/react-router';
import { pauseConnection, resumeConnection } from '../../api/connection-write.ts';
import { startSync } from '../../api/connections.ts';
import { makePlan } from '../../api/plans.ts';
import { connectionTexts as texts } from '../../texts/connection.ts';
import { Act } from '../../ui/act.tsx';
import { useConnection } from './use-connection.ts';

export function ConnectionActions() {
  const { connection, barred } = useConnection();
  const { id, in_progress, schedule, frequency } = connection;
  const navigate = useNavigate();
  const plan = async (): Promise<void> => {
    await makePlan(id);
    await navigate({ to: '/connections/$id/plan', params: { id } });
  };
  return (
    <>
      <Act
        size="xs"
        act={() => startSync(id)}
        done={texts.syncDone}
        why={barred('createJob') ?? (in_progress ? texts.atWork : null)}
      >
        {texts.sync}
      </Act>
      <Act size="xs" variant="default" act={plan} why={barred('createPlan')}>
        {texts.makePlan}
      </Act>
      {(schedule?.paused ?? null) === null ? (
        <Act
          size="xs"
          variant="default"
          act={() => pauseConnection(id)}
          done={texts.pauseDone}
          why={barred('pauseConnection') ?? (frequency === 'manually' ? texts.noSchedule : null)}
        >
          {texts.pause}
        </Act>
      ) : (
        <Act
          variant="default"
          act={() => resumeConnection(id)}
          done={texts.resumeDone}
          why={barred('resumeConnection')}
        >
          {texts.resume}
        </Act>
      )}
    </>
  );
}

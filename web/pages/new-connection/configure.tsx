/** The steps that need a project and a connector: settings, test, name. What was written stays while one goes back. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { connector as connectorQuery, type Connector } from '../../api/connectors.ts';
import { plugin as pluginQuery, type Plugin } from '../../api/plugins.ts';
import { sample } from '../../api/sample.ts';
import type { Answer } from '../../api/types.ts';
import { newTexts as texts } from '../../texts/new-connection.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { FinishStep } from './finish-step.tsx';
import { SettingsStep } from './settings-step.tsx';
import { Step } from './step.tsx';
import { stateOf, type StepName } from './steps.ts';
import { TestStep } from './test-step.tsx';
import { useConfiguring } from './use-configuring.ts';

interface Going {
  readonly projectName: string;
  readonly at: StepName;
  readonly go: (step: StepName) => void;
}

interface ConfigureProps extends Going {
  readonly project: number;
  readonly connector: number;
}

export function Configure({ project, connector, ...going }: ConfigureProps) {
  const row = useQuery(connectorQuery(connector));
  const system = row.data?.system.id;
  const schema = useQuery({ ...pluginQuery(system ?? ''), enabled: system !== undefined });
  const box = useQuery({ ...sample, retry: false });
  if (row.data === undefined || schema.data === undefined || box.isPending) {
    return (
      <>
        <Step number={3} title={texts.settings.title} state={stateOf('settings', going.at)}>
          {row.data === undefined ? <Waiting query={row} /> : <Waiting query={schema} />}
        </Step>
        <ToCome from={4} />
      </>
    );
  }
  const trackerProject = projectInBox(box.data?.trackers ?? [], row.data);
  return <Steps {...{ ...going, project, trackerProject }} connector={row.data} plugin={schema.data} />;
}

const Waiting = ({ query }: { readonly query: UseQueryResult }) => <Loaded query={query}>{() => null}</Loaded>;

/** Where the connector leads to a tracker in the box, its project. */
function projectInBox(trackers: Answer<'getSample'>['trackers'], { params }: Connector): string | null {
  const server = params?.['issue_tracker_server'];
  return trackers.find((one) => one.params['issue_tracker_server'] === server)?.project ?? null;
}

const REST = [
  [3, texts.settings.title],
  [4, texts.test.title],
  [5, texts.finish.title],
] as const;

export const ToCome = ({ from = 3 }: { readonly from?: number }) =>
  REST.filter(([number]) => number >= from).map(([number, title]) => (
    <Step key={number} number={number} title={title} state="later">
      {null}
    </Step>
  ));

interface StepsProps extends Going {
  readonly project: number;
  readonly connector: Connector;
  readonly plugin: Plugin;
  /** Where there is a usual one. */
  readonly trackerProject: string | null;
}

function Steps({ at, go, projectName, ...around }: StepsProps) {
  const configuring = useConfiguring(around);
  const { test } = configuring;
  const tested = test.data === undefined ? null : test.data.success ? texts.test.passed : texts.test.unpassed;
  return (
    <>
      <Step
        number={3}
        title={texts.settings.title}
        state={stateOf('settings', at)}
        summary={configuring.trackerProject}
        change={() => go('settings')}
      >
        <SettingsStep {...{ configuring }} next={() => go('test')} />
      </Step>
      <Step number={4} title={texts.test.title} state={stateOf('test', at)} summary={tested} change={() => go('test')}>
        <TestStep {...{ configuring }} mend={() => go('settings')} next={() => go('finish')} />
      </Step>
      <Step number={5} title={texts.finish.title} state={stateOf('finish', at)}>
        <FinishStep {...{ configuring }} suggested={texts.finish.nameOf(projectName, around.connector.name)} />
      </Step>
    </>
  );
}

/** The steps that need a project and a connector: settings, test, name. What was written stays while one goes back. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { connection as connectionQuery } from '../../api/connections.ts';
import { connector as connectorQuery, type Connector } from '../../api/connectors.ts';
import { plugin as pluginQuery, type Plugin } from '../../api/plugins.ts';
import { sample } from '../../api/sample.ts';
import { newTexts as texts } from '../../texts/new-connection.ts';
import { Loaded } from '../../ui/loaded.tsx';
import type { Values } from '../../ui/param-form/values.ts';
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
  readonly from: number | undefined;
}

export function Configure({ project, connector, from, ...going }: ConfigureProps) {
  const row = useQuery(connectorQuery(connector));
  const system = row.data?.system.id;
  const schema = useQuery({ ...pluginQuery(system ?? ''), enabled: system !== undefined });
  const usual = useBeginning(from);
  if (row.data === undefined || schema.data === undefined || usual === null) {
    return (
      <>
        <Step number={3} title={texts.settings.title} state={stateOf('settings', going.at)}>
          {row.data === undefined ? <Waiting query={row} /> : <Waiting query={schema} />}
        </Step>
        <ToCome from={4} />
      </>
    );
  }
  return <Steps {...{ ...going, project }} connector={row.data} plugin={schema.data} begin={usual(row.data)} />;
}

/** What the parameters begin with, once that is known: those of the connection that is duplicated, or a box's project. */
function useBeginning(from: number | undefined): ((connector: Connector) => Values) | null {
  const copied = useQuery({ ...connectionQuery(from ?? 0), enabled: from !== undefined });
  const box = useQuery({ ...sample, retry: false });
  if (box.isPending || (from !== undefined && copied.isPending)) return null;
  return ({ params }) => {
    const server = params?.['issue_tracker_server'];
    const inBox = box.data?.trackers.find((one) => one.params['issue_tracker_server'] === server);
    return copied.data?.params ?? (inBox === undefined ? {} : { issue_tracker_project: inBox.project });
  };
}

const Waiting = ({ query }: { readonly query: UseQueryResult }) => <Loaded query={query}>{() => null}</Loaded>;

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
  readonly begin: Values;
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

/** When it runs by itself, or why it does not. */
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Connection } from '../../api/connections.ts';
import { overviewTexts as texts } from '../../texts/connection.ts';
import { connectionsTexts } from '../../texts/connections.ts';
import { Person } from '../../ui/person.tsx';
import { Section } from '../../ui/section.tsx';
import { Time } from '../../ui/time.tsx';
import { useConnection } from './use-connection.ts';

/** What is not known, or not so, has no line. */
export function Schedule() {
  const { frequency, schedule, params } = useConnection().connection;
  const success = params?.['last_successful_run'];
  return (
    <Section title={texts.schedule}>
      <Table fz="sm" verticalSpacing={4} layout="fixed">
        <Table.Tbody>
          <Line name={texts.frequency}>{connectionsTexts.frequencies[frequency] ?? frequency}</Line>
          <Line name={texts.next}>
            <Time at={schedule?.next_run_at} />
          </Line>
          <Line name={texts.lastSuccess}>
            <Time at={typeof success === 'string' ? success : null} />
          </Line>
          {schedule !== undefined && <WhyNot schedule={schedule} />}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

const WhyNot = ({ schedule: { paused, note, stopped_because: stopped } }: Given) => (
  <>
    {paused !== null && (
      <Line name={texts.pausedSince}>
        <Time at={paused.since} />
        {paused.by !== null && ' '}
        {paused.by !== null && <Person id={paused.by} />}
      </Line>
    )}
    {note !== '' && <Line name={texts.note}>{note}</Line>}
    {stopped !== null && <Line name={texts.stoppedBecause}>{stopped}</Line>}
  </>
);

interface Given {
  readonly schedule: NonNullable<Connection['schedule']>;
}

const Line = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <Table.Tr>
    <Table.Th scope="row" w={130}>
      {name}
    </Table.Th>
    <Table.Td>{children}</Table.Td>
  </Table.Tr>
);

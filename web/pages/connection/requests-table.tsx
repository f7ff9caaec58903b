/** The requests of a run by purpose, beside the fewest that could have done it. */
import { Table, Text } from '@mantine/core';
import type { Job } from '../../api/jobs.ts';
import { requestTexts as texts } from '../../texts/connection.ts';

type Requests = Pick<Job, 'requests' | 'floor'>;

export const totalOf = (table: Job['requests']): number =>
  Object.values(table ?? {}).reduce((sum, count) => sum + count, 0);

export function RequestsTable({ requests, floor }: Requests) {
  const rows = Object.keys(texts.purposes)
    .map((purpose) => ({ purpose, used: requests?.[purpose] ?? 0, least: floor?.[purpose] ?? 0 }))
    .filter(({ used, least }) => used + least > 0);
  if (rows.length === 0) return <Text size="sm">{texts.none}</Text>;
  return (
    <Table fz="sm" verticalSpacing={4} maw={480}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{texts.purpose}</Table.Th>
          <Table.Th scope="col" ta="right">
            {texts.used}
          </Table.Th>
          <Table.Th scope="col" ta="right">
            {texts.floor}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ purpose, used, least }) => (
          <Line key={purpose} name={texts.purposes[purpose] ?? purpose} used={used} least={least} />
        ))}
        {rows.length > 1 && <Line name={texts.total} used={totalOf(requests)} least={totalOf(floor)} />}
      </Table.Tbody>
    </Table>
  );
}

interface LineProps {
  readonly name: string;
  readonly used: number;
  readonly least: number;
}

const Line = ({ name, used, least }: LineProps) => (
  <Table.Tr>
    <Table.Td>{name}</Table.Td>
    <Table.Td ta="right">{used}</Table.Td>
    <Table.Td ta="right">{least}</Table.Td>
  </Table.Tr>
);

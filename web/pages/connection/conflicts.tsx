/** Fields that both sides changed, side by side, to choose one of them; and the rules by which that is not asked. */
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { conflicts } from '../../api/conflicts.ts';
import { conflictTexts as texts } from '../../texts/conflicts.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ConflictBox } from './conflict-box.tsx';
import { ConflictRules } from './conflict-rules.tsx';

const route = getRouteApi('/inside/connections/$id/conflicts');

export function Conflicts() {
  const { id } = route.useParams();
  return (
    <Stack>
      <Loaded query={useQuery(conflicts(id))}>
        {({ results }) =>
          results.length === 0 ? (
            <Empty title={texts.none}>{texts.noneAbout}</Empty>
          ) : (
            <Stack>
              {results.map((conflict) => (
                <ConflictBox key={`${conflict.task} ${conflict.field}`} conflict={conflict} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      <ConflictRules id={id} />
    </Stack>
  );
}

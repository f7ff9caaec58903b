/** The one way a failure looks. */
import { Alert, Button, Stack, Text } from '@mantine/core';
import { Problem, wordsFor } from '../api/problem.ts';
import { common } from '../texts/common.ts';

interface ProblemBoxProps {
  readonly error: unknown;
  readonly title?: string;
  readonly retry?: () => void;
}

export function ProblemBox({ error, title, retry }: ProblemBoxProps) {
  return (
    <Alert color="red" variant="outline" role="alert" title={title ?? titleOf(error)}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm" className="lines">
          {wordsFor(error)}
        </Text>
        {retry !== undefined && (
          <Button size="xs" variant="default" onClick={retry}>
            {common.again}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function titleOf(error: unknown): string {
  const status = error instanceof Problem ? error.status : null;
  if (status === 403) return common.forbidden;
  if (status === 404) return common.notFound;
  return common.failed;
}

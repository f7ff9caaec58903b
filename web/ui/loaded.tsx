/** What was asked for, or why it is not here: loading, error, forbidden. */
import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemBox } from './problem-box.tsx';
import { common } from '../texts/common.ts';

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  /** About as many lines as there will be. */
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** What was read before stays while it is read again; a failure to do so is said above it. */
export function Loaded<T>({ query, lines = 5, children }: LoadedProps<T>) {
  const { data, error, refetch } = query;
  if (data === undefined && error === null) return <Loading lines={lines} />;
  return (
    <>
      {error !== null && <ProblemBox error={error} retry={() => void refetch()} />}
      {data !== undefined && children(data)}
    </>
  );
}

const Loading = ({ lines }: { readonly lines: number }) => (
  <Stack gap="xs" aria-busy="true">
    <VisuallyHidden component="output">{common.loading}</VisuallyHidden>
    {Array.from({ length: lines }, (_, index) => (
      <Skeleton key={index} height={36} />
    ))}
  </Stack>
);

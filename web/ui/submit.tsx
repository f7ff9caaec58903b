/** A button for something that the page itself follows: its failure is told by the page. */
import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { barred, Because } from './act.tsx';

interface SubmitProps extends ButtonProps {
  readonly act: { readonly mutate: () => void; readonly isPending: boolean };
  /** Why it cannot be done now; null: it can. */
  readonly why?: string | null;
  readonly children: ReactNode;
}

export const Submit = ({ act, why = null, children, ...look }: SubmitProps) => (
  <Because why={why}>
    <Button {...look} {...barred(why)} loading={act.isPending} onClick={() => why === null && act.mutate()}>
      {children}
    </Button>
  </Because>
);

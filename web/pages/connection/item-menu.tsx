/** What can be done with one item, behind one button. */
import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import type { Item } from '../../api/items.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { itemActs, type ItemAct } from './item-acts.ts';
import { ItemDialog } from './item-dialog.tsx';
import { useConnection } from './use-connection.ts';

export function ItemMenu({ item }: { readonly item: Item }) {
  const { connection, barred } = useConnection();
  const navigate = useNavigate();
  const [asked, ask] = useState<ItemAct | null>(null);
  const params = { id: connection.id, task: item.task };
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={texts.acts(item.task)}>
            <span aria-hidden>⋯</span>
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void navigate({ to: '/connections/$id/items/$task', params })}>
            {texts.history}
          </Menu.Item>
          {itemActs(item, barred).map(({ act, name, why }) => (
            <Menu.Item key={act} disabled={why !== null} onClick={() => ask(act)}>
              {name}
              {why !== null && <div className="menu-why">{why}</div>}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ItemDialog item={item} asked={asked} close={() => ask(null)} />
    </>
  );
}

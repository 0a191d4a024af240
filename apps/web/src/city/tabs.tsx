import { useRef, type KeyboardEvent, type ReactNode } from 'react';

export interface Tab {
  id: string;
  name: string;
  content: ReactNode;
  /** The content stays mounted while another tab is shown. */
  isKept?: boolean;
}

interface TabsProps {
  tabs: readonly Tab[];
  shown: string;
  onShow: (id: string) => void;
}

const NEXT_INDEX: Record<string, (index: number, count: number) => number> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** Tabs by the ARIA Authoring Practices: the Tab key reaches one tab, arrow keys the others. */
export function Tabs({ tabs, shown, onShow }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.findIndex(({ id }) => id === shown);
    const next = tabs[NEXT_INDEX[event.key]?.(index, tabs.length) ?? -1];
    if (!next) return;
    event.preventDefault();
    onShow(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div ref={list} className="tabs" role="tablist" aria-label="Views" onKeyDown={onKeyDown}>
        {tabs.map(({ id, name }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === shown}
            aria-controls={`view-${id}`}
            tabIndex={id === shown ? 0 : -1}
            onClick={() => onShow(id)}
          >
            {name}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <TabView key={tab.id} tab={tab} isShown={tab.id === shown} />
      ))}
    </>
  );
}

function TabView({ tab: { id, content, isKept }, isShown }: { tab: Tab; isShown: boolean }) {
  return (
    <div
      id={`view-${id}`}
      className="view"
      role="tabpanel"
      aria-labelledby={`tab-${id}`}
      hidden={!isShown}
    >
      {(isShown || isKept) && content}
    </div>
  );
}

import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';

export type TabId = 'now' | 'streams' | 'frames' | 'replay' | 'timeline' | 'demo';

export interface Tab {
  id: TabId;
  content: ReactNode;
  /** The content stays mounted while another tab is shown. */
  isKept?: boolean;
}

interface TabsProps {
  tabs: readonly Tab[];
  shown: TabId;
  onShow: (id: TabId) => void;
}

const NEXT_INDEX: Record<string, (index: number, count: number) => number> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** The key as on a page that runs from left to right: the next tab is at the left in Arabic. */
function logicalKey({ key, currentTarget }: KeyboardEvent): string {
  if (!currentTarget.matches(':dir(rtl)')) return key;
  return { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[key] ?? key;
}

/** Tabs by the ARIA Authoring Practices: the Tab key reaches one tab, arrow keys the others. */
export function Tabs({ tabs, shown, onShow }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const intl = useIntl();
  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.findIndex(({ id }) => id === shown);
    const next = tabs[NEXT_INDEX[logicalKey(event)]?.(index, tabs.length) ?? -1];
    if (!next) return;
    event.preventDefault();
    onShow(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div
        ref={list}
        className="tabs"
        role="tablist"
        aria-label={intl.formatMessage({ id: 'city.views' })}
        onKeyDown={onKeyDown}
      >
        {tabs.map(({ id }) => (
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
            <FormattedMessage id={`city.tab.${id}`} />
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

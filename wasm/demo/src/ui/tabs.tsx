/** A list of tabs following the ARIA pattern: one stop for the Tab key, arrows move between tabs. */

interface Props<T extends string> {
  label: string;
  /** Prefix of the ids that tie a tab to its panel. */
  id: string;
  tabs: readonly { value: T; label: string }[];
  value: T;
  onChange(value: T): void;
  /** `small` for tabs inside a panel. */
  size?: 'large' | 'small';
}

export function Tabs<T extends string>({ label, id, tabs, value, onChange, size = 'large' }: Props<T>) {
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.value);
    document.getElementById(`${id}-tab-${next.value}`)?.focus();
  };
  return (
    <div class={`tabs ${size}`} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={`${id}-tab-${tab.value}`}
          aria-controls={`${id}-panel-${tab.value}`}
          aria-selected={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
